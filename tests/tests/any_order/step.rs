//! What may happen, in any order, and which calls to the database go wrong meanwhile.

use domain::delivery::Outcome;
use domain::round::Channel;
use proptest::prelude::*;
use proptest::sample::Index;
use tests::embedded::Fault;

use crate::provider::Said;
use crate::world::{PEOPLE, REGISTERS};

/// What happens.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// An extract comes, as the register is at that time.
    Import {
        register: usize,
        faults: Faulty,
    },
    Wait(Wait),
    Dispatch {
        answers: Vec<Said>,
        faults: Faulty,
    },
    TwoDispatchersAtOnce,
    /// The county or its office orders a reminder, to leave so many hours later.
    Order {
        by_office: bool,
        channel: Channel,
        hours: i64,
        faults: Faulty,
    },
    Answer {
        who: usize,
        faults: Faulty,
    },
    Decline {
        who: usize,
        faults: Faulty,
    },
    /// The invitation is withdrawn.
    Revoke {
        who: usize,
        faults: Faulty,
    },
    /// A report on one of the messages so far; again when the first try ends in a fault, as the cloud does it.
    Report {
        about: Index,
        outcome: Outcome,
        faults: Faulty,
    },
    Close {
        faults: Faulty,
    },
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Wait {
    Minutes(i64),
    /// Until nine in the morning after so many days.
    Days(i64),
}

/// Which calls of a step go wrong: so many go well, then so many have the fault.
pub(crate) type Faulty = Vec<(usize, Fault, usize)>;

pub(crate) fn faulty() -> impl Strategy<Value = Faulty> {
    let fault = prop_oneof![
        2 => Just(Fault::Throttled),
        2 => Just(Fault::Conflict),
        1 => Just(Fault::Failed),
        1 => Just(Fault::RequestLost),
        2 => Just(Fault::AnswerLost),
        2 => Just(Fault::CrashBefore),
        3 => Just(Fault::CrashAfter),
    ];
    prop_oneof![
        1 => Just(Vec::new()),
        1 => proptest::collection::vec((0usize..14, fault, 1usize..4), 1..3),
    ]
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let said = prop_oneof![
        6 => Just(Said::Taken), 1 => Just(Said::NotAccepted), 1 => Just(Said::Refused), 1 => Just(Said::Nothing)
    ];
    let wait = prop_oneof![
        1 => (1i64..600).prop_map(Wait::Minutes),
        3 => (1i64..8).prop_map(Wait::Days),
    ];
    let outcome = (0..Outcome::ALL.len()).prop_map(|place| Outcome::ALL[place]);
    prop_oneof![
        1 => (0..REGISTERS, faulty()).prop_map(|(register, faults)| Step::Import { register, faults }),
        5 => wait.prop_map(Step::Wait),
        6 => (proptest::collection::vec(said, 0..5), faulty())
            .prop_map(|(answers, faults)| Step::Dispatch { answers, faults }),
        1 => Just(Step::TwoDispatchersAtOnce),
        1 => (any::<bool>(), any::<bool>(), 0i64..60, faulty()).prop_map(|(by_office, email, hours, faults)| {
            let channel = if email { Channel::Email } else { Channel::Sms };
            Step::Order { by_office, channel, hours, faults }
        }),
        2 => (0..PEOPLE, faulty()).prop_map(|(who, faults)| Step::Answer { who, faults }),
        1 => (0..PEOPLE, faulty()).prop_map(|(who, faults)| Step::Decline { who, faults }),
        1 => (0..PEOPLE, faulty()).prop_map(|(who, faults)| Step::Revoke { who, faults }),
        2 => (any::<Index>(), outcome, faulty())
            .prop_map(|(about, outcome, faults)| Step::Report { about, outcome, faults }),
        1 => faulty().prop_map(|faults| Step::Close { faults }),
    ]
}
