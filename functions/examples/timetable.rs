//! Prints when the cloud calls the scheduled functions of a round, as parameters of infra/template.yaml.
//!
//! ```text
//! cargo run -p functions --example timetable -- 2024
//! ```

use anyhow::{Context, Result};
use functions::catalogue::Catalogue;
use functions::timetable::Timetable;

#[expect(clippy::print_stdout, reason = "this is what the program has to say")]
fn main() -> Result<()> {
    let year = std::env::args().nth(1).context("which round? Give its year")?;
    let year = year.parse().with_context(|| format!("{year} is not a year"))?;
    let catalogue = Catalogue::embedded()?;
    let survey = catalogue
        .survey(year)
        .with_context(|| format!("there is no round {year}: content/rounds/{year}.toml is missing"))?;
    println!("{}", serde_json::to_string_pretty(&Timetable::of(&survey.round))?);
    Ok(())
}
