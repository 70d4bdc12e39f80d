//! E-mail by SES: one message a call, or many that have the same words.

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::error::BuildError;
use aws_sdk_sesv2::types::{
    Body, BulkEmailContent, BulkEmailEntry, BulkEmailEntryResult, BulkEmailStatus, Content, Destination,
    EmailContent, EmailTemplateContent, Message as SesMessage, MessageHeader, MessageTag,
    ReplacementEmailContent, ReplacementTemplate, Template,
};
use domain::contact::Email;
use serde_json::json;

use super::answer::{not_built, why_not_sent};
use crate::messages::PLACE_OF_LINK;
use crate::ports::{Message, SendError};

/// How this account sends e-mail.
#[derive(Debug)]
pub(super) struct Mail {
    pub(super) ses: Client,
    pub(super) sender_address: String,
    pub(super) configuration_set: String,
}

type Answer = Result<String, SendError>;

/// What SES says of a message that it will never send as it is.
const REFUSALS: [&str; 2] = ["MessageRejected", "BadRequestException"];

impl Mail {
    pub(super) async fn send(&self, message: &Message, to: &Email) -> Answer {
        let content = |text: &str| Content::builder().data(text).charset("UTF-8").build().map_err(not_built);
        let mut body = Body::builder().text(content(&message.text())?);
        if let Some(html) = message.html() {
            body = body.html(content(&html)?);
        }
        let mail = SesMessage::builder()
            .subject(content(message.subject().unwrap_or_default())?)
            .body(body.build())
            .set_headers(Some(headers(message).map_err(not_built)?))
            .build();
        let sent = self
            .ses
            .send_email()
            .from_email_address(&self.sender_address)
            .configuration_set_name(&self.configuration_set)
            .destination(Destination::builder().to_addresses(to.expose()).build())
            .content(EmailContent::builder().simple(mail).build())
            .set_email_tags(Some(tags(message).map_err(not_built)?))
            .send()
            .await;
        match sent {
            Ok(accepted) => Ok(accepted.message_id.unwrap_or_default()),
            Err(error) => Err(why_not_sent(&error, &REFUSALS)),
        }
    }

    /// Sends messages that have the same words. SES answers for each; where it gives no answer at all, none of them is
    /// known to have left or stayed.
    pub(super) async fn send_alike(&self, messages: &[(&Message, &Email)]) -> Vec<Answer> {
        match self.try_to_send_alike(messages).await {
            Ok(results) => results.into_iter().map(answer).collect(),
            // One entry is enough for SES to refuse the call as a whole: then it took none, and each is sent by itself.
            Err(SendError::Refused { .. }) => {
                let mut answers = Vec::with_capacity(messages.len());
                for (message, to) in messages {
                    answers.push(self.send(message, to).await);
                }
                answers
            }
            Err(error) => messages.iter().map(|_| Err(error.clone())).collect(),
        }
    }

    async fn try_to_send_alike(
        &self,
        messages: &[(&Message, &Email)],
    ) -> Result<Vec<BulkEmailEntryResult>, SendError> {
        let Some((first, _)) = messages.first() else { return Ok(Vec::new()) };
        let words = EmailTemplateContent::builder()
            .set_subject(first.subject().map(str::to_owned))
            .text(first.words.text_with(PLACE_OF_LINK))
            .set_html(first.words.html_with(PLACE_OF_LINK))
            .build();
        let template = Template::builder().template_content(words).template_data("{}").build();
        let entries = messages.iter().map(|(message, to)| entry(message, to));
        let entries: Result<Vec<BulkEmailEntry>, BuildError> = entries.collect();
        let sent = self
            .ses
            .send_bulk_email()
            .from_email_address(&self.sender_address)
            .configuration_set_name(&self.configuration_set)
            .default_content(BulkEmailContent::builder().template(template).build())
            .set_bulk_email_entries(Some(entries.map_err(not_built)?))
            .send()
            .await;
        match sent {
            Ok(answered) => Ok(answered.bulk_email_entry_results),
            Err(error) => Err(why_not_sent(&error, &REFUSALS)),
        }
    }
}

fn entry(message: &Message, to: &Email) -> Result<BulkEmailEntry, BuildError> {
    let link = ReplacementTemplate::builder()
        .replacement_template_data(json!({"link": message.link}).to_string())
        .build();
    Ok(BulkEmailEntry::builder()
        .destination(Destination::builder().to_addresses(to.expose()).build())
        .set_replacement_tags(Some(tags(message)?))
        .set_replacement_headers(Some(headers(message)?))
        .replacement_email_content(ReplacementEmailContent::builder().replacement_template(link).build())
        .build())
}

/// Come back with every event of this message.
fn tags(message: &Message) -> Result<Vec<MessageTag>, BuildError> {
    let reference = &message.reference;
    let tags = [
        ("round", reference.round.to_string()),
        ("participant", reference.participant.clone()),
        ("number", reference.number.to_string()),
    ];
    tags.into_iter().map(|(name, value)| MessageTag::builder().name(name).value(value).build()).collect()
}

/// The button of e-mail readers that says no for their owner, without a page in between.
///
/// Source: RFC 8058 and RFC 2369.
fn headers(message: &Message) -> Result<Vec<MessageHeader>, BuildError> {
    let headers = [
        ("List-Unsubscribe", format!("<{}>", message.unsubscribe())),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
        ("Content-Language", message.language.tag().to_owned()),
        // No automatic answers to a message that nobody reads the answers of.
        ("Auto-Submitted", "auto-generated".to_owned()),
    ];
    headers
        .into_iter()
        .map(|(name, value)| MessageHeader::builder().name(name).value(value).build())
        .collect()
}

/// What SES says of one of many. Only what it says it did not process for want of something on our side or of room is
/// surely not sent.
fn answer(result: BulkEmailEntryResult) -> Answer {
    use BulkEmailStatus as S;
    let Some(status) = result.status else {
        return Err(SendError::Unknown { reason: "no status".to_owned() });
    };
    // The status and not the text, which may repeat the address.
    let reason = status.as_str().to_owned();
    match status {
        S::Success => Ok(result.message_id.unwrap_or_default()),
        S::MessageRejected | S::InvalidParameter => Err(SendError::Refused { reason }),
        S::AccountDailyQuotaExceeded
        | S::AccountSendingPaused
        | S::AccountSuspended
        | S::AccountThrottled
        | S::ConfigurationSetNotFound
        | S::ConfigurationSetSendingPaused
        | S::InvalidSendingPoolName
        | S::MailFromDomainNotVerified
        | S::TemplateNotFound => Err(SendError::NotAccepted { reason }),
        _ => Err(SendError::Unknown { reason }),
    }
}
