//! The gate once more, as slow and plain as it can be: fractions instead of numbers modulo a prime, one entry per person,
//! every set of few people tried, nothing kept from one step to the next. It must decide as the gate does.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use proptest::prelude::*;

use super::attack::{column, shown_groups, small_limits, some_people, some_tables};
use super::span::{Column, Span};
use super::*;
use crate::disclosure::tally::Answers;

/// A group that is large enough to be shown or derived.
struct Large {
    group: Group,
    table: Table,
    column: Column,
    tally: Tally,
}

struct Reference {
    /// By table and group.
    large: Vec<Large>,
    limits: GateLimits,
}

impl Reference {
    fn of(people: &[Person], question: &str, tables: &[Table], limits: GateLimits) -> Self {
        let answered: Vec<Person> = people.iter().copied().filter(|p| p.answer(question).is_some()).collect();
        let mut groups: BTreeMap<(Table, Group), Vec<u8>> = BTreeMap::new();
        for person in &answered {
            for table in tables {
                let Some(group) = table.group_of(&person.membership()) else { continue };
                groups.entry((*table, group)).or_default().extend(person.answer(question));
            }
        }
        groups.retain(|_, answers| answers.len() >= limits.minimum_answers as usize);
        let large = groups.into_iter().map(|((table, group), answers)| {
            let mut answers_of = match question {
                PARTICIPATION => Answers::Heads(0),
                _ => Answers::Steps([0; 5]),
            };
            for answer in &answers {
                answers_of.add_one(u16::from(*answer));
            }
            Large { column: column(&answered, &group), tally: Tally::of(answers_of), group, table }
        });
        Reference { large: large.collect(), limits }
    }

    /// The groups shown in each tier.
    fn shown(&self) -> [Vec<usize>; 4] {
        let suits = |tier: Tier, group: usize| tier.suits(&self.large[group].tally, self.limits);
        let all: Vec<usize> = (0..self.large.len()).collect();
        let mut before = all.clone();
        Tier::ALL.map(|tier| {
            let calculable = Span::of(before.iter().map(|group| &self.large[*group].column));
            let protected = all.iter().filter(|group| match tier {
                Tier::Mean => !suits(tier, **group),
                // What does not suit the tier before it has kept outside.
                _ => {
                    !suits(tier, **group)
                        && suits(Tier::ALL[tier as usize - 1], **group)
                        && calculable.contains(&self.large[**group].column)
                }
            });
            let protected: Vec<Column> = protected.map(|group| self.large[*group].column.clone()).collect();
            let mut candidates: Vec<usize> =
                before.iter().copied().filter(|group| suits(tier, *group)).collect();
            candidates.sort_by_key(|group| {
                (self.large[*group].table, Reverse(self.large[*group].tally.weight()), *group)
            });
            let mut rests: Vec<Column> = Vec::new();
            before = loop {
                let outside = [&protected[..], &rests].concat();
                match self.taken_in(tier, &candidates, outside) {
                    Ok(shown) => break shown,
                    Err(rest) => rests.push(rest),
                }
            };
            before.clone()
        })
    }

    /// The candidates that are shown; or what must be kept outside from the beginning.
    fn taken_in(
        &self,
        tier: Tier,
        candidates: &[usize],
        mut outside: Vec<Column>,
    ) -> Result<Vec<usize>, Column> {
        let mut span = Span::default();
        let mut shown: Vec<usize> = Vec::new();
        for candidate in candidates {
            let column = &self.large[*candidate].column;
            let failing = self.failing_rests(tier, *candidate, &shown);
            let is_implied = span.contains(column);
            let with = span.with(column);
            let falls = |vector: &Column| with.contains(vector) && !span.contains(vector);
            let is_about_few =
                || tier == Tier::Mean && with.exposes_fewer_than(self.limits.minimum_answers as usize);
            if let Some(rest) = failing.first() {
                if is_implied {
                    return Err(rest.clone());
                }
                outside.extend(failing);
            } else if is_implied {
                shown.push(*candidate);
                continue;
            } else if !(outside.iter().any(falls) || is_about_few()) {
                shown.push(*candidate);
                span = with;
                continue;
            }
            if tier == Tier::Mean {
                outside.push(column.clone());
            }
        }
        Ok(shown)
    }

    /// What would be left of shown groups when this one is shown, and must not come out.
    fn failing_rests(&self, tier: Tier, candidate: usize, shown: &[usize]) -> Vec<Column> {
        let contains = |parent: usize, child: usize| {
            let (around, inside) = (&self.large[parent], &self.large[child]);
            around.table != inside.table
                && around.tally.weight() > inside.tally.weight()
                && around.column.iter().zip(&inside.column).all(|(around, inside)| around >= inside)
        };
        let children_of = |parent: usize, table: Table| -> Vec<usize> {
            let with = shown.iter().copied().chain([candidate]);
            with.filter(|child| self.large[*child].table == table && contains(parent, *child)).collect()
        };
        let own = self.large[candidate].table;
        let parents: BTreeMap<Table, usize> =
            shown.iter().filter(|p| contains(**p, candidate)).map(|p| (self.large[*p].table, *p)).collect();
        let around = parents.values().map(|parent| (*parent, children_of(*parent, own)));
        let inside = Table::ALL.map(|table| (candidate, children_of(candidate, table)));
        let mut failing = Vec::new();
        for (parent, children) in around.chain(inside).filter(|(_, children)| !children.is_empty()) {
            let (mut tally, mut column) =
                (self.large[parent].tally.clone(), self.large[parent].column.clone());
            for child in children {
                tally.take(&self.large[child].tally);
                column.iter_mut().zip(&self.large[child].column).for_each(|(left, gone)| *left -= gone);
            }
            if tally.weight() > 0 && !tier.hides_enough(&tally, self.limits) {
                failing.push(column);
            }
        }
        failing
    }
}

proptest! {
    #[test]
    fn the_gate_decides_as_the_plain_one_does(people in some_people(), tables in some_tables(), limits in small_limits()) {
        let published = publish_tables(&people, &tables, limits);
        for question in [PARTICIPATION, FIRST] {
            let reference = Reference::of(&people, question, &tables, limits);
            let shown = reference.shown();
            let tiers = if question == PARTICIPATION { 1 } else { 4 };
            for (place, shown) in shown.iter().enumerate().take(tiers) {
                let wanted = shown.iter().map(|group| reference.large[*group].group.clone()).collect();
                let classes = Tier::ALL[place].classes().len();
                prop_assert_eq!(shown_groups(&published, question, classes), wanted, "{} {:?}", question, Tier::ALL[place]);
            }
        }
    }
}
