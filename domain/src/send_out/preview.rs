//! Whom a send-out will reach, and why not the others: the plan played through from now until the send-out ends.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Utc};

use super::{SendOut, SendOutId};
use crate::contact_plan::{NotNow, Plan, Standing, Timed};
use crate::group::Membership;
use crate::oslo;
use crate::round::Round;

/// What will come of a send-out if nobody answers in the meantime and nothing else is ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Everyone whom the owner has in the round.
    pub people: usize,
    /// Those of them whom the send-out is for, whether they will get it or not.
    pub meant: usize,
    /// Those who will get it.
    pub reached: usize,
    /// The others by the first reason that holds: together with `reached` they are all of `people`.
    pub left_out: BTreeMap<NotNow, usize>,
    /// Other send-outs to some of those meant, so close that one person cannot get both. In the order in which they begin.
    pub clashes: Vec<Clash>,
}

/// Another send-out within the days that must lie between two messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    pub send_out: SendOut,
    /// How many are meant by both.
    pub people: usize,
}

/// A preview that is being made, one person at a time.
#[derive(Debug)]
pub struct Foresight<'a> {
    plan: Plan<'a>,
    wanted: Timed,
    /// From now, everything that may change who is due, until the send-out ends.
    occasions: Vec<DateTime<Utc>>,
    /// The send-outs that may reach somebody until then, and those that are close to the wanted one.
    near: Vec<Near>,
    /// People who stand alike fare alike.
    fares: BTreeMap<(Standing, Vec<SendOutId>), Result<(), NotNow>>,
    so_far: Preview,
}

#[derive(Debug)]
struct Near {
    send_out: SendOut,
    clashes: bool,
}

impl<'a> Foresight<'a> {
    /// Begins with nobody. `others` are all ordered send-outs of the round, with `wanted` among them or not.
    pub fn of(round: &'a Round, others: &[SendOut], wanted: &SendOut, now: DateTime<Utc>) -> Self {
        let mut ordered: Vec<SendOut> = others.iter().filter(|s| s.id != wanted.id).cloned().collect();
        ordered.push(wanted.clone());
        let plan = Plan::of(round, &ordered);
        let wanted = Timed::of(round, wanted.clone());
        let mut occasions = vec![now];
        while let Some(next) =
            plan.next_occasion(*occasions.last().unwrap_or(&now)).filter(|at| *at < wanted.ends)
        {
            occasions.push(next);
        }
        let gap = Days::new(round.days_between_messages());
        let near = plan.send_outs().iter().filter_map(|timed| {
            let (day, of_wanted) = (timed.send_out.at.date(), wanted.send_out.at.date());
            let close = day < of_wanted + gap && of_wanted < day + gap && now < timed.ends;
            let clashes = close && timed.send_out.id != wanted.send_out.id;
            let may_reach = now < timed.ends && timed.begins < wanted.ends;
            (clashes || may_reach).then(|| Near { send_out: timed.send_out.clone(), clashes })
        });
        let near: Vec<Near> = near.collect();
        let clash = |near: &Near| Clash { send_out: near.send_out.clone(), people: 0 };
        let clashes = near.iter().filter(|near| near.clashes).map(clash).collect();
        let so_far = Preview { people: 0, meant: 0, reached: 0, left_out: BTreeMap::new(), clashes };
        Foresight { plan, wanted, occasions, near, fares: BTreeMap::new(), so_far }
    }

    /// Takes one person of the round into account; one who is not the owner's changes nothing.
    pub fn add(&mut self, person: Standing, member: &Membership) {
        let wanted = &self.wanted.send_out;
        if !wanted.by.is_none_or(|owner| owner.owns(member)) {
            return;
        }
        self.so_far.people += 1;
        let fare = if wanted.includes(member) {
            self.so_far.meant += 1;
            let for_them = self.near.iter().filter(|near| near.send_out.includes(member));
            for near in for_them.clone().filter(|near| near.clashes) {
                for clash in self.so_far.clashes.iter_mut().filter(|c| c.send_out.id == near.send_out.id) {
                    clash.people += 1;
                }
            }
            let key = (person, for_them.map(|near| near.send_out.id).collect::<Vec<_>>());
            if let Some(fare) = self.fares.get(&key) {
                *fare
            } else {
                let fare = self.play(person, &key.1);
                self.fares.insert(key, fare);
                fare
            }
        } else {
            Err(NotNow::OutsideFilter)
        };
        match fare {
            Ok(()) => self.so_far.reached += 1,
            Err(reason) => *self.so_far.left_out.entry(reason).or_default() += 1,
        }
    }

    pub fn preview(self) -> Preview {
        let mut preview = self.so_far;
        preview.clashes.retain(|clash| clash.people > 0);
        preview
    }

    /// Plays the round on for a person whom these send-outs are for: whether the wanted one reaches them, or why it
    /// did not when it began.
    fn play(&self, mut person: Standing, for_them: &[SendOutId]) -> Result<(), NotNow> {
        let mut reason = None;
        for now in &self.occasions {
            let due = self.plan.due_of(&person, *now, |timed| for_them.contains(&timed.send_out.id));
            if due.is_ok_and(|due| due.send_out == self.wanted.send_out.id) {
                return Ok(());
            }
            if reason.is_none() && self.wanted.begins <= *now {
                // Another send-out comes first: after it this one comes too soon.
                reason = Some(self.plan.by(&self.wanted, &person, *now).err().unwrap_or(NotNow::TooSoon));
            }
            if let Ok(due) = due {
                person = person.after(due, oslo::day(*now));
            }
        }
        Err(reason.unwrap_or(NotNow::RoundNotOpen))
    }
}
