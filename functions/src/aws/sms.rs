//! One SMS by SNS.

use aws_sdk_sns::error::SdkError;
use aws_sdk_sns::operation::publish::PublishError;
use aws_sdk_sns::types::MessageAttributeValue;
use domain::contact::Mobile;

use crate::ports::SendError;

pub(super) async fn publish(
    sns: &aws_sdk_sns::Client,
    sender_id: &str,
    mobile: &Mobile,
    text: &str,
) -> Result<String, SendError> {
    let attribute = |value: &str| {
        MessageAttributeValue::builder()
            .data_type("String")
            .string_value(value)
            .build()
            .map_err(|e| SendError::NotAccepted { reason: e.to_string() })
    };
    let sent = sns
        .publish()
        .phone_number(mobile.expose())
        .message(text)
        .message_attributes("AWS.SNS.SMS.SenderID", attribute(sender_id)?)
        .message_attributes("AWS.SNS.SMS.SMSType", attribute("Transactional")?)
        .send()
        .await;
    match sent {
        Ok(accepted) => Ok(accepted.message_id.unwrap_or_default()),
        Err(error) => Err(classify(&error)),
    }
}

fn classify(error: &SdkError<PublishError>) -> SendError {
    use PublishError as E;
    let Some(refusal) = error.as_service_error() else {
        return SendError::Unknown { reason: "no answer from SNS".to_owned() };
    };
    // The code and not the text, which may repeat the number.
    let reason = refusal.meta().code().unwrap_or("unknown").to_owned();
    match refusal {
        E::InvalidParameterException(_) | E::InvalidParameterValueException(_) => {
            SendError::Refused { reason }
        }
        E::AuthorizationErrorException(_) | E::NotFoundException(_) | E::KmsThrottlingException(_) => {
            SendError::NotAccepted { reason }
        }
        _ if reason.contains("Throttl") => SendError::NotAccepted { reason },
        _ => SendError::Unknown { reason },
    }
}
