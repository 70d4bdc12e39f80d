//! What of a publication goes to those it is about: a county, a training office, a company.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::PublishedTables;
use crate::county::CountyNumber;
use crate::group::{Group, Membership};
use crate::organisation::OrganisationNumber;

/// Whom results belong to. Written `county-46`, `office-310000000`, `company-310000000`.
///
/// Source: docs/decisions, "The gate": a county sees its own, its offices and companies; an office its own and its companies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Owner {
    County(CountyNumber),
    Office(OrganisationNumber),
    Company(OrganisationNumber),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{given}\" does not own results: use county-46, office-310000000 or company-310000000, with a number that exists"
)]
pub struct NotAnOwner {
    pub given: String,
}

/// The groups that an owner may read of, whether or not everyone may.
#[derive(Debug)]
struct Theirs {
    owner: Owner,
    offices: BTreeSet<OrganisationNumber>,
    companies: BTreeSet<OrganisationNumber>,
}

impl PublishedTables {
    /// What is about the owner, and about the offices and companies that have people of theirs among those who were invited.
    /// Everything in it is in the whole, which is protected as one: so any number of owners may put theirs together.
    #[must_use]
    pub fn of_owner<'a>(&self, owner: Owner, invited: impl IntoIterator<Item = &'a Membership>) -> Self {
        let theirs = Theirs::of(owner, invited);
        let mut tables = self.0.clone();
        tables.tables.retain(|table| theirs.include(&table.group));
        PublishedTables(tables)
    }
}

impl Theirs {
    fn of<'a>(owner: Owner, invited: impl IntoIterator<Item = &'a Membership>) -> Self {
        let (mut offices, mut companies) = (BTreeSet::new(), BTreeSet::new());
        match owner {
            Owner::County(_) => {}
            Owner::Office(office) => _ = offices.insert(office),
            Owner::Company(company) => _ = companies.insert(company),
        }
        for member in invited {
            match owner {
                Owner::County(county) if member.county == county => {
                    offices.extend(member.office);
                    companies.extend(member.company);
                }
                Owner::Office(office) if member.office == Some(office) => companies.extend(member.company),
                _ => {}
            }
        }
        Theirs { owner, offices, companies }
    }

    fn include(&self, group: &Group) -> bool {
        let of_county = group.county.is_some_and(|county| self.owner == Owner::County(county));
        of_county
            || group.office.is_some_and(|office| self.offices.contains(&office))
            || group.company.is_some_and(|company| self.companies.contains(&company))
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Owner::County(county) => write!(f, "county-{county}"),
            Owner::Office(office) => write!(f, "office-{office}"),
            Owner::Company(company) => write!(f, "company-{company}"),
        }
    }
}

impl FromStr for Owner {
    type Err = NotAnOwner;

    fn from_str(given: &str) -> Result<Self, NotAnOwner> {
        let owner = match given.split_once('-') {
            Some(("county", number)) => number.parse().ok().map(Owner::County),
            Some(("office", number)) => number.parse().ok().map(Owner::Office),
            Some(("company", number)) => number.parse().ok().map(Owner::Company),
            _ => None,
        };
        owner.ok_or_else(|| NotAnOwner { given: given.to_owned() })
    }
}

impl TryFrom<String> for Owner {
    type Error = NotAnOwner;

    fn try_from(given: String) -> Result<Self, NotAnOwner> {
        given.parse()
    }
}

