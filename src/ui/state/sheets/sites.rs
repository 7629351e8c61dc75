//! Several sites as a list: how each stands, who waits, how well they are served.

use std::borrow::Cow;

use super::shown::{Role, Shown};
use crate::lang::Language;
use crate::lists::{Column, ListId, Opens, Sheet, Value};
use crate::model::{Severity, Waiting};
use crate::ui::sites::{Site, SiteState, Sites};
use crate::ui::state::scene::Scene;
use crate::ui::text::{self, Marks};

/// The sites, in the order of the settings.
pub(in crate::ui) struct SitesSheet<'a> {
    scene: &'a Scene<'a>,
    sites: Option<&'a Sites>,
    revision: u64,
}

/// Those that a screen of 80 cells has room for come first.
const COLUMNS: &[Column] = &[
    Column::left("site", mark!("Site"), 12),
    Column::left("state", mark!("State"), 18),
    Column::right("waiting", mark!("Waiting"), 7),
    Column::right("longest", mark!("Longest"), 7),
    Column::right("level", mark!("Service level"), 8),
    Column::right("alerts", mark!("Alerts"), 6),
    Column::right("ready", mark!("Ready"), 5),
    Column::right("talking", mark!("Talking"), 7),
    Column::right("lost", mark!("Lost"), 5),
    Column::left("since", mark!("Since"), 8),
];

impl<'a> SitesSheet<'a> {
    pub(in crate::ui) fn site(&self, row: usize) -> Option<&'a Site> {
        self.sites?.all.get(row)
    }

    fn all(&self) -> &'a [Site] {
        self.sites.map_or(&[], |sites| &sites.all)
    }

    fn marks(&self) -> Marks<'static> {
        let glyphs = self.scene.theme.glyphs;
        Marks { dash: glyphs.dash(), range: glyphs.dash(), at_most: glyphs.at_most() }
    }

    /// What all of them have together; unknown where one's is.
    fn sum(&self, get: impl Fn(&Site) -> Option<u64>) -> Value<'static> {
        let counts = self.all().iter().map(|site| get(site).filter(|_| site.state.is_live()));
        Value::count(counts.reduce(|sum, count| Some(sum?.saturating_add(count?))).flatten())
    }
}

fn key(column: usize) -> &'static str {
    COLUMNS.get(column).map_or("", |column| match &column.key {
        Cow::Borrowed(key) => key,
        Cow::Owned(_) => "",
    })
}

impl Sheet for SitesSheet<'_> {
    fn id(&self) -> ListId {
        ListId::Sites
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(COLUMNS)
    }
    fn rows(&self) -> usize {
        self.all().len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.site(row).map_or(Cow::Borrowed(""), |site| Cow::Borrowed(&site.name))
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(site) = self.site(row) else { return Value::None };
        match key(column) {
            "site" => Value::text(Some(&site.name)),
            "state" => Value::word(state(self.scene, language, site)),
            "since" => Value::moment(site.since),
            "waiting" => match site.waiting {
                Waiting::Exact(count) => Value::count(Some(count)),
                Waiting::Unknown(_) => Value::None,
                // A bound is no figure.
                unsure => Value::word(text::waiting(unsure, self.marks())),
            },
            "longest" => Value::millis(site.longest_wait),
            "level" => Value::share(site.service_level),
            "lost" => Value::count(site.lost),
            "ready" => Value::count(site.ready),
            "talking" => Value::count(site.talking),
            "alerts" => Value::count(site.alerts),
            _ => Value::None,
        }
    }
    fn totals(&self, language: Language) -> Option<Vec<Value<'_>>> {
        let sums = COLUMNS.iter().map(|column| match column.key.as_ref() {
            "site" => Value::word(tr!(language, "together")),
            "lost" => self.sum(|site| site.lost.filter(|_| !site.calls_stale)),
            "ready" => self.sum(|site| site.ready),
            "talking" => self.sum(|site| site.talking),
            "alerts" => self.sum(|site| site.alerts),
            _ => Value::None,
        });
        (self.rows() > 1).then(|| sums.collect())
    }
    fn stamp(&self) -> u64 {
        // How old what is known is changes by itself.
        let second = self.scene.now.ms().div_euclid(1_000).unsigned_abs();
        self.revision.wrapping_mul(0x0100_0000_01b3).wrapping_add(second)
    }
    fn open(&self, _: Language, row: usize) -> Option<Opens> {
        self.site(row).map(|_| Opens::Site(row))
    }
    fn name(&self) -> String {
        "sites".to_owned()
    }
}

impl Shown for SitesSheet<'_> {
    fn role(&self, _: &Scene<'_>, row: usize, column: usize) -> Role {
        let Some(site) = self.site(row) else { return Role::Text };
        match key(column) {
            "site" => Role::Strong,
            "state" => match site.state {
                SiteState::Live => Role::Text,
                SiteState::Polling | SiteState::Connecting | SiteState::Empty => Role::Caution,
                SiteState::Stale | SiteState::Away | SiteState::Silent | SiteState::NotReached => Role::Alert,
            },
            "since" => Role::Faint,
            _ if !site.state.is_live() => Role::Stale,
            "level" | "lost" if site.calls_stale => Role::Stale,
            "alerts" => match site.worst {
                Some(Severity::Critical) => Role::Alert,
                Some(Severity::Warning) => Role::Caution,
                _ => Role::Text,
            },
            _ => Role::Text,
        }
    }
}

/// How a site stands, in a word or two.
fn state(scene: &Scene<'_>, language: Language, site: &Site) -> String {
    let age = || text::age(language, site.since.map_or(0, |since| scene.now.since(since).max(0)));
    match site.state {
        SiteState::Live => tr!(language, "live").to_owned(),
        SiteState::Polling => tr!(language, "polling").to_owned(),
        SiteState::Stale => tr!(language, "STALE {age}", age = age()),
        SiteState::Connecting => tr!(language, "connecting").to_owned(),
        SiteState::Away => tr!(language, "not live").to_owned(),
        SiteState::Empty => tr!(language, "nothing configured").to_owned(),
        SiteState::Silent => tr!(language, "hub silent for {age}", age = age()),
        SiteState::NotReached => tr!(language, "not reached").to_owned(),
    }
}

/// Them as a list.
pub(in crate::ui) fn sheet<'a>(scene: &'a Scene<'_>) -> SitesSheet<'a> {
    let known = scene.view.known_sites();
    SitesSheet { scene, sites: known.map(|known| &known.sites), revision: known.map_or(0, |known| known.revision) }
}
