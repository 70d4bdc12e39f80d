//! What is promised, whatever has happened.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use chrono::TimeDelta;
use chrono_tz::Europe::Oslo;
use domain::delivery::Status;
use domain::oslo;
use tests::model;

use crate::provider::{Handed, Said};
use crate::world::World;

impl World {
    /// What is promised, whatever has happened.
    pub(crate) async fn hold_the_promises(&self) -> Result<()> {
        let people = self.store.people(2024).await?;
        let messages = self.store.messages(2024).await?;
        let handed = self.provider.handed();
        for (who, known) in self.known.iter().enumerate() {
            let id = self.id(who);
            let Some(person) = people.iter().find(|person| person.id == id) else {
                ensure!(!known.is_there, "person {who} is gone");
                continue;
            };
            // What the person's item says and what the messages say is the same.
            let of_person = messages.iter().filter(|message| message.name().starts_with(id.as_str()));
            let numbers: BTreeSet<&str> = of_person.filter_map(|m| m.name().rsplit('#').next()).collect();
            let numbers: BTreeSet<u32> = numbers.iter().filter_map(|number| number.parse().ok()).collect();
            let claimed = (0..=person.reminders).filter(|number| *number > 0 || person.invited_on.is_some());
            ensure!(numbers == claimed.collect::<BTreeSet<u32>>(), "{person:?} has {numbers:?}");
            ensure!(
                (person.invited_on.is_some(), person.reminders, person.last_message_on)
                    == (known.invited, known.reminders, known.last_message),
                "{person:?} should be {known:?}"
            );
            ensure!(person.answered_on.is_some() == known.has_answered, "{person:?} should be {known:?}");
            ensure!(person.declined_on.is_some() == known.has_declined, "{person:?} should be {known:?}");
            ensure!(person.revoked_on.is_some() == known.is_revoked, "{person:?} should be {known:?}");

            let to_person = handed.iter().filter(|m| m.reference.participant == id.as_str());
            let may_have_left: Vec<&Handed> = to_person.filter(|m| m.said != Said::NotAccepted).collect();
            let numbers: BTreeSet<u32> = may_have_left.iter().map(|m| m.reference.number).collect();
            ensure!(numbers.len() == may_have_left.len(), "sent twice: {may_have_left:?}");
            ensure!(numbers.iter().all(|number| *number <= 3), "over the limit: {may_have_left:?}");
            for pair in may_have_left.windows(2) {
                let days = (oslo::day(pair[1].at) - oslo::day(pair[0].at)).num_days();
                ensure!(days >= 7, "{days} days between {pair:?}");
            }
            for message in may_have_left {
                let clock = message.at.with_timezone(&Oslo).naive_local();
                ensure!(model::may_leave(message.channel, clock), "outside hours: {message:?}");
                ensure!(message.at < self.shared.survey.round.closes_at(), "after closing: {message:?}");
                let name = format!("{}#{}", id.as_str(), message.reference.number);
                ensure!(messages.iter().any(|m| m.name() == name), "no trace of {message:?}");
            }
            ensure!(
                !self.is_closed || (person.email.is_none() && person.seed().is_none()),
                "{person:?} is not erased"
            );
        }
        // Whatever is not known to have left is there for a person to see.
        let much_later = self.now() + TimeDelta::hours(1);
        for message in messages.iter().filter(|message| message.times.sent_at.is_none()) {
            let status = message.times.status(much_later);
            let is_reported = !matches!(status, Status::Unconfirmed | Status::Failed);
            ensure!(is_reported || status.needs_a_person(), "{message:?} is not seen by anybody");
        }
        // No acknowledged answer is lost, and none is there twice.
        let responses = self.store.responses(2024).await?.len();
        let answered = self.known.iter().filter(|known| known.has_answered).count();
        ensure!(responses == answered, "{responses} responses of {answered} people");
        ensure!(
            self.acknowledged.iter().all(|who| self.known[*who].has_answered),
            "an acknowledged answer is lost"
        );
        Ok(())
    }
}
