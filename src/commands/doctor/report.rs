//! The findings as lines and as a document.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{Finding, Outcome};
use crate::ui::text;

/// How lines are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// ASCII only.
    pub ascii: bool,
}

const fn glyph(outcome: Outcome, style: Style) -> &'static str {
    match (outcome, style.ascii) {
        (Outcome::Ok, false) => "✓",
        (Outcome::Ok, true) => "+",
        (Outcome::Warning, _) => "!",
        (Outcome::Failure, false) => "✗",
        (Outcome::Failure, true) => "x",
        (Outcome::Skipped, false) => "–",
        (Outcome::Skipped, true) => "-",
    }
}

/// A finding as one line, and a second one that says what to do.
pub fn line(finding: &Finding, style: Style) -> String {
    let Finding { name, verdict, took } = finding;
    let took = match verdict.outcome {
        Outcome::Skipped => String::new(),
        _ => format!("{:.2} s", took.as_secs_f64()),
    };
    let mut out = format!(
        "{} {:<8} {name:<24} {took:>8}  {}\n",
        glyph(verdict.outcome, style),
        verdict.outcome.word(),
        text::clean(&verdict.says)
    );
    if let Some(advice) = &verdict.advice {
        let arrow = if style.ascii { "->" } else { "→" };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{:11}{arrow} {}", "", text::clean(advice));
    }
    if style.ascii { plain(&out) } else { out }
}

/// The few characters of our own sentences that are no ASCII; what vendors say is left to the terminal.
fn plain(text: &str) -> String {
    text.replace('…', "...").replace('–', "-").replace('×', "x")
}

/// How many ended how.
pub fn summary(findings: &[Finding]) -> String {
    let count = |outcome| findings.iter().filter(|finding| finding.verdict.outcome == outcome).count();
    let mut parts = vec![format!("{} ok", count(Outcome::Ok))];
    for (outcome, one, many) in [
        (Outcome::Warning, "warning", "warnings"),
        (Outcome::Failure, "failure", "failures"),
        (Outcome::Skipped, "skipped", "skipped"),
    ] {
        match count(outcome) {
            0 => {}
            1 => parts.push(format!("1 {one}")),
            number => parts.push(format!("{number} {many}")),
        }
    }
    format!("{} checks: {}\n", findings.len(), parts.join(", "))
}

/// The findings for programs.
pub fn document(findings: &[Finding]) -> Value {
    let checks: Vec<Value> = findings
        .iter()
        .map(|finding| {
            json!({
                "name": finding.name,
                "outcome": finding.verdict.outcome.word(),
                "took_ms": u64::try_from(finding.took.as_millis()).unwrap_or(u64::MAX),
                "says": finding.verdict.says,
                "advice": finding.verdict.advice,
                "party": finding.verdict.blame.map(|(party, _)| party.name()),
                "step": finding.verdict.blame.map(|(_, step)| step.name()),
            })
        })
        .collect();
    json!({
        "version": 1,
        "callboard": env!("CARGO_PKG_VERSION"),
        "ok": !findings.iter().any(|finding| finding.verdict.outcome == Outcome::Failure),
        "checks": checks,
    })
}
