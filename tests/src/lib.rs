//! What the tests share: the program started as people start it, a made-up register, a reader of its pages, its
//! database, and a browser.
//!
//! Nothing here waits for time to pass, looks at today's date or listens to anything but 127.0.0.1, and what is
//! started is stopped when its value is dropped, also when a test panics.

pub mod browser;
pub mod counted_round;
pub mod database;
pub mod door;
pub mod elimination;
pub mod embedded;
pub mod machine;
pub mod memory;
pub mod meter;
pub mod ministack;
pub mod model;
pub mod power;
pub mod program;
pub mod provider;
pub mod register;
pub mod standards;
pub mod units;
pub mod visitor;

pub use machine::{Answer, Machine, Sent};
pub use program::Folder;
pub use visitor::Visitor;
