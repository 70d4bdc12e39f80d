"""The template: what the linters find, and what they do not see."""

import contextlib
import dataclasses
import datetime
import functools
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
import zipfile

import yaml

import cost
import first_poll
from deploy import __main__ as script
from deploy import account, package, settings, site, smoke, template
from deploy.stack import Stack, StackError, as_json, dangers, unfinished
from tests import rights
from tests.emulator import Call

TOOLS = pathlib.Path(sys.executable).parent
CHECKOV = settings.TARGET / "infra/checkov/bin/checkov"
OPERATIONS = settings.REPOSITORY / "docs/operations"
REGION = {**os.environ, "AWS_DEFAULT_REGION": "eu-north-1", "SAM_CLI_TELEMETRY": "0"}


@functools.cache
def expanded():
    """Made once: it is read by all and changed by none."""
    return template.expand(lambda name: ("survey-artifacts", f"test/{name}.zip"))


def of_type(kind):
    return {name: r["Properties"] for name, r in expanded()["Resources"].items() if r["Type"] == kind}


class Linted(unittest.TestCase):
    def run_tool(self, *command):
        ran = subprocess.run(command, capture_output=True, text=True, env=REGION, cwd=settings.REPOSITORY)
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)

    def in_file(self):
        file = tempfile.NamedTemporaryFile(suffix=".json")
        self.addCleanup(file.close)
        file.write(as_json(expanded()))
        file.flush()
        return file.name

    def test_cfn_lint_finds_nothing_in_the_template(self):
        self.run_tool(TOOLS / "cfn-lint", "-r", "eu-north-1", "--", settings.TEMPLATE)

    def test_cfn_lint_finds_nothing_in_its_expansion(self):
        self.run_tool(TOOLS / "cfn-lint", "-r", "eu-north-1", "--", self.in_file())

    def test_sam_finds_it_valid(self):
        self.run_tool(TOOLS / "sam", "validate", "--lint", "--region", "eu-north-1", "-t", settings.TEMPLATE)

    def test_checkov_finds_nothing_but_what_is_skipped_for_a_reason(self):
        self.run_tool(CHECKOV, "--config-file", settings.INFRA / "checkov.yaml", "-f", self.in_file())

    def test_each_skip_has_a_reason(self):
        reason = False
        for line in (settings.INFRA / "checkov.yaml").read_text(encoding="utf-8").splitlines():
            if line.strip().startswith("#"):
                reason = True
            elif line.strip().startswith("- CKV"):
                self.assertTrue(reason, f"{line} is skipped without a reason")
            else:
                reason = False


