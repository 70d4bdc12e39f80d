"""Brings back what a table has lost: restored beside it as it was at a point in time, and what is missing copied into it.

The table keeps its name, key and rights, and what came after the point stays. May be stopped anywhere and run again.
"""

import botocore.exceptions

from . import functions, template
from .stack import Stack, StackError

# Who writes while people answer and messages leave. The others write when a person has them called.
_WRITERS = ("respond", "dispatch", "record-delivery")
# What was erased comes back with the rest. Each of these asks the round what time it is, and erases what is due.
_ERASERS = ("close-round", "publish-results")


def restore(session, settings, table, at):
    """`at` is an instant of the last days, with its zone. Returns how many items were copied back."""
    name = f"{settings.stack}-{table}"
    if name not in Stack(session, settings.stack).resources("AWS::DynamoDB::Table"):
        raise StackError(f"{settings.stack} has no table {table}")
    dynamodb, lambda_ = session.client("dynamodb"), session.client("lambda")
    _let_run(lambda_, settings, 0)
    beside = _beside(name)
    if not _is_there(dynamodb, beside):
        dynamodb.restore_table_to_point_in_time(SourceTableName=name, TargetTableName=beside, RestoreDateTime=at)
    _wait_for(dynamodb, beside)
    copied = _copy(dynamodb, beside, name)
    dynamodb.delete_table(TableName=beside)
    for eraser in _ERASERS:
        functions.call(session, f"{settings.stack}-{eraser}", {})
    _let_run(lambda_, settings)
    return copied


def drop_restored(dynamodb, table):
    """Removes what a restore that was broken off has left beside a table."""
    beside = _beside(table)
    if _is_there(dynamodb, beside):
        _wait_for(dynamodb, beside)
        dynamodb.delete_table(TableName=beside)


def _beside(table):
    return f"{table}-restored"


def _let_run(lambda_, settings, at_once=None):
    """So many of each writer at once; as the template says where nothing is said."""
    deployed = template.functions()
    for writer in _WRITERS:
        may_have = deployed[writer][1]["ReservedConcurrentExecutions"] if at_once is None else at_once
        lambda_.put_function_concurrency(FunctionName=f"{settings.stack}-{writer}", ReservedConcurrentExecutions=may_have)


def _wait_for(dynamodb, table):
    dynamodb.get_waiter("table_exists").wait(TableName=table, WaiterConfig={"Delay": 10, "MaxAttempts": 720})


def _is_there(dynamodb, table):
    try:
        dynamodb.describe_table(TableName=table)
        return True
    except dynamodb.exceptions.ResourceNotFoundException:
        return False


def _copy(dynamodb, source, target):
    copied = 0
    for page in dynamodb.get_paginator("scan").paginate(TableName=source, ConsistentRead=True):
        for item in page["Items"]:
            try:
                dynamodb.put_item(TableName=target, Item=item, ConditionExpression="attribute_not_exists(pk)")
                copied += 1
            except botocore.exceptions.ClientError as error:
                if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                    raise
    return copied
