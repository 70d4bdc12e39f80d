//! What is wrong with the list of redirects: each must lead from where nothing is to a page that is there.

use super::Site;
use crate::finding::{Fault, FaultKind, Finding};
use crate::nearest::nearest;

const FILE: &str = "redirects.txt";

pub(super) fn faults(site: &Site<'_>) -> Vec<Fault> {
    let redirects = &site.loaded.redirects;
    let places = site.targets.places;
    let found = |at: usize, kind| Finding::at(FILE, &redirects.text, at, kind);
    let mut faults: Vec<Fault> =
        redirects.unreadable.iter().map(|&at| found(at, FaultKind::RedirectUnreadable)).collect();
    for (number, redirect) in redirects.list.iter().enumerate() {
        let (from, to) = (redirect.from.clone(), redirect.to.clone());
        if places.find(&from).is_some() {
            faults.push(found(redirect.at, FaultKind::RedirectFromPage { from: from.clone() }));
        }
        if redirects.list[..number].iter().any(|earlier| earlier.from == from) {
            faults.push(found(redirect.at, FaultKind::RedirectTwice { from }));
        }
        if redirects.list.iter().any(|other| other.from == to) {
            faults.push(found(redirect.at, FaultKind::RedirectLeadsOn { to }));
        } else if places.find(&to).is_none() {
            let near = nearest(&to, places.iter().map(|place| place.path.as_str())).map(str::to_owned);
            faults.push(found(redirect.at, FaultKind::DeadLink { link: to, near }));
        }
    }
    faults
}
