"""The functions' packages: a zip for each, the same bytes from the same binary."""

import hashlib
import pathlib
import re
import shutil
import subprocess
import zipfile

from .settings import BINARIES, PACKAGES, REPOSITORY

# Zip knows no time before this one, and ours says nothing.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TARGETS = {"x86_64": "x86_64-unknown-linux-gnu", "arm64": "aarch64-unknown-linux-gnu"}

# What is missing most often on a machine that has deployed nothing yet.
_WHERE_FROM = {
    "cargo": "it comes with Rust, from https://rustup.rs",
    "cargo-lambda": "`make plan` and `make deploy` fetch it and show it to the script",
}


class PackageError(Exception):
    """What the packages cannot be made without, with what to do."""


def needs(*programs):
    """Whether each program is there, before anything is begun."""
    for program in map(str, programs):
        if not shutil.which(program):
            raise PackageError(f"there is no {program} here: {_WHERE_FROM.get(program, 'build it first')}. Then run the same command again")


def binaries():
    """The names of the functions' binaries."""
    return sorted(file.stem for file in (REPOSITORY / "functions/src/bin").glob("*.rs"))


def build(architecture):
    """Builds the binaries for Lambda, and returns the folder they are in.

    They are linked against the glibc of Amazon Linux 2023 (2.34), or an older one, whatever this machine has.
    """
    # A folder of its own: in the profile's a plain build puts files where these would have folders.
    command = ["cargo", "lambda", "build", "--profile", "lambda", "--locked", "-p", "functions", "--lambda-dir", BINARIES]
    command += ["--target", f"{_TARGETS[architecture]}.2.34"]
    # The typesetter, larger than all the rest, is only in the one that prints: built with it, the others would be too.
    for which in (["--bins"], ["--bin", "print-codes", "--features", "sheets"]):
        subprocess.run([*command, *which], cwd=REPOSITORY, check=True)
    return BINARIES


def package(folder, site):
    """Packs the binaries of `folder`, which are <name>/bootstrap or <name>. `site` is the site as it is built now."""
    PACKAGES.mkdir(parents=True, exist_ok=True)
    for name in binaries():
        binary = next((place for place in (folder / name / "bootstrap", folder / name) if place.is_file()), None)
        if binary is None:
            raise PackageError(f"{folder} has no binary of {name}: build the functions, or leave out --binaries, and they are built")
        files = {"bootstrap": binary}
        if name == "publish-results":
            files |= site_sources() | made_already(site)
        if name == "print-codes":
            files |= sheet_sources()
        write_zip(PACKAGES / f"{name}.zip", files)


def site_sources():
    """What publish-results makes the site from, as far as it makes it itself."""
    files = sources_in("content", "templates")
    return {name: file for name, file in files.items() if not name.startswith("templates/styles/")}


def made_already(site):
    """What the function has no program for: the sheets of paper lie ready beside their pages, and the stylesheet in the place of
    its sources."""
    files = {"templates/styles/site.css": site / "assets/site.css"}
    for sheet in sorted(site.rglob("*.pdf")):
        place = sheet.relative_to(site)
        place = pathlib.Path(*place.parts[1:]) if place.parts[0] == "nn" else place
        files[f"content/pages/{place}"] = sheet
    return files


def sheet_sources():
    """What print-codes sets its slips from: the templates, and the typeface of sheets."""
    return sources_in("templates") | typeface()


def typeface():
    """The faces that sheets are set in."""
    press = (REPOSITORY / "site-gen/src/sheets/press.rs").read_text(encoding="utf-8")
    folder = re.search(r'const TYPEFACE: &str = "([^"]+)"', press)[1]
    faces = re.findall(r'"(\w+)"', re.search(r"const FACES: [^=]*= \[([^\]]*)\]", press)[1])
    names = [f"{folder}/{face}/SourceSans3_{face}.ttf" for face in faces]
    return {name: REPOSITORY / name for name in names}


def sources_in(*folders):
    found = [file for folder in folders for file in sorted((REPOSITORY / folder).rglob("*")) if file.is_file()]
    return {str(file.relative_to(REPOSITORY)): file for file in found}


def write_zip(path, files):
    """Writes a zip, unless the one that is there was made of the same files."""
    made_of = hashlib.sha256()
    for name, file in sorted(files.items()):
        made_of.update(f"{name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    note = path.with_suffix(".made-of")
    if path.exists() and note.exists() and note.read_text() == made_of.hexdigest():
        return
    # Written beside and moved into place, so that one that was cut off is never taken for a whole one.
    beside = path.with_suffix(".next")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for name, file in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = (0o100755 if name == "bootstrap" else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, file.read_bytes())
    beside.replace(path)
    note.write_text(made_of.hexdigest())
