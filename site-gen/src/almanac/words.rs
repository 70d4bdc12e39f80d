//! Dates, months and those they concern, as each language writes them.

use chrono::{Datelike, NaiveDate};
use domain::calendar::{Dated, Roles, Stretch, When, YearMonth};
use domain::language::Language;
use domain::oslo;

use crate::placeholders::with_clock;
use crate::strings::{LookupError, Strings};

/// Writes in one language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words<'a> {
    pub(crate) language: Language,
    pub(crate) strings: &'a Strings,
}

/// Whether the year is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Years {
    Written,
    LeftOut,
}

/// What comes each year is written without one; any year will do to see which days it is.
const ANY_YEAR: u16 = 2023;

impl Words<'_> {
    /// The first day or month: `20. februar 2026`, each year `1. oktober`.
    pub(crate) fn first(self, when: When) -> Result<String, LookupError> {
        match dated(when) {
            Some((dated, years)) => self.beginning(dated, years),
            None => self.all_year(),
        }
    }

    /// The same without its year: `20. februar`.
    pub(crate) fn without_year(self, when: When) -> Result<String, LookupError> {
        match dated(when) {
            Some((dated, _)) => self.beginning(dated, Years::LeftOut),
            None => self.all_year(),
        }
    }

    /// From the first to the last: `1.–30. september`, `15. oktober–20. desember 2023`, `august–desember`.
    pub(crate) fn whole(self, when: When) -> Result<String, LookupError> {
        let Some((dated, years)) = dated(when) else {
            return self.all_year();
        };
        match dated {
            Stretch::Days(span) if span.first() < span.last() => Ok(days(span.first(), span.last(), years)),
            Stretch::Months(span) if span.first() < span.last() => {
                Ok(months(span.first(), span.last(), years))
            }
            _ => self.beginning(dated, years),
        }
    }

    fn beginning(self, dated: Dated, years: Years) -> Result<String, LookupError> {
        Ok(match dated {
            Stretch::Day(on) => day(on, years),
            Stretch::Moment(on, time) => {
                with_clock(&day(on, years), on.and_time(time), self.language, self.strings)?
            }
            Stretch::Days(span) => day(span.first(), years),
            Stretch::Month(of) => month(of, years),
            Stretch::Months(span) => month(span.first(), years),
        })
    }

    fn all_year(self) -> Result<String, LookupError> {
        self.text("site.calendar.all_year")
    }

    /// `fylkeskommuner og opplæringskontor`
    pub(crate) fn who(self, who: &Roles) -> Result<String, LookupError> {
        let names: Vec<String> = who
            .iter()
            .map(|role| self.text(&format!("site.roles.{}", role.name())))
            .collect::<Result<_, _>>()?;
        let Some((last, before)) = names.split_last().filter(|(_, before)| !before.is_empty()) else {
            return Ok(names.concat());
        };
        self.fill("site.calendar.and", &[("before", &before.join(", ")), ("last", last)])
    }

    pub(crate) fn text(self, key: &str) -> Result<String, LookupError> {
        self.strings.get(self.language, key)
    }

    pub(crate) fn fill(self, key: &str, values: &[(&str, &str)]) -> Result<String, LookupError> {
        self.strings.fill(self.language, key, values)
    }
}

/// The last day or month of a span, the same in both languages.
pub(crate) fn last(when: When) -> Option<String> {
    let (dated, years) = dated(when)?;
    match dated {
        Stretch::Days(span) => Some(day(span.last(), years)),
        Stretch::Months(span) => Some(month(span.last(), years)),
        _ => None,
    }
}

/// With a capital letter, to begin a cell or a line with.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn dated(when: When) -> Option<(Dated, Years)> {
    match when {
        When::Once(dated) => Some((dated, Years::Written)),
        When::Yearly { stretch, .. } => Some((stretch.in_year(ANY_YEAR), Years::LeftOut)),
        When::AllYear => None,
    }
}

fn day(day: NaiveDate, years: Years) -> String {
    match years {
        Years::Written => oslo::long_date(day),
        Years::LeftOut => oslo::day_and_month(day),
    }
}

fn month(of: YearMonth, years: Years) -> String {
    match years {
        Years::Written => format!("{} {}", oslo::month(of.month), of.year),
        Years::LeftOut => oslo::month(of.month).to_owned(),
    }
}

/// What the two have in common stands once, and neither is torn from its month at the end of a line.
///
/// Source: Språkrådet, a dash without spaces for from–to.
fn days(first: NaiveDate, last: NaiveDate, years: Years) -> String {
    let whole = |of, years| day(of, years).replacen(' ', "\u{a0}", 1);
    let end = whole(last, years);
    if (first.year(), first.month()) == (last.year(), last.month()) {
        format!("{}.–{end}", first.day())
    } else if first.year() == last.year() {
        format!("{}–{end}", whole(first, Years::LeftOut))
    } else {
        format!("{}–{end}", whole(first, years))
    }
}

