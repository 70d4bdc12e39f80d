//! What the content's own settings make a requirement: advice, and keys that every page must have.

use crate::finding::{AdviceKind, Fault, FaultKind, Finding, Report};
use crate::load::{FrontMatter, Loaded, Requirement};

/// Keys that can be asked for, with an example of each.
const KEYS: [(Requirement, &str, &str); 4] = [
    (Requirement::Owner, "owner", "\"...\""),
    (Requirement::Audience, "audience", "\"...\""),
    (Requirement::Source, "source", "\"...\""),
    (Requirement::Review, "review", "2027-10-31"),
];

/// Makes faults of the advice that `content/site.toml` asks for.
pub(super) fn require(loaded: &Loaded, report: &mut Report) {
    let required = loaded.settings.as_ref().map_or(&[][..], |settings| &settings.check.required);
    if required.is_empty() {
        return;
    }
    let (faults, advice) = std::mem::take(&mut report.advice).into_iter().partition(|found| {
        requirement(&found.kind).is_some_and(|requirement| required.contains(&requirement))
    });
    report.advice = advice;
    let faults: Vec<Finding<AdviceKind>> = faults;
    report.faults.extend(faults.into_iter().map(|found| Finding {
        file: found.file,
        line: found.line,
        kind: FaultKind::Required(found.kind),
        excerpt: found.excerpt,
    }));
}

/// Keys that are asked for and that a page does not have.
pub(super) fn keys(loaded: &Loaded) -> Vec<Fault> {
    let Some(settings) = &loaded.settings else { return Vec::new() };
    let asked = KEYS.iter().filter(|(requirement, ..)| settings.check.required.contains(requirement));
    let asked: Vec<_> = asked.collect();
    let mut faults = Vec::new();
    for page in &loaded.pages {
        let Some(front) = &page.front else { continue };
        for (_, key, example) in asked.iter().filter(|(requirement, ..)| !has(front, *requirement)) {
            faults.push(Finding::at(&page.file, &page.text, 0, FaultKind::MissingKey { key, example }));
        }
    }
    faults
}

fn has(front: &FrontMatter, requirement: Requirement) -> bool {
    match requirement {
        Requirement::Owner => front.owner.is_some(),
        Requirement::Audience => front.audience.is_some(),
        Requirement::Source => front.source.is_some(),
        Requirement::Review => front.review.is_some(),
        // These are met in the text, or found there as advice.
        Requirement::Caption
        | Requirement::HeadingOrder
        | Requirement::SameHeadings
        | Requirement::PictureText
        | Requirement::TableHeader => true,
    }
}

/// What is not met where this is found.
fn requirement(advice: &AdviceKind) -> Option<Requirement> {
    match advice {
        AdviceKind::TableWithoutCaption => Some(Requirement::Caption),
        AdviceKind::HeaderCellEmpty => Some(Requirement::TableHeader),
        AdviceKind::HeadingJump { .. } | AdviceKind::HeadingOfLevelOne => Some(Requirement::HeadingOrder),
        AdviceKind::HeadingsDiffer { .. } | AdviceKind::HeadingMissing { .. } => {
            Some(Requirement::SameHeadings)
        }
        AdviceKind::ImageWithoutText => Some(Requirement::PictureText),
        _ => None,
    }
}
