//! The others answer: a chosen share of those who are invited and have not answered sends in made-up answers,
//! through the same door as everybody.

use axum::body::Body;
use axum::http::{Request, header};
use domain::invitation::{ParticipantId, Token};
use domain::questionnaire::{Choice, Questionnaire};
use functions::store::Person;
use serde_json::{Map, Value, json};
use tower::ServiceExt;

use crate::machine::Machine;

/// Sends in for `share` per cent of them, and returns how many that was.
pub(crate) async fn others_answer(machine: &Machine, share: u8) -> anyhow::Result<usize> {
    let people = machine.store.people(machine.survey.round.year()).await?;
    let waiting: Vec<_> = people.iter().filter(|p| is_waiting(p)).collect();
    let wanted = waiting.len() * usize::from(share.min(100)) / 100;
    // By id, which is as good as chance and the same each time.
    let mut sent = 0;
    let door = machine.door();
    for person in waiting.into_iter().take(wanted) {
        let Some(seed) = person.seed() else { continue };
        let token = Token::derive(&machine.keys.links.0, &person.id, &seed);
        let body = json!({
            "token": token.expose(),
            "language": person.language,
            "answers": answers(&machine.survey.questionnaire, &person.id),
        });
        let request = Request::post("/api/v1/responses")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))?;
        if door.clone().oneshot(request).await?.status().is_success() {
            sent += 1;
        }
    }
    Ok(sent)
}

/// Whoever has said no is left in peace.
fn is_waiting(person: &Person) -> bool {
    person.invited_on.is_some() && person.answered_on.is_none() && person.declined_on.is_none()
}

/// Made-up answers of one person: most are content, some skip a question, few are bullied. Answers to follow-ups
/// that were not put to the person are dropped at the door.
fn answers(questionnaire: &Questionnaire, id: &ParticipantId) -> Map<String, Value> {
    let mood = chance(id.as_str(), "mood") % 3;
    let answered = questionnaire.questions().iter().filter_map(|question| {
        let drawn = chance(id.as_str(), question.id.as_str()) % 100;
        let step = match (question.sensitive, mood, drawn) {
            (_, _, 0..4) => return None,
            (false, _, 4..8) if question.accepts(Choice::NotRelevant) => {
                return Some((question.id.to_string(), json!("not_relevant")));
            }
            (true, 0, 4..9) => 2,
            (true, 0, 9..16) => 3,
            (true, _, 4..12) => 4,
            (true, ..) => 5,
            (false, 0, _) => [1, 2, 2, 3, 3, 3, 4, 4, 4, 5][drawn as usize / 10],
            (false, 1, _) => [2, 3, 3, 4, 4, 4, 4, 5, 5, 5][drawn as usize / 10],
            (false, ..) => [3, 4, 4, 4, 5, 5, 5, 5, 5, 5][drawn as usize / 10],
        };
        Some((question.id.to_string(), json!(step)))
    });
    answered.collect()
}

/// A number that differs from person to person and question to question, and is the same each time.
fn chance(person: &str, about: &str) -> u32 {
    let digest = <sha2::Sha256 as sha2::Digest>::digest(format!("{person} {about}"));
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_person_answers_the_same_each_time_and_within_the_choices() {
        let catalogue = functions::catalogue::Catalogue::embedded().unwrap();
        let questionnaire = &catalogue.survey(2024).unwrap().questionnaire;
        let accepted = |(id, choice): (String, Value)| {
            let choice = choice.as_str().map_or_else(|| choice.to_string(), str::to_owned);
            let question = questionnaire.question(&id).unwrap();
            assert!(question.accepts(choice.parse().unwrap()), "{id} {choice}");
        };
        for person in ["0a", "1b", "2c", "3d", "4e"] {
            let id = ParticipantId::stored(person);
            assert_eq!(answers(questionnaire, &id), answers(questionnaire, &id));
            answers(questionnaire, &id).into_iter().for_each(accepted);
        }
    }
}
