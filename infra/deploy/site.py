"""The public site: built with what has been published, uploaded where it differs, and shown at once."""

import hashlib
import re
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
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}


# What publish-results calls the sites it makes.
OF_PUBLISHING = re.compile(r"(site|20\d\d)-[^/]*/")


def build(program, out, base_url=None):
    """Builds the site into `out` with the program site-gen."""
    command = [*program, "build", "--content", "content", "--templates", "templates", "--out", str(out)]
    if base_url:
        command += ["--base-url", base_url]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)


def is_published(session, bucket):
    """Whether publish-results has shown a site with results: from then on it makes the site, with them."""
    found = session.client("s3").list_objects_v2(Bucket=bucket, Prefix="published/shown.json")
    return found["KeyCount"] > 0


def upload(session, bucket, folder):
    """Makes the root of the bucket hold the files of `folder` and no others; sites with results, which publish-results makes
    under names of their own, are left. Returns the names of what was written and removed.

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
    gone = sorted(name for name in there.keys() - files.keys() if not OF_PUBLISHING.match(name))
    for name in gone:
        s3.delete_object(Bucket=bucket, Key=name)
    return written, gone


def show(session, distribution):
    """Has CloudFront forget what it keeps."""
    session.client("cloudfront").create_invalidation(
        DistributionId=distribution,
        InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": str(time.time_ns())},
    )
