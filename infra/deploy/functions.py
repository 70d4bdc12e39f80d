"""Calls a function and waits for it."""

import json

import botocore.config

from .stack import StackError


def call(session, name, event):
    # It may take its whole time; a call that was asked for again would run beside the first.
    patient = botocore.config.Config(read_timeout=900, retries={"total_max_attempts": 1})
    answer = session.client("lambda", config=patient).invoke(FunctionName=name, Payload=json.dumps(event).encode())
    if "FunctionError" in answer:
        raise StackError(f"{name} failed: see the log")
