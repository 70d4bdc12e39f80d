//! What open data there is, described in DCAT-AP-NO 3 as JSON-LD and as Turtle, for data.norge.no and others who
//! gather such descriptions. Source: Digdir, "Standard for beskrivelse av datasett, datatjenester og datakataloger".

use std::borrow::Cow;
use std::io;

use domain::language::Language;
use oxjsonld::JsonLdSerializer;
use oxrdf::vocab::rdf;
use oxrdf::{GraphNameRef, Literal, NamedNode, Term, Triple};
use oxttl::TurtleSerializer;

use super::downloads::Download;
use super::frame::Frame;
use super::{Output, OutputError};
use crate::load::Settings;
use crate::templates::RenderError;

const DCAT: &str = "http://www.w3.org/ns/dcat#";
const DCT: &str = "http://purl.org/dc/terms/";
const FOAF: &str = "http://xmlns.com/foaf/0.1/";
const VCARD: &str = "http://www.w3.org/2006/vcard/ns#";
const ORGANISATIONS: &str = "https://organization-catalog.fellesdatakatalog.digdir.no/organizations/";
const MEDIA_TYPES: &str = "https://www.iana.org/assignments/media-types/";
const AUTHORITY: &str = "http://publications.europa.eu/resource/authority/";

/// Both forms of the description. It names addresses, so there is none where the site's own is not known.
pub(super) fn files<'a>(frame: &Frame<'a>) -> Result<Vec<Output<'a>>, OutputError> {
    let loaded = frame.checked.loaded;
    let (Some(settings), Some(_)) = (&loaded.settings, frame.base_url) else { return Ok(Vec::new()) };
    let mut catalogue = Catalogue { frame, settings, triples: Vec::new() };
    catalogue.describe().map_err(RenderError::from)?;
    let turtle = catalogue.turtle().map_err(OutputError::Catalogue)?;
    let json = catalogue.json().map_err(OutputError::Catalogue)?;
    Ok(vec![
        ("data/katalog.ttl".to_owned(), Cow::Owned(turtle)),
        ("data/katalog.jsonld".to_owned(), Cow::Owned(json)),
    ])
}

struct Catalogue<'f, 'a> {
    frame: &'f Frame<'a>,
    settings: &'f Settings,
    triples: Vec<Triple>,
}

type Described = Result<(), crate::strings::LookupError>;

impl Catalogue<'_, '_> {
    fn describe(&mut self) -> Described {
        let own = self.at("/data/katalog.ttl#katalog");
        self.is_a(&own, DCAT, "Catalog");
        self.named(&own, "catalogue", &[])?;
        self.of_publisher(&own);
        self.link(&own, FOAF, "homepage", &self.at("/"));
        self.link(&own, DCT, "license", &self.settings.licence.url.clone());
        self.publisher();
        let loaded = self.frame.checked.loaded;
        if !loaded.rounds.is_empty() || !loaded.calendars.is_empty() {
            let files = [("/data/datoer.json", "application/json"), ("/kalender/alle.ics", "text/calendar")];
            self.dataset(&own, "datoer", "dates", &[], &files)?;
        }
        if loaded.glossary.is_some() {
            self.dataset(&own, "ordliste", "words", &[], &[("/data/ordliste.json", "application/json")])?;
        }
        for year in loaded.published.keys() {
            let places: Vec<_> = Download::of(*year).map(Download::place).collect();
            let files: Vec<_> =
                places.iter().map(|place| (place.address.as_str(), place.media_type)).collect();
            let (id, year) = (format!("resultater-{year}"), year.to_string());
            self.dataset(&own, &id, "results", &[("year", &year)], &files)?;
        }
        Ok(())
    }

