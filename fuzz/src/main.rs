//! The program that libFuzzer drives. `FUZZ_TARGET` says which target; all other arguments are libFuzzer's.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let wanted = std::env::var("FUZZ_TARGET").unwrap_or_default();
    let found = fuzz::TARGETS.iter().find(|(name, _)| *name == wanted);
    found
        .map(|(_, target)| *target)
        .unwrap_or_else(|| panic!("FUZZ_TARGET is \"{wanted}\": it names no target"))
});

fuzz_target!(|bytes: &[u8]| TARGET(bytes));
