//! Texts of the interface that nothing asks for, and those that a template asks for in vain.

use crate::finding::{Advice, AdviceKind, Fault, FaultKind, Finding};
use crate::load::Asked;
use crate::nearest::nearest;
use crate::strings::Read;

/// What a template asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Key<'a> {
    /// `t(key="site.page.skip")`
    Whole(&'a str),
    /// `t(key="site.language." ~ language)`: any that begins so.
    Beginning(&'a str),
}

impl Key<'_> {
    fn is(&self, key: &str) -> bool {
        match self {
            Key::Whole(whole) => *whole == key,
            Key::Beginning(beginning) => key.starts_with(beginning),
        }
    }
}

/// Texts that no template and no program asks for; told once, where they stand in bokmål.
pub(super) fn unused(read: &Read, asked: &Asked) -> Vec<Advice> {
    let by_programs = asked.programs.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let by_programs = by_programs.filter(|line| !line.is_empty()).map(|line| match line.strip_suffix('*') {
        Some(beginning) => Key::Beginning(beginning),
        None => Key::Whole(line),
    });
    let by_templates = asked.templates.iter().flat_map(|template| keys(&template.text)).map(|(_, key)| key);
    let keys: Vec<Key<'_>> = by_templates.chain(by_programs).collect();
    let mut unused = Vec::new();
    let mut told = std::collections::HashSet::new();
    for written in &read.written {
        let key = written.key.as_str();
        if told.insert(key) && !keys.iter().any(|asked| asked.is(key)) {
            unused.push(read.finding(written, AdviceKind::UnusedString { key: key.to_owned() }));
        }
    }
    unused
}

/// Texts that a template asks for and that are in neither language.
pub(super) fn unknown(read: &Read, asked: &Asked) -> Vec<Fault> {
    let known: Vec<&str> = read.written.iter().map(|written| written.key.as_str()).collect();
    let mut faults = Vec::new();
    for template in &asked.templates {
        for (at, key) in keys(&template.text) {
            if known.iter().any(|there| key.is(there)) {
                continue;
            }
            let (Key::Whole(key) | Key::Beginning(key)) = key;
            let near = nearest(key, known.iter().copied()).map(|near| format!("\"{near}\""));
            let kind = FaultKind::UnknownString { key: key.to_owned(), near };
            faults.push(Finding::at(&template.file, &template.text, at, kind));
        }
    }
    faults
}

/// Every `t(key="...")` of a template, at its byte.
fn keys(template: &str) -> Vec<(usize, Key<'_>)> {
    let calls = template.match_indices("t(").filter(|(at, _)| begins_name(template, *at));
    calls.filter_map(|(at, call)| Some((at, key(&template[at + call.len()..])?))).collect()
}

/// The key among the arguments of one call. None when it is worked out elsewhere.
fn key(arguments: &str) -> Option<Key<'_>> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, c) in arguments.char_indices() {
        if quote.is_some() {
            quote = quote.filter(|open| *open != c);
            continue;
        }
        match c {
            '"' | '\'' | '`' => quote = Some(c),
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            'k' if depth == 0 && begins_name(arguments, at) => {
                let value = arguments[at..].strip_prefix("key").map(str::trim_start);
                if let Some(value) = value.and_then(|rest| rest.strip_prefix('=')) {
                    return literal(value.trim_start());
                }
            }
            _ => {}
        }
    }
    None
}

fn literal(value: &str) -> Option<Key<'_>> {
    let quote = value.chars().next().filter(|c| "\"'`".contains(*c))?;
    let (key, rest) = value[1..].split_once(quote)?;
    Some(if rest.trim_start().starts_with('~') { Key::Beginning(key) } else { Key::Whole(key) })
}

fn begins_name(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(template: &str) -> Vec<Key<'_>> {
        keys(template).into_iter().map(|(_, key)| key).collect()
    }

    #[test]
    fn a_key_is_found_wherever_it_stands_in_the_call() {
        for template in [
            "{{ t(key=\"a.b\") }}",
            "{{ t( number = f(1, \"key=)\"), key = 'a.b', x=2) }}",
            "{% if t(key=`a.b`) %}",
        ] {
            assert_eq!(found(template), [Key::Whole("a.b")], "{template}");
        }
        assert_eq!(found("t(key=\"a.\" ~ kind ~ \".b\")"), [Key::Beginning("a.")]);
        let nested = "{{ t(x=t(key=\"inner\"), key=\"outer\") }}";
        assert_eq!(found(nested), [Key::Whole("outer"), Key::Whole("inner")]);
    }

    #[test]
    fn what_is_no_call_or_has_no_fixed_key_is_left_alone() {
        for template in ["Kontakt(key=\"a\")", "t(key=name)", "t(monkey=\"a\")", "t(", "t(key=\"a"] {
            assert_eq!(found(template), [], "{template}");
        }
    }
}
