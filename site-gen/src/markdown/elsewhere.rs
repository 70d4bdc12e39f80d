//! Links that lead out of the site. Whether somebody answers there is not asked: a check needs no network. Whether anybody
//! could is seen from how they are written.

use email_address::{EmailAddress, Options};

use super::Link;
use super::links::decoded;
use crate::finding::FaultKind;

/// The fewest digits that call somebody: 110, 112 and 113.
const DIGITS: usize = 3;

/// A link that begins with a scheme, given with it.
pub(super) fn link(written: &str, scheme: &str) -> Result<Link, FaultKind> {
    let rest = &written[scheme.len() + 1..];
    let href = || written.to_owned();
    let is = |name: &str| scheme.eq_ignore_ascii_case(name);
    if is("https") || is("http") {
        return web(written, rest.strip_prefix("//"));
    }
    if is("mailto") {
        let found = reaches_a_mailbox(rest).then(|| Link::Mail { href: href() });
        return found.ok_or_else(|| incomplete(written, "address for e-mail", "mailto:post@eksempel.no"));
    }
    if is("tel") {
        let found = is_number(rest).then(|| Link::Mail { href: href() });
        return found.ok_or_else(|| incomplete(written, "telephone number", "tel:+4700000000"));
    }
    Err(FaultKind::BadScheme { link: href() })
}

/// A link to a page of somebody else, and what stands in it after `//`.
pub(super) fn web(written: &str, after: Option<&str>) -> Result<Link, FaultKind> {
    let host = after.and_then(|after| after.split(['/', '?', '#']).next()).unwrap_or_default();
    if is_host(host) {
        return Ok(Link::External { href: written.to_owned() });
    }
    Err(incomplete(written, "site that can be reached", "https://www.eksempel.no/"))
}

fn incomplete(written: &str, wanted: &'static str, example: &'static str) -> FaultKind {
    FaultKind::LinkIncomplete { link: written.to_owned(), wanted, example }
}

/// `www.udir.no`, `192.0.2.1:8080` or `localhost`; before it there may be a name and an @.
fn is_host(written: &str) -> bool {
    let host = written.rsplit('@').next().unwrap_or(written);
    if host.starts_with('[') {
        return host.contains(']');
    }
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_letter = |c: char| c.is_alphanumeric() || "-_%".contains(c);
    let is_part = |part: &str| !part.is_empty() && part.chars().all(is_letter);
    let reachable = name == "localhost" || name.contains('.');
    reachable && name.split('.').all(is_part) && port.bytes().all(|digit| digit.is_ascii_digit())
}

/// What follows `mailto:`: one address, or several with commas, and perhaps a subject.
fn reaches_a_mailbox(written: &str) -> bool {
    let options = Options::default().with_required_tld().without_domain_literal().without_display_text();
    let addresses = decoded(written.split('?').next().unwrap_or_default()).into_owned();
    addresses.split(',').all(|address| EmailAddress::parse_with_options(address.trim(), options).is_ok())
}

/// What follows `tel:`.
fn is_number(written: &str) -> bool {
    let number = decoded(written.split(';').next().unwrap_or_default()).into_owned();
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let others = number.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-.()*#".contains(c));
    digits >= DIGITS && others
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(written: &str) -> bool {
        let (scheme, _) = written.split_once(':').unwrap_or_default();
        link(written, scheme).is_ok()
    }

    #[test]
    fn what_may_lead_somewhere_is_a_link() {
        for written in [
            "https://www.udir.no",
            "HTTPS://udir.no/",
            "https://udir.no:8443/a?b#c",
            "http://localhost:8081/",
            "https://blåbær.no/",
            "https://192.0.2.1/",
            "https://[2001:db8::1]/",
            "mailto:post@udir.no",
            "Mailto:post@udir.no?subject=Hei%20der",
            "mailto:a@b.no,c@d.no",
            "tel:+47%2023%2030%2012%2000",
            "tel:112",
            "tel:+4723301200;ext=2",
        ] {
            assert!(holds(written), "{written}");
        }
    }

    #[test]
    fn what_can_lead_nowhere_is_none() {
        for written in [
            "https://",
            "https:",
            "https:/udir.no",
            "http:///x",
            "https://udir",
            "https://www.",
            "https://udir..no/",
            "https://udir,no/",
            "https://?a",
            "mailto:",
            "mailto:post",
            "mailto:@udir.no",
            "mailto:post@",
            "mailto:post@udir",
            "mailto:a@b.no,",
            "mailto:a@b@c.no",
            "tel:",
            "tel:ring",
            "tel:+47",
            "tel:23301200x",
            "javascript:alert(1)",
        ] {
            assert!(!holds(written), "{written}");
        }
    }
}
