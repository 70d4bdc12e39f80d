"""Holds an OpenAPI description against what was really said: is it valid, does every answer fit, was everything shown?

Usage: check_openapi.py <description> <exchanges>, both JSON. An exchange has path (as the description writes it),
method, status, kind (content type) and body. Prints every fault, and ends with 1 if there are any.
"""

import json
import sys

from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

HERE = "urn:description"


def main(description_file, exchanges_file):
    with open(description_file, encoding="utf-8") as file:
        description = json.load(file)
    with open(exchanges_file, encoding="utf-8") as file:
        exchanges = json.load(file)
    faults = [f"not valid: {fault.message}" for fault in OpenAPIV31SpecValidator(description).iter_errors()]
    registry = Registry().with_resource(HERE, Resource(contents=description, specification=DRAFT202012))

    def misfits(pointer, value):
        schema = {"$ref": f"{HERE}#{pointer}"}
        validator = Draft202012Validator(schema, registry=registry, format_checker=FormatChecker())
        return [f"{fault.json_path}: {fault.message[:200]}" for fault in validator.iter_errors(value)]

    def part(text):
        return text.replace("~", "~0").replace("/", "~1")

    seen, codes = set(), set()
    for exchange in exchanges:
        path, method, status = exchange["path"], exchange["method"].lower(), str(exchange["status"])
        what = f"{method} {path} {status}"
        operations = description["paths"].get(path, {})
        # Another method than those described is answered as each of them says.
        operation = method if method in operations else next(iter(operations), None)
        response = operations.get(operation, {}).get("responses", {}).get(status)
        if response is None:
            faults.append(f"{what}: not described")
            continue
        seen.add((path, operation, status))
        kind = exchange["kind"].replace("; charset=utf-8", "")
        if kind not in response["content"]:
            faults.append(f"{what}: comes as {kind}")
            continue
        body = json.loads(exchange["body"]) if "json" in kind else exchange["body"]
        pointer = f"/paths/{part(path)}/{operation}/responses/{status}/content/{part(kind)}/schema"
        faults += [f"{what}: {fault}" for fault in misfits(pointer, body)]
        if kind == "application/problem+json":
            codes.add((path, operation, status, body["code"]))

    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                if (path, method, status) not in seen:
                    faults.append(f"{method} {path} {status}: described and never shown")
                for kind, media in response["content"].items():
                    for name, example in media.get("examples", {}).items():
                        pointer = f"/paths/{part(path)}/{method}/responses/{status}/content/{part(kind)}/schema"
                        faults += [f"example {name}: {fault}" for fault in misfits(pointer, example["value"])]
                    for schema in media["schema"].get("allOf", []):
                        for code in schema.get("properties", {}).get("code", {}).get("enum", []):
                            if (path, method, status, code) not in codes:
                                faults.append(f"{method} {path} {status} {code}: described and never shown")
            for kind, media in operation.get("requestBody", {}).get("content", {}).items():
                for name, example in media.get("examples", {}).items():
                    pointer = f"/paths/{part(path)}/{method}/requestBody/content/{part(kind)}/schema"
                    faults += [f"example {name}: {fault}" for fault in misfits(pointer, example["value"])]
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
