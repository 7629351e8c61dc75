//! What is kept of earlier days: where, and what of it a board begins with.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::{Days, NaiveDate};
use litemap::LiteMap;

use super::super::registry::desk::OpenTenant;
use super::super::registry::voice::CallTenant;
use crate::app::{kept_funnels, kept_totals};
use crate::config::Config;
use crate::model::{Clock, Payload, Update, sort};

/// A day of which so many half hours are kept is not asked for again.
const WELL_KNOWN: usize = 24;

/// Where the totals of half hours are kept, if they are: a file for each account and what the settings narrow it to.
pub fn totals_file(config: &Config) -> Option<PathBuf> {
    let (dir, call) = (config.totals.dir.as_deref()?, config.tenant::<CallTenant>()?);
    Some(crate::app::totals_file(dir, &config.site.name, &call.records_of(config)))
}

/// The same of the half hours of AI sessions.
pub fn funnels_file(config: &Config) -> Option<PathBuf> {
    let (dir, open) = (config.totals.dir.as_deref()?, config.tenant::<OpenTenant>()?);
    Some(crate::app::funnels_file(dir, &config.site.name, &open.sessions_of(config)))
}

/// Both files.
#[derive(Clone, Debug, Default)]
pub struct KeptFiles {
    /// Of what the call records tell.
    pub totals: Option<PathBuf>,
    /// Of AI sessions.
    pub funnels: Option<PathBuf>,
}

impl KeptFiles {
    /// Those of the settings.
    pub fn of(config: &Config) -> Self {
        Self { totals: totals_file(config), funnels: funnels_file(config) }
    }

    /// What is in them, as a board is told it. What cannot be read is not there; doctor says why.
    pub fn begin(&self, clock: &Clock) -> Vec<Update> {
        let totals = self.totals.as_deref().map(|file| kept_totals(file).0).filter(|halves| !halves.is_empty());
        let funnels = self.funnels.as_deref().map(|file| kept_funnels(file).0).filter(|halves| !halves.is_empty());
        let payloads = totals.map(Payload::Totals).into_iter().chain(funnels.map(Payload::Funnels));
        payloads.map(|payload| Update::new(clock(), payload)).collect()
    }
}

/// The days of whose AI sessions enough is kept.
pub(super) fn known_days(config: &Config) -> BTreeSet<NaiveDate> {
    let Some(file) = funnels_file(config) else { return BTreeSet::new() };
    let mut days: LiteMap<i64, usize> = LiteMap::new();
    for half in kept_funnels(&file).0 {
        *days.entry(half.day).or_default() += 1;
    }
    let well_known = days.into_iter().filter(|(_, halves)| *halves >= WELL_KNOWN);
    let date = |day| NaiveDate::default().checked_add_days(Days::new(u64::try_from(day).ok()?));
    sort::set(well_known.filter_map(|(day, _)| date(day)))
}
