//! The pages of published results: where they lie, what they say, and what they never say.

#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

mod charts;
mod pages;
mod site;
mod tables;
mod withheld;
mod years;
