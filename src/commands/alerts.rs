//! `callboard alerts --dry-run FILE`: which alerts the rules of the settings would have raised, and when.

use std::io::{self, Write};

use chrono_tz::Tz;

use reading::updates;

use super::{Failure, glue, output};
use crate::cli::{Alerts, Common};
use crate::config::Config;
use crate::model::{Lookout, News, NewsKind, Rules, Update, plain, rule};
use crate::ui;

mod lab;
mod reading;

pub use lab::SCHEMA;

/// Reads the updates of a recording, of a file of JSON lines, or of standard input, and prints a line for each alert
/// raised, each that escalates and each that is over; or what one rule comes to under several values.
///
/// # Errors
/// When the settings are wrong, a line is no update, or there is no such rule or value.
pub fn run(common: &Common, alerts: &Alerts) -> Result<(), Failure> {
    if alerts.schema {
        return output::print(&SCHEMA.bytes());
    }
    let config = glue::settings_without_tenant(common)?;
    match (&alerts.lab, &alerts.dry_run) {
        (Some(rule), _) => lab::run(&config, rule, alerts),
        (None, Some(file)) => told(&config, updates(file)?),
        // The command line asks for one of them.
        (None, None) => Ok(()),
    }
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
