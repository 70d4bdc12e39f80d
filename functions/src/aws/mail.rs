//! E-mail by SES and SMS by SNS, one message at a time.

use async_trait::async_trait;
use aws_sdk_sesv2::error::SdkError;
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, MessageTag};
use chrono::{DateTime, Utc};

use super::sms;
use crate::ports::{Address, Message, Outgoing, SendError};

/// Both channels of one account.
#[derive(Debug)]
pub struct Channels {
    pub ses: aws_sdk_sesv2::Client,
    pub sns: aws_sdk_sns::Client,
    /// The address in From.
    pub sender_address: String,
    /// The name that an SMS comes from, at most 11 characters.
    pub sender_id: String,
    /// The SES configuration set whose events reach record-delivery.
    pub configuration_set: String,
}

#[async_trait]
impl Outgoing for Channels {
    async fn send(&self, message: &Message, _now: DateTime<Utc>) -> Result<String, SendError> {
        match &message.address {
            Address::Email(email) => self.send_email(message, email.expose()).await,
            Address::Sms(mobile) => sms::publish(&self.sns, &self.sender_id, mobile, &message.text).await,
        }
    }
}

impl Channels {
    async fn send_email(&self, message: &Message, to: &str) -> Result<String, SendError> {
        let content =
            |text: &str| Content::builder().data(text).charset("UTF-8").build().map_err(|e| not_written(&e));
        let mut body = Body::builder().text(content(&message.text)?);
        if let Some(html) = &message.html {
            body = body.html(content(html)?);
        }
        let mail = aws_sdk_sesv2::types::Message::builder()
            .subject(content(message.subject.as_deref().unwrap_or_default())?)
            .body(body.build())
            .build();
        let mut request = self
            .ses
            .send_email()
            .from_email_address(&self.sender_address)
            .configuration_set_name(&self.configuration_set)
            .destination(Destination::builder().to_addresses(to).build())
            .content(EmailContent::builder().simple(mail).build());
        let reference = &message.reference;
        let tags = [
            ("round", reference.round.to_string()),
            ("participant", reference.participant.clone()),
            ("number", reference.number.to_string()),
        ];
        for (name, value) in tags {
            request = request.email_tags(
                MessageTag::builder().name(name).value(value).build().map_err(|e| not_written(&e))?,
            );
        }
        match request.send().await {
            Ok(accepted) => Ok(accepted.message_id.unwrap_or_default()),
            Err(error) => Err(classify(&error)),
        }
    }
}

fn not_written(error: &aws_sdk_sesv2::error::BuildError) -> SendError {
    SendError::NotAccepted { reason: error.to_string() }
}

/// Only an answer of the provider's that says so means that nothing was accepted.
fn classify(error: &SdkError<SendEmailError>) -> SendError {
    use SendEmailError as E;
    match error.as_service_error() {
        Some(e @ E::MessageRejected(_)) => {
            SendError::Refused { reason: e.meta().code().unwrap_or_default().to_owned() }
        }
        Some(
            e @ (E::TooManyRequestsException(_)
            | E::LimitExceededException(_)
            | E::SendingPausedException(_)
            | E::AccountSuspendedException(_)
            | E::MailFromDomainNotVerifiedException(_)
            | E::NotFoundException(_)
            | E::BadRequestException(_)),
        ) => SendError::NotAccepted { reason: e.meta().code().unwrap_or_default().to_owned() },
        _ if matches!(error, SdkError::ConstructionFailure(_)) => {
            SendError::NotAccepted { reason: "the request could not be made".to_owned() }
        }
        // The code and not the text, which may repeat the address.
        Some(e) => SendError::Unknown { reason: e.meta().code().unwrap_or("unknown").to_owned() },
        None => SendError::Unknown { reason: "no answer from SES".to_owned() },
    }
}
