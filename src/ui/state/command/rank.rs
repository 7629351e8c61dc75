//! How well a name answers what was typed.

use super::offer::Suggestion;
use crate::model::sort;

/// Those that answer to `typed`, best first; what cannot be done here comes behind what can. All of them, in their own
/// order, when nothing is typed.
pub(super) fn ranked(typed: &str, all: Vec<Suggestion>) -> Vec<Suggestion> {
    let typed = typed.trim().to_lowercase();
    let scored = all.into_iter().filter_map(|one| Some((score(&typed, &one.text, &one.about)?, one)));
    let mut scored: Vec<(usize, Suggestion)> = scored.collect();
    sort::by_key(&mut scored, |(score, one)| (one.why_not.is_some(), *score));
    scored.into_iter().map(|(_, one)| one).collect()
}

/// Worse from here on: the name has the letters in this order, with others between.
const SCATTERED: usize = 5;
/// Worst: only the description has it.
const DESCRIBED: usize = 100;

/// How far a name and its description are from lower-case `typed`; `None` when they do not answer to it.
pub(super) fn score(typed: &str, name: &str, about: &str) -> Option<usize> {
    let name = name.to_lowercase();
    let wanted = typed.replace([' ', '-'], "_");
    let plain = name.replace([' ', '-'], "_");
    if typed.is_empty() || plain == wanted {
        return Some(0);
    }
    if plain.starts_with(&wanted) {
        return Some(1);
    }
    if plain.split('_').any(|word| word.starts_with(&wanted)) {
        return Some(2);
    }
    if plain.contains(&wanted) {
        return Some(3);
    }
    if let Some(gaps) = scattered(&wanted, &plain) {
        return Some(SCATTERED + gaps);
    }
    let about = about.to_lowercase();
    let at = about.find(typed)?;
    let begins = about.get(..at).is_none_or(|before| !before.ends_with(char::is_alphanumeric));
    Some(DESCRIBED + usize::from(!begins))
}

/// How many letters stand between those of `wanted` in `name`, from the beginning of a word on; `None` when it does
/// not have them all. A single letter would be found everywhere.
fn scattered(wanted: &str, name: &str) -> Option<usize> {
    let mut wanted_letters = wanted.chars().filter(|c| *c != '_').peekable();
    if wanted.chars().count() < 2 {
        return None;
    }
    let mut gaps = 0;
    let mut begun = false;
    let mut before = '_';
    for letter in name.chars() {
        match wanted_letters.peek() {
            None => break,
            Some(next) if *next == letter && (begun || before == '_') => {
                begun = true;
                wanted_letters.next();
            }
            Some(_) => gaps += usize::from(begun),
        }
        before = letter;
    }
    wanted_letters.peek().is_none().then_some(gaps)
}
