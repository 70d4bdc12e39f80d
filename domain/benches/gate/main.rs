//! How long the gate takes and how much it shows.
//!
//! `cargo bench -p domain --bench gate` measures with criterion. With sizes it gates a round of each once and prints what
//! docs/performance.md says: `cargo bench -p domain --bench gate -- --sizes 1000,15000,200000 --questions 60`.

// A measurement needs a clock, and the system's word on memory.
#![allow(clippy::disallowed_methods)]

mod register;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use criterion::Criterion;
use domain::disclosure::{Ledger, Outcome, Reason, Release, Shown, release};
use domain::group::Group;
use domain::questionnaire::{Choice, QuestionId};
use domain::results::{ResultTable, tabulate};
use domain::round::{GateLimits, Round};
use domain::table::Table;
use register::Register;

fn round() -> Round {
    Round::from_toml(include_str!("../../../content/rounds/2024.toml")).expect("the round of 2024")
}

fn gate(register: &Register, table: &ResultTable) -> Release {
    release(table, &round(), &register.questionnaire, &Ledger::default()).expect("an empty ledger fits")
}

fn gathered(register: &Register) -> ResultTable {
    tabulate(&register.questionnaire, register.responses(), &register.invited)
}

fn measured() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    for (answers, questions) in [(1_000, 60), (15_000, 6)] {
        let register = Register::of(answers, questions, 1);
        let table = gathered(&register);
        criterion.bench_function(&format!("gate/{answers} answers x {questions} questions"), |bencher| {
            bencher.iter(|| black_box(gate(&register, &table)));
        });
    }
    criterion.final_summary();
}

/// The most memory the process has had so far, in megabytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse().ok()).unwrap_or(0) / 1024
}

fn print_figures(answers: usize, questions: usize) {
    let register = Register::of(answers, questions, 1);
    let start = Instant::now();
    let table = gathered(&register);
    let gathered = start.elapsed();
    let before = peak();
    let start = Instant::now();
    let Release { tables, report, .. } = gate(&register, &table);
    let took = start.elapsed();
    println!(
        "{answers} answers, {questions} questions, {} groups listed, {} tables",
        report.groups.len(),
        tables.tables.len()
    );
    println!(
        "  gathered in {gathered:.1?}, gated in {took:.1?}; peak {} MB, {before} MB before the gate",
        peak()
    );
    for (name, question) in [("ordinary", "q1"), ("in an index", "q2"), ("sensitive", "s0")] {
        let Some(place) = report.questions.iter().position(|id| id == question) else { continue };
        let counts = counts(&register, question);
        let limits = round().gate(question == "s0");
        // Shown, and large enough: those withheld for their size are too small or have too few answers.
        let mut by_table: BTreeMap<Table, (usize, usize)> = BTreeMap::new();
        let mut classes: BTreeMap<Shown, usize> = BTreeMap::new();
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        let (mut with_distribution, mut for_its_mean) = (0, 0);
        for group in &report.groups {
            let counts = counts.get(&group.group).copied().unwrap_or_default();
            with_distribution += usize::from(may_show_distribution(counts, limits));
            let (shown, enough) = by_table.entry(group.table).or_default();
            match group.outcomes[place] {
                Outcome::Shown(tier) => {
                    *classes.entry(tier).or_default() += 1;
                    (*shown, *enough) = (*shown + 1, *enough + 1);
                }
                Outcome::Withheld(reason) => {
                    *reasons.entry(format!("{reason:?}")).or_default() += 1;
                    *enough += usize::from(reason != Reason::TooFew);
                    for_its_mean += usize::from(
                        reason == Reason::Alike && outside_largest(counts) >= limits.minimum_outside_largest,
                    );
                }
            }
        }
        let shares: Vec<String> =
            by_table.iter().map(|(table, (shown, enough))| format!("{table} {shown}/{enough}")).collect();
        let distributions: usize =
            classes.iter().filter(|(shown, _)| **shown != Shown::Mean).map(|(_, groups)| groups).sum();
        println!("  {name}: {}", shares.join(", "));
        println!(
            "    distributions {distributions} of {with_distribution} large enough in two classes: {classes:?}"
        );
        println!("    withheld {reasons:?}, of those alike {for_its_mean} for the printed mean alone");
    }
}

/// Answers in each category, by group.
fn counts(register: &Register, question: &str) -> BTreeMap<Group, [u32; 5]> {
    let question: QuestionId = question.parse().expect("an id");
    let mut counts: BTreeMap<Group, [u32; 5]> = BTreeMap::new();
    for response in register.responses() {
        let Some(Choice::Scale(category)) = response.answers.get(&question) else { continue };
        for group in Table::ALL.iter().filter_map(|table| table.group_of(&response.membership)) {
            counts.entry(group).or_default()[category.place()] += 1;
        }
    }
    counts
}

fn outside_largest(counts: [u32; 5]) -> u32 {
    counts.iter().sum::<u32>() - counts.iter().max().expect("five")
}

/// What a group may by its size alone (R1 to R3, without what its mean says).
fn may_show_distribution(counts: [u32; 5], limits: GateLimits) -> bool {
    let (low, high) = counts.split_at(3);
    counts.iter().sum::<u32>() >= limits.minimum_for_distribution
        && outside_largest(counts) >= limits.minimum_outside_largest
        && [low, high].iter().all(|class| class.iter().sum::<u32>() >= limits.minimum_per_class)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1).cloned()
    };
    let Some(sizes) = after("--sizes") else { return measured() };
    let questions = after("--questions").and_then(|text| text.parse().ok()).unwrap_or(60);
    for size in sizes.split(',').filter_map(|text| text.parse().ok()) {
        print_figures(size, questions);
    }
}
