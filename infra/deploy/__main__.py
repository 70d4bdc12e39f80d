"""Deploys the survey.

    python -m deploy plan ENV    what would change; changes nothing but the artifacts
    python -m deploy up ENV      builds, packages, deploys, uploads the site, looks at it, prints the address
    python -m deploy down ENV    removes all of it
    python -m deploy restore ENV --table responses --at 2024-10-10T11:00:00+02:00    brings back what the table has lost since
"""

import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import boto3
import botocore.exceptions

from . import account, functions, package, settings, site, smoke, template
from .artifacts import Artifacts
from .restore import drop_restored, restore
from .stack import Stack, StackError, as_json


def main():
    arguments = _arguments()
    try:
        chosen = settings.read(arguments.environment)
        session = boto3.Session(region_name=chosen.region)
        account.must_be(session, chosen)
        if arguments.verb == "down":
            down(session, chosen)
        elif arguments.verb == "restore":
            if not (arguments.table and arguments.at and arguments.at.tzinfo):
                raise settings.SettingsError("say which table and when, with the zone: --table responses --at 2024-10-10T11:00:00+02:00")
            print(f"{restore(session, chosen, arguments.table, arguments.at)} items brought back into {arguments.table}.")
        else:
            deploy(session, chosen, arguments)
    except (settings.SettingsError, package.PackageError, StackError, smoke.SmokeError) as error:
        sys.exit(f"Error: {error}")
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as error:
        sys.exit(f"Error: AWS was asked in vain: {error}\nNothing is lost. Mend what it names, and run the same command again.")
    except subprocess.CalledProcessError as error:
        sys.exit(f"Error: {' '.join(map(str, error.cmd))} ended with {error.returncode}\n{error.stderr or ''}")


def _arguments():
    parser = argparse.ArgumentParser(prog="deploy", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["plan", "up", "down", "restore"])
    parser.add_argument("environment")
    parser.add_argument("--binaries", type=pathlib.Path, help="a folder of built functions, instead of building them")
    parser.add_argument("--site-gen", type=pathlib.Path, help="the built program, instead of cargo run")
    parser.add_argument("--timetable", type=pathlib.Path, help="the built example of functions, instead of cargo run")
    parser.add_argument("--table", help="restore: which of the tables")
    parser.add_argument("--at", type=datetime.datetime.fromisoformat, help="restore: as it was when")
    parser.add_argument("--no-smoke", action="store_true", help="do not look at it from outside")
    return parser.parse_args()


def deploy(session, chosen, arguments):
    cargo = ["cargo", "run", "--quiet", "--release", "--locked", "-p"]
    timetable = [arguments.timetable] if arguments.timetable else [*cargo, "functions", "--example", "timetable", "--"]
    site_gen = [arguments.site_gen] if arguments.site_gen else [*cargo, "site-gen", "--"]
    package.needs(timetable[0], site_gen[0], *([] if arguments.binaries else ["cargo", "cargo-lambda"]))
    said = subprocess.run([*timetable, str(chosen.round)], cwd=settings.REPOSITORY, check=True, capture_output=True)
    parameters = chosen.parameters(json.loads(said.stdout))
    stack = Stack(session, chosen.stack)
    stack.must_be_done_with(chosen.round, datetime.date.today())
    binaries = arguments.binaries or package.build(chosen.architecture)
    with tempfile.TemporaryDirectory(prefix="survey-deploy-") as work:
        work = pathlib.Path(work)
        site.build(site_gen, work / "plain")
        package.package(binaries, work / "plain")
        artifacts = Artifacts(session, chosen)
        artifacts.ensure()
        keys = {name: artifacts.put(f"{name}.zip", (settings.PACKAGES / f"{name}.zip").read_bytes()) for name in package.binaries()}
        expanded = template.expand(lambda name: (artifacts.bucket, keys[name]), chosen.region)
        url = artifacts.url(artifacts.put("template.json", as_json(expanded)))
        change_set, changes = stack.plan(url, parameters)
        print("\n".join(changes) or "The stack is as it should be.")
        if arguments.verb == "plan":
            if change_set:
                stack.discard(change_set)
            return
        if change_set:
            stack.carry_out(change_set)
        stack.protect(chosen.environment == "prod")
        outputs = stack.outputs()
        site.build(site_gen, work / "site", outputs["Address"])
        written, gone = site.upload(session, outputs["SiteBucket"], work / "site")
        print(f"{len(written)} files of the site written, {len(gone)} removed.")
        if site.is_published(session, outputs["StateBucket"]):
            functions.call(session, f"{chosen.stack}-publish-results", {"action": "show"})
        if written or gone:
            site.show(session, outputs["Distribution"])
        if records := account.dns_records(session, chosen):
            print("SES does not see these DNS records yet, and sends nothing before it does:", *records, sep="\n  ")
        if not arguments.no_smoke:
            print("\n".join(smoke.look(smoke.reachable(outputs["Address"], outputs["CloudFrontName"]), chosen.round)))
        print(outputs["Address"])
        # Last: a new account may not spend what the environment wants, and all else is there when SNS says so.
        account.settle(session, chosen, outputs["SmsReporter"])


def down(session, chosen):
    """Removes everything. What holds people's answers in prod goes only when its name is typed."""
    stack = Stack(session, chosen.stack)
    if chosen.environment == "prod" and os.environ.get("DESTROY") != chosen.stack:
        raise StackError(f"prod holds people's answers: to remove them for good, say DESTROY={chosen.stack} before the command")
    if stack.settled() is not None:
        stack.protect(False)
        dynamodb = session.client("dynamodb")
        for table in stack.resources("AWS::DynamoDB::Table"):
            drop_restored(dynamodb, table)
            dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
            dynamodb.get_waiter("table_exists").wait(TableName=table)
        for bucket in stack.resources("AWS::S3::Bucket"):
            session.resource("s3").Bucket(bucket).object_versions.delete()
        stack.destroy()
    account.unsettle(session, chosen)
    Artifacts(session, chosen).remove()
    print(f"{chosen.stack} is gone. Its two keys are destroyed in seven days, and can be called back until then.")


if __name__ == "__main__":
    main()
