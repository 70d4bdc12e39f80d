"""The emulator that the deployment is tried on: ministack, on a port of the loopback, gone when the test is over.

Before it stand relays, one for the deploy script and one for each function, which write down every call: so a test can say
what a function calls, and compare it with what its role allows.
"""

import contextlib
import ctypes
import dataclasses
import http.client
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse

import boto3

from deploy import settings

ACCOUNT = "123456789012"
REGION = "eu-north-1"
MINISTACK = settings.TARGET / "python/bin/ministack"


@dataclasses.dataclass(frozen=True)
class Call:
    """One right that was used, as IAM names it: dynamodb:PutItem on table/name, s3:GetObject on bucket/key."""

    action: str
    resource: str


class Emulator:
    def __init__(self):
        self._folder = tempfile.mkdtemp(prefix="survey-emulator-")
        self.port = _free_port()
        # Everything that it writes goes to a folder of its own, and nothing of it listens to the world.
        environment = {
            **os.environ,
            "TMPDIR": self._folder,
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "MINISTACK_REGION": REGION,
        }
        environment.pop("AWS_ENDPOINT_URL", None)
        self._log = open(pathlib.Path(self._folder) / "log", "wb")
        self._process = subprocess.Popen(
            [MINISTACK], env=environment, stdout=self._log, stderr=self._log, start_new_session=True, preexec_fn=_ends_with_us
        )
        try:
            self._wait()
        except BaseException:
            self.close()
            raise

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def session(self, url=None):
        """A session whose every client asks the emulator."""
        return _Session(url or self.url)

    def get(self, path, host=None, headers=None, method="GET", body=None):
        """An HTTP request to the emulator's port, under another host's name, as if TLS had been before it."""
        named = {"Host": host, "X-Forwarded-Proto": "https"} if host else {}
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body=body, headers={**named, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def close(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, 9)
        self._process.wait()
        self._log.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _wait(self):
        for _ in range(600):
            if self._process.poll() is not None:
                raise RuntimeError("the emulator stopped: " + (pathlib.Path(self._folder) / "log").read_text())
            with contextlib.suppress(OSError):
                if self.get("/_ministack/health")[0] == 200:
                    return
            time.sleep(0.1)
        raise RuntimeError("the emulator does not answer")


class _Session(boto3.Session):
    def __init__(self, url):
        super().__init__(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)
        self._url = url

    def client(self, name, **more):
        return super().client(name, endpoint_url=self._url, **more)

    def resource(self, name, **more):
        return super().resource(name, endpoint_url=self._url, **more)


class Relay:
    """Hands every request on to the emulator, and writes down what it asked for."""

    def __init__(self, emulator):
        self.calls = set()
        # The emulator has none. What AWS has granted is the most that SMS may be set to cost.
        self.sms_attributes, self.sms_granted = {}, 10_000
        self._before = None
        relay = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _hand_on(self):
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                relay._write_down(self.command, self.path, self.headers, body)
                if relay._before and relay._before[0] in f"{self.command} {self.path}\n".encode() + body:
                    relay._before[1]()
                    relay._before = None
                if b"SMSAttributes" in body:
                    status, answer = relay._of_sms(urllib.parse.parse_qs(body.decode(), keep_blank_values=True))
                    self._answer(status, [("content-type", "text/xml")], answer.encode())
                    return
                headers = {k: v for k, v in self.headers.items() if k.lower() not in ("connection", "expect")}
                with contextlib.closing(http.client.HTTPConnection("127.0.0.1", emulator.port, timeout=120)) as onward:
                    onward.request(self.command, self.path, body=body, headers=headers)
                    got = onward.getresponse()
                    self._answer(got.status, got.getheaders(), got.read())

            def _answer(self, status, headers, data):
                self.send_response_only(status)
                for name, value in headers:
                    if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                        self.send_header(name, value)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PATCH = _hand_on

            def handle(self):
                # Whoever asked may have been killed meanwhile.
                with contextlib.suppress(ConnectionError):
                    super().handle()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def before(self, text, action):
        """Does something once, before the next request that contains `text` is handed on."""
        self._before = (text, action)

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _of_sms(self, fields):
        """What SNS answers when it is asked for the account's settings, or given some."""
        [action] = fields["Action"]
        given = {fields[k][0]: fields[k.removesuffix("key") + "value"][0] for k in fields if k.endswith(".key")}
        if int(given.get("MonthlySpendLimit", 0)) > self.sms_granted:
            return 400, "<ErrorResponse><Error><Code>InvalidParameter</Code><Message>MonthlySpendLimit is too high</Message></Error></ErrorResponse>"
        self.sms_attributes |= given
        entries = "".join(f"<entry><key>{name}</key><value>{value}</value></entry>" for name, value in self.sms_attributes.items())
        return 200, f"<{action}Response><{action}Result><attributes>{entries}</attributes></{action}Result></{action}Response>"

    def _write_down(self, method, path, headers, body):
        target = headers.get("x-amz-target", "")
        if target.startswith("DynamoDB_"):
            self.calls |= set(_dynamodb(target.split(".")[1], json.loads(body)))
        elif path.endswith("/outbound-emails"):
            self.calls |= set(_mail(json.loads(body)))
        elif match := re.match(r"/key-value-stores/([^/]+)", path):
            store = urllib.parse.unquote(match[1]).rsplit(":")[-1]
            self.calls.add(Call(f"cloudfront-keyvaluestore:{'PutKey' if method == 'PUT' else 'DescribeKeyValueStore'}", store))
        elif b"Action=Publish" in body:
            fields = urllib.parse.parse_qs(body.decode())
            self.calls.add(Call("sns:Publish", fields.get("TopicArn", [""])[0].rsplit(":")[-1]))
        elif match := re.match(r"/([^/?]+)/([^?]+)", path):
            verb = {"GET": "Get", "HEAD": "Get", "PUT": "Put", "DELETE": "Delete"}.get(method, method)
            self.calls.add(Call(f"s3:{verb}Object", f"{match[1]}/{urllib.parse.unquote(match[2])}"))
        else:
            self.calls.add(Call(f"unknown:{method} {path}", ""))


# How IAM names the parts of a transaction.
_PARTS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem", "Get": "GetItem"}


def _dynamodb(operation, request):
    if operation in ("TransactWriteItems", "TransactGetItems"):
        for item in request["TransactItems"]:
            for part, asked in item.items():
                yield Call(f"dynamodb:{_PARTS[part]}", f"table/{asked['TableName']}")
    elif operation in ("BatchGetItem", "BatchWriteItem"):
        for table in request["RequestItems"]:
            yield Call(f"dynamodb:{operation}", f"table/{table}")
    else:
        yield Call(f"dynamodb:{operation}", f"table/{request.get('TableName')}")


def _mail(request):
    """SES asks whether both may be used: the identity that it comes from, and the configuration set."""
    domain = request["FromEmailAddress"].rstrip(">").rsplit("@")[-1]
    yield Call("ses:SendEmail", f"identity/{domain}")
    yield Call("ses:SendEmail", f"configuration-set/{request.get('ConfigurationSetName')}")


def _ends_with_us():
    """It is killed when we are, however that comes."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


_PR_SET_PDEATHSIG = 1


def _free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
