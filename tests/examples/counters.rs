//! What a person's part in a round takes of the database: `cargo run -p tests --example counters > infra/counters.toml`.

use anyhow::Result;
use tests::counted_round::counted_round;

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stdout, reason = "this is what the program has to say")]
async fn main() -> Result<()> {
    print!("{}", counted_round().await?.to_toml());
    Ok(())
}
