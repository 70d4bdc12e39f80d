"""The template as it is deployed: expanded here, so that what was checked is what CloudFormation gets."""

import json
import os

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

from .settings import REPOSITORY, TEMPLATE


class _Policies:
    """The managed policies that SAM asks for by name."""

    def load(self):
        return {"AWSLambdaBasicExecutionRole": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}


def source():
    """The template as it is written, with the old addresses of the site put in."""
    text = TEMPLATE.read_text(encoding="utf-8").replace("const MOVED = {};", f"const MOVED = {json.dumps(moved())};")
    return yaml_parse(text)


def moved():
    """From where to where, as content/redirects.txt says: one on each line."""
    lines = (REPOSITORY / "content/redirects.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return {old: new for old, new in pairs}


def functions(template=None):
    """The functions of the template, by the name of their binary."""
    template = template or source()
    named = {}
    for logical, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            name = resource["Properties"]["FunctionName"]["Fn::Sub"].removeprefix("survey-${Environment}-")
            named[name] = (logical, resource["Properties"])
    return named


def expand(code, region="eu-north-1"):
    """Plain CloudFormation. `code` says where each function's package lies: name to (bucket, key)."""
    # The translator asks the environment for a region, and writes it nowhere.
    os.environ.setdefault("AWS_DEFAULT_REGION", region)
    template = source()
    for name, (_, properties) in functions(template).items():
        bucket, key = code(name)
        properties["CodeUri"] = {"Bucket": bucket, "Key": key}
    return _without_every_log(transform(template, {}, _Policies()))


def _without_every_log(expanded):
    """SAM lets a function write to every log of the account, and make new ones. In the template each may write to one."""
    for resource in expanded["Resources"].values():
        if resource["Type"] == "AWS::IAM::Role":
            resource["Properties"].pop("ManagedPolicyArns", None)
    return expanded