class AgreesWithTheCode(unittest.TestCase):
    """Names in infra and code are the same. Each failure says what to write where."""

    def test_there_is_a_function_for_each_binary(self):
        self.assertEqual(sorted(template.functions()), package.binaries(), "template.yaml and functions/src/bin differ")

    def test_a_function_gets_just_the_variables_that_it_reads(self):
        for name, (_, properties) in template.functions().items():
            given = set(properties["Environment"]["Variables"])
            self.assertEqual(given, variables_of(name), f"Environment of {name} in template.yaml, and what its binary reads")
            self.assertEqual(variables_of(name) - first_poll.ENVIRONMENT.keys(), set(), "first_poll.py gives it less")

    def test_the_tables_are_those_of_the_code(self):
        code = (settings.REPOSITORY / "functions/src/store/tables.rs").read_text(encoding="utf-8")
        named = set(re.findall(r'\w+: named\("([a-z-]+)"\)', code))
        tables = of_type("AWS::DynamoDB::Table").values()
        self.assertEqual({t["TableName"]["Fn::Sub"].removeprefix("survey-${Environment}-") for t in tables}, named)
        for table in tables:
            self.assertEqual([(k["AttributeName"], k["KeyType"]) for k in table["KeySchema"]], [("pk", "HASH"), ("sk", "RANGE")])
            self.assertNotIn("GlobalSecondaryIndexes", table, "docs/decisions/0001 says that there is no index")
            # A stream has the order of writes, which would lead from an answer to the person who was marked beside it.
            self.assertFalse({"StreamSpecification", "KinesisStreamSpecification"} & table.keys(), "streams stay off")
        expiring = set(re.findall(r"\.table_name\(&self\.tables\.(\w+)\)\s*\.time_to_live_specification", code))
        self.assertEqual({t["TableName"]["Fn::Sub"].split("-")[-1] for t in tables if "TimeToLiveSpecification" in t}, expiring)

    def test_every_route_of_the_form_and_the_door_is_reached(self):
        code = (settings.REPOSITORY / "functions/src/respond/mod.rs").read_text(encoding="utf-8")
        constants = (settings.REPOSITORY / "functions/src/respond/api.rs").read_text(encoding="utf-8")
        routes = re.findall(r'\.route\(\s*"([^"]+)"', code)
        routes += re.findall(r'const [A-Z]+: &str = "(/[^"]+)"', constants)
        self.assertGreater(len(routes), 4)
        doors = [r["RouteKey"].removeprefix("ANY ").replace("{proxy+}", "") for r in of_type("AWS::ApiGatewayV2::Route").values()]
        behaviours = of_type("AWS::CloudFront::Distribution")["Site"]["DistributionConfig"]["CacheBehaviors"]
        paths = [b["PathPattern"].removesuffix("*") for b in behaviours if b["TargetOriginId"] == "door"]
        self.assertEqual(sorted(doors), sorted(paths), "what the door takes and what CloudFront sends to it")
        for route in routes:
            known = any(route == door or (door.endswith("/") and route.startswith(door)) for door in doors)
            self.assertTrue(known, f"no route of the door in template.yaml leads to {route}")

    def test_the_log_lines_that_are_counted_are_written(self):
        code = (settings.REPOSITORY / "functions/src/dispatch/report.rs").read_text(encoding="utf-8")
        for name, properties in of_type("AWS::Logs::MetricFilter").items():
            pattern = properties["FilterPattern"]
            message = re.search(r'\$\.fields\.message = "([^"]+)"', pattern)[1]
            line = re.search(r"tracing::info!\(([^;]*)\"" + message + '"', code)
            counted = set(re.findall(r"\$\.fields\.(\w+)", pattern + properties["MetricTransformations"][0]["MetricValue"]))
            for field in counted - {"message"}:
                self.assertTrue(line and f"{field} =" in line[1], f"{name}: dispatch/report.rs writes no {field} with \"{message}\"")

    def test_each_metric_that_an_alarm_asks_for_is_made(self):
        made = {t["MetricName"] for f in of_type("AWS::Logs::MetricFilter").values() for t in f["MetricTransformations"]}
        asked = {a["MetricName"] for a in of_type("AWS::CloudWatch::Alarm").values() if "Fn::Sub" in a["Namespace"]}
        self.assertEqual(asked, made)
        self.assertTrue({"Troubled", "GivenBack", "NeedAPerson", "Unfinished"} <= made)

    def test_files_are_uploaded_as_the_function_uploads_them(self):
        code = (settings.REPOSITORY / "functions/src/aws/site.rs").read_text(encoding="utf-8")
        kinds = {}
        for names, kind in re.findall(r'Some\(([^)]+)\) => "([^"]+)"', code):
            kinds |= dict.fromkeys(re.findall(r'"(\w+)"', names), kind)
        self.assertEqual(site.CONTENT_TYPES, kinds)

    def test_the_site_says_as_much_of_safety_as_the_form(self):
        code = (settings.REPOSITORY / "functions/src/respond/mod.rs").read_text(encoding="utf-8")
        safe = of_type("AWS::CloudFront::ResponseHeadersPolicy")["SafeHeaders"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        policy = safe["ContentSecurityPolicy"]["ContentSecurityPolicy"]
        for directive in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
            self.assertIn(directive, policy)
            self.assertIn(directive, code)
        page = (settings.REPOSITORY / "templates/pages/base.html").read_text(encoding="utf-8")
        own = re.search(r'content-security-policy" content="([^"{]+)', page)[1]
        for directive in own.split(";"):
            self.assertIn(directive.strip(), policy, "a page asks for more than the header allows")


class Sound(unittest.TestCase):
    """What no linter sees: planted faults of each kind went through all of them."""

    def test_memory_and_time_are_what_lambda_gives(self):
        for name, function in of_type("AWS::Lambda::Function").items():
            self.assertIn(function["MemorySize"], range(128, 10241), name)
            self.assertIn(function["Timeout"], range(1, 901), name)
            self.assertEqual(function["Runtime"], "provided.al2023", name)

    def test_a_function_has_many_times_the_memory_that_it_starts_with(self):
        measured = (settings.REPOSITORY / "docs/performance.md").read_text(encoding="utf-8").split("## How soon a function is ready")[1]
        peaks = {name: float(peak) for name, peak in re.findall(r"^\| ([a-z-]+)[^|]*\|.*\| ([\d.]+) MB \|$", measured, re.M)}
        for name, (_, properties) in template.functions().items():
            self.assertIn(name, peaks, "measure it: infra/first_poll.py")
            self.assertGreater(properties["MemorySize"], 20 * peaks[name], name)

    def test_schedules_are_in_norwegian_time_and_name_no_year(self):
        for name, schedule in of_type("AWS::Scheduler::Schedule").items():
            self.assertEqual(schedule["ScheduleExpressionTimezone"], "Europe/Oslo", name)
            self.assertIn(schedule["ScheduleExpression"]["Ref"], ("DispatchSchedule", "CloseSchedule", "PublishSchedule"), name)
            self.assertIn("DeadLetterConfig", schedule["Target"], name)

    def test_those_of_whom_two_must_not_run_run_alone(self):
        for name in ("ImportRegister", "Dispatch", "CloseRound", "PublishResults"):
            self.assertEqual(of_type("AWS::Lambda::Function")[name]["ReservedConcurrentExecutions"], 1, name)

    def test_whoever_is_called_without_anybody_waiting_has_dead_letters(self):
        called = {s["Target"]["Arn"]["Fn::GetAtt"][0] for s in of_type("AWS::Scheduler::Schedule").values()}
        called |= {t["Arn"]["Fn::GetAtt"][0] for r in of_type("AWS::Events::Rule").values() for t in r["Targets"]}
        self.assertGreaterEqual(len(called), 5)
        for name in called:
            self.assertIn("DeadLetterConfig", of_type("AWS::Lambda::Function")[name], name)

    def test_no_role_may_do_everything_to_something_or_something_to_everything(self):
        for name, role in of_type("AWS::IAM::Role").items():
            for policy in role.get("Policies", []):
                for statement in policy["PolicyDocument"]["Statement"]:
                    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                    self.assertFalse([a for a in actions if "*" in a], f"{name}: {statement}")
                    self.assertNotEqual(statement.get("Resource"), "*", f"{name}: {statement}")

    def test_whoever_reads_a_file_may_see_that_it_is_not_there(self):
        """Without the right to list, S3 answers that access is denied, and not that there is no file."""
        for name, (_, properties) in template.functions().items():
            actions = {a for s in rights_of(properties) for a in (s["Action"] if isinstance(s["Action"], list) else [s["Action"]])}
            self.assertEqual("s3:GetObject" in actions, "s3:ListBucket" in actions, name)

    def test_every_function_can_open_its_own_settings_and_read_no_secret_by_itself(self):
        sealed = template.source()["Globals"]["Function"]["KmsKeyArn"]
        self.assertEqual(sealed, {"Fn::GetAtt": ["SecretsKey", "Arn"]})
        for name, (_, properties) in template.functions().items():
            self.assertNotIn("KmsKeyArn", properties, name)
            opens = [s["Resource"] for s in rights_of(properties) if "kms:" in json.dumps(s["Action"])]
            self.assertEqual(opens, [sealed], name)
            self.assertNotIn("secretsmanager:", json.dumps(properties["Policies"]), name)

    def test_every_function_writes_to_the_one_log_and_no_role_comes_from_elsewhere(self):
        log = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": {"Fn::GetAtt": ["Log", "Arn"]}}
        for name, (_, properties) in template.functions().items():
            self.assertEqual([s for s in rights_of(properties) if "logs:" in json.dumps(s["Action"])], [log], name)
        for name, role in of_type("AWS::IAM::Role").items():
            self.assertNotIn("ManagedPolicyArns", role, f"{name} may do what the template does not say")

    def test_the_door_takes_more_than_the_form_can_serve(self):
        """So that too many are turned away by Lambda, which has an alarm. It gives an instance ten requests a second."""
        stage = of_type("AWS::ApiGatewayV2::Stage")["DoorStage"]["DefaultRouteSettings"]
        at_once = of_type("AWS::Lambda::Function")["Respond"]["ReservedConcurrentExecutions"]
        self.assertGreater(stage["ThrottlingRateLimit"], 10 * at_once)
        self.assertGreater(stage["ThrottlingBurstLimit"], at_once)
        asked = {name: a.get("Dimensions") for name, a in of_type("AWS::CloudWatch::Alarm").items() if a["MetricName"] == "Throttles"}
        of_all = {"FormThrottled": [{"Name": "FunctionName", "Value": {"Ref": "Respond"}}], "FunctionsThrottled": None}
        self.assertEqual(asked, of_all, "the form at once, and all of them when it lasts")
        for page in ("form-throttled.md", "scale.md"):
            self.assertIn(f"{at_once} instances", (OPERATIONS / page).read_text(encoding="utf-8"), page)

    def test_nothing_secret_is_in_parameters_or_outputs(self):
        whole = expanded()
        self.assertFalse([p for p in whole["Parameters"] if re.search("key|secret|token|password", p, re.I)])
        self.assertNotIn("resolve:", json.dumps(whole["Outputs"]))

    def test_what_holds_people_is_sealed_kept_back_and_protected_in_prod(self):
        for name, table in of_type("AWS::DynamoDB::Table").items():
            self.assertEqual(table["DeletionProtectionEnabled"], {"Fn::If": ["IsProd", True, False]}, name)
            self.assertTrue(table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], name)
            self.assertEqual(table["SSESpecification"]["KMSMasterKeyId"], {"Ref": "StateKey"}, name)
        participants = of_type("AWS::DynamoDB::Table")["Participants"]
        self.assertEqual(participants["PointInTimeRecoverySpecification"]["RecoveryPeriodInDays"], 7)
        retention = (OPERATIONS / "retention.md").read_text(encoding="utf-8")
        self.assertIn("7 days", retention)

    def test_nothing_that_is_logged_of_a_request_leads_to_a_person(self):
        stage = of_type("AWS::ApiGatewayV2::Stage")["DoorStage"]
        logged = set(re.findall(r"\$context\.([\w.]+)", stage["AccessLogSettings"]["Format"]))
        self.assertEqual(logged, {"routeKey", "status", "responseLatency"})

    def test_no_log_holds_the_addresses_of_requests(self):
        """Who asks is written down by nobody: not by the door, nor CloudFront, nor the buckets."""
        for name, stage in of_type("AWS::ApiGatewayV2::Stage").items():
            self.assertNotRegex(stage["AccessLogSettings"]["Format"], r"identity|[iI]p|userAgent|path|header|authorizer", name)
            self.assertNotIn("DataTraceEnabled", json.dumps(stage), name)
        for name, distribution in of_type("AWS::CloudFront::Distribution").items():
            self.assertNotIn("Logging", distribution["DistributionConfig"], name)
            self.assertNotIn("RealtimeLogConfigArn", json.dumps(distribution), name)
        for name, bucket in of_type("AWS::S3::Bucket").items():
            self.assertNotIn("LoggingConfiguration", bucket, name)
        for name, function in of_type("AWS::Lambda::Function").items():
            self.assertEqual(function["LoggingConfig"], {"LogGroup": {"Ref": "Log"}, "LogFormat": "JSON", "SystemLogLevel": "WARN"}, name)
        self.assertEqual(set(of_type("AWS::Logs::LogGroup")), {"Log", "SmsReports", "SmsFailures"}, "who writes the new log, and what?")

    def test_what_operators_say_of_sms_reaches_record_delivery_and_is_gone_a_day_later(self):
        logs = {name: log for name, log in of_type("AWS::Logs::LogGroup").items() if name != "Log"}
        own = "sns/${AWS::Region}/${AWS::AccountId}/DirectPublishToPhoneNumber"
        self.assertEqual({log["LogGroupName"]["Fn::Sub"] for log in logs.values()}, {own, f"{own}/Failure"}, "SNS chooses the names")
        filters = of_type("AWS::Logs::SubscriptionFilter").values()
        self.assertEqual({f["LogGroupName"]["Ref"] for f in filters}, set(logs))
        called = [p for p in of_type("AWS::Lambda::Permission").values() if p["Principal"] == "logs.amazonaws.com"]
        self.assertEqual(len(called), len(logs))
        for subscription in filters:
            self.assertEqual(subscription["FilterPattern"], "", "each line is a report")
            self.assertEqual(subscription["DestinationArn"], {"Fn::GetAtt": ["RecordDelivery", "Arn"]})
        [statement] = of_type("AWS::IAM::Role")["SmsReporter"]["Policies"][0]["PolicyDocument"]["Statement"]
        self.assertEqual(statement["Resource"], [{"Fn::GetAtt": [name, "Arn"]} for name in logs])
        sealed = [s for s in of_type("AWS::KMS::Key")["StateKey"]["KeyPolicy"]["Statement"] if s["Sid"] == "TheLogIsSealed"]
        for name, log in logs.items():
            self.assertEqual((log["RetentionInDays"], log["KmsKeyId"]), (1, {"Fn::GetAtt": ["StateKey", "Arn"]}), name)
            self.assertIn(f"log-group:{log['LogGroupName']['Fn::Sub']}\"", json.dumps(sealed), name)

    def test_the_door_opens_only_to_cloudfront(self):
        origins = {o["Id"]: o for o in of_type("AWS::CloudFront::Distribution")["Site"]["DistributionConfig"]["Origins"]}
        [shown] = origins["door"]["OriginCustomHeaders"]
        code = (settings.REPOSITORY / "functions/src/respond/edge.rs").read_text(encoding="utf-8")
        self.assertIn(f'"{shown["HeaderName"]}"', code)
        key = of_type("AWS::Lambda::Function")["Respond"]["Environment"]["Variables"]["DOOR_KEY"]
        self.assertEqual(key, shown["HeaderValue"], "what CloudFront shows is what the form asks for")
        self.assertEqual(key, {"Fn::Sub": "{{resolve:secretsmanager:${DoorKey}}}"})
        self.assertNotIn("OriginCustomHeaders", origins["files"])
        # What people send under that name goes no further than CloudFront.
        handed_on = of_type("AWS::CloudFront::OriginRequestPolicy")["HandedOn"]["OriginRequestPolicyConfig"]["HeadersConfig"]
        self.assertEqual(handed_on["HeaderBehavior"], "whitelist")
        self.assertNotIn(shown["HeaderName"], [name.lower() for name in handed_on["Headers"]])

    def test_an_error_of_the_door_is_not_replaced_by_a_page(self):
        """CloudFront puts its page in the place of any origin's error: so only for those that the form never answers
        it, and for 500, of which it has no more to say than the page."""
        distribution = of_type("AWS::CloudFront::Distribution")["Site"]["DistributionConfig"]
        errors = distribution["CustomErrorResponses"]
        pages = {e["ErrorCode"]: (e["ResponseCode"], e["ResponsePagePath"]) for e in errors if "ResponsePagePath" in e}
        self.assertEqual(pages, {
            403: (404, "/404.html"),
            500: (503, "/503.html"),
            502: (502, "/503.html"),
            504: (504, "/503.html"),
        })
        kept = {e["ErrorCode"]: e["ErrorCachingMinTTL"] for e in errors}
        self.assertEqual({code: kept.get(code) for code in range(500, 505) if code != 501}, dict.fromkeys((500, 502, 503, 504), 0))
        for file in (settings.REPOSITORY / "functions/src").rglob("*.rs"):
            code = file.read_text(encoding="utf-8")
            self.assertNotRegex(code, r"StatusCode::(BAD_GATEWAY|GATEWAY_TIMEOUT)|\b50[24]\b", str(file))
            # Whoever comes past CloudFront is answered 403, and CloudFront itself never is.
            if file.name != "edge.rs":
                self.assertNotRegex(code, r"StatusCode::FORBIDDEN|\b403\b", str(file))

    def test_each_alarm_tells_somebody_and_has_a_page_that_says_what_to_do(self):
        pages = {file.name for file in OPERATIONS.glob("*.md")}
        runbooks = set()
        for name, alarm in of_type("AWS::CloudWatch::Alarm").items():
            self.assertEqual(alarm["AlarmActions"], [{"Ref": "Watch"}], name)
            page = re.search(r"docs/operations/([a-z-]+\.md)$", alarm["AlarmDescription"])
            self.assertTrue(page, f"{name} names no page")
            self.assertIn(page[1], pages, f"{name}: write docs/operations/{page[1]}")
            self.assertEqual(alarm["AlarmName"]["Fn::Sub"], "survey-${Environment}-" + page[1].removesuffix(".md"))
            runbooks.add(page[1])
        others = {"README.md", "retention.md", "cost.md", "scale.md", "owners.md", "slips.md"}
        self.assertEqual(pages - others, runbooks, "a page for an alarm that there is not")

    def test_the_dashboard_can_be_read(self):
        body = json.loads(of_type("AWS::CloudWatch::Dashboard")["Dashboard"]["DashboardBody"]["Fn::Sub"])
        self.assertGreater(len(body["widgets"]), 3)

    def test_the_template_fits(self):
        self.assertLess(len(as_json(expanded())), 1_000_000)
        self.assertEqual(yaml.safe_load((settings.INFRA / "checkov.yaml").read_text())["framework"], ["cloudformation"])


