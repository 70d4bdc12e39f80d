//! Dates and limits of a round, and dates of the calendar, that are typed by hand on a page: next year they would be
//! wrong.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate, NaiveTime};
use domain::language::Language;
use domain::round::Round;

use super::dates_known::Dates;
use super::dates_written::{Written, dates, may_have_dates};
use super::hours_written::spans;
use super::limits_written::{ONE, WEEKS_BETWEEN, Words, has_number};
use super::prose::{self, Kind};
use crate::almanac::Almanac;
use crate::finding::{Advice, AdviceKind, Fault, FaultKind, Finding};
use crate::load::PageFile;
use crate::placeholders::{CORRECTIONS_DUE, HOURS, counts, days, in_words};
use crate::strings::{LookupError, Strings};

/// Something typed by hand, at a byte of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hit {
    at: usize,
    kind: FaultKind,
}

/// What to look for: every date and limit of every round, and every date of the calendar.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    /// By month and day.
    days: HashMap<(u32, u32), Vec<(NaiveDate, &'static str)>>,
    dates: Dates,
    limits: Vec<Limit>,
    /// The limits that a number may be, by the number in figures and in words.
    numbers: HashMap<String, Vec<usize>>,
    hours: Vec<Hours>,
}

/// A number of a round, in figures and in words.
#[derive(Debug)]
struct Limit {
    year: u16,
    /// What it is told by, and the placeholder to write.
    name: &'static str,
    placeholder: &'static str,
}

/// When messages leave in a round.
#[derive(Debug)]
struct Hours {
    from: NaiveTime,
    to: NaiveTime,
    year: u16,
    placeholder: &'static str,
}

const DAYS_OF_WEEK: u64 = 7;

impl Watch {
    pub(crate) fn of(
        rounds: &BTreeMap<u16, Round>,
        almanac: &Almanac,
        strings: &Strings,
    ) -> Result<Self, LookupError> {
        let mut watch = Watch { dates: Dates::of(almanac), ..Watch::default() };
        for (&year, round) in rounds {
            let due = (CORRECTIONS_DUE, round.corrections_due().date());
            for (placeholder, day) in days(round).into_iter().chain([due]) {
                let same_day = watch.days.entry((day.month(), day.day())).or_default();
                same_day.push((day, placeholder));
            }
            for (placeholder, channel) in HOURS {
                let hours = round.hours(channel);
                watch.hours.push(Hours { from: hours.from, to: hours.to, year, placeholder });
            }
            for (placeholder, count) in counts(round) {
                watch.add(Limit { year, name: placeholder, placeholder }, forms(count, strings)?);
                if placeholder == "round.days_between" && count % DAYS_OF_WEEK == 0 {
                    let weeks = forms_of_weeks(count / DAYS_OF_WEEK, strings)?;
                    watch.add(Limit { year, name: WEEKS_BETWEEN, placeholder }, weeks);
                }
            }
        }
        Ok(watch)
    }

    fn add(&mut self, limit: Limit, forms: Vec<String>) {
        for form in forms {
            self.numbers.entry(form).or_default().push(self.limits.len());
        }
        self.limits.push(limit);
    }

    /// Everything typed in the words of a page of the round, its front matter included. Code and addresses are no words.
    pub(super) fn page(&self, page: &PageFile, round: u16) -> (Vec<Fault>, Vec<Advice>) {
        let (mut faults, mut advice) = (Vec::new(), Vec::new());
        let nothing_known = self.days.is_empty() && self.dates.is_empty();
        let of_itself = page.front.iter().flat_map(prose::said_of_itself).map(|(_, text)| text.as_str());
        let mut texts = of_itself.chain([&page.text[page.body..]]);
        if nothing_known || !texts.any(|text| self.may_be_in(text)) {
            return (faults, advice);
        }
        for passage in prose::read(page).passages {
            let hits = self.look(&passage.text, round);
            let fault = |hit: Hit| Finding::at(&page.file, &page.text, passage.place(hit.at), hit.kind);
            faults.extend(hits.into_iter().map(fault));
            let dates = dates(&passage.text).into_iter();
            let dates = dates.filter(|date| self.is_nowhere(&passage.text, *date, page, round));
            advice.extend(dates.filter(|_| passage.kind != Kind::Quoted).map(|date| {
                let typed = in_one_line(&passage.text[date.at..date.end]);
                Finding::at(&page.file, &page.text, passage.place(date.at), AdviceKind::DateNowhere { typed })
            }));
        }
        (faults, advice)
    }

