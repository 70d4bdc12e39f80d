//! What a run did, in numbers.

use std::collections::BTreeMap;

use domain::contact_plan::NotNow;

/// What one run did, in numbers of people.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct DispatchReport {
    pub sent: usize,
    /// Parts of the SMS that were sent: each is paid for.
    pub sms_parts: usize,
    /// What the parts cost in øre, where the price is known.
    pub sms_price: Option<u64>,
    /// Another dispatcher or an answer came first.
    pub lost_to_others: usize,
    /// The provider refused the address, or gave no word.
    pub failed: usize,
    /// Something of ours failed: the log says what.
    pub troubled: usize,
    /// The provider took nothing; tried again at the next run.
    pub given_back: usize,
    /// Due, and left for the next run: the time was over, or a channel had failed too often in a row.
    pub left_for_later: usize,
    pub not_now: BTreeMap<NotNow, usize>,
    /// The time was over before everyone had been decided about.
    pub unfinished: bool,
    /// Messages to the people of this run that a person has to look at: begun long ago and never confirmed, or failed.
    pub need_a_person: usize,
}

impl DispatchReport {
    /// One line in the log, from which the alarms count. It names nobody.
    pub(super) fn log(&self, round: u16) {
        tracing::info!(
            round,
            sent = self.sent,
            sms_parts = self.sms_parts,
            sms_price = self.sms_price,
            failed = self.failed,
            troubled = self.troubled,
            given_back = self.given_back,
            lost_to_others = self.lost_to_others,
            left_for_later = self.left_for_later,
            unfinished = self.unfinished,
            need_a_person = self.need_a_person,
            "dispatched"
        );
    }
}
