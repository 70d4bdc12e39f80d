//! What the figures say, in one or two sentences, from nothing but figures that are shown on the page.

use domain::published::Figures;

use super::names::{Speaker, upper_first};
use super::spread::Spread;
use crate::render::figures::{percent, tenths};
use crate::strings::LookupError;

/// What is compared with the unit's own figures.
pub(super) struct Facts<'a> {
    /// `i Vestland`
    pub(super) within: &'a str,
    pub(super) own: &'a Figures,
    /// The latest earlier year that may be compared.
    pub(super) earlier: Option<(u16, &'a Figures)>,
    /// What separates the year from the one before.
    pub(super) broken: &'a [String],
    /// `i hele landet`; none on the pages of the country.
    pub(super) above: Option<(&'a str, &'a Figures)>,
}

fn mean(figures: &Figures) -> Option<u32> {
    match figures {
        Figures::Shown { mean_tenths, .. } => *mean_tenths,
        _ => None,
    }
}

/// `78` per cent chose one of the two best steps.
fn best_two(figures: &Figures) -> Option<u32> {
    Spread::of(figures).map(|spread| percent(spread.best_two(), spread.total))
}

impl Facts<'_> {
    /// Of a question whose two best steps are called `best`.
    pub(super) fn of_question(&self, speaker: &Speaker<'_>, best: [&str; 2]) -> Result<String, LookupError> {
        let Some(own) = best_two(self.own) else {
            return self.of_mean(speaker, None);
        };
        let [fourth, fifth] = best;
        let places =
            [("fourth", fourth), ("fifth", fifth), ("within", self.within), ("share", &own.to_string())];
        let mut sentences = vec![upper_first(&speaker.say("finding.best", &places)?)];
        let same = |share: u32| if share == own { "same" } else { "other" };
        if let Some((within, share)) = self.above.and_then(|(within, f)| Some((within, best_two(f)?))) {
            let places = [("within", within), ("share", &share.to_string())];
            sentences
                .push(upper_first(&speaker.say(&format!("finding.best_above_{}", same(share)), &places)?));
        }
        if let Some((year, share)) = self.earlier.and_then(|(year, f)| Some((year, best_two(f)?))) {
            let places =
                [("year", &*year.to_string()), ("share", &share.to_string()), ("within", self.within)];
            sentences.push(speaker.say(&format!("finding.best_earlier_{}", same(share)), &places)?);
        }
        sentences.extend(self.separated(speaker)?);
        Ok(sentences.join(" "))
    }

    /// Of an index, or of a question of which only the mean may be shown. `title` is the name of the index.
    pub(super) fn of_mean(&self, speaker: &Speaker<'_>, title: Option<&str>) -> Result<String, LookupError> {
        let Some(own) = mean(self.own) else {
            return self.of_nothing(speaker);
        };
        let mean_text = tenths(own);
        let mut sentences = vec![match title {
            Some(title) => speaker
                .say("finding.index", &[("title", title), ("mean", &mean_text), ("within", self.within)])?,
            None => {
                upper_first(&speaker.say("finding.mean", &[("mean", &mean_text), ("within", self.within)])?)
            }
        }];
        let against = |other: u32| match own.cmp(&other) {
            std::cmp::Ordering::Less => "lower",
            std::cmp::Ordering::Equal => "same",
            std::cmp::Ordering::Greater => "higher",
        };
        if let Some((within, other)) = self.above.and_then(|(within, f)| Some((within, mean(f)?))) {
            let (points, other_text) = (tenths(own.abs_diff(other)), tenths(other));
            let key = format!("finding.above_{}", against(other));
            let all = [("points", &*points), ("within", within), ("mean", &other_text)];
            sentences.push(speaker.say(&key, if own == other { &all[1..2] } else { &all })?);
        }
        if let Some((year, other)) = self.earlier.and_then(|(year, f)| Some((year, mean(f)?))) {
            let (points, other_text) = (tenths(own.abs_diff(other)), tenths(other));
            let key = format!("finding.earlier_{}", against(other));
            let all = [("points", &*points), ("year", &year.to_string()), ("mean", &other_text)];
            sentences.push(speaker.say(&key, if own == other { &all[1..2] } else { &all })?);
        }
        sentences.extend(self.separated(speaker)?);
        Ok(sentences.join(" "))
    }

    /// Why nothing is said of the year before.
    fn separated(&self, speaker: &Speaker<'_>) -> Result<Option<String>, LookupError> {
        if self.broken.is_empty() {
            return Ok(None);
        }
        speaker.say("finding.separated", &[("why", &self.broken.join(". "))]).map(Some)
    }

    fn of_nothing(&self, speaker: &Speaker<'_>) -> Result<String, LookupError> {
        let key = match self.own {
            Figures::NotAsked => "finding.not_asked",
            Figures::NotComparable => "finding.not_comparable",
            Figures::Withheld | Figures::Shown { .. } => "finding.withheld",
        };
        Ok(upper_first(&speaker.say(key, &[("within", self.within)])?))
    }
}
