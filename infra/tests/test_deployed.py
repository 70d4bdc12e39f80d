"""The deploy script, and the stack that it makes, on an emulator: cut off and made good, run again, a round through the
real packages, and taken away.

What the emulator cannot carry stands in infra/README.md, with the reason.
"""

import base64
import contextlib
import json
import pathlib
import re
import signal
import time
import unittest
import urllib.parse

import botocore.config
import botocore.exceptions

from deploy import smoke, template
from tests import people, rights
from tests.cloud import STACK, Cloud
from tests.emulator import ACCOUNT, REGION

FAKETIME = pathlib.Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
# Of the door, as CloudFront shows it.
THE_KEY = object()
# Whom the environment may write to in this test, of those who are in the register; mobile numbers as people.py gives them.
REACHED = ["prove@example.no", "ola@example.no", "kari@example.no", "nils@example.no"]
LISTED = ",".join([*REACHED, *(f"+4791{number:06}" for number in range(len(REACHED)))])


def setUpModule():
    global CLOUD
    CLOUD = Cloud(unittest.addModuleCleanup)


def everything_there_is():
    """What is there of each kind that an environment has, of the kinds that the emulator lists."""
    client = CLOUD.session.client
    cloudfront, ses, cloudwatch, kms = client("cloudfront"), client("sesv2"), client("cloudwatch"), client("kms")
    keys = [kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"] for key in kms.list_keys()["Keys"]]
    return {
        "tables": client("dynamodb").list_tables()["TableNames"],
        "functions": client("lambda").list_functions()["Functions"],
        "buckets": client("s3").list_buckets()["Buckets"],
        "schedules": client("scheduler").list_schedules()["Schedules"],
        "rules": client("events").list_rules()["Rules"],
        "secrets": client("secretsmanager").list_secrets()["SecretList"],
        # They can be called back for seven days.
        "keys": [key for key in keys if key["KeyState"] != "PendingDeletion"],
        "queues": client("sqs").list_queues().get("QueueUrls", []),
        "topics": client("sns").list_topics()["Topics"],
        "logs": [g for g in client("logs").describe_log_groups()["logGroups"] if g["logGroupName"].startswith(("/survey", "sns/"))],
        "alarms": cloudwatch.describe_alarms()["MetricAlarms"],
        "dashboards": cloudwatch.list_dashboards()["DashboardEntries"],
        "identities": ses.list_email_identities()["EmailIdentities"],
        "configuration sets": ses.list_configuration_sets()["ConfigurationSets"],
        "doors": client("apigatewayv2").get_apis()["Items"],
        "distributions": cloudfront.list_distributions()["DistributionList"].get("Items", []),
        "functions of CloudFront": cloudfront.list_functions()["FunctionList"].get("Items", []),
        "key-value stores": cloudfront.list_key_value_stores()["KeyValueStoreList"].get("Items", []),
        "accesses to buckets": cloudfront.list_origin_access_controls()["OriginAccessControlList"].get("Items", []),
        "policies of caches": cloudfront.list_cache_policies(Type="custom")["CachePolicyList"].get("Items", []),
        "policies of requests": cloudfront.list_origin_request_policies(Type="custom")["OriginRequestPolicyList"].get("Items", []),
        "policies of headers": cloudfront.list_response_headers_policies(Type="custom")["ResponseHeadersPolicyList"].get("Items", []),
        "roles": [r for r in client("iam").list_roles()["Roles"] if r["RoleName"].startswith("survey-")],
        "budgets": client("budgets").describe_budgets(AccountId=ACCOUNT).get("Budgets", []),
    }


class Deployed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Before the stack, in the middle of it, and when some of the site is there.
        cls.cut = [CLOUD.cut_off(at) for at in (b"Action=CreateChangeSet&", b"Action=ExecuteChangeSet&", b"/kalender/index.html\n")]
        # A new account: it may spend less on SMS than the environment wants.
        CLOUD.deploying.sms_granted = 1
        cls.refused = CLOUD.deployed()
        CLOUD.deploying.sms_granted = 5
        cls.first = CLOUD.deployed()
        cls.before = cls.everything()
        cls.second = CLOUD.deployed()

    def test_a_run_that_was_cut_off_is_made_good_by_the_next(self):
        self.assertEqual([code for code, _ in self.cut], [-signal.SIGKILL] * 3, self.cut)
        code, said = self.refused
        self.assertNotIn("0 files of the site written", said)
        code, said = self.first
        self.assertEqual(code, 0, said)
        self.assertEqual(said.strip().splitlines()[-1], CLOUD.outputs()["Address"])

    def test_a_new_account_gets_everything_but_sms_and_is_told_what_to_ask_for(self):
        code, said = self.refused
        self.assertEqual(code, 1, said)
        self.assertNotIn("Traceback", said)
        self.assertRegex(said, "Error: everything is deployed, but SNS .* Ask for 5 .*environments/test.toml")
        self.assertIn("The stack is as it should be.\n0 files of the site written, 0 removed.", self.first[1], "the run before did it all")

    def test_what_aws_refuses_is_said_in_a_sentence(self):
        code, said = CLOUD.deployed(AWS_ENDPOINT_URL="http://127.0.0.1:9")
        self.assertEqual(code, 1, said)
        self.assertNotIn("Traceback", said)
        self.assertRegex(said, "Error: AWS .*http://127.0.0.1:9")

    def test_there_is_something_of_each_kind_that_is_looked_for_when_it_is_removed(self):
        self.assertEqual([kind for kind, found in everything_there_is().items() if not found], [])

    def test_only_prod_is_kept_from_being_deleted(self):
        [stack] = CLOUD.session.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
        self.assertFalse(stack["EnableTerminationProtection"])

    def test_a_second_run_changes_nothing(self):
        code, said = self.second
        self.assertEqual(code, 0, said)
        self.assertIn("The stack is as it should be.", said)
        self.assertIn("0 files of the site written, 0 removed.", said)
        self.assertEqual(self.everything(), self.before)

    def test_a_plan_shows_what_would_change_and_changes_nothing(self):
        code, said = CLOUD.deployed("plan")
        self.assertEqual((code, said.strip()), (0, "The stack is as it should be."))
        code, said = CLOUD.deployed("plan", "prod")
        self.assertEqual(code, 0, said)
        self.assertIn("Add    Participants (AWS::DynamoDB::Table)", said)
        self.assertNotIn("survey-prod-participants", CLOUD.session.client("dynamodb").list_tables()["TableNames"])
        stacks = CLOUD.session.client("cloudformation").describe_stacks()["Stacks"]
        self.assertEqual([stack["StackName"] for stack in stacks if stack["StackStatus"] != "DELETE_COMPLETE"], [STACK])

    def test_the_keys_are_64_hexadecimal_digits_and_differ(self):
        keys = self.keys()
        self.assertEqual(len(set(keys.values())), 4)
        for name, key in keys.items():
            self.assertRegex(key, "^[0-9a-f]{64}$", name)

    def test_the_keys_are_told_to_nobody(self):
        stack = json.dumps(CLOUD.session.client("cloudformation").describe_stacks(StackName=STACK), default=str)
        written = CLOUD.session.client("cloudformation").get_template(StackName=STACK)["TemplateBody"]
        for key in self.keys().values():
            for text in (self.first[1], self.second[1], stack, json.dumps(written)):
                self.assertNotIn(key, text)

    def test_sms_may_cost_no_more_than_the_environment_says(self):
        self.assertEqual(CLOUD.deploying.sms_attributes["MonthlySpendLimit"], "5")
        self.assertEqual(CLOUD.deploying.sms_attributes["DefaultSMSType"], "Transactional")

    def test_the_budget_is_that_of_the_environment(self):
        budget = CLOUD.session.client("budgets").describe_budget(AccountId=ACCOUNT, BudgetName=STACK)["Budget"]
        self.assertEqual(float(budget["BudgetLimit"]["Amount"]), 20)

    def test_the_schedules_are_those_of_the_round(self):
        scheduler = CLOUD.session.client("scheduler")
        found = {s["Name"]: scheduler.get_schedule(Name=s["Name"]) for s in scheduler.list_schedules()["Schedules"]}
        self.assertEqual(
            {name: s["ScheduleExpression"] for name, s in found.items()},
            {
                "survey-test-dispatch": "cron(0/5 7-20 * 10,11 ? *)",
                "survey-test-close-round": "cron(0/30 0-5 2 11 ? *)",
                "survey-test-publish-results": "cron(0/30 0-5 27 11 ? *)",
            },
        )

    @staticmethod
    def keys():
        secrets = CLOUD.session.client("secretsmanager")
        return {s["Name"]: secrets.get_secret_value(SecretId=s["Name"])["SecretString"] for s in secrets.list_secrets()["SecretList"]}

    @staticmethod
    def everything():
        cloudformation, s3 = CLOUD.session.client("cloudformation"), CLOUD.session.client("s3")
        resources = cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
        site = s3.list_objects_v2(Bucket=CLOUD.outputs()["SiteBucket"])["Contents"]
        return (
            [(r["LogicalResourceId"], r["PhysicalResourceId"], r["ResourceStatus"]) for r in resources],
            [(thing["Key"], thing["ETag"], thing["LastModified"]) for thing in site],
        )


class ARound(unittest.TestCase):
    """One round from the extract to the results, with the real packages, and afterwards what each function called."""

    @classmethod
    def setUpClass(cls):
        cls.outputs = CLOUD.outputs()
        # Publishing takes its time, and a call that is asked for again would run beside the first.
        patient = botocore.config.Config(read_timeout=900, retries={"total_max_attempts": 1})
        cls.lambda_ = CLOUD.session.client("lambda", config=patient)
        cls.s3 = CLOUD.session.client("s3")
        cls.open_to_the_emulator()

    @classmethod
    def open_to_the_emulator(cls):
        """The emulator's CloudFront reads the bucket without TLS, which the bucket's second rule refuses."""
        bucket = cls.outputs["SiteBucket"]
        policy = json.loads(cls.s3.get_bucket_policy(Bucket=bucket)["Policy"])
        policy["Statement"] = [s for s in policy["Statement"] if s["Sid"] != "OnlyByTls"]
        cls.s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))

    def test_a_round(self):
        self.the_site_is_there()
        self.at("2024-10-02 08:00:00")
        self.the_door_answers()
        self.an_extract_is_taken_in()
        self.nothing_leaves_before_the_round_opens()
        self.at("2024-10-07 07:30:00")
        links = self.those_who_are_listed_are_invited()
        self.an_administrator_looks_prints_and_withdraws()
        self.an_answer_is_taken_once(links[REACHED[0]])
        self.a_page_of_the_form_is_kept(links[REACHED[1]])
        self.somebody_says_no(links[REACHED[2]])
        self.a_bounce_is_recorded(REACHED[3])
        self.at("2024-10-14 07:30:00")
        self.a_reminder_goes_to_those_who_are_left()
        self.a_report_of_the_operator_is_recorded()
        self.what_a_table_has_lost_is_brought_back()
        self.at("2024-11-01 23:10:00")
        self.closing_erases_contact_details_and_links(links[REACHED[1]])
        self.at("2024-11-26 23:10:00")
        self.results_are_published()
        self.each_function_calls_what_its_role_allows_and_nothing_is_allowed_that_none_calls()

    # -- the steps

    def the_edge_reads_its_store(self):
        """The emulator's CloudFront gives its functions no store to read: what is in it is put in the store's place."""
        arn = self.lambda_.get_function_configuration(FunctionName=f"{STACK}-publish-results")["Environment"]["Variables"]["SITE_KEY_VALUE_STORE"]
        status, _, body = CLOUD.emulator.get(f"/key-value-stores/{urllib.parse.quote(arn, safe='')}/keys/shown")
        shown = json.loads(body)["Value"] if status == 200 else None
        cloudfront, name = CLOUD.session.client("cloudfront"), f"{STACK}-addresses"
        about = cloudfront.describe_function(Name=name, Stage="DEVELOPMENT")
        code = cloudfront.get_function(Name=name, Stage="DEVELOPMENT")["FunctionCode"].read().decode()
        store = "const cf = { kvs: () => ({ get: async () => { const shown = %s; if (!shown) throw new Error(); return shown; } }) };"
        first, rest = code.split("\n", 1)
        self.assertTrue(first.startswith(("import cf from", "const cf =")), first)
        cloudfront.update_function(
            Name=name, IfMatch=about["ETag"], FunctionConfig=about["FunctionSummary"]["FunctionConfig"],
            FunctionCode=f"{store % json.dumps(shown)}\n{rest}".encode(),
        )
        cloudfront.publish_function(Name=name, IfMatch=cloudfront.describe_function(Name=name, Stage="DEVELOPMENT")["ETag"])
        return shown

    def the_site_is_there(self):
        self.assertIsNone(self.the_edge_reads_its_store())
        host = self.outputs["Address"].removeprefix("https://")
        smoke.look_at_site(CLOUD.emulator.url, {"Host": host, "X-Forwarded-Proto": "https"})
        self.assertEqual(CLOUD.emulator.get("/", host)[1]["cache-control"], "public, max-age=60")
        self.assertEqual(CLOUD.emulator.get("/assets/site.css", host)[1]["cache-control"], "public, max-age=3600")
        self.assertEqual(CLOUD.emulator.get("/larlinger", host)[1]["location"], "/larlinger/")
        for old, new in template.moved().items():
            self.assertEqual(CLOUD.emulator.get(old, host)[1]["location"], new)

    def the_door_answers(self):
        for key in (None, "", "0" * 64):
            self.assertEqual(self.door("/s/0000000000000000", key=key)[0], 403, "nobody comes past CloudFront")
        smoke.look_at_door(CLOUD.emulator.url, 2024, {"Host": self.door_host(), "X-Forwarded-Proto": "https", "x-door-key": self.door_key()})
        rows = "/api/v1/rounds/2024/results.csv"
        self.assertEqual(self.door(rows)[0], 404, "the rows are a file of the site")
        self.assertEqual(CLOUD.emulator.get(rows, self.outputs["Address"].removeprefix("https://"))[0], 404)

    def an_extract_is_taken_in(self):
        file = people.extract([*REACHED, "annen@example.no", "uten-at"])
        self.s3.put_object(Bucket=self.outputs["StateBucket"], Key="extracts/2024/uttrekk.csv", Body=file.encode())
        report = self.eventually(lambda: self.object("reports/2024/import.json"))
        report = json.loads(report)
        self.assertEqual((report["rows"], report["included"], report["added"]), (6, 6, 6), report)

    def nothing_leaves_before_the_round_opens(self):
        self.invoke("dispatch")
        self.assertEqual(self.mail(), [])

    def those_who_are_listed_are_invited(self):
        self.invoke("dispatch")
        sent = {mail["to"]: mail for mail in self.mail()}
        self.assertEqual(sorted(sent), sorted(REACHED), "an environment writes to those it lists and to nobody else")
        self.invoke("dispatch")
        self.assertEqual(len(self.mail()), len(REACHED), "called again, it sends nothing again")
        links = {to: re.search(re.escape(self.outputs["Address"]) + r"(/s/[0-9A-Z]+)", mail["text"])[1] for to, mail in sent.items()}
        self.assertEqual(len(set(links.values())), len(REACHED))
        return links

    def an_administrator_looks_prints_and_withdraws(self):
        [invitation, *_] = self.invoke("send-outs", {"action": "list", "round": 2024, "by": "directorate"})["send_outs"]
        self.assertEqual(invitation["kind"], "invitation")
        order = {"by": "directorate", "channel": "email", "at": "2024-10-21T09:00:00"}
        preview = self.invoke("send-outs", {"action": "preview", "round": 2024, "order": order})
        ordered = self.invoke("send-outs", {"action": "order", "round": 2024, "order": order, "expected": None})
        self.assertEqual(preview["send_out"]["at"], ordered["send_out"]["at"], (preview, ordered))
        undo = {"action": "undo", "round": 2024, "by": "directorate", "send_out": ordered["send_out"]["id"]}
        self.assertNotIn("refused", self.invoke("send-outs", undo))
        asked = {"extract": "extracts/2024/uttrekk.csv", "organisation": people.organisation(0), "language": "nb"}
        printed = self.invoke("print-codes", asked)
        self.assertEqual((printed["people"], base64.b64decode(printed["pdf"])[:5]), (6, b"%PDF-"))
        self.invoke("revoke-invitations", {"person_ids": ["vigo-id-00004"]})
        self.assertEqual(len([person for person in self.items("participants") if "revoked_on" in person]), 1)

    def an_answer_is_taken_once(self, link):
        submission = {"token": link.rsplit("/")[-1], "language": "nb", "answers": self.some_answers()}
        first = self.send_in(submission)
        again = self.send_in(submission)
        self.assertEqual((first[0], again[0]), (201, 200), (first, again))
        self.assertEqual(first[2], again[2], "the same receipt")
        self.assertEqual(len(self.items("responses")), 1)

    def some_answers(self):
        questions = json.loads(self.door("/api/v1/rounds/2024/questionnaire.json")[2])["questions"]
        return {questions[0]["id"]: 4}

    def a_page_of_the_form_is_kept(self, link):
        status, _, page = self.door(link)
        self.assertEqual(status, 200)
        status, headers, _ = self.form(link, page)
        self.assertEqual(status, 303)
        page_link = headers["location"]
        status, _, page = self.door(page_link)
        self.assertEqual(status, 200, page_link)
        name, value = re.search(rb'<input[^>]*type="radio"[^>]*name="([^"]+)"[^>]*value="([^"]+)"', page).groups()
        status, _, _ = self.form(page_link, page, {name.decode(): value.decode()})
        self.assertEqual(status, 303)
        [draft] = self.items("drafts")
        self.assertIn("sealed", draft)

    def somebody_says_no(self, link):
        status, _, page = self.door(f"{link}/nei-takk")
        self.assertEqual(status, 200)
        status, _, _ = self.form(f"{link}/nei-takk", page)
        self.assertEqual(status, 303)
        self.assertEqual(len([person for person in self.items("participants") if "declined_on" in person]), 1)

    def a_bounce_is_recorded(self, address):
        message = next(i for i in self.items("participants") if i["sk"]["S"].startswith("message#") and self.person_of(i) == address)
        _, participant, number = message["sk"]["S"].split("#")
        detail = {
            "eventType": "Bounce",
            "mail": {
                "timestamp": "2024-10-07T07:31:00.000Z",
                "destination": [address],
                "tags": {"ses:configuration-set": [STACK], "round": ["2024"], "participant": [participant], "number": [number]},
            },
            "bounce": {"bounceType": "Permanent", "timestamp": "2024-10-07T07:31:05.000Z"},
        }
        event = {
            "id": "1", "version": "0", "account": ACCOUNT, "region": REGION, "time": "2024-10-07T07:31:05Z", "resources": [],
            "source": "aws.ses", "detail-type": "Email Bounced", "detail": detail,
        }
        # Only AWS itself puts events of aws.ses on the bus: the rule is asked whether it would take this one.
        events = CLOUD.session.client("events")
        patterns = [rule["EventPattern"] for rule in events.list_rules()["Rules"] if "aws.ses" in rule.get("EventPattern", "")]
        self.assertEqual([events.test_event_pattern(EventPattern=p, Event=json.dumps(event))["Result"] for p in patterns], [True])
        self.invoke("record-delivery", event)
        self.assertEqual(len([person for person in self.items("participants") if "email_bounced_on" in person]), 1)

    def a_report_of_the_operator_is_recorded(self):
        """As SNS writes it into the log: from there it goes to record-delivery by itself."""
        sent = [i for i in self.items("participants") if i["sk"]["S"].startswith("message#") and "provider_id" in i]
        message = next(item for item in sent if item["channel"]["S"] == "sms")
        line = {
            "notification": {"messageId": message["provider_id"]["S"], "timestamp": "2024-10-14 07:31:00.558"},
            "delivery": {"destination": "+4791000001", "providerResponse": "Invalid phone number", "smsType": "Transactional"},
            "status": "FAILURE",
        }
        logs, group = CLOUD.session.client("logs"), f"sns/{REGION}/{ACCOUNT}/DirectPublishToPhoneNumber/Failure"
        logs.create_log_stream(logGroupName=group, logStreamName="1")
        logs.put_log_events(logGroupName=group, logStreamName="1", logEvents=[{"timestamp": int(time.time() * 1000), "message": json.dumps(line)}])
        self.eventually(lambda: [person for person in self.items("participants") if "mobile_bounced_on" in person])

    def what_a_table_has_lost_is_brought_back(self):
        responses = self.items("responses")
        dynamodb = CLOUD.session.client("dynamodb")
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=f"{STACK}-responses", TargetTableName=f"{STACK}-responses-restored", UseLatestRestorableTime=True
        )
        for response in responses:
            dynamodb.delete_item(TableName=f"{STACK}-responses", Key={name: response[name] for name in ("pk", "sk")})
        self.assertEqual(self.items("responses"), [])
        said = CLOUD.restored("responses", "2024-10-14T12:00:00+02:00")
        self.assertEqual(said, (0, f"{len(responses)} items brought back into responses.\n"))
        self.assertEqual(self.items("responses"), responses)
        self.assertEqual(CLOUD.restored("responses", "2024-10-14T12:00:00+02:00"), (0, "0 items brought back into responses.\n"))
        for name, concurrency in (("respond", 200), ("dispatch", 1), ("record-delivery", 20)):
            deployed = self.lambda_.get_function_concurrency(FunctionName=f"{STACK}-{name}")
            self.assertEqual(deployed["ReservedConcurrentExecutions"], concurrency, name)
        self.assertNotIn(f"{STACK}-responses-restored", dynamodb.list_tables()["TableNames"])

    def person_of(self, message):
        """The address of the person that a message went to."""
        wanted = f"person#{message['sk']['S'].split('#')[1]}"
        person = next(item for item in self.items("participants") if item["sk"]["S"] == wanted)
        return person["email"]["S"] if "email" in person else None

    def a_reminder_goes_to_those_who_are_left(self):
        self.invoke("dispatch")
        # One has answered and one has said no.
        self.assertEqual(sorted(self.sms()), ["+4791000001", "+4791000003"])

    def closing_erases_contact_details_and_links(self, link):
        self.invoke("close-round")
        for item in self.items("participants"):
            for name in ("email", "mobile", "seed", "link"):
                self.assertNotIn(name, item)
            self.assertFalse(item["pk"]["S"].startswith("link#"))
        self.assertEqual(self.items("drafts"), [])
        self.assertEqual(self.door(link)[0], 410)

    def results_are_published(self):
        self.invoke("publish-results")
        self.assertFalse([i for i in self.items("participants") if i["sk"]["S"].startswith("person#")], "people are erased")
        host = self.outputs["Address"].removeprefix("https://")
        self.assertNotEqual(CLOUD.emulator.get("/resultater/2024/", host)[0], 200)
        self.assertRegex(self.the_edge_reads_its_store(), r"^(site|2024)-")
        self.assertEqual(CLOUD.emulator.get("/resultater/2024/", host)[0], 200)
        rows = [CLOUD.emulator.get(at, host) for at in ("/api/v1/rounds/2024/results.csv", "/data/resultater-2024.csv")]
        self.assertEqual([(status, body[:13]) for status, _, body in rows], [(200, b"round,county,")] * 2)
        self.assertEqual(rows[0][2], rows[1][2])

    def each_function_calls_what_its_role_allows_and_nothing_is_allowed_that_none_calls(self):
        calls = {name: relay.calls for name, relay in CLOUD.relays.items()}
        differ = rights.differences(CLOUD.session, STACK, calls)
        self.assertFalse(differ, "\n".join(differ))

    # -- what they are made of

    def at(self, instant):
        """Sets the clock of all functions, in UTC, and leads their calls through their relays."""
        for name, (logical, _) in template.functions().items():
            function = f"survey-test-{name}"
            variables = self.lambda_.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
            variables |= {
                # The client of CloudFront's store puts the account before the host, which no name of this machine allows
                # for; in the part that names a user it does no harm.
                "AWS_ENDPOINT_URL": CLOUD.relays[name].url.replace("//", "//of@"),
                "LD_PRELOAD": str(FAKETIME),
                "FAKETIME": f"@{instant}",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "TZ": "UTC",
            }
            if "RECIPIENTS" in variables:
                variables["RECIPIENTS"] = LISTED
            self.lambda_.update_function_configuration(FunctionName=function, Environment={"Variables": variables})

    def invoke(self, name, event=None):
        payload = json.dumps(event or {}).encode()
        answer = self.lambda_.invoke(FunctionName=f"survey-test-{name}", Payload=payload, LogType="Tail")
        said = answer["Payload"].read()
        self.assertNotIn("FunctionError", answer, said)
        return json.loads(said)

    def door(self, path, headers=None, key=THE_KEY, **more):
        """Asks the door by the name that the emulator knows it by, and shows the key in CloudFront's place."""
        key = self.door_key() if key is THE_KEY else key
        shown = {} if key is None else {"x-door-key": key}
        return CLOUD.emulator.get(path, self.door_host(), headers=shown | (headers or {}), **more)

    def door_host(self):
        api = self.outputs["DoorAddress"].removeprefix("https://").split(".")[0]
        return f"{api}.execute-api.localhost:{CLOUD.emulator.port}"

    def door_key(self):
        return CLOUD.session.client("secretsmanager").get_secret_value(SecretId=f"{STACK}/door-key")["SecretString"]

    def send_in(self, submission):
        return self.door("/api/v1/responses", method="POST", body=json.dumps(submission), headers={"Content-Type": "application/json"})

    def form(self, link, page, fields=None):
        """Posts the form of a page, with its hidden fields."""
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.decode()))
        body = urllib.parse.urlencode(hidden | (fields or {}))
        return self.door(link, method="POST", body=body, headers={"Content-Type": "application/x-www-form-urlencoded"})

    def items(self, table):
        return CLOUD.session.client("dynamodb").scan(TableName=f"survey-test-{table}", ConsistentRead=True)["Items"]

    def object(self, key):
        with contextlib.suppress(self.s3.exceptions.NoSuchKey):
            return self.s3.get_object(Bucket=self.outputs["StateBucket"], Key=key)["Body"].read()
        return None

    def mail(self):
        """Every e-mail that was sent, to whom and its text."""
        found = json.loads(CLOUD.emulator.get("/_ministack/ses/messages")[2])["messages"].get(ACCOUNT, [])
        return [{"to": mail["To"][0], "text": mail["BodyText"]} for mail in found]

    def sms(self):
        found = json.loads(CLOUD.emulator.get("/_ministack/sns/sms-messages")[2])
        return set(re.findall(r'"(\+47\d{8})"', json.dumps(found)))

    def eventually(self, look):
        for _ in range(600):
            if found := look():
                return found
            time.sleep(0.1)
        self.fail("it does not happen")


