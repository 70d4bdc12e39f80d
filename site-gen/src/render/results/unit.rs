//! What a reader looks up results for: the country, an education programme, a county, a trade, a training office.

use std::collections::BTreeSet;

use domain::group::Group;

/// In the order in which readers are shown them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Country,
    County,
    Programme,
    Trade,
    Office,
}

/// A group with pages of its own.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) kind: Kind,
    pub(super) group: &'a Group,
    /// Its address from that of the year: `fylke/46/`. The same every year.
    pub(super) folder: String,
    /// Whether anything but its participation is shown.
    pub(super) has_result: bool,
}

impl Kind {
    /// Those of which there are several, and which have a page that lists them.
    pub(super) const LISTED: [Kind; 4] = [Kind::County, Kind::Programme, Kind::Trade, Kind::Office];

    /// The kind of a group that anyone may see on a page of its own. Companies, and trades within a county, are
    /// published to their owners only; what is divided by two things is shown on the pages of the larger group.
    pub(super) fn of(group: &Group) -> Option<Kind> {
        let Group { county, office, company, programme, trade, gender } = group;
        if company.is_some() || gender.is_some() {
            return None;
        }
        match (county, programme, trade, office) {
            (None, None, None, None) => Some(Kind::Country),
            (Some(_), None, None, None) => Some(Kind::County),
            (None, Some(_), None, None) => Some(Kind::Programme),
            (None, None, Some(_), None) => Some(Kind::Trade),
            (None, None, None, Some(_)) => Some(Kind::Office),
            _ => None,
        }
    }

    /// In addresses.
    pub(super) const fn folder(self) -> &'static str {
        match self {
            Kind::Country => "landet",
            Kind::County => "fylke",
            Kind::Programme => "program",
            Kind::Trade => "fag",
            Kind::Office => "kontor",
        }
    }

    /// In the keys of texts.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Kind::Country => "country",
            Kind::County => "county",
            Kind::Programme => "programme",
            Kind::Trade => "trade",
            Kind::Office => "office",
        }
    }
}

/// The units among `groups`, by kind and then by group.
pub(super) fn units<'a>(
    groups: impl Iterator<Item = &'a Group>,
    has_result: impl Fn(&Group) -> bool,
) -> Vec<Unit<'a>> {
    let mut units: Vec<Unit<'a>> = Vec::new();
    let mut taken = BTreeSet::new();
    for group in groups {
        let Some(kind) = Kind::of(group) else { continue };
        let own = match kind {
            Kind::Country => String::new(),
            Kind::County => part(group.county.as_ref()),
            Kind::Programme => slug(group.programme.as_deref().unwrap_or_default()),
            Kind::Trade => slug(&part(group.trade.as_ref())),
            Kind::Office => part(group.office.as_ref()),
        };
        let folder = free(kind, &own, &mut taken);
        units.push(Unit { kind, group, folder, has_result: has_result(group) });
    }
    units.sort_by(|left, right| (left.kind, left.group).cmp(&(right.kind, right.group)));
    units
}

fn part<T: ToString>(part: Option<&T>) -> String {
    part.map(T::to_string).unwrap_or_default()
}

/// The address of a unit. Two names that look alike in an address are told apart by a number.
fn free(kind: Kind, own: &str, taken: &mut BTreeSet<String>) -> String {
    let folder = |own: &str| {
        let separator = if own.is_empty() { "" } else { "/" };
        format!("{}/{own}{separator}", kind.folder())
    };
    let mut found = folder(own);
    let mut number = 2;
    while !taken.insert(found.clone()) {
        found = folder(&format!("{own}-{number}"));
        number += 1;
    }
    found
}

/// A name as it stands in an address: lower-case letters of ASCII and digits, with hyphens between.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            'æ' => slug.push_str("ae"),
            'ø' | 'ö' => slug.push_str("oe"),
            'å' => slug.push_str("aa"),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "annet".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_open_to_all_has_pages() {
        let group = |text: &str| toml::from_str::<Group>(text).unwrap();
        assert_eq!(Kind::of(&group("")), Some(Kind::Country));
        assert_eq!(Kind::of(&group("county = '46'")), Some(Kind::County));
        assert_eq!(Kind::of(&group("trade = 'HSHEA3'")), Some(Kind::Trade));
        for owners_only in ["company = '310000016'", "county = '46'\ntrade = 'HSHEA3'"] {
            let known = toml::from_str::<Group>(owners_only).ok().map(|group| Kind::of(&group));
            assert!(known.is_none_or(|kind| kind.is_none()), "{owners_only}");
        }
        assert_eq!(Kind::of(&group("gender = 'K'")), None);
    }

    #[test]
    fn a_name_in_an_address_has_no_letters_beyond_ascii() {
        assert_eq!(slug("Helse- og oppvekstfag"), "helse-og-oppvekstfag");
        assert_eq!(slug("BAØMR3"), "baoemr3");
        assert_eq!(slug(" – "), "annet");
    }

    #[test]
    fn names_that_look_alike_have_addresses_of_their_own() {
        let groups = ["Mat", "Mat!"].map(|name| Group { programme: Some(name.into()), ..Group::default() });
        let units = units(groups.iter(), |_| true);
        let folders: Vec<&str> = units.iter().map(|unit| unit.folder.as_str()).collect();
        assert_eq!(folders, ["program/mat/", "program/mat-2/"]);
    }
}
