# What a newcomer needs: `make run` and `make test`. Each sets up what it needs; plain cargo works after that.
# Source of the targets: README.md.

.PHONY: run test fmt lint build check deny unit fuzz infra emulator plan deploy destroy restore styles tools browser python clean

run: styles
	cargo run --release

# Everything that is checked on every change, in the order in which it fails soonest.
test: styles tools browser python fmt lint deny build check unit fuzz infra emulator
	@echo "All is well."

fmt:
	cargo fmt --all --check

# Also site-gen as it is in a function: beside others a crate is built with the features that they ask for too.
lint:
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo clippy -p site-gen --no-default-features --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items --locked --quiet

# Licences, sources and what is banned. The list of known vulnerabilities has to be fetched from elsewhere: `cargo deny check`.
deny:
	cargo fetch --locked
	$(CARGO_DENY) --offline --locked check bans licenses sources

# All at once: a crate by itself would have its dependencies built again, with only the features it asks for.
build:
	cargo build --workspace --locked

# The faults of the content, and advice, in one report; on a fixed day, so that it says the same on every day.
check: build
	$(or $(CARGO_TARGET_DIR),target)/debug/site-gen check --strict --today 2026-11-27

unit: build
	cargo test --workspace --locked
	cargo test -p site-gen --no-default-features --test lying_ready --locked

# What comes from outside is thrown at what reads it, ten seconds for each reader; fuzz/run.sh takes more, and names.
fuzz: build
	@command -v c++ >/dev/null || { apt-get update -qq && apt-get install -y -qq g++; }
	fuzz/run.sh 10

# The template: what linters find and what they do not see, and whether it agrees with the code.
infra: styles target/infra/sam/.ready target/infra/checkov/.ready
	cd infra && ../target/infra/sam/bin/python -m unittest -q tests.test_template

# What it deploys, on an emulator: the script, cut off and made good, and a round through the very packages that `make deploy` makes.
emulator: python styles target/infra/sam/.ready target/infra/package/.ready /usr/bin/faketime
	cargo build --workspace --bins --example timetable --locked
	cd infra && $(FOR_LAMBDA) ../target/infra/sam/bin/python -m unittest tests.test_deployed

# With it in the path `cargo lambda` is found.
FOR_LAMBDA = PATH="$(abspath target/infra/package/bin):$$PATH"

# Deploys to the AWS account that the environment's credentials are for: make deploy ENV=test. See infra/README.md.
deploy plan destroy: styles target/infra/sam/.ready target/infra/package/.ready
	@test -n "$(ENV)" || { echo "Say which environment: make $@ ENV=test"; exit 1; }
	cd infra && $(FOR_LAMBDA) ../target/infra/sam/bin/python -m deploy $(VERB) $(ENV)
# Brings back what a table has lost: make restore ENV=test TABLE=responses AT=2024-10-10T11:00:00+02:00. See infra/README.md.
restore: target/infra/sam/.ready
	cd infra && ../target/infra/sam/bin/python -m deploy restore $(ENV) --table $(TABLE) --at $(AT)

deploy: VERB = up
plan: VERB = plan
destroy: VERB = down

# Programs by others from PyPI, each in a place of its own: they ask for different versions of the same libraries.
target/infra/%/.ready: infra/requirements/%.txt
	@python3 -c "import ensurepip" 2>/dev/null || { apt-get update -qq && apt-get install -y -qq python3-venv; }
	python3 -m venv --clear target/infra/$*
	target/infra/$*/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

# Shows the functions another time, so that a round can be gone through in the tests.
/usr/bin/faketime:
	apt-get update -qq && apt-get install -y -qq faketime

# The stylesheets, and what pages are tested with, as package-lock.json says.
styles: node_modules/.package-lock.json

node_modules/.package-lock.json: package-lock.json
	npm ci --no-audit --no-fund --ignore-scripts
	@touch $@

# Tools that are not part of Rust's own are built once, into target/.
CARGO_DENY := $(or $(shell command -v cargo-deny),target/tools/bin/cargo-deny)
tools: $(if $(shell command -v cargo-deny),,target/tools/bin/cargo-deny)

target/tools/bin/cargo-deny:
	cargo install cargo-deny --version 0.20.2 --locked --root target/tools

# The pages are tested in a real browser, and by a validator that runs on Java.
browser:
	@if ! test -x /usr/bin/chromium || ! test -x /usr/bin/chromedriver || ! command -v java >/dev/null; then \
		apt-get update -qq && apt-get install -y -qq chromium chromium-driver default-jre-headless; \
	fi

# Calendars, data and sheets are read back with programs by others.
python: target/python/.requirements

target/python/.requirements: tests/requirements.txt
	@python3 -m venv --help >/dev/null 2>&1 && python3 -c "import ensurepip" 2>/dev/null || \
		{ apt-get update -qq && apt-get install -y -qq python3-venv; }
	python3 -m venv target/python
	target/python/bin/pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

clean:
	cargo clean
	rm -rf node_modules dist .local
