//! Alerts that the rules of the settings raise over a recording, as `callboard alerts --dry-run` tells them.

use chrono_tz::Tz;
use serde_json::{Value, json};

use super::rows::Rows;
use super::table::{Out, Table, columns};
use crate::lang::clean::clean;
use crate::model::{About, Board, Lookout, News, NewsKind, Rules, Stamp, Update};

/// What the rows have.
pub fn table() -> Table {
    Table {
        name: "alerts",
        about: "what happened to an alert, by the rules of your settings of today",
        columns: columns! {
            "at" Time "when";
            "kind" Text "`raised`, `escalated`, `cleared`";
            "rule" Text "the rule's name";
            "severity" Text "`info`, `warning`, `critical`";
            "about" Text "`agent`, `centre`, `source`";
            "agent_id" Text "the agent, where it is about one";
            "source" Text "the source, where it is about one";
            "who" Text "the agent's name or the source; null for the centre";
            "what" Text "what is so, in words";
            "began" Time "when it was raised";
            "lasted_ms" Ms "from then on; null where it is raised";
        },
    }
}

/// The alerts' rows.
pub struct Alerts {
    lookout: Lookout,
}

impl Alerts {
    /// Those of `rules`. Days begin at the midnight of `zone`.
    pub fn new(rules: Rules, zone: Tz) -> Self {
        Self { lookout: Lookout::new(rules, zone) }
    }

    fn take(&mut self, update: Update, out: &mut Out) {
        for news in self.lookout.take(update) {
            write(&news, out);
        }
    }
}

fn write(news: &News, out: &mut Out) {
    if !out.span.has(news.at) {
        return;
    }
    let (kind, over) = match news.kind {
        NewsKind::Raised => ("raised", false),
        NewsKind::Escalated => ("escalated", true),
        NewsKind::Ended => ("cleared", true),
    };
    let (about, agent, source) = match &news.key.about {
        About::Agent(id) => ("agent", Some(id), None),
        About::Centre => ("centre", None, None),
        About::Source(id) => ("source", None, Some(id.name())),
    };
    let who = Some(clean(&news.who)).filter(|who| !who.is_empty());
    let values = [
        out.time(news.at),
        json!(kind),
        json!(news.rule),
        json!(news.severity.word()),
        json!(about),
        json!(agent),
        json!(source),
        json!(who),
        json!(news.what),
        out.time(news.began),
        if over { json!(news.at.since(news.began)) } else { Value::Null },
    ];
    out.row(&values);
}

impl Rows for Alerts {
    /// What stands goes on standing, unless the board that begins says otherwise.
    fn begin(&mut self, board: &Board, at: Stamp, _last: Option<Stamp>, out: &mut Out) {
        for update in board.retell(at) {
            self.take(update, out);
        }
    }

    fn told(&mut self, update: &Update, _board: &Board, out: &mut Out) {
        self.take(update.clone(), out);
    }
}
