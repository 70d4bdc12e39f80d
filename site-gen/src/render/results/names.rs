//! What the units are called, in the language of the page.

use domain::group::{Gender, Group};
use domain::language::Language;

use super::edition::Edition;
use super::unit::Kind;
use crate::load::Loaded;
use crate::strings::{LookupError, Strings};

/// The texts of results in one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Speaker<'a> {
    pub(super) strings: &'a Strings,
    pub(super) language: Language,
    pub(super) loaded: &'a Loaded,
}

/// A name as it stands alone, in a sentence and in a chart.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// `Vestland`
    pub(super) alone: String,
    /// `i Vestland`
    pub(super) within: String,
    /// `Vestland`, or what fits beside a chart on a phone: `Kontoret`.
    pub(super) short: String,
}

impl Speaker<'_> {
    /// The text `results.<key>`.
    pub(super) fn say(&self, key: &str, places: &[(&str, &str)]) -> Result<String, LookupError> {
        self.strings.fill(self.language, &format!("results.{key}"), places)
    }

    /// The name of a group in the year of `edition`; of one that is divided by two things, of the smaller.
    pub(super) fn name(&self, edition: &Edition<'_>, group: &Group) -> Result<Name, LookupError> {
        if let Some(gender) = group.gender {
            let key = match gender {
                Gender::Female => "female",
                Gender::Male => "male",
            };
            let alone = self.say(key, &[])?;
            let within = self.say("among", &[("name", &lower_first(&alone))])?;
            return Ok(Name { short: alone.clone(), within, alone });
        }
        if let Some(programme) = &group.programme {
            return self.named(Kind::Programme, programme);
        }
        if let Some(trade) = &group.trade {
            return match edition.tables.trades.get(trade) {
                Some(name) => self.named(Kind::Trade, name),
                None => self.named(Kind::Trade, &self.say("trade_code", &[("code", trade.as_str())])?),
            };
        }
        if let Some(number) = group.county {
            let counties = self.loaded.counties.as_ref();
            let known = counties.and_then(|all| Some(all.in_year(edition.year()).get(&number)?.name.clone()));
            let name = match known {
                Some(name) => name,
                None => self.say("county_number", &[("number", &number.to_string())])?,
            };
            return Ok(Name {
                within: self.say("within_county", &[("name", &name)])?,
                short: name.clone(),
                alone: name,
            });
        }
        if let Some(office) = group.office {
            let name = match edition.tables.offices.get(&office) {
                Some(name) => name.clone(),
                None => self.say("office_number", &[("number", &office.to_string())])?,
            };
            return self.named(Kind::Office, &name);
        }
        let alone = self.say("country", &[])?;
        let within = self.say("within_country", &[])?;
        Ok(Name { short: alone.clone(), alone, within })
    }

    fn named(&self, kind: Kind, name: &str) -> Result<Name, LookupError> {
        let in_sentence = if kind == Kind::Office { name.to_owned() } else { lower_first(name) };
        Ok(Name {
            alone: name.to_owned(),
            within: self.say(&format!("within_{}", kind.key()), &[("name", &in_sentence)])?,
            short: self.say(&format!("short_{}", kind.key()), &[])?,
        })
    }
}

/// As it stands within a sentence: `Helse- og oppvekstfag` begins with a small letter there, `IKT-servicefag` does not.
pub(super) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// As it begins a sentence.
pub(super) fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_within_a_sentence_begins_small_unless_it_is_an_abbreviation() {
        assert_eq!(lower_first("Helse- og oppvekstfag"), "helse- og oppvekstfag");
        assert_eq!(lower_first("IKT-servicefag"), "IKT-servicefag");
        assert_eq!(upper_first("ærlig"), "Ærlig");
        assert_eq!((lower_first(""), upper_first("")), (String::new(), String::new()));
    }
}
