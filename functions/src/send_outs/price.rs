//! What an SMS send-out would cost, before anybody orders it.

use domain::language::{Bilingual, Language};
use domain::round::{Channel, MessageKind, Round};
use domain::sms;
use serde::Serialize;
use site_gen::strings::LookupError;

use super::{SendOuts, SendOutsError};
use crate::messages::Texts;

/// A link is as long as this one, whoever gets it.
const TOKEN: &str = "0000000000000000";

/// How many parts the longest of the texts has, and what all of them may cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SmsForeseen {
    pub parts_each: usize,
    /// In øre, at most; none where no price is known, or nobody is told how many get it.
    pub price: Option<u64>,
    pub text: Bilingual<String>,
}

impl SendOuts<'_> {
    /// `reached` is none where it is kept back.
    pub(super) fn sms_foreseen(
        &self,
        round: &Round,
        reached: Option<usize>,
    ) -> Result<SmsForeseen, SendOutsError> {
        let link = format!("{}/s/{TOKEN}", self.base_url.trim_end_matches('/'));
        let texts = Texts::write(self.renderer, round)?;
        let reminders = texts
            .all()
            .filter(|words| words.channel == Channel::Sms && words.wording.kind() == MessageKind::Reminder);
        let parts_each =
            reminders.map(|words| sms::measure(&words.text_with(&link)).parts).max().unwrap_or(0);
        let parts = reached.map(|reached| (reached * parts_each) as u64);
        let price = parts.zip(self.sms_part_price).map(|(parts, price)| parts * u64::from(price));
        Ok(SmsForeseen { parts_each, price, text: self.sms_text(parts_each, price)? })
    }

    fn sms_text(&self, parts: usize, price: Option<u64>) -> Result<Bilingual<String>, LookupError> {
        let count = parts.to_string();
        let key = if parts == 1 { "send_out.sms.one_part" } else { "send_out.sms.parts" };
        // Rounded up: nobody pays for half a krone.
        let kroner = price.map(|price| price.div_ceil(100).to_string());
        let in_language = |language: Language| {
            let strings = self.renderer.strings();
            let places: &[(&str, &str)] = if parts == 1 { &[] } else { &[("parts", &count)] };
            let mut text = strings.fill(language, key, places)?;
            if let Some(kroner) = &kroner {
                text.push(' ');
                text.push_str(&strings.fill(language, "send_out.sms.price", &[("kroner", kroner)])?);
            }
            Ok(text)
        };
        Ok(Bilingual { nb: in_language(Language::Nb)?, nn: in_language(Language::Nn)? })
    }
}
