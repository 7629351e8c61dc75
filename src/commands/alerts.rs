//! `callboard alerts --dry-run FILE`: which alerts the rules of the settings would have raised, and when.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use chrono_tz::Tz;

use super::lines::Lines;
use super::{Failure, glue, output, tail};
use crate::cli::{Alerts, Common};
use crate::config::Config;
use crate::feed::record::{Reader, RecordingError, Updates};
use crate::files::text;
use crate::model::{Lookout, News, NewsKind, Rules, Update, plain, rule};
use crate::platforms::lenient;
use crate::ui;

/// Reads the updates of a recording, of a file of JSON lines, or of standard input, and prints a line for each alert
/// raised, each that escalates and each that is over.
///
/// # Errors
/// When the settings are wrong, or a line is no update.
pub fn run(common: &Common, alerts: &Alerts) -> Result<(), Failure> {
    let config = glue::settings_without_tenant(common)?;
    if alerts.dry_run != Path::new("-") {
        match Reader::open(&alerts.dry_run) {
            Ok(recording) => return told(&config, Updates::new(recording).map(|update| update.map_err(Failure::from))),
            // Then it is text, or says below why it is nothing.
            Err(RecordingError::NotOne(_) | RecordingError::NotPlain(_) | RecordingError::Io(..)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let input: Box<dyn BufRead> = if alerts.dry_run == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(&alerts.dry_run);
        let file = file.map_err(|why| Failure::Other(format!("{}: {}", alerts.dry_run.display(), why.kind())))?;
        Box::new(BufReader::new(file))
    };
    let name = alerts.dry_run.display().to_string();
    told(&config, lines(input, name))
}

fn told(config: &Config, updates: impl Iterator<Item = Result<Update, Failure>>) -> Result<(), Failure> {
    let mut broken = None;
    // What was told before a line that is no update is still worth printing.
    let updates = updates.map_while(|update| update.map_err(|why| broken = Some(why)).ok());
    let told = print(dry_run(glue::alerts::rules(config), config.site.timezone, updates), config.site.timezone);
    match (output::going_on(told)?, broken) {
        (true, Some(why)) => Err(why),
        _ => Ok(()),
    }
}

/// The updates of JSON lines, one a line; blank lines are skipped.
fn lines(input: impl BufRead, name: String) -> impl Iterator<Item = Result<Update, Failure>> {
    let said = move |at: usize, why: &dyn std::fmt::Display| Failure::Other(format!("{name}:{}: {why}", at + 1));
    Lines::new(input).enumerate().filter_map(move |(at, line)| match line {
        Err(why) => Some(Err(said(at, &why))),
        // Its lines do not end where a byte says so.
        Ok(line) if at == 0 && text::is_utf16(&line) => Some(Err(said(at, &"this is UTF-16; save it as UTF-8"))),
        Ok(line) => {
            let line = text::read_lossy(line);
            if line.chars().all(|c| c.is_whitespace() || c.is_control()) {
                return None;
            }
            // What a hub tells anew follows it, in updates.
            if is_anew(&line) {
                return None;
            }
            Some(lenient::owned(&line).map_err(|why| said(at, &format!("this is no update: {why}"))))
        }
    })
}

/// Whether it is the line with which `tail` says that a whole board follows.
fn is_anew(line: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Kind {
        kind: String,
    }
    line.contains(tail::ANEW) && lenient::owned::<Kind>(line).is_ok_and(|line| line.kind == tail::ANEW)
}

/// What the board's alerts would have told, in order.
pub fn dry_run(rules: Rules, zone: Tz, updates: impl Iterator<Item = Update>) -> impl Iterator<Item = News> {
    let mut lookout = Lookout::new(rules, zone);
    updates.flat_map(move |update| lookout.take(update))
}

fn print(news: impl Iterator<Item = News>, zone: Tz) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let (mut raised, mut over, mut escalated) = (0_u64, 0_u64, 0_u64);
    for news in news {
        match news.kind {
            NewsKind::Raised => raised += 1,
            NewsKind::Escalated => escalated += 1,
            NewsKind::Ended => over += 1,
        }
        writeln!(out, "{}", line(&news, zone))?;
    }
    let still = raised.saturating_sub(over);
    let noun = if raised == 1 { "alert" } else { "alerts" };
    // Where nothing escalates, nothing is said of it.
    let escalated = if escalated > 0 { format!(", {escalated} escalated") } else { String::new() };
    writeln!(out, "{raised} {noun} raised{escalated}, {still} still standing at the end")?;
    out.flush()
}

/// `2026-11-21 14:32:07 +08:00  raised     warning   wrap_up  李娜  wrap-up for 5m`.
fn line(news: &News, zone: Tz) -> String {
    let at = news.at.in_zone(&zone).map_or_else(|| news.at.to_string(), |at| at.format("%F %T %:z").to_string());
    let kind = match news.kind {
        NewsKind::Raised => "raised   ",
        NewsKind::Escalated => "escalated",
        NewsKind::Ended => "over     ",
    };
    let who = if news.who.is_empty() { String::new() } else { format!("{}  ", ui::text::clean(&news.who)) };
    let after = match news.kind {
        NewsKind::Raised => String::new(),
        NewsKind::Escalated | NewsKind::Ended => format!("  after {}", rule::short(news.at.since(news.began))),
    };
    let line = format!("{at}  {kind}  {:8}  {}  {who}{}{after}", news.severity.word(), news.rule, news.what);
    plain::line(&line).into_owned()
}

#[cfg(test)]
mod tests;
