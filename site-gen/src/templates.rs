//! Templates filled in, strictly: whatever a template names must be given, and every text it asks for must exist.
//!
//! A thin wrapper round Tera, which pages, forms and messages share. A template says what the interface says through
//! `t`: `{{ t(key="site.page.skip") }}`, with places to fill in as further arguments. `language` is always given.
//! Values are escaped in templates named `.html` and `.xml`, and in no others.
//!
//! What is repeated with a value of a loop is a component, not an include: an include sees only what the page is given.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use domain::language::Spoken;
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};
use walkdir::WalkDir;

use crate::strings::{LookupError, Strings};

/// Every template in every language, ready to be filled in.
#[derive(Clone)]
pub struct Renderer {
    bokmål: Tera,
    /// The same for each further language, made when it is first asked for: a function that starts is mostly asked in one.
    further: [OnceLock<Tera>; Spoken::ALL.len()],
    /// What each template must be given.
    wanted: BTreeMap<String, Vec<String>>,
    strings: Arc<Strings>,
}

#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("{} cannot be read", path.display())]
    Io { path: PathBuf, source: std::io::Error },
    #[error("the templates cannot be used:\n{reason}")]
    Unusable { reason: String },
    #[error("the template {template} asks for \"{variable}\", which is not given")]
    NotGiven { template: String, variable: String },
    #[error("the template {template} cannot be filled in: {reason}")]
    NotFilled { template: String, reason: String },
    #[error(transparent)]
    Text(#[from] LookupError),
}

impl Renderer {
    /// From (name, text): for programs that carry their templates inside.
    pub fn new(
        templates: impl IntoIterator<Item = (String, String)>,
        strings: Strings,
    ) -> Result<Self, RenderError> {
        let unusable = |fault: tera::Error| RenderError::Unusable { reason: chain(&fault) };
        let strings = Arc::new(strings);
        let mut bokmål = Tera::new();
        bokmål.register_filter("soft_hyphens", |text: &str, _: Kwargs, _: &State| {
            soft_hyphens(text).into_owned()
        });
        speak(&mut bokmål, Spoken::Nb, &strings);
        bokmål.add_raw_templates(templates).map_err(unusable)?;
        let mut wanted = BTreeMap::new();
        for name in bokmål.get_template_names() {
            let variables = bokmål.get_template_variables(name).map_err(unusable)?;
            let mut variables: Vec<String> = variables.into_iter().map(str::to_owned).collect();
            variables.sort();
            wanted.insert(name.to_owned(), variables);
        }
        Ok(Renderer { bokmål, further: Default::default(), wanted, strings })
    }

    /// None where nothing is written in the language.
    fn engine(&self, language: Spoken) -> Option<&Tera> {
        if language == Spoken::Nb {
            return Some(&self.bokmål);
        }
        let engine = &self.further[language as usize];
        if engine.get().is_none() && language.written().is_none() && !self.strings.has_any(language) {
            return None;
        }
        Some(engine.get_or_init(|| {
            let mut engine = self.bokmål.clone();
            speak(&mut engine, language, &self.strings);
            engine
        }))
    }

    /// Every `.html`, `.xml` and `.txt` in some of the folders of `dir`, named by its path from `dir`: `pages/base.html`.
    pub fn load(dir: &Path, folders: &[&str], strings: Strings) -> Result<Self, RenderError> {
        let mut templates = Vec::new();
        let entries = folders.iter().flat_map(|folder| WalkDir::new(dir.join(folder)).sort_by_file_name());
        for entry in entries {
            let entry = entry.map_err(|fault| RenderError::Io {
                path: fault.path().unwrap_or(dir).to_owned(),
                source: fault.into(),
            })?;
            let path = entry.path();
            let ending = path.extension().and_then(|e| e.to_str());
            if !matches!(ending, Some("html" | "xml" | "txt")) {
                continue;
            }
            let text = std::fs::read_to_string(path)
                .map_err(|source| RenderError::Io { path: path.to_owned(), source })?;
            let name = path.strip_prefix(dir).unwrap_or(path).to_string_lossy();
            templates.push((name.replace('\\', "/"), text));
        }
        Self::new(templates, strings)
    }

    pub fn strings(&self) -> &Strings {
        &self.strings
    }

