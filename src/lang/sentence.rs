//! Sentences of rooms that know no language: what went wrong with a vendor, why something was rejected.
//!
//! They are composed in English, for the log as for the screen. The PO file has their templates (context `sentence`) with
//! what differs in braces; a sentence that fits one is filled into its translation when it is drawn. What the braces hold
//! may be such a sentence again, except for `{said}` and `{words}`: those are the vendor's own.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::OnceLock;

use super::{Language, Speaks, chinese, translation};

/// The context of the templates.
const CONTEXT: &str = "sentence";

/// One template and its translation.
struct Template {
    /// What stands before, between and behind the braces.
    literals: Vec<&'static str>,
    /// What the braces are called.
    names: Vec<&'static str>,
    translation: &'static str,
}

/// `text` in the language of its reader, if it is composed as a template says; as it is, if not.
pub fn sentence(to: impl Speaks, text: &str) -> Cow<'_, str> {
    match to.language() {
        Language::English => Cow::Borrowed(text),
        Language::Chinese => in_chinese(text),
    }
}

fn in_chinese(text: &str) -> Cow<'_, str> {
    if let Some(whole) = translation(Language::Chinese, CONTEXT, text) {
        return Cow::Borrowed(whole);
    }
    match templates().iter().find_map(|template| Some((template, template.values(text)?))) {
        Some((template, values)) => Cow::Owned(template.filled(&values)),
        None => in_parts(text),
    }
}

/// `source: sentence`, where either is known.
fn in_parts(text: &str) -> Cow<'_, str> {
    let Some((before, behind)) = text.split_once(": ") else { return Cow::Borrowed(text) };
    match (in_chinese(before), in_chinese(behind)) {
        (Cow::Borrowed(same), Cow::Borrowed(also)) if same == before && also == behind => Cow::Borrowed(text),
        (before, behind) => Cow::Owned(format!("{before}：{behind}")),
    }
}

/// All templates, the most particular first: those that begin with words of their own, then those with most of them.
fn templates() -> &'static [Template] {
    static TEMPLATES: OnceLock<Vec<Template>> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let texts = chinese().get(CONTEXT).into_iter().flatten();
        let mut templates: Vec<Template> = texts.map(|(text, translation)| Template::new(text, translation)).collect();
        templates.retain(|template| !template.names.is_empty());
        templates.sort_by_key(|template| {
            let own: usize = template.literals.iter().map(|literal| literal.len()).sum();
            (template.literals.first().is_none_or(|first| first.is_empty()), Reverse(own), template.literals.clone())
        });
        templates
    })
}

/// Whether braces called `name` hold the vendor's own words.
fn is_quoted(name: &str) -> bool {
    matches!(name, "said" | "words")
}

/// What a vendor said: as it is, behind a colon of the language; callboard's own words where it said nothing.
fn quoted(words: &str) -> Cow<'_, str> {
    match words.strip_prefix(": ") {
        Some(words) => Cow::Owned(format!("：{words}")),
        None => Cow::Borrowed(translation(Language::Chinese, CONTEXT, words).unwrap_or(words)),
    }
}

impl Template {
    fn new(text: &'static str, translation: &'static str) -> Self {
        let mut parts = text.split('{');
        let mut literals = vec![parts.next().unwrap_or_default()];
        let mut names = Vec::new();
        for (name, behind) in parts.filter_map(|part| part.split_once('}')) {
            names.push(name);
            literals.push(behind);
        }
        Self { literals, names, translation }
    }

    /// What stands in the braces, if `text` is composed like this.
    fn values<'t>(&self, text: &'t str) -> Option<Vec<&'t str>> {
        let (first, rest) = self.literals.split_first()?;
        let (last, between) = rest.split_last()?;
        let mut rest = text.strip_prefix(first)?;
        let mut values = Vec::with_capacity(self.names.len());
        for literal in between {
            let (value, behind) = rest.split_once(literal)?;
            values.push(value);
            rest = behind;
        }
        let end = rest.strip_suffix(last)?;
        // What a sentence is about ends at its colon: a template without one does not take in what is behind.
        let open = last.is_empty() && !self.names.last().is_some_and(|name| is_quoted(name));
        if open && end.contains(": ") && !self.literals.iter().any(|literal| literal.contains(": ")) {
            return None;
        }
        values.push(end);
        Some(values)
    }

    fn filled(&self, values: &[&str]) -> String {
        let mut filled = String::with_capacity(self.translation.len() + 64);
        let mut rest = self.translation;
        while let Some((before, (name, behind))) =
            rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            filled.push_str(before);
            if let Some((name, value)) = self.names.iter().zip(values).find(|(known, _)| **known == name) {
                filled.push_str(&if is_quoted(name) { quoted(value) } else { in_chinese(value) });
            }
            rest = behind;
        }
        filled.push_str(rest);
        filled
    }
}
