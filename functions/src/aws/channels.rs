//! Both ways to people, of one account.

use std::time::Duration;

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use chrono::{DateTime, Utc};
use domain::round::Channel;

use super::mail::Mail;
use super::sms::Sms;
use crate::ports::{Address, Message, Outgoing, SendError};

/// Both providers of one account.
#[derive(Debug)]
pub struct Channels {
    mail: Mail,
    sms: Sms,
    emails_per_call: usize,
}

/// As whom this account sends, and how.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The address in From.
    pub address: String,
    /// The SES configuration set whose events reach record-delivery.
    pub configuration_set: String,
    /// The name that an SMS comes from, at most 11 characters.
    pub id: String,
    /// E-mails handed to SES in one call, from 1 to [`MOST_EMAILS_PER_CALL`].
    pub emails_per_call: usize,
    /// How long an answer is waited for. Whoever stops a dispatcher gives it longer than this to end.
    pub patience: Duration,
}

/// The most that SES takes in one call.
pub const MOST_EMAILS_PER_CALL: usize = 50;

impl Channels {
    /// They try once: a send that was tried again after a time-out could reach somebody twice.
    pub fn new(sdk: &SdkConfig, sender: Sender) -> Self {
        let Sender { address, configuration_set, id, emails_per_call, patience } = sender;
        let once = RetryConfig::disabled();
        let patience = TimeoutConfig::builder().operation_timeout(patience).build();
        let ses = aws_sdk_sesv2::config::Builder::from(sdk)
            .retry_config(once.clone())
            .timeout_config(patience.clone())
            .build();
        let sns = aws_sdk_sns::config::Builder::from(sdk).retry_config(once).timeout_config(patience).build();
        Channels {
            mail: Mail {
                ses: aws_sdk_sesv2::Client::from_conf(ses),
                sender_address: address,
                configuration_set,
            },
            sms: Sms { sns: aws_sdk_sns::Client::from_conf(sns), sender_id: id },
            emails_per_call: emails_per_call.clamp(1, MOST_EMAILS_PER_CALL),
        }
    }
}

#[async_trait]
impl Outgoing for Channels {
    fn at_once(&self, channel: Channel) -> usize {
        match channel {
            Channel::Email => self.emails_per_call,
            Channel::Sms => 1,
        }
    }

    async fn send(&self, messages: &[Message], _now: DateTime<Utc>) -> Vec<Result<String, SendError>> {
        let emails = messages.iter().map(|message| match &message.address {
            Address::Email(email) => Some((message, email)),
            Address::Sms(_) => None,
        });
        if messages.len() > 1
            && let Some(emails) = emails.collect::<Option<Vec<_>>>()
        {
            return self.mail.send_alike(&emails).await;
        }
        let mut answers = Vec::with_capacity(messages.len());
        for message in messages {
            answers.push(match &message.address {
                Address::Email(email) => self.mail.send(message, email).await,
                Address::Sms(mobile) => self.sms.send(message, mobile).await,
            });
        }
        answers
    }
}