    /// Whether it is worth reading a page word by word, told by its text as it stands: most pages have nothing of the kind.
    /// Markup may come between the parts of a date in words, so the name of a month is enough.
    fn may_be_in(&self, text: &str) -> bool {
        let in_entities = text.contains('&') && (text.contains("&nbsp") || text.contains("&#"));
        if in_entities || may_have_dates(text) || !spans(text).is_empty() {
            return true;
        }
        if !has_number(text, &self.numbers) {
            return false;
        }
        let words = Words::of(text);
        let mut numbers = words.numbers(&self.numbers);
        numbers.any(|(place, limits)| {
            limits.iter().any(|&limit| words.told(place, self.limits[limit].name).is_some())
        })
    }

    /// A date that no file has, and that somebody may have to keep: one that was still to come when the page was changed,
    /// or that comes each year. What has been is a fact, and belongs to the text.
    fn is_nowhere(&self, text: &str, date: Written, page: &PageFile, round: u16) -> bool {
        let date = date.of_its_sentence(text, round);
        let known = self.round_day(date, round).is_some() || self.dates.find(date).is_some();
        let Some(day) = date.in_year(round).filter(|_| date.certain && !known) else { return false };
        let changed = page.front.as_ref().map(|front| front.updated);
        date.year.is_none() || changed.is_some_and(|changed| day > changed)
    }

    /// What is typed in a text that fills in no placeholders, each at its byte. A day without its year is one that comes
    /// each year, as in "elevar per 1. oktober", and stays true.
    pub(super) fn in_data(&self, text: &str, newest: u16) -> Vec<(usize, AdviceKind)> {
        let once = dates(text).into_iter().filter(|date| date.year.is_some());
        let mut hits: Vec<Hit> = once.filter_map(|date| self.day_hit(text, date, newest)).collect();
        self.look_for_limits(text, newest, &mut hits);
        self.look_for_hours(text, newest, &mut hits);
        let told = hits.into_iter().filter_map(|hit| match hit.kind {
            FaultKind::Typed { typed, file, .. } => Some((hit.at, AdviceKind::TypedInData { typed, file })),
            _ => None,
        });
        told.collect()
    }

    /// Everything typed in a text on a page of the round.
    fn look(&self, text: &str, round: u16) -> Vec<Hit> {
        let mut hits: Vec<Hit> =
            dates(text).into_iter().filter_map(|date| self.day_hit(text, date, round)).collect();
        self.look_for_limits(text, round, &mut hits);
        self.look_for_hours(text, round, &mut hits);
        hits
    }

    /// A date that is a round's stays the round's, also when the calendar has one on the same day.
    fn day_hit(&self, text: &str, date: Written, round: u16) -> Option<Hit> {
        let of_year = date.of_its_sentence(text, round);
        let round_day = self.round_day(of_year, round).map(|(file, placeholder)| {
            // Where its year is not written with it, the placeholder gives the day alone.
            (file, if date.year.is_none() { placeholder + ".day" } else { placeholder })
        });
        let (file, placeholder) = round_day.or_else(|| self.dates.find(of_year))?;
        let typed = in_one_line(&text[date.at..date.end]);
        Some(Hit { at: date.at, kind: FaultKind::Typed { typed, file, placeholder } })
    }

    /// The file of a round that has the date, and the placeholder to write.
    fn round_day(&self, date: Written, round: u16) -> Option<(String, String)> {
        let same_day = self.days.get(&(date.month, date.day))?;
        let of_year = |year: u16| {
            let year = i32::from(year);
            same_day.iter().find(|(day, _)| day.year() == year)
        };
        let (day, placeholder) = match date.year {
            Some(year) => of_year(year)?,
            None => of_year(round).or(same_day.last())?,
        };
        let year = u16::try_from(day.year()).unwrap_or(round);
        Some((round_file(year), in_year(placeholder, year, round)))
    }

    fn look_for_limits(&self, text: &str, round: u16, hits: &mut Vec<Hit>) {
        let words = Words::of(text);
        for (place, limits) in words.numbers(&self.numbers) {
            // Two limits may be the same number: one of them is enough to tell.
            let told = own_first(limits, round, |&limit| self.limits[limit].year).find_map(|&limit| {
                let limit = &self.limits[limit];
                Some((limit, words.told(place, limit.name)?))
            });
            let Some((limit, (count, whole))) = told else { continue };
            let mut placeholder = in_year(limit.placeholder, limit.year, round);
            if limit.name == limit.placeholder && !text[count].starts_with(|c: char| c.is_ascii_digit()) {
                placeholder.push_str(".words");
            }
            let (typed, file) = (in_one_line(&text[whole.clone()]), round_file(limit.year));
            hits.push(Hit { at: whole.start, kind: FaultKind::Typed { typed, file, placeholder } });
        }
    }

    fn look_for_hours(&self, text: &str, round: u16, hits: &mut Vec<Hit>) {
        for span in spans(text) {
            let mut hours = own_first(&self.hours, round, |hours| hours.year);
            let Some(hours) = hours.find(|hours| (hours.from, hours.to) == (span.from, span.to)) else {
                continue;
            };
            let (typed, file) = (in_one_line(&text[span.at.clone()]), round_file(hours.year));
            let placeholder = in_year(hours.placeholder, hours.year, round);
            hits.push(Hit { at: span.at.start, kind: FaultKind::Typed { typed, file, placeholder } });
        }
    }
}

