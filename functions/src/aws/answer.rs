//! What an answer of a provider's says of a message: that it was not taken, that it never will be, or nothing.

use std::error::Error;
use std::io::ErrorKind;

use aws_sdk_sesv2::config::http::HttpResponse;
use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};

use crate::ports::SendError;

/// Reads a failed call. `refusals` are the codes by which the provider says that it will never send this message.
///
/// Only what says so means that nothing was taken: a request that was never sent, or an answer that the fault was the
/// request's (4xx). A provider that failed itself (5xx), or was not heard of, may have sent the message.
pub(super) fn why_not_sent<E>(error: &SdkError<E, HttpResponse>, refusals: &[&str]) -> SendError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    // The code and not the text, which may repeat the address.
    let code = error.code().map(str::to_owned);
    match error {
        SdkError::ServiceError(_) | SdkError::ResponseError(_) => {
            let status = error.raw_response().map_or(0, |response| response.status().as_u16());
            let reason = code.unwrap_or_else(|| format!("HTTP {status}"));
            match status {
                _ if refusals.contains(&reason.as_str()) => SendError::Refused { reason },
                // The provider waited for the rest of the request, and may have read enough of it.
                408 => SendError::Unknown { reason },
                400..=499 => SendError::NotAccepted { reason },
                _ => SendError::Unknown { reason },
            }
        }
        SdkError::ConstructionFailure(_) => {
            SendError::NotAccepted { reason: "the request could not be made".to_owned() }
        }
        SdkError::DispatchFailure(_) if never_connected(error) => {
            SendError::NotAccepted { reason: "the provider cannot be reached".to_owned() }
        }
        SdkError::TimeoutError(_) => SendError::Unknown { reason: "no answer in time".to_owned() },
        _ => SendError::Unknown { reason: "no answer".to_owned() },
    }
}

/// Whether the connection was refused: then nothing can have been said over it.
fn never_connected(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<std::io::Error>() {
            use ErrorKind::{ConnectionRefused, HostUnreachable, NetworkUnreachable};
            return matches!(error.kind(), ConnectionRefused | HostUnreachable | NetworkUnreachable);
        }
        cause = error.source();
    }
    false
}

/// A request that lacks something was never sent.
#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
pub(super) fn not_built(error: aws_sdk_sesv2::error::BuildError) -> SendError {
    SendError::NotAccepted { reason: error.to_string() }
}
