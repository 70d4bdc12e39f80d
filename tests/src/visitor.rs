//! Somebody with a browser in which scripts are off: reads a page, follows its links, fills in its forms.

use anyhow::{Context, Result, bail, ensure};
use reqwest::header::LOCATION;
use reqwest::{Method, Url};
use scraper::{ElementRef, Html, Selector};

use crate::{Answer, Machine};

/// The page that is open. Every step reads it as a browser does, from its HTML alone.
#[derive(Debug)]
pub struct Visitor<'a> {
    machine: &'a Machine,
    pub address: Url,
    pub status: u16,
    pub page: String,
}

impl<'a> Visitor<'a> {
    /// Opens a page by its path.
    pub async fn open(machine: &'a Machine, path: &str) -> Result<Self> {
        let address = Url::parse(machine.base_url())?.join(path)?;
        let mut visitor = Visitor { machine, address: address.clone(), status: 0, page: String::new() };
        visitor.go(address).await?;
        Ok(visitor)
    }

    /// Follows the first link that `selector` finds.
    pub async fn follow(&mut self, selector: &str) -> Result<()> {
        let html = Html::parse_document(&self.page);
        let found = html.select(&css(selector)?).next().and_then(|link| link.attr("href"));
        let href = found.with_context(|| format!("no link {selector} on {}", self.address))?;
        let to = self.address.join(href)?;
        drop(html);
        self.go(to).await
    }

    /// Makes `choices` on the page, question and choice or field and text, and presses the button with `label`.
    pub async fn press(&mut self, label: &str, choices: &[(&str, &str)]) -> Result<()> {
        let (to, fields) = self.filled_in(label, choices)?;
        let request = self.machine.request(Method::POST, &path(&to)).form(&fields).build()?;
        let answer = self.machine.send(request).await?;
        self.arrive(to, answer).await
    }

    async fn go(&mut self, to: Url) -> Result<()> {
        let answer = self.machine.get(&path(&to)).await?;
        self.arrive(to, answer).await
    }

    /// Shows the page that came, or the one that it sends on to.
    async fn arrive(&mut self, mut from: Url, mut answer: Answer) -> Result<()> {
        while (300..400).contains(&answer.status) {
            from = from.join(answer.header(LOCATION))?;
            answer = self.machine.get(&path(&from)).await?;
        }
        (self.address, self.status, self.page) = (from, answer.status, answer.body);
        Ok(())
    }

    /// Where a form goes and with what, once these choices are made on it.
    fn filled_in(&self, label: &str, choices: &[(&str, &str)]) -> Result<(Url, Vec<(String, String)>)> {
        let html = Html::parse_document(&self.page);
        for form in html.select(&css("form[method=post]")?) {
            let buttons = css("button[type=submit]")?;
            let Some(button) = form.select(&buttons).find(|button| text_of(*button) == label) else {
                continue;
            };
            let mut fields = Vec::new();
            for input in form.select(&css("input[type=radio]")?) {
                let (name, value) =
                    (input.attr("name").unwrap_or_default(), input.attr("value").unwrap_or("on"));
                let chosen = match choices.iter().find(|(question, _)| *question == name) {
                    Some((_, choice)) => *choice == value,
                    None => input.attr("checked").is_some(),
                };
                if chosen {
                    fields.push((name.to_owned(), value.to_owned()));
                }
            }
            for input in form.select(&css("input[type=text], input[type=checkbox]")?) {
                let name = input.attr("name").unwrap_or_default();
                let written = choices.iter().find(|(field, _)| *field == name).map(|(_, text)| *text);
                let kept = input.attr("value").filter(|_| input.attr("type") == Some("text"));
                if let Some(text) = written.or(kept) {
                    fields.push((name.to_owned(), text.to_owned()));
                }
            }
            for (question, choice) in choices {
                let made = fields.iter().any(|(name, value)| name == question && value == choice);
                ensure!(made, "{} does not offer {choice} for {question}", self.address);
            }
            let named = button
                .attr("name")
                .map(|name| (name.to_owned(), button.attr("value").unwrap_or_default().to_owned()));
            fields.extend(named);
            let to = self.address.join(form.attr("action").unwrap_or_default())?;
            return Ok((to, fields));
        }
        bail!("there is no button «{label}» on {} ({})", self.address, self.heading()?)
    }

    /// The texts of what `selector` finds.
    pub fn texts(&self, selector: &str) -> Result<Vec<String>> {
        let html = Html::parse_document(&self.page);
        Ok(html.select(&css(selector)?).map(text_of).collect())
    }

    /// The value of an attribute of each that `selector` finds and that has it.
    pub fn attributes(&self, selector: &str, name: &str) -> Result<Vec<String>> {
        let html = Html::parse_document(&self.page);
        Ok(html.select(&css(selector)?).filter_map(|found| found.attr(name)).map(str::to_owned).collect())
    }

    pub fn heading(&self) -> Result<String> {
        self.texts("h1")?.into_iter().next().context("a page without a heading")
    }

    /// What the page says it is written in.
    pub fn language(&self) -> Result<String> {
        self.attributes("html", "lang")?.into_iter().next().context("a page that does not name its language")
    }

    /// The ids of the questions on the page, in order.
    pub fn questions(&self) -> Result<Vec<String>> {
        let mut names = self.attributes("fieldset input[type=radio]", "name")?;
        names.dedup();
        Ok(names)
    }

    /// What is chosen on the page, as question and choice.
    pub fn chosen(&self) -> Result<Vec<(String, String)>> {
        let chosen = "input[type=radio][checked]";
        Ok(self.attributes(chosen, "name")?.into_iter().zip(self.attributes(chosen, "value")?).collect())
    }
}

fn path(address: &Url) -> String {
    match address.query() {
        Some(query) => format!("{}?{query}", address.path()),
        None => address.path().to_owned(),
    }
}

fn css(selector: &str) -> Result<Selector> {
    Selector::parse(selector).map_err(|error| anyhow::anyhow!("not a selector: {error}"))
}

/// What a reader sees of an element, with one space where there are several. Soft hyphens are not seen.
fn text_of(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect::<String>().replace('\u{ad}', "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
