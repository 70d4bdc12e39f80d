"""How soon a function is ready: plays Lambda's Runtime API on the loopback, starts each binary, and measures the time from
its start to its first question for work, the most memory it had by then, and the size of binary and package.

    python3 infra/first_poll.py [FOLDER] [--starts 40]     FOLDER holds <name>/bootstrap or <name>, also of a few functions; what `make deploy` builds if not given

The loopback is not AWS: there is no machine to start and no package to fetch, and a whole core instead of a share of one.
"""

import argparse
import io
import pathlib
import signal
import socket
import statistics
import subprocess
import sys
import time
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from deploy import package, settings  # noqa: E402

# Whatever a function may read; made up.
ENVIRONMENT = {
    "AWS_LAMBDA_FUNCTION_NAME": "survey",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
    "AWS_LAMBDA_FUNCTION_VERSION": "1",
    "AWS_REGION": "eu-north-1",
    "AWS_ACCESS_KEY_ID": "made-up",
    "AWS_SECRET_ACCESS_KEY": "made-up",
    "LAMBDA_TASK_ROOT": "/nowhere",
    "TABLE_PREFIX": "survey",
    "BUCKET": "bucket",
    "SITE_BUCKET": "site",
    "SITE_KEY_VALUE_STORE": "arn:aws:cloudfront::123456789012:key-value-store/made-up",
    "ROUND": "2024",
    "BASE_URL": "https://svar.example.no",
    "SENDER_ADDRESS": "undersokelse@example.no",
    "SENDER_ID": "Laerlinger",
    "CONFIGURATION_SET": "survey",
    "RECIPIENTS": "everyone",
    "EMAILS_PER_SECOND": "14",
    "EMAILS_PER_CALL": "1",
    "SMS_PER_SECOND": "20",
    "SMS_PART_PRICE_ORE": "70",
    "PEOPLE_KEY": "0" * 64,
    "LINK_KEY": "1" * 64,
    "LOOKUP_KEY": "2" * 64,
    "DOOR_KEY": "3" * 64,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=settings.BINARIES)
    parser.add_argument("--starts", type=int, default=40)
    arguments = parser.parse_args()
    found = {name: binary for name in package.binaries() if (binary := binary_of(arguments.folder, name))}
    measured = {name: [] for name in found}
    # In turns, so that whatever else the machine does falls on all of them.
    for _ in range(arguments.starts):
        for name, binary in found.items():
            measured[name].append(start(binary))
    print("| function | binary | zip | start to first poll, median (slowest tenth) | of a processor, median | peak memory |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, binary in found.items():
        times = sorted(milliseconds for milliseconds, _, _ in measured[name])
        worked = statistics.median(milliseconds for _, milliseconds, _ in measured[name])
        peak = max(kilobytes for _, _, kilobytes in measured[name])
        slow = times[int(len(times) * 0.9)]
        print(
            f"| {name} | {binary.stat().st_size / 1e6:.2f} MB | {zipped(binary) / 1e6:.2f} MB "
            f"| {statistics.median(times):.1f} ms ({slow:.1f} ms) | {worked:.1f} ms | {peak / 1e3:.1f} MB |"
        )


def binary_of(folder, name):
    return next((place for place in (folder / name / "bootstrap", folder / name) if place.is_file()), None)


def zipped(binary):
    """The size of the binary in a zip, without what publish-results has beside it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.write(binary, "bootstrap")
    return packed.tell()


def start(binary):
    """Milliseconds from start to first poll, those in which it had a processor, and the peak of its memory in kilobytes."""
    with socket.create_server(("127.0.0.1", 0)) as api:
        api.settimeout(30)
        environment = ENVIRONMENT | {"AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.getsockname()[1]}"}
        began = time.perf_counter()
        process = subprocess.Popen([binary], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            asked, _ = api.accept()
            with asked:
                question = asked.recv(64)
                took = (time.perf_counter() - began) * 1000
                if not question.startswith(b"GET /2018-06-01/runtime/invocation/next"):
                    raise RuntimeError(f"{binary} asks for {question!r}")
                on_processor = [int(file.read_text().split()[0]) for file in pathlib.Path(f"/proc/{process.pid}/task").glob("*/schedstat")]
                status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
                peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
                return took, sum(on_processor) / 1e6, peak
        except TimeoutError:
            process.kill()
            raise RuntimeError(f"{binary} asks for nothing: {process.stderr.read().decode()}") from None
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stderr.close()


if __name__ == "__main__":
    main()
