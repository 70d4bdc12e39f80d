//! Writes made-up pages to measure with: `cargo run -p site-gen --example corpus -- --pages 10000 --out DIR`.

#[path = "../benches/corpus/mod.rs"]
mod corpus;

use std::path::PathBuf;

use clap::Parser;

#[derive(Debug, Parser)]
struct Arguments {
    /// How many pages, both languages counted.
    #[arg(long, default_value_t = 10_000)]
    pages: usize,
    /// Which generator they are for.
    #[arg(long, value_enum, default_value_t = corpus::Form::SiteGen)]
    form: corpus::Form,
    /// The folder they are written to.
    #[arg(long)]
    out: PathBuf,
}

fn main() -> std::io::Result<()> {
    let Arguments { pages, form, out } = Arguments::parse();
    corpus::write(pages, form, &out)
}
