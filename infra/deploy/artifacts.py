"""The bucket that packages and templates are uploaded to, under names that say what is in them."""

import hashlib

import botocore.exceptions


class Artifacts:
    def __init__(self, session, settings):
        account = session.client("sts").get_caller_identity()["Account"]
        self.bucket = f"survey-artifacts-{account}-{settings.region}"
        self._prefix = settings.environment
        self._region = settings.region
        self._s3 = session.client("s3")
        self._bucket = session.resource("s3").Bucket(self.bucket)

    def ensure(self):
        """Makes the bucket if it is not there, private and sealed."""
        try:
            self._s3.head_bucket(Bucket=self.bucket)
        except botocore.exceptions.ClientError as error:
            if error.response["Error"]["Code"] not in ("404", "NoSuchBucket"):
                raise
            self._s3.create_bucket(Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": self._region})
        self._s3.put_public_access_block(
            Bucket=self.bucket,
            PublicAccessBlockConfiguration=dict.fromkeys(
                ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
            ),
        )

    def key(self, name, digest):
        """Where a file lies: its bytes decide, so that the same package is the same change to nobody."""
        return f"{self._prefix}/{digest[:32]}/{name}"

    def put(self, name, data):
        """Uploads what is not there yet, and returns its key."""
        key = self.key(name, hashlib.sha256(data).hexdigest())
        try:
            self._s3.head_object(Bucket=self.bucket, Key=key)
        except botocore.exceptions.ClientError as error:
            if error.response["Error"]["Code"] not in ("404", "NoSuchKey"):
                raise
            self._s3.put_object(Bucket=self.bucket, Key=key, Body=data)
        return key

    def url(self, key):
        return f"https://s3.{self._region}.amazonaws.com/{self.bucket}/{key}"

    def remove(self):
        """Removes what is this environment's, and the bucket when nothing of another is left."""
        try:
            self._bucket.objects.filter(Prefix=f"{self._prefix}/").delete()
            if not any(True for _ in self._bucket.objects.limit(1)):
                self._bucket.delete()
        except botocore.exceptions.ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchBucket":
                raise
