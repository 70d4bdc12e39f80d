//! SMS by SNS, one message a call: SNS has no other way to telephone numbers.

use aws_sdk_sns::Client;
use aws_sdk_sns::types::MessageAttributeValue;
use domain::contact::Mobile;

use super::answer::{not_built, why_not_sent};
use crate::ports::{Message, SendError};

/// How this account sends SMS.
#[derive(Debug)]
pub(super) struct Sms {
    pub(super) sns: Client,
    pub(super) sender_id: String,
}

/// What SNS says of a number that it will never send to.
const REFUSALS: [&str; 4] =
    ["InvalidParameter", "InvalidParameterException", "InvalidParameterValue", "ParameterValueInvalid"];

impl Sms {
    pub(super) async fn send(&self, message: &Message, to: &Mobile) -> Result<String, SendError> {
        let attribute = |value: &str| {
            MessageAttributeValue::builder()
                .data_type("String")
                .string_value(value)
                .build()
                .map_err(not_built)
        };
        let sent = self
            .sns
            .publish()
            .phone_number(to.expose())
            .message(message.text())
            .message_attributes("AWS.SNS.SMS.SenderID", attribute(&self.sender_id)?)
            .message_attributes("AWS.SNS.SMS.SMSType", attribute("Transactional")?)
            .send()
            .await;
        match sent {
            Ok(accepted) => Ok(accepted.message_id.unwrap_or_default()),
            Err(error) => Err(why_not_sent(&error, &REFUSALS)),
        }
    }
}
