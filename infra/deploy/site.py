"""The public site: built with what has been published, uploaded where it differs, and shown at once."""

import hashlib
import pathlib
import subprocess
import time

from .settings import REPOSITORY

# As functions/src/aws/site.rs has them, which uploads the same files on the day of results: a test compares the two.
CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "atom": "application/atom+xml",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "pdf": "application/pdf",
    "xml": "application/xml",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}


def build(program, out, base_url=None, published=None):
    """Builds the site into `out` with the program site-gen."""
    command = [*program, "build", "--content", "content", "--templates", "templates", "--out", str(out)]
    if base_url:
        command += ["--base-url", base_url]
    if published:
        command += ["--published", str(published)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)


def fetch_published(session, bucket, folder):
    """The tables that have been published, so that a new site shows them too. None when there are none."""
    s3 = session.client("s3")
    found = s3.list_objects_v2(Bucket=bucket, Prefix="published/").get("Contents", [])
    tables = [thing["Key"] for thing in found if thing["Key"].endswith(".json")]
    for key in tables:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / pathlib.PurePath(key).name).write_bytes(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    return folder if tables else None


def upload(session, bucket, folder):
    """Makes the bucket hold the files of `folder` and no others. Returns the names of what was written and removed.

    Pages come last and what is gone goes after them, so that no page that is seen lacks its styles.
    """
    s3 = session.client("s3")
    there = {}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        there |= {thing["Key"]: thing["ETag"].strip('"') for thing in page.get("Contents", [])}
    files = {str(file.relative_to(folder)): file for file in folder.rglob("*") if file.is_file()}
    written = []
    for name in sorted(files, key=lambda name: (name.endswith(".html"), name)):
        data = files[name].read_bytes()
        if there.get(name) != hashlib.md5(data, usedforsecurity=False).hexdigest():
            kind = CONTENT_TYPES.get(name.rsplit(".", 1)[-1], "application/octet-stream")
            s3.put_object(Bucket=bucket, Key=name, Body=data, ContentType=kind)
            written.append(name)
    gone = sorted(there.keys() - files.keys())
    for name in gone:
        s3.delete_object(Bucket=bucket, Key=name)
    return written, gone


def show(session, distribution):
    """Has CloudFront forget what it keeps."""
    session.client("cloudfront").create_invalidation(
        DistributionId=distribution,
        InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": str(time.time_ns())},
    )
