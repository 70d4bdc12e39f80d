//! A made-up round of any size, the same every time: offices that cut across counties, companies of which most have
//! one apprentice, a few trades with most people and many with few, and bullying that nearly nobody has met.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::group::{Gender, Membership};
use domain::organisation::OrganisationNumber;
use domain::questionnaire::{Category, Choice, QuestionId, Questionnaire};
use domain::results::AnsweredBy;
use fastrand::Rng;

const COUNTIES: [(&str, u32); 15] = [
    ("03", 10),
    ("11", 11),
    ("15", 7),
    ("18", 6),
    ("31", 6),
    ("32", 11),
    ("33", 6),
    ("34", 8),
    ("39", 5),
    ("40", 4),
    ("42", 7),
    ("46", 16),
    ("50", 11),
    ("55", 5),
    ("56", 2),
];
const PROGRAMMES: u32 = 10;
const TRADES: u32 = 180;

/// A question of the made-up questionnaire.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ordinary,
    /// Nearly all answer 5.
    Sensitive,
    /// Asked of those who did not answer 5 to the first sensitive question.
    FollowUp,
}

pub(crate) struct Register {
    pub(crate) questionnaire: Questionnaire,
    pub(crate) invited: Vec<Membership>,
    answering: Vec<bool>,
    /// How content people are where each is, in hundredths of a step.
    contentment: Vec<i32>,
    ids: Vec<(QuestionId, Kind)>,
    seed: u64,
}

impl Register {
    /// `answers` responses of somewhat more than one and a half times as many invited people to `questions` questions.
    pub(crate) fn of(answers: usize, questions: usize, seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let invited_count = answers * 8 / 5;
        let offices = u32::try_from(60 + answers / 65).unwrap_or(u32::MAX).min(400);
        let mut companies: Vec<(u32, Membership)> = Vec::new();
        let mut organisations = (31_000_000..).filter_map(OrganisationNumber::with_check_digit);
        let office_numbers: Vec<OrganisationNumber> = organisations.by_ref().take(offices as usize).collect();
        let mut invited = Vec::with_capacity(invited_count);
        let mut contentment = Vec::with_capacity(invited_count);
        for _ in 0..invited_count {
            // Half found a company; the others join one, a large one rather than a small.
            let joins = !companies.is_empty() && rng.u32(..100) < 46;
            let (mood, mut member) = if joins {
                let at = rng.usize(..companies.len()).min(rng.usize(..companies.len()));
                companies[at].clone()
            } else {
                let number = organisations.next();
                let member = member(&mut rng, &office_numbers, number);
                companies.push((rng.u32(..100), member.clone()));
                (rng.u32(..100), member)
            };
            // A company has apprentices in more than one trade, and some of an office's are in another county.
            if joins && rng.u32(..10) < 3 {
                (member.programme, member.trade) = trade(&mut rng);
            }
            if rng.u32(..100) < 4 {
                member.county = county(&mut rng);
            }
            member.gender = gender(&mut rng, &member.programme);
            contentment.push(i32::try_from(mood).unwrap_or(0) - 50);
            invited.push(member);
        }
        let answering = (0..invited_count).map(|_| rng.u32(..8) < 5).collect();
        let (questionnaire, ids) = questionnaire(questions);
        Register { questionnaire, invited, answering, contentment, ids, seed }
    }

    /// One response after the other: all of them at once would take more room than the gate does.
    pub(crate) fn responses(&self) -> impl Iterator<Item = AnsweredBy> {
        let mut rng = Rng::with_seed(self.seed + 1);
        let who = self.invited.iter().zip(&self.contentment).zip(&self.answering).enumerate();
        who.filter(|(_, (_, answers))| **answers).map(move |(number, ((membership, mood), _))| {
            let mut answers = BTreeMap::new();
            let mut bullied = false;
            for (id, kind) in &self.ids {
                if rng.u32(..100) < 3 || (*kind == Kind::FollowUp && !bullied) {
                    continue;
                }
                let step = match kind {
                    Kind::Sensitive => 5 - [0, 1, 1, 2, 3, 4][rng.usize(..6)] * u8::from(rng.u32(..100) < 7),
                    Kind::Ordinary | Kind::FollowUp => {
                        let drawn = 390 + mood / 2 + rng.i32(-140..140);
                        u8::try_from(((drawn + 50) / 100).clamp(1, 5)).unwrap_or(3)
                    }
                };
                bullied |= *kind == Kind::Sensitive && step < 5 && id.as_str() == "s0";
                if let Ok(category) = Category::try_from(step) {
                    answers.insert(id.clone(), Choice::Scale(category));
                }
            }
            AnsweredBy { id: format!("{number:032x}"), membership: membership.clone(), answers }
        })
    }
}

