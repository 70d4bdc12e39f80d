//! Content, templates and published tables to the public site.

mod nearest;
pub mod strings;
pub mod templates;