class Removed(unittest.TestCase):
    def test_prod_is_removed_only_when_its_name_is_typed(self):
        CLOUD.deploying.sms_granted = 8000
        code, said = CLOUD.deployed("up", "prod")
        self.assertEqual((code, said.strip().splitlines()[-1]), (0, "https://svar.example.no"), said)
        code, said = CLOUD.deployed("down", "prod")
        self.assertEqual((code, "DESTROY=survey-prod" in said), (1, True), said)
        cloudformation = CLOUD.session.client("cloudformation")
        with self.assertRaisesRegex(botocore.exceptions.ClientError, "TerminationProtection"):
            cloudformation.delete_stack(StackName="survey-prod")

    def test_removing_leaves_nothing_and_may_be_done_twice(self):
        # As a restore that was broken off leaves it.
        CLOUD.session.client("dynamodb").restore_table_to_point_in_time(
            SourceTableName=f"{STACK}-responses", TargetTableName=f"{STACK}-responses-restored", UseLatestRestorableTime=True
        )
        for environment in ("test", "prod"):
            for _ in range(2):
                code, said = CLOUD.deployed("down", environment, DESTROY="survey-prod")
                self.assertEqual(code, 0, said)
        self.assertEqual({kind: found for kind, found in everything_there_is().items() if found}, {})
        self.assertEqual(CLOUD.deploying.sms_attributes["MonthlySpendLimit"], "1")
        self.assertEqual({value for name, value in CLOUD.deploying.sms_attributes.items() if name != "MonthlySpendLimit"}, {""})


def load_tests(loader, _tests, _pattern):
    """In the order in which it happens."""
    return unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in (Deployed, ARound, Removed))


if __name__ == "__main__":
    unittest.main()
