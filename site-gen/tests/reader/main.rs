//! What readers are given beside the text of a page, each from small content of the test's own.

#![expect(clippy::unwrap_used, reason = "what a test relies on and is not there is a failure")]

mod changes;
mod fields;
mod glossary;
mod machines;
mod menu;
mod one_language;
mod search;
mod site;
