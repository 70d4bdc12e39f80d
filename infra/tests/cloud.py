"""The emulator with what deploys to it, and the binaries as they are built for AWS."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

from deploy import package, settings
from tests.emulator import REGION, Emulator, Relay

STACK = "survey-test"


class Cloud:
    """What the tests share: the emulator, the relays before it, and the binaries."""

    def __init__(self, cleanup):
        """Everything that is begun is given to `cleanup`, to be ended."""
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="survey-infra-"))
        cleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.binaries = package.build("x86_64")
        self.emulator = Emulator()
        cleanup(self.emulator.close)
        self.deploying = Relay(self.emulator)
        self.relays = {name: Relay(self.emulator) for name in package.binaries()}
        for relay in (self.deploying, *self.relays.values()):
            cleanup(relay.close)
        self.session = self.emulator.session()

    def deploy(self, verb="up", environment="test", **more):
        return subprocess.Popen(
            self.command(verb, environment), cwd=settings.INFRA, env=self.environment() | more, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )

    def command(self, verb, environment):
        built = ["--binaries", self.binaries, "--site-gen", settings.TARGET / "debug/site-gen", "--timetable", settings.TARGET / "debug/examples/timetable"]
        # Nothing on this machine has the address that it would look at: the round of the test looks by another.
        return [sys.executable, "-m", "deploy", verb, environment, *built, "--no-smoke"]

    def environment(self):
        mine = {"AWS_ENDPOINT_URL": self.deploying.url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        # What a run that is killed leaves behind lies in the folder of the tests.
        return os.environ | mine | {"AWS_DEFAULT_REGION": REGION, "TMPDIR": str(self.folder)}

    def deployed(self, verb="up", environment="test", **more):
        """Runs it to its end, and returns how it ended and what it said."""
        running = self.deploy(verb, environment, **more)
        said, _ = running.communicate(timeout=300)
        return running.returncode, said

    def restored(self, table, at):
        command = [sys.executable, "-m", "deploy", "restore", "test", "--table", table, "--at", at]
        ran = subprocess.run(command, cwd=settings.INFRA, env=self.environment(), text=True, capture_output=True, timeout=300)
        return ran.returncode, ran.stdout + ran.stderr

    def cut_off(self, at):
        """Runs it and kills it as it asks for `at`, a part of the request."""
        running = self.deploy()
        self.deploying.before(at, lambda: running.send_signal(signal.SIGKILL))
        said, _ = running.communicate(timeout=300)
        return running.returncode, said

    def outputs(self):
        [stack] = self.session.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
        return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