fn member(rng: &mut Rng, offices: &[OrganisationNumber], company: Option<OrganisationNumber>) -> Membership {
    let (programme, trade) = trade(rng);
    let county = county(rng);
    // An office works in one county and a few trades, nearly always.
    let local = offices.len() / COUNTIES.len();
    let home = COUNTIES.iter().position(|(number, _)| number.parse() == Ok(county)).unwrap_or(0);
    let by_programme = programme.bytes().map(usize::from).sum::<usize>();
    let place = if rng.u32(..100) < 6 {
        rng.usize(..)
    } else {
        home * local + (by_programme * 7 + rng.usize(..3)) % local.max(1)
    };
    let office = (rng.u32(..100) < 75).then(|| offices[place % offices.len()]);
    Membership { county, office, company, programme, trade, gender: Gender::Male }
}

fn county(rng: &mut Rng) -> domain::county::CountyNumber {
    let mut drawn = rng.u32(..COUNTIES.iter().map(|(_, weight)| *weight).sum::<u32>());
    for (number, weight) in COUNTIES {
        if drawn < weight {
            return number.parse().expect("a county's number");
        }
        drawn -= weight;
    }
    unreachable!("the weights add up")
}

/// The cube of an even draw: the first trades have most people.
fn trade(rng: &mut Rng) -> (String, domain::group::Trade) {
    let drawn = rng.u32(..TRADES);
    let trade = drawn * drawn / TRADES * drawn / TRADES;
    let letter = |n: u32| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    let programme = trade % PROGRAMMES;
    let code = format!("{}XX{}{}3", letter(programme), letter(trade / 26), letter(trade));
    (format!("Utdanningsprogram {programme}"), code.parse().expect("a trade's code"))
}

fn gender(rng: &mut Rng, programme: &str) -> Gender {
    let share = if programme.ends_with(['1', '4', '7']) { 85 } else { 15 };
    if rng.u32(..100) < share { Gender::Female } else { Gender::Male }
}

/// Of ten questions eight are ordinary and in indices of five, one is sensitive, one ordinary and in no index; the last
/// two are follow-ups.
fn questionnaire(questions: usize) -> (Questionnaire, Vec<(QuestionId, Kind)>) {
    let mut text = String::from(
        "id = \"bench\"\nname = { nb = \"Prøve\", nn = \"Prøve\" }\n[[scale]]\nid = \"grad\"\nsteps = [",
    );
    for step in 1..=5 {
        let _ = write!(text, "{{ nb = \"{step}\", nn = \"{step}\" }},");
    }
    text += "]\n";
    for theme in ["t", "u"] {
        let _ = write!(
            text,
            "[[theme]]\nid = \"{theme}\"\ntitle = {{ nb = \"T\", nn = \"T\" }}\nhelp = {{ nb = \"H\", nn = \"H\" }}\n\
             help_links = [{{ to = \"tel:116111\", text = {{ nb = \"H\", nn = \"H\" }} }}]\n"
        );
    }
    let mut ids = Vec::new();
    for place in 0..questions {
        let (id, kind, more) = match place {
            _ if place + 2 >= questions => {
                let route = "sensitive = true\nroute = { question = \"s0\", categories = [1, 2, 3, 4] }\n";
                (format!("f{place}"), Kind::FollowUp, route.to_owned())
            }
            _ if place % 10 == 0 => (format!("s{place}"), Kind::Sensitive, "sensitive = true\n".to_owned()),
            _ if place % 10 == 1 => (format!("q{place}"), Kind::Ordinary, String::new()),
            _ => (
                format!("q{place}"),
                Kind::Ordinary,
                format!("index = \"i{}\"\n", (place - place / 10 * 2 - 2) / 5),
            ),
        };
        let theme = if kind == Kind::FollowUp { "u" } else { "t" };
        let _ = write!(
            text,
            "[[question]]\nid = \"{id}\"\ntheme = \"{theme}\"\nscale = \"grad\"\n{more}text = {{ nb = \"?\", nn = \"?\" }}\nversion = 1\ncomparable_since = 2024\n"
        );
        ids.push((id.parse().expect("an id"), kind));
    }
    (Questionnaire::from_toml(&text).expect("a questionnaire"), ids)
}
