//! What the crates may know of each other, and the record of decisions: held here, not by promise.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::program::repository;

/// Each crate, with those of the workspace it may use.
const ONE_WAY: [(&str, &[&str]); 4] = [
    ("domain", &[]),
    ("site-gen", &["domain"]),
    ("functions", &["domain", "site-gen"]),
    ("local", &["domain", "functions", "site-gen"]),
];

/// What has no place under rules that are pure: runtimes, networks, databases, randomness, files.
const IMPURE: [&str; 14] = [
    "tokio",
    "async-trait",
    "axum",
    "http",
    "hyper",
    "reqwest",
    "lambda_http",
    "lambda_runtime",
    "getrandom",
    "rand",
    "walkdir",
    "tempfile",
    "tracing-subscriber",
    "dynoxide-rs",
];

/// What cargo says of this workspace.
fn cargo(arguments: &[&str]) -> Result<Vec<u8>> {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(repository()).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(output.stdout)
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// The names of what a package needs to be used, without what only its own tests need.
fn needs(package: &Value) -> BTreeSet<&str> {
    let needed = list(package, "dependencies").iter().filter(|dependency| dependency["kind"] != "dev");
    needed.filter_map(|dependency| dependency["name"].as_str()).collect()
}

#[test]
fn dependencies_run_one_way() -> Result<()> {
    let metadata = cargo(&["metadata", "--format-version", "1", "--locked", "--no-deps"])?;
    let metadata: Value = serde_json::from_slice(&metadata)?;
    let members: BTreeSet<&str> =
        list(&metadata, "workspace_members").iter().filter_map(Value::as_str).collect();
    let packages = list(&metadata, "packages").iter();
    let packages: BTreeMap<&str, &Value> = packages
        .filter(|package| package["id"].as_str().is_some_and(|id| members.contains(id)))
        .filter_map(|package| Some((package["name"].as_str()?, package)))
        .collect();
    for (name, may_use) in ONE_WAY {
        let package = packages.get(name).with_context(|| format!("there is no crate {name}"))?;
        let used: BTreeSet<&str> =
            needs(package).into_iter().filter(|needed| packages.contains_key(needed)).collect();
        let may_use: BTreeSet<&str> = may_use.iter().copied().collect();
        assert!(used.is_subset(&may_use), "{name} uses {used:?}");
        assert!(!used.contains("tests"));
    }
    Ok(())
}

#[test]
fn the_rules_stand_on_nothing_that_waits_reads_or_sends() -> Result<()> {
    let tree = cargo(&["tree", "--locked", "--package", "domain", "--edges", "normal", "--prefix", "none"])?;
    let tree = String::from_utf8(tree)?;
    let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains("chrono"), "the rules are made of something: {names:?}");
    let impure =
        |name: &&&str| IMPURE.contains(*name) || name.starts_with("aws-") || name.starts_with("tokio");
    let found: Vec<_> = names.iter().filter(impure).collect();
    assert!(found.is_empty(), "domain is built with {found:?}");
    Ok(())
}

#[test]
fn decisions_are_numbered_without_gaps_or_doubles() -> Result<()> {
    let folder = repository().join("docs/decisions");
    let mut numbers = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("{} is missing", folder.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let digits: String = name.chars().take_while(char::is_ascii_digit).collect();
        if !digits.is_empty() {
            numbers.push(digits.parse::<usize>()?);
        }
    }
    numbers.sort_unstable();
    assert!(!numbers.is_empty(), "no decision is written down");
    let first = numbers[0];
    assert!(first <= 1, "the first decision has the number {first}");
    assert_eq!(numbers, (first..first + numbers.len()).collect::<Vec<_>>());
    Ok(())
}