class Environments(unittest.TestCase):
    def test_each_can_be_read_and_gives_every_parameter(self):
        asked = set(expanded()["Parameters"])
        for environment in settings.environments():
            given = settings.read(environment).parameters({p: "" for p in ("DispatchSchedule", "CloseSchedule", "PublishSchedule")})
            self.assertEqual(set(given), asked, environment)

    def test_only_prod_writes_to_everyone(self):
        text = (settings.INFRA / "environments/test.toml").read_text(encoding="utf-8")
        with self.assertRaisesRegex(settings.SettingsError, "only prod may write to everyone"):
            settings.parse("test", text.replace('["prove@example.no"]', '"everyone"'))

    def test_nothing_is_deployed_outside_the_eea(self):
        text = (settings.INFRA / "environments/test.toml").read_text(encoding="utf-8")
        for region in ("us-east-1", "eu-west-2", "eu-central-2"):
            with self.assertRaisesRegex(settings.SettingsError, "not in the EEA"):
                settings.parse("test", text.replace("eu-north-1", region))

    def test_an_account_is_twelve_digits(self):
        text = (settings.INFRA / "environments/test.toml").read_text(encoding="utf-8")
        self.assertEqual(settings.parse("test", text).account, "")
        self.assertEqual(settings.parse("test", f'account = "123456789012"\n{text}').account, "123456789012")
        for account in ("123456789012", '"1234"'):
            with self.assertRaisesRegex(settings.SettingsError, "twelve digits between quotes"):
                settings.parse("test", f"account = {account}\n{text}")

    def test_a_misspelt_setting_is_refused(self):
        text = (settings.INFRA / "environments/test.toml").read_text(encoding="utf-8")
        with self.assertRaisesRegex(settings.SettingsError, r"unknown \['budget'\], missing \['monthly_budget_usd'\]"):
            settings.parse("test", text.replace("monthly_budget_usd", "budget"))


