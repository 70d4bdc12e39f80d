//! Days of a month in words, as bokmål and nynorsk write them.

/// From the first on; each in all its forms.
const DAYS: [&[&str]; 31] = [
    &["første", "fyrste"],
    &["andre", "annen"],
    &["tredje"],
    &["fjerde"],
    &["femte"],
    &["sjette"],
    &["sjuende", "syvende", "sjuande"],
    &["åttende", "åttande"],
    &["niende", "niande"],
    &["tiende", "tiande"],
    &["ellevte"],
    &["tolvte"],
    &["trettende", "trettande"],
    &["fjortende", "fjortande"],
    &["femtende", "femtande"],
    &["sekstende", "sekstande"],
    &["syttende", "syttande"],
    &["attende", "attande"],
    &["nittende", "nittande"],
    &["tjuende", "tyvende", "tjuande"],
    &["tjueførste", "tjuefyrste"],
    &["tjueandre"],
    &["tjuetredje"],
    &["tjuefjerde"],
    &["tjuefemte"],
    &["tjuesjette"],
    &["tjuesjuende", "tjuesyvende", "tjuesjuande"],
    &["tjueåttende", "tjueåttande"],
    &["tjueniende", "tjueniande"],
    &["trettiende", "trettiande"],
    &["trettiførste", "trettifyrste"],
];

/// `7` for `sjuende`.
pub(super) fn day(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let place = DAYS.iter().position(|forms| forms.contains(&word.as_str()))?;
    u32::try_from(place + 1).ok()
}
