//! Regular expressions, by the plainest engine that there is: names are short, and the faster ones take half a megabyte of
//! the program.

use std::error::Error as _;
use std::sync::{Mutex, PoisonError};

use regex_automata::nfa::thompson::pikevm::{Cache, PikeVM};
use regex_automata::nfa::thompson::{BuildError, Config};
use regex_automata::util::syntax;

/// The largest compiled expression, in bytes: a filter must not eat the machine it runs on.
const LARGEST: usize = 1 << 20;

/// An expression, in any case.
#[derive(Debug)]
pub(super) struct Expression {
    engine: PikeVM,
    /// What a search needs besides.
    room: Mutex<Cache>,
}

impl Clone for Expression {
    fn clone(&self) -> Self {
        Self { engine: self.engine.clone(), room: Mutex::new(self.engine.create_cache()) }
    }
}

impl Expression {
    /// Reads it; what is wrong with it where that cannot be.
    pub(super) fn new(pattern: &str) -> Result<Self, String> {
        let engine = PikeVM::builder()
            .syntax(syntax::Config::new().case_insensitive(true))
            .thompson(Config::new().nfa_size_limit(Some(LARGEST)))
            .build(pattern)
            .map_err(|error| wrong(&error))?;
        let room = Mutex::new(engine.create_cache());
        Ok(Self { engine, room })
    }

    /// Whether it stands somewhere in `text`.
    pub(super) fn is_match(&self, text: &str) -> bool {
        let mut room = self.room.lock().unwrap_or_else(PoisonError::into_inner);
        self.engine.is_match(&mut room, text)
    }
}

/// The pattern is drawn with a caret over several lines; the last line says what is wrong.
fn wrong(error: &BuildError) -> String {
    let error = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    let line = error.lines().rfind(|line| !line.trim().is_empty()).unwrap_or(&error).trim();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_in_any_case_of_any_script_and_says_what_is_wrong() {
        let matches = |pattern, text| Expression::new(pattern).unwrap().is_match(text);
        assert!(matches("^10[0-4]$", "104") && !matches("^10[0-4]$", "105"));
        assert!(matches("ÄRZTE", "Zwei ärzte") && matches(r"^\w+$", "李娜") && !matches(r"\bna\b", "nation"));
        assert_eq!(Expression::new("a(").unwrap_err(), "unclosed group");
        assert!(Expression::new(r"(\w{100}){100}").unwrap_err().contains("exceeded limit"));
    }
}
