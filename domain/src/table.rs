//! The tables of a publication: the ways in which people are divided into groups.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::group::{Group, Membership};

/// One way of dividing people. In order of priority: where not everything can be shown, the earlier table keeps
/// more of it.
///
/// Source: docs/decisions, "The gate". There is no free filtering: a table that is not here does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    Country,
    Gender,
    County,
    Programme,
    CountyGender,
    ProgrammeGender,
    Trade,
    Office,
    CountyProgramme,
    Company,
    CountyTrade,
}

impl Table {
    pub const ALL: [Table; 11] = [
        Table::Country,
        Table::Gender,
        Table::County,
        Table::Programme,
        Table::CountyGender,
        Table::ProgrammeGender,
        Table::Trade,
        Table::Office,
        Table::CountyProgramme,
        Table::Company,
        Table::CountyTrade,
    ];

    /// Whether everyone may read it. The others are for their owners: the county, the office, the company.
    pub const fn is_open(self) -> bool {
        !matches!(self, Table::Company | Table::CountyTrade)
    }

    /// The group of this table that people of `membership` are in; none where they are in no such group.
    pub fn group_of(self, membership: &Membership) -> Option<Group> {
        let Membership { county, office, company, programme, trade, gender } = membership;
        let mut group = Group::country();
        match self {
            Table::Country => {}
            Table::Gender => group.gender = Some(*gender),
            Table::County => group.county = Some(*county),
            Table::Programme => group.programme = Some(programme.clone()),
            Table::CountyGender => (group.county, group.gender) = (Some(*county), Some(*gender)),
            Table::ProgrammeGender => {
                (group.programme, group.gender) = (Some(programme.clone()), Some(*gender));
            }
            Table::Trade => group.trade = Some(trade.clone()),
            Table::Office => group.office = Some((*office)?),
            Table::CountyProgramme => {
                (group.county, group.programme) = (Some(*county), Some(programme.clone()));
            }
            Table::Company => group.company = Some((*company)?),
            Table::CountyTrade => (group.county, group.trade) = (Some(*county), Some(trade.clone())),
        }
        Some(group)
    }

    /// The table that a group is of; none for a crossing that is not published.
    pub fn of(group: &Group) -> Option<Table> {
        let Group { county, office, company, programme, trade, gender } = group;
        let fixed = [
            county.is_some(),
            office.is_some(),
            company.is_some(),
            programme.is_some(),
            trade.is_some(),
            gender.is_some(),
        ];
        Some(match fixed {
            [false, false, false, false, false, false] => Table::Country,
            [false, false, false, false, false, true] => Table::Gender,
            [true, false, false, false, false, false] => Table::County,
            [false, false, false, true, false, false] => Table::Programme,
            [true, false, false, false, false, true] => Table::CountyGender,
            [false, false, false, true, false, true] => Table::ProgrammeGender,
            [false, false, false, false, true, false] => Table::Trade,
            [false, true, false, false, false, false] => Table::Office,
            [true, false, false, true, false, false] => Table::CountyProgramme,
            [false, false, true, false, false, false] => Table::Company,
            [true, false, false, false, true, false] => Table::CountyTrade,
            _ => return None,
        })
    }
}

/// As a round file names it.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Table::Country => "country",
            Table::Gender => "gender",
            Table::County => "county",
            Table::Programme => "programme",
            Table::CountyGender => "county_gender",
            Table::ProgrammeGender => "programme_gender",
            Table::Trade => "trade",
            Table::Office => "office",
            Table::CountyProgramme => "county_programme",
            Table::Company => "company",
            Table::CountyTrade => "county_trade",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::Gender;
    use crate::organisation::OrganisationNumber;

    fn member() -> Membership {
        let number = (31_000_000..).find_map(OrganisationNumber::with_check_digit);
        Membership {
            county: "46".parse().unwrap(),
            office: number,
            company: number,
            programme: "Helse- og oppvekstfag".into(),
            trade: "HSHEA3".parse().unwrap(),
            gender: Gender::Female,
        }
    }

    #[test]
    fn a_group_knows_its_table_and_contains_those_it_is_the_group_of() {
        for table in Table::ALL {
            let group = table.group_of(&member()).unwrap();
            assert_eq!(Table::of(&group), Some(table));
            assert!(group.contains(&member()));
        }
        let crossing = Group { office: member().office, trade: Some(member().trade), ..Group::country() };
        assert_eq!(Table::of(&crossing), None);
    }

    #[test]
    fn who_has_no_office_or_company_is_in_no_group_of_those_tables() {
        let alone = Membership { office: None, company: None, ..member() };
        assert_eq!(Table::Office.group_of(&alone), None);
        assert_eq!(Table::Company.group_of(&alone), None);
    }

    /// Source: design, published results: company and county × trade go to their owners only.
    #[test]
    fn two_tables_are_for_owners_only() {
        let closed: Vec<Table> = Table::ALL.into_iter().filter(|table| !table.is_open()).collect();
        assert_eq!(closed, [Table::Company, Table::CountyTrade]);
    }
}
