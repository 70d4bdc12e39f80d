"""What functions called on the emulator, held against what their deployed roles allow, both ways."""

import fnmatch

from deploy import template
from tests.emulator import Call

# Rights that are used where no relay stands: KMS when Lambda opens a function's settings, the log when it writes what the
# function says, listing when S3 decides what to say of a file that is not there, the queue when Lambda puts a letter away.
SEEN_BY_NO_RELAY = {"kms:Decrypt", "logs:CreateLogStream", "logs:PutLogEvents", "s3:ListBucket", "sqs:SendMessage"}
# What the round of the test gives no occasion for, as action and part of the resource.
NOT_IN_THIS_ROUND = {
    # A message is given back when SES or SNS takes nothing, which the emulator never says.
    "dispatch": [("dynamodb:DeleteItem", "participants")],
    # Contact details are corrected by a second extract.
    "import-register": [("dynamodb:UpdateItem", "participants")],
    # The round of 2024 has no quota.
    "send-outs": [("dynamodb:GetItem", "participants")],
    # close-round has erased all that publishing erases where it was not done.
    "publish-results": [("dynamodb:DeleteItem", "drafts")],
}


def differences(session, stack, calls):
    """A sentence for each call that no right allows, each right that no call used, and each excuse that is not needed. `calls`
    are those of each function, by its name."""
    found = []
    for name, (logical, _) in template.functions().items():
        allowed = _allowed(session, stack, logical)
        used = set()
        for call in sorted(calls[name], key=str):
            fitting = {right for right in allowed if right.action == call.action and _fits(call, right)}
            if not fitting:
                found.append(f"{name} calls {call.action} on {call.resource}, and its role in template.yaml does not allow it")
            used |= fitting
        idle = {right for right in allowed - used if right.action not in SEEN_BY_NO_RELAY}
        for action, part in NOT_IN_THIS_ROUND.get(name, []):
            excused = {right for right in idle if right.action == action and part in right.resource}
            if not excused:
                found.append(f"{name} is excused for {action} on {part} in rights.py, and needs no excuse")
            idle -= excused
        found += [f"{name} may {right.action} on {right.resource} in template.yaml, and never does" for right in sorted(idle, key=str)]
    return found


def _allowed(session, stack, logical):
    """What the deployed role of a function allows."""
    iam = session.client("iam")
    [role] = [
        r["PhysicalResourceId"]
        for r in session.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
        if r["LogicalResourceId"] == f"{logical}Role"
    ]
    rights = set()
    for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        for statement in document["Statement"]:
            for action in _listed(statement["Action"]):
                rights |= {Call(action, resource) for resource in _listed(statement.get("Resource", ""))}
    return rights


def _fits(call, right):
    """A file is of no account, and a telephone number is no resource at all."""
    if call.action.startswith("s3:"):
        return fnmatch.fnmatchcase(f"arn:aws:s3:::{call.resource}", right.resource)
    return right.resource.endswith(f":{call.resource}") if call.resource else not right.resource


def _listed(one_or_more):
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]
