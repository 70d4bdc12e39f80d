//! `/.well-known/security.txt` (RFC 9116): where weaknesses are reported.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::Output;
use super::frame::Frame;

pub(super) fn file<'a>(frame: &Frame<'a>) -> Option<Output<'a>> {
    const PATH: &str = ".well-known/security.txt";
    let security = frame.checked.loaded.settings.as_ref()?.security.as_ref()?;
    let mut text = format!(
        "Contact: {}\nExpires: {}T00:00:00Z\nPreferred-Languages: nb, nn, en\n",
        security.contact, security.expires
    );
    if frame.base_url.is_some() {
        let _ = writeln!(text, "Canonical: {}", frame.absolute(&format!("/{PATH}")));
    }
    Some((PATH.to_owned(), Cow::Owned(text.into_bytes())))
}
