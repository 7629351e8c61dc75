//! Trying answers with the vendor: the address, the token, the first page.

use chrono_tz::Tz;

use crate::commands::doctor::Outcome;
use crate::commands::registry;
use crate::http::{Http, Request, Verb};
use crate::model::Clock;
use crate::platforms::checks::advice;
use crate::platforms::questions::{Answers, Trial};
use crate::platforms::{Error, Result};

/// Tries; the sentence says what came of it, and never holds a secret.
pub async fn attempt(trial: Trial, answers: &Answers, zone: Tz, clock: &Clock) -> std::result::Result<String, String> {
    let entry = registry::PLATFORMS.iter().find(|entry| entry.section() == answers.to.section);
    let outcome = match (trial, entry) {
        (Trial::Token | Trial::Page, Some(entry)) => (entry.enter)(trial, answers, zone, clock).await,
        _ => reach(answers, clock).await,
    };
    outcome.map_err(|error| sentence(&error, answers.to.section))
}

fn sentence(error: &Error, section: &str) -> String {
    let verdict = advice::verdict(error, section);
    debug_assert!(verdict.outcome != Outcome::Ok);
    match verdict.advice {
        Some(advice) => format!("{}; {advice}", verdict.says),
        None => verdict.says,
    }
}

async fn reach(answers: &Answers, clock: &Clock) -> Result<String> {
    let http = Http::new(answers.value("base_url"), "the address")?;
    let request = Request { verb: Verb::Get, path: "/", query: &[], headers: &[], body: None };
    http.ask(&request, || clock()).await?;
    Ok(format!("{} answers", http.host()))
}