/// Those of the page's round first, then the others, the newest first: another round may have the same.
fn own_first<T>(all: &[T], round: u16, year: impl Fn(&T) -> u16 + Copy) -> impl Iterator<Item = &T> {
    let own = all.iter().filter(move |one| year(one) == round);
    own.chain(all.iter().rev().filter(move |one| year(one) != round))
}

fn forms(count: u64, strings: &Strings) -> Result<Vec<String>, LookupError> {
    let words = Language::ALL.map(|language| in_words(count, language, strings));
    let mut forms: Vec<String> =
        [Ok(count.to_string())].into_iter().chain(words).collect::<Result<_, _>>()?;
    forms.sort();
    forms.dedup();
    Ok(forms)
}

fn forms_of_weeks(weeks: u64, strings: &Strings) -> Result<Vec<String>, LookupError> {
    if weeks == 1 { Ok(ONE.map(str::to_owned).into()) } else { forms(weeks, strings) }
}

/// As it is told: a text may have line breaks and wide spaces in it.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `round.opens`, or `round.2023.opens` on a page of another round.
fn in_year(placeholder: &str, year: u16, round: u16) -> String {
    if year == round {
        return placeholder.to_owned();
    }
    placeholder.replacen("round.", &format!("round.{year}."), 1)
}

fn round_file(year: u16) -> String {
    format!("rounds/{year}.toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUND: &str = include_str!("../../tests/check/good_content_has_no_faults/content/rounds/2024.toml");

    fn watch() -> Watch {
        let round = Round::from_toml(ROUND).unwrap();
        let words =
            "[number]\ntwo = 'to'\nthree = 'tre'\nfive = 'fem'\nseven = 'sju'\nten = 'ti'\neleven = 'elleve'";
        let files = Language::ALL.map(|language| (language, "site", words));
        let strings = Strings::from_toml(files).unwrap();
        Watch::of(&BTreeMap::from([(2024, round)]), &Almanac::default(), &strings).unwrap()
    }

    proptest::proptest! {
        /// Texts are cut at bytes: none may be cut inside a letter.
        #[test]
        fn any_text_can_be_looked_through(
            text in "([0-9]{1,4}|[.\\\\ \u{a0}\n-]|oktober|Å|å|påminnelser|måned|tre|[Ee]n|uke|mellom|–|kl\\. |[a-zæøå ]){0,40}"
        ) {
            let watch = watch();
            let hits = watch.look(&text, 2024);
            proptest::prop_assert!(hits.iter().all(|hit| text.is_char_boundary(hit.at)));
            // What is looked for first, quickly, lets nothing by.
            proptest::prop_assert!(hits.is_empty() || watch.may_be_in(&text));
        }
    }

    #[test]
    fn a_limit_is_known_in_figures_and_in_words() {
        for text in [
            "høyst 3 påminnelser",
            "Tre påminningar",
            "elleve månader",
            "11 måneder.",
            "minst sju dager mellom dem",
            "færre enn 5 svar",
            "minst 5 svar",
            "det kreves 5 svar",
            "det blir kravd minst fem svar",
            "minstekravet er ti",
            "under fem svar",
            "5 svar eller flere",
            "fem eller fleire svar",
            "Er det mindre enn fem svar",
            "minst fem lærlingar må ha svart",
            "har færre enn 5 lærlinger",
            "11 md. i lære",
            "11-månadersgrensa",
            "en uke mellom hver",
            "éi veke mellom kvar",
            "med sju dagers mellomrom",
            "mellom to meldinger må det gå minst 7 dager",
            "minst sju dager siden forrige",
            "påminnelse høyst tre ganger",
            "purres tre ganger",
            "tre nye påminningar",
            "tre SMS-påminnelser",
            "kl. 9 og 17",
            "Éi veke mellom",
            "Færre enn fem.",
            "SMS går 09.00–17.00",
            "mellom 07:00-21:00",
        ] {
            assert_eq!(watch().look(text, 2024).len(), 1, "{text}");
            assert!(watch().may_be_in(text), "{text}");
        }
        for text in [
            "4 påminnelser",
            "påminnelser",
            "tretten måneder",
            "11 måneder gammel",
            "færre enn 10 bedrifter",
            "færre enn 5 kommuner",
            "en uke i mellom",
            "fem ganger",
            "under 5 prosent",
            "fem. Svar eller flere",
            "x3 påminnelser",
            "2-3 påminnelser",
            "om måneden",
            "sju dager",
            "færre enn før",
            "fem svar",
        ] {
            assert_eq!(watch().look(text, 2024), [], "{text}");
        }
    }
}
