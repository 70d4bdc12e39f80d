//! Files in an S3 bucket.

use anyhow::{Context, Result};
use async_trait::async_trait;
use aws_sdk_s3::error::ProvideErrorMetadata as _;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::primitives::ByteStream;

use crate::ports::Objects;

#[derive(Debug, Clone)]
pub(super) struct Bucket {
    client: aws_sdk_s3::Client,
    name: String,
}

impl Bucket {
    pub(super) fn new(client: aws_sdk_s3::Client, name: String) -> Self {
        Bucket { client, name }
    }

    pub(super) async fn put_as(&self, name: &str, bytes: Vec<u8>, content_type: &str) -> Result<()> {
        self.client
            .put_object()
            .bucket(&self.name)
            .key(name)
            .content_type(content_type)
            .body(ByteStream::from(bytes))
            .send()
            .await
            .with_context(|| format!("{name} cannot be written"))?;
        Ok(())
    }
}

#[async_trait]
impl Objects for Bucket {
    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<()> {
        self.put_as(name, bytes, "application/octet-stream").await
    }

    async fn put_new(&self, name: &str, bytes: Vec<u8>) -> Result<bool> {
        let put = self.client.put_object().bucket(&self.name).key(name).if_none_match("*");
        match put.body(ByteStream::from(bytes)).send().await {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("PreconditionFailed") => Ok(false),
            Err(error) => Err(error).with_context(|| format!("{name} cannot be written")),
        }
    }

    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>> {
        match self.client.get_object().bucket(&self.name).key(name).send().await {
            Ok(object) => {
                let bytes = object.body.collect().await.with_context(|| format!("{name} cannot be read"))?;
                Ok(Some(bytes.into_bytes().to_vec()))
            }
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => Ok(None),
            Err(error) => Err(error).with_context(|| format!("{name} cannot be read")),
        }
    }
}
