"""The stack: what would change, the change, and its end. May be stopped anywhere and run again."""

import json
import time

import botocore.exceptions

from .settings import results_day

# A stack that was never made: only its name is there.
_NEVER_MADE = {"REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"}
# What CloudFormation says when there is nothing to do.
_NOTHING = ("didn't contain changes", "No updates are to be performed")


class StackError(Exception):
    """A change that did not come about, with what CloudFormation says of it."""


class Stack:
    def __init__(self, session, name):
        self.name = name
        self._cloudformation = session.client("cloudformation")

    def status(self):
        """None when there is no stack."""
        try:
            return self._describe()["StackStatus"]
        except botocore.exceptions.ClientError as error:
            if "does not exist" in str(error):
                return None
            raise

    def settled(self, seconds=3600):
        """Waits until nothing is under way, and returns the status."""
        until = time.monotonic() + seconds
        while (status := self.status()) is not None and status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS":
            if time.monotonic() > until:
                raise StackError(f"{self.name} is still {status}")
            time.sleep(1)
        return status

    def outputs(self):
        return {output["OutputKey"]: output["OutputValue"] for output in self._describe().get("Outputs", [])}

    def parameters(self):
        return {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in self._describe().get("Parameters", [])}

    def must_be_done_with(self, year, today):
        """Another round gets other keys, and the schedules turn to it: what is left of the one before would never be done."""
        deployed = None if self.status() in {None, *_NEVER_MADE} else int(self.parameters()["Round"])
        if sentence := unfinished(deployed, year, today):
            raise StackError(sentence)

    def protect(self, protected):
        """Sets that nobody can delete the stack, or that it can be deleted."""
        self._cloudformation.update_termination_protection(StackName=self.name, EnableTerminationProtection=protected)

    def plan(self, template_url, parameters):
        """A change set, and what it would change; (None, []) when that is nothing."""
        status = self.settled()
        if status in _NEVER_MADE:
            self._delete()
            status = None
        name = f"{self.name}-{int(time.time())}"
        self._cloudformation.create_change_set(
            StackName=self.name,
            ChangeSetName=name,
            ChangeSetType="CREATE" if status is None else "UPDATE",
            TemplateURL=template_url,
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in sorted(parameters.items())],
            Capabilities=["CAPABILITY_IAM"],
        )
        planned = self._wait_for_change_set(name)
        if planned["Status"] == "FAILED":
            self.discard(name)
            if any(text in planned.get("StatusReason", "") for text in _NOTHING):
                return None, []
            raise StackError(planned.get("StatusReason", "the change set could not be made"))
        changes = [change["ResourceChange"] for change in planned["Changes"]]
        if found := dangers(changes, same_round=status and self.parameters().get("Round") == parameters["Round"]):
            self.discard(name)
            raise StackError("; ".join(found))
        return name, [_describe_change(change) for change in changes]

    def discard(self, change_set):
        """Forgets a plan; with it the stack's name, when there is nothing else of the stack."""
        self._cloudformation.delete_change_set(StackName=self.name, ChangeSetName=change_set)
        if self.status() == "REVIEW_IN_PROGRESS":
            self._delete()

    def carry_out(self, change_set):
        self._cloudformation.execute_change_set(StackName=self.name, ChangeSetName=change_set)
        status = self.settled()
        if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise StackError(f"{self.name} is {status}: {'; '.join(self._failures()) or 'see its events'}")

    def destroy(self):
        if self.settled() is not None:
            self._delete()

    def resources(self, kind):
        """The physical names of the stack's resources of a kind."""
        pages = self._cloudformation.get_paginator("list_stack_resources").paginate(StackName=self.name)
        summaries = [summary for page in pages for summary in page["StackResourceSummaries"]]
        there = [s for s in summaries if s["ResourceStatus"] != "DELETE_COMPLETE" and s.get("PhysicalResourceId")]
        return [s["PhysicalResourceId"] for s in there if s["ResourceType"] == kind]

    def _describe(self):
        return self._cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]

    def _wait_for_change_set(self, name):
        while True:
            found = self._cloudformation.describe_change_set(StackName=self.name, ChangeSetName=name)
            if found["Status"] not in ("CREATE_PENDING", "CREATE_IN_PROGRESS"):
                while token := found.get("NextToken"):
                    more = self._cloudformation.describe_change_set(StackName=self.name, ChangeSetName=name, NextToken=token)
                    found["Changes"] += more["Changes"]
                    found["NextToken"] = more.get("NextToken")
                return found
            time.sleep(0.5)

    def _delete(self):
        self._cloudformation.delete_stack(StackName=self.name)
        status = self.settled()
        if status not in (None, "DELETE_COMPLETE"):
            raise StackError(f"{self.name} is {status}: {'; '.join(self._failures())}")

    def _failures(self):
        events = self._cloudformation.describe_stack_events(StackName=self.name)["StackEvents"]
        failed = [e for e in events if "ResourceStatusReason" in e and ("FAILED" in e["ResourceStatus"] or "ROLLBACK" in e["ResourceStatus"])]
        return [f"{e['LogicalResourceId']}: {e['ResourceStatusReason']}" for e in reversed(failed)]


def unfinished(deployed, year, today):
    """Why another round than the one deployed cannot be deployed yet; None when it can."""
    if deployed in (None, year) or results_day(deployed) < today:
        return None
    return (
        f"the round of {deployed} is not over: its results are published, and its people erased, on {results_day(deployed)}. "
        f"With {year} in its place every link of it would die and neither would be done. Deploy {year} the day after"
    )


def dangers(changes, same_round):
    """What must not be done to a stack that holds a round: answers would be left behind, or every link would die."""
    found = []
    for change in changes:
        name, kind = change["LogicalResourceId"], change["ResourceType"]
        gone = change["Action"] == "Remove" or change.get("Replacement") in ("True", "Conditional")
        if kind == "AWS::DynamoDB::Table" and gone and change["Action"] != "Add":
            found.append(f"the table {name} would be removed or replaced, and what is in it left behind")
        if kind == "AWS::SecretsManager::Secret" and same_round and change["Action"] != "Add":
            found.append(f"the secret {name} would change within a round, and every link that has been sent would die")
    return found


def _describe_change(change):
    replaced = " and is REPLACED" if change.get("Replacement") == "True" else ""
    return f"{change['Action']:<7}{change['LogicalResourceId']} ({change['ResourceType']}){replaced}"


def as_json(template):
    """The same bytes from the same template."""
    return json.dumps(template, indent=1, sort_keys=True, ensure_ascii=False).encode("utf-8")