    fn dataset(
        &mut self,
        catalogue: &str,
        id: &str,
        key: &str,
        places: &[(&str, &str)],
        files: &[(&str, &str)],
    ) -> Described {
        let own = self.at(&format!("/data/katalog.ttl#{id}"));
        self.link(catalogue, DCAT, "dataset", &own);
        self.is_a(&own, DCAT, "Dataset");
        self.named(&own, key, places)?;
        self.of_publisher(&own);
        self.link(&own, DCAT, "theme", &format!("{AUTHORITY}data-theme/EDUC"));
        self.link(&own, DCT, "accessRights", &format!("{AUTHORITY}access-right/PUBLIC"));
        self.link(&own, DCT, "spatial", &format!("{AUTHORITY}country/NOR"));
        for (file, media_type) in files {
            let distribution = format!("{own}-{}", file.rsplit('/').next().unwrap_or_default());
            self.link(&own, DCAT, "distribution", &distribution);
            self.is_a(&distribution, DCAT, "Distribution");
            for property in ["accessURL", "downloadURL"] {
                self.link(&distribution, DCAT, property, &self.at(file));
            }
            self.link(&distribution, DCAT, "mediaType", &format!("{MEDIA_TYPES}{media_type}"));
            self.link(&distribution, DCT, "license", &self.settings.licence.url.clone());
        }
        Ok(())
    }

    fn publisher(&mut self) {
        let publisher = &self.settings.publisher;
        let (organisation, contact) = (self.organisation(), self.at("/data/katalog.ttl#kontakt"));
        self.is_a(&organisation, FOAF, "Agent");
        self.is_a(&contact, VCARD, "Organization");
        for language in Language::ALL {
            let name = Self::text(publisher.name.get(language), language);
            self.add(&organisation, FOAF, "name", name.clone());
            self.add(&contact, VCARD, "fn", name);
        }
        let number = Literal::new_simple_literal(&publisher.organisation);
        self.add(&organisation, DCT, "identifier", number.into());
        self.link(&contact, VCARD, "hasEmail", &format!("mailto:{}", publisher.email));
    }

    fn of_publisher(&mut self, subject: &str) {
        self.link(subject, DCT, "publisher", &self.organisation());
        self.link(subject, DCAT, "contactPoint", &self.at("/data/katalog.ttl#kontakt"));
    }

    fn named(&mut self, subject: &str, key: &str, places: &[(&str, &str)]) -> Described {
        for language in Language::ALL {
            for (property, name) in [("title", "title"), ("description", "description")] {
                let key = format!("site.catalogue.{key}_{name}");
                let text = self.frame.renderer.strings().fill(language, &key, places)?;
                self.add(subject, DCT, property, Self::text(&text, language));
            }
        }
        Ok(())
    }

    fn organisation(&self) -> String {
        format!("{ORGANISATIONS}{}", self.settings.publisher.organisation)
    }

    fn at(&self, path: &str) -> String {
        self.frame.absolute(path)
    }

    fn text(text: &str, language: Language) -> Term {
        Literal::new_language_tagged_literal_unchecked(text, language.tag()).into()
    }

    fn is_a(&mut self, subject: &str, vocabulary: &str, class: &str) {
        let class = NamedNode::new_unchecked(format!("{vocabulary}{class}"));
        self.triples.push(Triple::new(NamedNode::new_unchecked(subject), rdf::TYPE, class));
    }

    fn link(&mut self, subject: &str, vocabulary: &str, property: &str, to: &str) {
        self.add(subject, vocabulary, property, NamedNode::new_unchecked(to).into());
    }

    fn add(&mut self, subject: &str, vocabulary: &str, property: &str, object: Term) {
        let property = NamedNode::new_unchecked(format!("{vocabulary}{property}"));
        self.triples.push(Triple::new(NamedNode::new_unchecked(subject), property, object));
    }

    fn turtle(&self) -> io::Result<Vec<u8>> {
        let mut serializer = TurtleSerializer::new();
        for (name, vocabulary) in [("dcat", DCAT), ("dct", DCT), ("foaf", FOAF), ("vcard", VCARD)] {
            serializer = serializer.with_prefix(name, vocabulary).map_err(io::Error::other)?;
        }
        let mut writer = serializer.for_writer(Vec::new());
        for triple in &self.triples {
            writer.serialize_triple(triple)?;
        }
        writer.finish()
    }

    fn json(&self) -> io::Result<Vec<u8>> {
        let mut serializer = JsonLdSerializer::new();
        for (name, vocabulary) in [("dcat", DCAT), ("dct", DCT), ("foaf", FOAF), ("vcard", VCARD)] {
            serializer = serializer.with_prefix(name, vocabulary).map_err(io::Error::other)?;
        }
        let mut writer = serializer.for_writer(Vec::new());
        for triple in &self.triples {
            writer.serialize_quad(triple.as_ref().in_graph(GraphNameRef::DefaultGraph))?;
        }
        writer.finish()
    }
}
