//! What the content's own settings ask for: advice that is a requirement, and keys that every page should have.

use crate::finding::{Advice, AdviceKind, FaultKind, Finding, Report};
use crate::load::{FrontMatter, Loaded, PageKey, Requirement};

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

/// What pages are asked to say of themselves and do not say.
pub(super) fn keys(loaded: &Loaded) -> Vec<Advice> {
    let Some(settings) = &loaded.settings else { return Vec::new() };
    let mut advice = Vec::new();
    for page in &loaded.pages {
        let Some(front) = &page.front else { continue };
        for (key, example) in settings.check.every_page.iter().filter_map(|asked| missing(front, *asked)) {
            advice.push(Finding::at(&page.file, &page.text, 0, AdviceKind::KeyMissing { key, example }));
        }
    }
    advice
}

/// The key that a page does not have, with an example.
fn missing(front: &FrontMatter, asked: PageKey) -> Option<(&'static str, &'static str)> {
    let (there, key, example) = match asked {
        PageKey::Owner => (front.owner.is_some(), "owner", "\"...\""),
        PageKey::Audience => (front.audience.is_some(), "audience", "\"...\""),
        PageKey::Source => (front.source.is_some(), "source", "\"...\""),
        PageKey::Review => (front.review.is_some(), "review", "2027-10-31"),
    };
    (!there).then_some((key, example))
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
