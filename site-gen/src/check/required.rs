//! Advice that the content's own settings make a requirement.

use crate::finding::{AdviceKind, FaultKind, Finding, Report};
use crate::load::{Loaded, Requirement};

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