impl From<Owner> for String {
    fn from(owner: Owner) -> String {
        owner.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::group::Gender;
    use crate::published::{Figures, PARTICIPATION, PublishedTable, Tables};
    use crate::table::Table;

    fn number(n: u32) -> OrganisationNumber {
        (31_000_000..).filter_map(OrganisationNumber::with_check_digit).nth(n as usize).unwrap()
    }

    fn member((county, office, company): (&str, Option<u32>, Option<u32>)) -> Membership {
        Membership {
            county: county.parse().unwrap(),
            office: office.map(number),
            company: company.map(number),
            programme: "Helse- og oppvekstfag".to_owned(),
            trade: "HSHEA3".parse().unwrap(),
            gender: Gender::Female,
        }
    }

    /// Every group that somebody is in, in every table.
    fn published(invited: &[Membership]) -> PublishedTables {
        let mut groups: Vec<(Table, Group)> = Table::ALL
            .into_iter()
            .flat_map(|table| invited.iter().filter_map(move |member| Some((table, table.group_of(member)?))))
            .collect();
        groups.sort();
        groups.dedup();
        let table = |(_, group): (Table, Group)| PublishedTable {
            group: group.into(),
            question: PARTICIPATION.into(),
            figures: Figures::Withheld,
        };
        PublishedTables::released(Tables {
            round: 2024,
            tables: groups.into_iter().map(table).collect(),
            ..Tables::default()
        })
    }

    /// Office 1 has people in both counties, and company 11 belongs to it; company 12 has no office.
    fn country() -> Vec<Membership> {
        [
            ("46", Some(1), Some(11)),
            ("03", Some(1), Some(13)),
            ("46", None, Some(12)),
            ("03", Some(2), Some(14)),
        ]
        .map(member)
        .into()
    }

    fn of(owner: Owner) -> (usize, BTreeSet<OrganisationNumber>, BTreeSet<OrganisationNumber>) {
        let invited = country();
        let theirs = published(&invited).of_owner(owner, &invited);
        let groups = || theirs.tables.iter().map(|table| &table.group);
        let of_county = groups().filter(|group| group.county.is_some()).count();
        (of_county, groups().filter_map(|g| g.office).collect(), groups().filter_map(|g| g.company).collect())
    }

    #[test]
    fn a_county_gets_its_own_its_offices_and_its_companies() {
        let bergen = Owner::County("46".parse().unwrap());
        // By itself, with gender, with programme and with trade.
        assert_eq!(of(bergen), (4, [number(1)].into(), [number(11), number(12)].into()));
    }

    #[test]
    fn an_office_gets_its_own_and_its_companies_in_whatever_county() {
        assert_eq!(of(Owner::Office(number(1))), (0, [number(1)].into(), [number(11), number(13)].into()));
        assert_eq!(of(Owner::Office(number(9))), (0, BTreeSet::new(), BTreeSet::new()), "nobody of theirs");
    }

    #[test]
    fn a_company_gets_its_own_alone() {
        assert_eq!(of(Owner::Company(number(12))), (0, BTreeSet::new(), [number(12)].into()));
        // An office's number is not that of a company.
        assert_eq!(of(Owner::Company(number(1))), (0, BTreeSet::new(), BTreeSet::new()));
    }

    #[test]
    fn an_owner_is_written_as_it_is_read() {
        let organisation = number(1);
        for owner in
            [Owner::County("03".parse().unwrap()), Owner::Office(organisation), Owner::Company(organisation)]
        {
            assert_eq!(owner.to_string().parse(), Ok(owner));
        }
        for given in ["", "46", "directorate", "county-4", "office-310000001", "company-", "person-1"] {
            assert_eq!(given.parse::<Owner>(), Err(NotAnOwner { given: given.to_owned() }));
        }
    }

    proptest! {
        /// Showing an owner theirs shows nothing that is not in the whole, and nothing of another company.
        #[test]
        fn what_an_owner_gets_is_part_of_the_whole(
            people in prop::collection::vec((0usize..3, prop::option::of(0u32..4), prop::option::of(4u32..12)), 1..40),
            which in 0usize..40,
        ) {
            let invited: Vec<Membership> = people
                .iter()
                .map(|(county, office, company)| member((["03", "46", "50"][*county], *office, *company)))
                .collect();
            let whole = published(&invited);
            let one = &invited[which % invited.len()];
            let owners = [Some(Owner::County(one.county)), one.office.map(Owner::Office), one.company.map(Owner::Company)];
            for owner in owners.into_iter().flatten() {
                let theirs = whole.of_owner(owner, &invited);
                prop_assert!(theirs.tables.iter().all(|table| whole.tables.contains(table)));
                for table in &theirs.tables {
                    let is_theirs = |m: &Membership| match owner {
                        Owner::County(county) => m.county == county,
                        Owner::Office(office) => m.office == Some(office),
                        Owner::Company(company) => m.company == Some(company),
                    };
                    let kind = Table::of(&table.group).unwrap();
                    let about_theirs =
                        invited.iter().any(|m| kind.group_of(m).as_ref() == Some(&table.group) && is_theirs(m));
                    prop_assert!(about_theirs, "{:?} of {}", table.group, owner);
                }
            }
        }
    }
}
