"""How long import-register takes, and how much memory, for an extract of a whole country: plays Lambda's Runtime API, the
bucket and the tables on the loopback, so that what is measured is the function as it is deployed and nothing else.

    python3 infra/read_register.py BINARY [--rows 60000]     BINARY is import-register, as `make deploy` builds it

The tables are empty and answer at once. On another day than the round's own the function is shown the time of the round, by
libfaketime, which `make emulator` installs.
"""

import argparse
import http.server
import json
import os
import pathlib
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from first_poll import ENVIRONMENT  # noqa: E402
from tests import people  # noqa: E402

FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
EXTRACT = "extracts/2024/all.csv"
# What the tables say when there is nobody in them, by operation.
EMPTY = {"Query": {"Items": [], "Count": 0}, "BatchGetItem": {"Responses": {}, "UnprocessedKeys": {}}}


class Cloud(http.server.ThreadingHTTPServer):
    """All that the function asks: Lambda for work, S3 for the extract, DynamoDB for people."""

    daemon_threads = True

    def __init__(self, extract):
        super().__init__(("127.0.0.1", 0), Asked)
        self.extract = extract
        self.asked = 0
        self.began = None
        self.outcome = None
        self.done = threading.Event()


class Asked(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer in two packets would wait for the first to be acknowledged.
    wbufsize = -1

    def do_GET(self):
        if self.path.endswith("/invocation/next"):
            if self.server.began:
                self.server.done.set()
                threading.Event().wait()
            self.server.began = time.perf_counter()
            event = json.dumps({"detail": {"object": {"key": EXTRACT}}}).encode()
            deadline = int((time.time() + 900) * 1000)
            self.answer(200, event, {"lambda-runtime-aws-request-id": "1", "lambda-runtime-deadline-ms": str(deadline)})
        elif self.path.split("?")[0].endswith(EXTRACT):
            self.answer(200, self.server.extract)
        else:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_PUT(self):
        self.answer(200, b"", {"etag": '"1"'})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if "/runtime/" in self.path:
            self.server.outcome = (self.path.rsplit("/", 1)[1], body[:500], time.perf_counter())
            self.answer(202, b"")
            return
        self.server.asked += 1
        operation = self.headers["x-amz-target"].split(".")[1]
        self.answer(200, json.dumps(EMPTY.get(operation, {})).encode(), {"content-type": "application/x-amz-json-1.0"})

    def answer(self, status, body, headers=()):
        if self.command == "PUT":
            self.rfile.read(int(self.headers.get("content-length") or 0))
        self.send_response_only(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=60_000)
    arguments = parser.parse_args()
    extract = people.extract(f"person{number:05}@example.no" for number in range(arguments.rows)).encode()
    cloud = Cloud(extract)
    threading.Thread(target=cloud.serve_forever, daemon=True).start()
    address = f"127.0.0.1:{cloud.server_address[1]}"
    environment = ENVIRONMENT | {
        "AWS_LAMBDA_RUNTIME_API": address,
        "AWS_ENDPOINT_URL": f"http://{address}",
        "LD_PRELOAD": FAKETIME,
        "FAKETIME": "@2024-10-01 10:00:00",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    function = subprocess.Popen([arguments.binary], env=environment)
    try:
        while not cloud.done.wait(1):
            if function.poll() is not None:
                raise RuntimeError(f"{arguments.binary} stopped with {function.returncode}")
        ticks = pathlib.Path(f"/proc/{function.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
        status = pathlib.Path(f"/proc/{function.pid}/status").read_text()
    finally:
        function.kill()
        function.wait()
    how, said, ended = cloud.outcome
    if how != "response":
        raise RuntimeError(f"the function failed: {said.decode()}")
    worked = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    print(f"{arguments.rows} rows, {len(extract) / 1e6:.0f} MB: {ended - cloud.began:.1f} s on the clock, {worked:.1f} s of a processor,")
    print(f"{peak / 1e3:.0f} MB at most, {cloud.asked} calls to the tables")


if __name__ == "__main__":
    main()
