//! What a round costs is computed from what it was counted to take, and not from what somebody once thought.

use anyhow::Result;
use tests::counted_round::counted_round;
use tests::program::repository;

#[tokio::test]
async fn the_counters_of_the_cost_table_are_those_of_a_round() -> Result<()> {
    let written = std::fs::read_to_string(repository().join("infra/counters.toml"))?;
    let counted = counted_round().await?.to_toml();
    assert_eq!(
        written, counted,
        "`cargo run -p tests --example counters > infra/counters.toml`, then `python3 infra/cost.py --write`"
    );
    Ok(())
}
