//! Whatever happens in whatever order, the promises hold: imports, dispatchers, answers, refusals, reports, clocks that
//! jump, calls that fail, and processes that end between any two calls to the database.
//!
//! The functions are the real ones, on the embedded database, over a line that fails as the cloud does. Beside them goes
//! a model of each person, by which it is known who should get what.

mod happenings;
mod promises;
mod provider;
mod quota;
mod step;
mod world;

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use proptest::prelude::*;
use step::{Step, step};
use world::{Shared, World};

/// Runs one case to its end, and says after which step a promise was broken.
async fn run_case(steps: &[Step]) -> Result<()> {
    static CASES: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let name = format!("case{}", CASES.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let mut world = Box::pin(World::new(Shared::get(), &name)).await?;
    for (place, step) in steps.iter().enumerate() {
        let at = || {
            let mut so_far = String::new();
            for step in &steps[..=place] {
                let _ = writeln!(so_far, "  {step:?}");
            }
            so_far
        };
        Box::pin(world.take(step)).await.with_context(at)?;
        world.hold_the_promises().await.with_context(at)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_events_breaks_a_promise(steps in proptest::collection::vec(step(), 1..24)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let held = runtime.block_on(run_case(&steps));
        prop_assert!(held.is_ok(), "{:?}", held.err());
    }
}
