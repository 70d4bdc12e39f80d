//! Every target reads its seeds, whole and with a piece written over.

use domain::county::Counties;
use domain::invitation::Token;
use domain::register;
use functions::record_delivery;
use fuzz::TARGETS;
use proptest::prelude::*;

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let files = std::fs::read_dir(folder).expect("every target has seeds");
    files.map(|file| std::fs::read(file.expect("a seed").path()).expect("a seed can be read")).collect()
}

#[test]
fn every_target_reads_its_seeds() {
    for (name, target) in TARGETS {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "{name}");
        for seed in &seeds {
            target(seed);
        }
    }
}

/// Else a seed would be thrown away before anything is tried with it.
#[test]
fn the_seeds_get_past_the_first_check() {
    let counties = Counties::from_toml(include_str!("../../content/counties.toml")).unwrap();
    let read =
        |bytes: &[u8]| register::parse(bytes, &counties.in_year(2024)).map(|extract| extract.rows.len());
    assert!(seeds("register").iter().any(|seed| read(seed).is_ok_and(|rows| rows > 0)));
    assert!(seeds("token").iter().any(|seed| String::from_utf8_lossy(seed).parse::<Token>().is_ok()));
    let reports = |seed: &Vec<u8>| record_delivery::read(seed).map_or(0, |reports| reports.len());
    assert!(seeds("ses_event").iter().all(|seed| reports(seed) == 1));
}

proptest! {
    #[test]
    fn a_seed_with_a_piece_written_over_is_read_or_refused(
        which in 0usize..100,
        place in any::<proptest::sample::Index>(),
        piece in proptest::collection::vec(any::<u8>(), 0..12),
    ) {
        for (name, target) in TARGETS {
            let seeds = seeds(name);
            let mut seed = seeds[which % seeds.len()].clone();
            let at = place.index(seed.len() + 1);
            seed.splice(at..(at + piece.len()).min(seed.len()), piece.iter().copied());
            target(&seed);
        }
    }
}