    /// Fills in a template with the fields of `values`, and `language`.
    pub fn render(
        &self,
        template: &str,
        language: impl Into<Spoken>,
        values: &impl Serialize,
    ) -> Result<String, RenderError> {
        let language = language.into();
        let context = Context::from_serialize(values).map_err(|fault| RenderError::NotFilled {
            template: template.to_owned(),
            reason: chain(&fault),
        })?;
        self.render_context(template, language, context)
    }

    /// The same with values that are already the engine's own: what many pages share is then not converted again.
    pub(crate) fn render_context(
        &self,
        template: &str,
        language: impl Into<Spoken>,
        context: Context,
    ) -> Result<String, RenderError> {
        let mut text = Vec::new();
        self.render_to(&mut text, template, language, context)?;
        String::from_utf8(text).map_err(|fault| RenderError::NotFilled {
            template: template.to_owned(),
            reason: fault.to_string(),
        })
    }

    /// The same at the end of some bytes, for those who want no more than bytes.
    pub(crate) fn render_to(
        &self,
        bytes: &mut Vec<u8>,
        template: &str,
        language: impl Into<Spoken>,
        mut context: Context,
    ) -> Result<(), RenderError> {
        let language = language.into();
        context.insert("language", language.tag());
        let wanted = self.wanted.get(template).map_or(&[][..], Vec::as_slice);
        if let Some(variable) = wanted.iter().find(|name| !context.contains_key(name)) {
            return Err(RenderError::NotGiven { template: template.to_owned(), variable: variable.clone() });
        }
        let not_filled = |reason| RenderError::NotFilled { template: template.to_owned(), reason };
        let engine =
            self.engine(language).ok_or_else(|| not_filled(format!("nothing is written in {language}")))?;
        engine.render_to(template, &context, bytes).map_err(|fault| not_filled(chain(&fault)))
    }
}

/// Gives the templates of one language their `t`.
fn speak(engine: &mut Tera, language: Spoken, strings: &Arc<Strings>) {
    let strings = Arc::clone(strings);
    engine.register_function("t", move |given: Kwargs, _: &State| text(&strings, language, &given));
}

fn text(strings: &Strings, language: Spoken, given: &Kwargs) -> TeraResult<String> {
    let key: &str = given.must_get("key")?;
    let mut values = Vec::new();
    for (name, value) in given.iter() {
        let Some(name) = name.as_str().filter(|name| *name != "key") else {
            continue;
        };
        if value.is_undefined() || value.is_none() {
            return Err(tera::Error::message(format!("{key}: \"{name}\" has no value")));
        }
        values.push((name, Value::to_string(value)));
    }
    let values: Vec<(&str, &str)> = values.iter().map(|(n, v)| (*n, v.as_str())).collect();
    strings.fill(language, key, &values).map_err(|fault: LookupError| tera::Error::message(fault))
}

/// Where long words of ours may break.
const JOINTS: [(&str, &str); 15] = [
    ("ærling", "undersøk"),
    ("pplærings", "kontor"),
    ("ylkes", "kommun"),
    ("erson", "opplysning"),
    ("ersonvern", "erklæring"),
    ("dministrasjons", "løsning"),
    ("dministrasjons", "løysing"),
    ("ilgjengelighets", "erklæring"),
    ("ilgjenge", "erklæring"),
    ("tdannings", "direktorat"),
    ("ppfølgings", "tjenest"),
    ("ppfølgings", "tenest"),
    ("æreplass", "regnskap"),
    ("æreplass", "rekneskap"),
    ("rogramområde", "kod"),
];

/// Two bytes from each side of each joint: most words have none of these, and are not looked through.
const AROUND_JOINTS: [[u8; 4]; JOINTS.len()] = {
    let mut around = [[0; 4]; JOINTS.len()];
    let mut joint = 0;
    while joint < JOINTS.len() {
        let (first, last) = (JOINTS[joint].0.as_bytes(), JOINTS[joint].1.as_bytes());
        around[joint] = [first[first.len() - 2], first[first.len() - 1], last[0], last[1]];
        joint += 1;
    }
    around
};