fn months(first: YearMonth, last: YearMonth, years: Years) -> String {
    let beginning = if first.year == last.year { Years::LeftOut } else { years };
    format!("{}–{}", month(first, beginning), month(last, years))
}

#[cfg(test)]
mod tests {
    use domain::calendar::{self, Role};

    use super::*;

    fn strings() -> Strings {
        let words = "[dates]\nclock = '{date} kl. {time}'\n[calendar]\nall_year = 'hele året'\nand = '{before} og {last}'\n[roles]\ncounty = 'fylker'\noffice = 'kontor'\nschool = 'skoler'";
        Strings::from_toml(Language::ALL.map(|language| (language, "site", words))).unwrap()
    }

    fn when(lines: &str) -> When {
        let text = format!(
            "title = {{ nb = 'A', nn = 'A' }}\nupdated = 2026-11-22\nsource = 'A'\nfrom = 2025\n[[entry]]\nid = 'a'\nwhat = {{ nb = 'A', nn = 'A' }}\nwho = ['county']\n{lines}"
        );
        calendar::read([("a", text.as_str())]).0[0].entries[0].when
    }

    /// First, without its year, last, whole.
    fn written(lines: &str) -> [String; 4] {
        let strings = strings();
        let words = Words { language: Language::Nb, strings: &strings };
        let when = when(lines);
        [
            words.first(when).unwrap(),
            words.without_year(when).unwrap(),
            last(when).unwrap_or_default(),
            words.whole(when).unwrap(),
        ]
    }

    #[test]
    fn dates_are_written_as_norwegians_write_them() {
        for (lines, expected) in [
            ("on = 2026-02-20", ["20. februar 2026", "20. februar", "", "20. februar 2026"]),
            ("on = '--10-01'", ["1. oktober", "1. oktober", "", "1. oktober"]),
            (
                "on = '--09-30'\nat = 12:00:00",
                ["30. september kl. 12.00", "30. september kl. 12.00", "", "30. september kl. 12.00"],
            ),
            (
                "on = 2024-09-30\nat = 12:00:00",
                [
                    "30. september 2024 kl. 12.00",
                    "30. september kl. 12.00",
                    "",
                    "30. september 2024 kl. 12.00",
                ],
            ),
            ("on = '2025-10'", ["oktober 2025", "oktober", "", "oktober 2025"]),
            ("on = '--10'", ["oktober", "oktober", "", "oktober"]),
            ("on = 'year'", ["hele året", "hele året", "", "hele året"]),
        ] {
            assert_eq!(written(lines), expected, "{lines}");
        }
    }

    #[test]
    fn what_the_two_ends_have_in_common_is_written_once() {
        for (lines, last, whole) in [
            ("on = '--09-01'\nuntil = '--09-30'", "30. september", "1.–30.\u{a0}september"),
            ("on = 2026-09-01\nuntil = 2026-09-30", "30. september 2026", "1.–30.\u{a0}september 2026"),
            (
                "on = 2023-10-15\nuntil = 2023-12-20",
                "20. desember 2023",
                "15.\u{a0}oktober–20.\u{a0}desember 2023",
            ),
            (
                "on = 2025-10-01\nuntil = 2026-01-05",
                "5. januar 2026",
                "1.\u{a0}oktober 2025–5.\u{a0}januar 2026",
            ),
            ("on = 2025-10-01\nuntil = 2025-10-01", "1. oktober 2025", "1. oktober 2025"),
            ("on = '--08'\nuntil = '--12'", "desember", "august–desember"),
            ("on = '2025-08'\nuntil = '2026-06'", "juni 2026", "august 2025–juni 2026"),
        ] {
            let [.., found_last, found_whole] = written(lines);
            assert_eq!((found_last.as_str(), found_whole.as_str()), (last, whole), "{lines}");
        }
    }

    #[test]
    fn those_it_concerns_are_listed_as_people_do() {
        let strings = strings();
        let words = Words { language: Language::Nn, strings: &strings };
        let who = |roles: &[Role]| words.who(&Roles::new(roles.iter().copied()).unwrap()).unwrap();
        assert_eq!(who(&[Role::County]), "fylker");
        assert_eq!(who(&[Role::School, Role::County]), "fylker og skoler");
        assert_eq!(capital(&who(&[Role::County, Role::Office, Role::School])), "Fylker, kontor og skoler");
    }
}