class Packages(unittest.TestCase):
    def test_the_same_files_give_the_same_bytes_whenever_they_were_made(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            made = []
            for number in (1, 2):
                binary = folder / f"binary-{number}"
                binary.write_bytes(b"the same")
                os.utime(binary, (number * 1e9, number * 1e9))
                package.write_zip(folder / f"{number}.zip", {"bootstrap": binary, "content/a": binary})
                made.append((folder / f"{number}.zip").read_bytes())
            self.assertEqual(made[0], made[1])
            with zipfile.ZipFile(folder / "1.zip") as packed:
                self.assertEqual([i.external_attr >> 16 & 0o777 for i in packed.infolist()], [0o755, 0o644])

    def test_publishing_has_what_the_site_is_made_from_and_what_it_cannot_make(self):
        with tempfile.TemporaryDirectory() as folder:
            site = pathlib.Path(folder)
            made = {name: site / name for name in ("assets/site.css", "ark/ark-nb.pdf", "nn/ark/ark-nn.pdf")}
            for file in made.values():
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch()
            sources = package.site_sources() | package.made_already(site)
        self.assertIn("content/site.toml", sources)
        self.assertEqual([name for name in sources if name.endswith(".css")], ["templates/styles/site.css"])
        self.assertEqual(sources["templates/styles/site.css"], made["assets/site.css"])
        self.assertEqual(sources["content/pages/ark/ark-nb.pdf"], made["ark/ark-nb.pdf"])
        self.assertEqual(sources["content/pages/ark/ark-nn.pdf"], made["nn/ark/ark-nn.pdf"])
        own = package.site_sources() | package.sheet_sources()
        self.assertEqual([str(file) for file in own.values() if not file.is_file()], [])
        self.assertGreaterEqual(len(package.typeface()), 2)

    def test_what_is_missing_on_this_machine_is_named_with_what_to_do(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            with self.assertRaisesRegex(package.PackageError, "has no binary of close-round: build the functions"):
                package.package(folder, folder)
            with unittest.mock.patch.dict(os.environ, PATH=str(folder)):
                for program, told in (("cargo", "comes with Rust"), ("cargo-lambda", "`make deploy` fetch"), (folder / "site-gen", "build it first")):
                    with self.assertRaisesRegex(package.PackageError, f"no {program} here: .*{told}"):
                        package.needs(program)

    def test_the_script_says_it_in_a_sentence(self):
        here = unittest.mock.patch.multiple(sys, argv=["deploy", "plan", "test"])
        with here, unittest.mock.patch.object(account, "must_be"), unittest.mock.patch.dict(os.environ, PATH="/nowhere"):
            with self.assertRaisesRegex(SystemExit, "^Error: there is no cargo here"):
                script.main()


class Money(unittest.TestCase):
    def test_the_page_of_costs_is_what_is_computed(self):
        written = cost.PAGE.read_text(encoding="utf-8")
        self.assertEqual(written, cost.computed(), "python3 infra/cost.py --write")

    def test_the_prices_say_where_and_when(self):
        prices = cost.read("prices")
        self.assertRegex(prices["written"], r"^20\d\d-\d\d-\d\d$")
        for service, of_service in prices["prices"].items():
            self.assertRegex(of_service["source"], r"^https://aws\.amazon\.com/[a-z0-9-]+/([a-z-]+/)*$", service)

    def test_all_that_is_paid_for_by_the_month_is_counted(self):
        """A dashboard costs more than all alarms, and a metric of our own more than three of them."""
        deployed = cost.deployed()
        for kind, count in deployed.items():
            self.assertEqual(len(of_type(f"AWS::{kind}")), count, kind)
        self.assertEqual(deployed["CloudWatch::Dashboard"], 1)


class Dangers(unittest.TestCase):
    @staticmethod
    def change(kind, action="Modify", **more):
        return {"LogicalResourceId": "It", "ResourceType": kind, "Action": action, **more}

    def test_a_table_is_never_replaced_or_removed(self):
        table = "AWS::DynamoDB::Table"
        for change in (self.change(table, Replacement="True"), self.change(table, Replacement="Conditional"), self.change(table, "Remove")):
            self.assertEqual(len(dangers([change], same_round=False)), 1, change)
        for change in (self.change(table, Replacement="False"), self.change(table, "Add")):
            self.assertEqual(dangers([change], same_round=False), [], change)

    def test_a_key_changes_only_with_the_round(self):
        secret = self.change("AWS::SecretsManager::Secret", Replacement="True")
        self.assertEqual(len(dangers([secret], same_round=True)), 1)
        self.assertEqual(dangers([secret], same_round=False), [])

    def test_another_round_waits_until_the_results_of_the_one_before_are_out(self):
        out = settings.results_day(2024)
        self.assertEqual(out.isoformat(), "2024-11-27")
        self.assertIn("2024-11-27", unfinished(2024, 2025, out))
        self.assertIsNone(unfinished(2024, 2025, out + datetime.timedelta(days=1)))
        for deployed in (None, 2025):
            self.assertIsNone(unfinished(deployed, 2025, out), "there is none, or it is the same")
        with self.assertRaisesRegex(settings.SettingsError, "bring content/rounds/1999.toml back"):
            unfinished(1999, 2025, out)

    def test_the_round_that_is_deployed_is_the_stacks_own(self):
        session, out = unittest.mock.Mock(), settings.results_day(2024)
        for status, refused in (("UPDATE_COMPLETE", True), ("UPDATE_ROLLBACK_COMPLETE", True), ("ROLLBACK_COMPLETE", False)):
            deployed = {"StackStatus": status, "Parameters": [{"ParameterKey": "Round", "ParameterValue": "2024"}]}
            session.client.return_value.describe_stacks.return_value = {"Stacks": [deployed]}
            with self.assertRaisesRegex(StackError, "not over") if refused else contextlib.nullcontext():
                Stack(session, "survey-test").must_be_done_with(2025, out)


class Smoke(unittest.TestCase):
    def test_it_looks_by_cloudfronts_own_name_while_nothing_leads_to_it_from_ours(self):
        self.assertEqual(smoke.reachable("https://svar.invalid", "d1.cloudfront.net"), "https://d1.cloudfront.net")
        self.assertEqual(smoke.reachable("https://localhost", "d1.cloudfront.net"), "https://localhost")

    def test_what_does_not_answer_or_answers_with_a_page_is_said_in_a_sentence(self):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            with self.assertRaisesRegex(smoke.SmokeError, "does not answer"):
                smoke.look(f"http://127.0.0.1:{closed.getsockname()[1]}", 2024)
        with unittest.mock.patch.object(smoke, "_fetch", return_value=(404, {}, b"<html>")):
            with self.assertRaisesRegex(smoke.SmokeError, "is no JSON"):
                smoke._Seen("https://svar.invalid", {}).said("/api/v1/finnes-ikke", 404)


class Rights(unittest.TestCase):
    """How test_deployed holds a call against a right."""

    def test_a_right_fits_a_call_on_its_own_resource_alone(self):
        name = "arn:aws:{}:eu-north-1:123456789012:{}".format
        for service, called, others in (
            ("ses", "identity/svar.example.no", ("identity/annen.example.no", "configuration-set/survey-test")),
            ("cloudfront", "key-value-store/shown", ("key-value-store/other",)),
            ("dynamodb", "table/survey-test-drafts", ("table/survey-test-responses",)),
            ("sns", "watch", ("other",)),
        ):
            call = Call(f"{service}:Anything", called)
            self.assertTrue(rights._fits(call, Call(call.action, name(service, called))), called)
            for other in others:
                self.assertFalse(rights._fits(call, Call(call.action, name(service, other))), other)
        # To publish to a telephone number is another right than to publish to a topic.
        self.assertTrue(rights._fits(Call("sns:Publish", ""), Call("sns:Publish", "")))
        self.assertFalse(rights._fits(Call("sns:Publish", "watch"), Call("sns:Publish", "")))
        self.assertFalse(rights._fits(Call("sns:Publish", ""), Call("sns:Publish", name("sns", "watch"))))
        self.assertTrue(rights._fits(Call("s3:GetObject", "bucket/a/b"), Call("s3:GetObject", "arn:aws:s3:::bucket/a/*")))
        self.assertFalse(rights._fits(Call("s3:GetObject", "bucket/c/b"), Call("s3:GetObject", "arn:aws:s3:::bucket/a/*")))


class Account(unittest.TestCase):
    def test_an_environment_that_names_its_account_is_touched_in_no_other(self):
        named = dataclasses.replace(settings.read("test"), account="123456789012")
        for credentials, refused in (("123456789012", False), ("210987654321", True)):
            session = unittest.mock.Mock()
            session.client.return_value.get_caller_identity.return_value = {"Account": credentials}
            with self.assertRaises(settings.SettingsError) if refused else contextlib.nullcontext():
                account.must_be(session, named)


def rights_of(properties):
    """The statements of a function's policies."""
    return [statement for policy in properties["Policies"] for statement in policy["Statement"]]


def variables_of(binary):
    """The variables that a binary reads: its own calls of Environment, and what those read in turn."""
    adapters = (settings.REPOSITORY / "functions/src/aws/mod.rs").read_text(encoding="utf-8")
    bodies = dict(re.findall(r"\n    pub (?:async )?fn (\w+)\([^{]*\{\n(.*?)\n    \}", adapters, re.S))

    def read_by(method, seen=()):
        body = bodies[method]
        found = set(re.findall(r'(?:variable|key|number(?:::<\w+>)?|number_or)\(\s*"(\w+)"', body))
        for called in re.findall(r"self\.(\w+)\(", body):
            if called in bodies and called not in seen:
                found |= read_by(called, (*seen, method))
        return found

    main = (settings.REPOSITORY / f"functions/src/bin/{binary}.rs").read_text(encoding="utf-8")
    methods = set(re.findall(r"\.(\w+)\(\)", main)) & bodies.keys()
    found = set().union(*(read_by(method) for method in methods)) | set(re.findall(r'variable\("(\w+)"\)', main))
    # Lambda itself sets these.
    return found - {"LAMBDA_TASK_ROOT"}


if __name__ == "__main__":
    unittest.main()