/// Puts soft hyphens where long words may break, so that a heading fits on a phone 320 px wide: browsers do not
/// hyphenate Norwegian everywhere.
pub(crate) fn soft_hyphens(text: &str) -> Cow<'_, str> {
    let has_joint = text.as_bytes().windows(4).any(|four| AROUND_JOINTS.iter().any(|around| around == four));
    if !has_joint {
        return Cow::Borrowed(text);
    }
    let mut hyphenated = Cow::Borrowed(text);
    for (first, last) in JOINTS {
        if hyphenated.contains(last) {
            let joined = [first, last].concat();
            hyphenated = hyphenated.replace(&joined, &[first, "\u{ad}", last].concat()).into();
        }
    }
    hyphenated
}

/// The engine's error with everything behind it, one line each.
fn chain(fault: &tera::Error) -> String {
    let mut told = fault.to_string();
    let mut behind = fault.source();
    while let Some(fault) = behind {
        told.push_str("\n  ");
        told.push_str(&fault.to_string());
        behind = fault.source();
    }
    told
}

impl std::fmt::Debug for Renderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renderer").field("templates", &self.wanted.keys()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use domain::language::Language;

    use super::*;

    fn renderer(templates: &[(&str, &str)]) -> Result<Renderer, RenderError> {
        let strings = Strings::from_toml([
            (Language::Nb, "form", "next = 'Neste'\nplace = 'Spørsmål {number} av {total}'"),
            (Language::Nn, "form", "next = 'Neste'\nplace = 'Spørsmål {number} av {total} på nynorsk'"),
        ])
        .unwrap();
        Renderer::new(templates.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())), strings)
    }

    fn rendered(template: &str, language: Language, values: &impl Serialize) -> Result<String, RenderError> {
        renderer(&[("page.html", template)])?.render("page.html", language, values)
    }

    #[test]
    fn a_template_speaks_the_language_it_is_asked_for() {
        let template = "<html lang=\"{{ language }}\">{{ t(key=\"form.place\", number=n, total=38) }}";
        let values = serde_json::json!({"n": 7});
        assert_eq!(
            rendered(template, Language::Nn, &values).unwrap(),
            "<html lang=\"nn\">Spørsmål 7 av 38 på nynorsk"
        );
        assert_eq!(rendered(template, Language::Nb, &values).unwrap(), "<html lang=\"nb\">Spørsmål 7 av 38");
    }

    #[test]
    fn what_is_not_given_is_an_error_even_where_a_condition_would_hide_it() {
        let nothing = serde_json::json!({});
        for template in [
            "{{ name }}",
            "{% if name %}x{% endif %}",
            "{{ t(key=\"form.place\", number=1) }}",
            "{{ t(key=\"form.nxt\") }}",
        ] {
            assert!(rendered(template, Language::Nb, &nothing).is_err(), "{template}");
        }
        let null = serde_json::json!({"name": null});
        assert_eq!(rendered("{% if name %}x{% endif %}", Language::Nb, &null).unwrap(), "");
    }

    #[test]
    fn a_variable_set_in_the_template_or_by_a_loop_need_not_be_given() {
        let template = "{% set a = 1 %}{{ a }}{% for b in list %}{{ b }}{{ loop.index }}{% endfor %}";
        let values = serde_json::json!({"list": [5, 6]});
        assert_eq!(rendered(template, Language::Nb, &values).unwrap(), "15162");
    }

    #[test]
    fn a_text_that_looks_like_markup_stays_text() {
        let values = serde_json::json!({"answer": "<script>alert(1)</script>"});
        let template = "{{ answer }}{{ t(key=\"form.place\", number=answer, total=answer) }}";
        let html = rendered(template, Language::Nb, &values).unwrap();
        assert!(!html.contains("<script>"), "{html}");
    }

    #[test]
    fn every_joint_gets_its_place_to_break() {
        for (first, last) in JOINTS {
            let word = format!("«L{first}{last}s»");
            assert_eq!(soft_hyphens(&word), format!("«L{first}\u{ad}{last}s»"));
        }
    }

    #[test]
    fn long_words_get_places_to_break() {
        let values = serde_json::json!({"title": "Lærlingundersøkelsen og lærlingundersøkinga"});
        assert_eq!(
            rendered("{{ title | soft_hyphens }}", Language::Nb, &values).unwrap(),
            "Lærling\u{ad}undersøkelsen og lærling\u{ad}undersøkinga"
        );
        assert_eq!(
            soft_hyphens(" Fylkeskommunane  kjem"),
            " Fylkes\u{ad}kommunane  kjem",
            "the shortest of them, and spaces as they are"
        );
    }
}
