//! How bots answer.

use super::Board;
use crate::model::probe::{ProbeRun, ProbeSet, Probes};
use crate::model::source::SourceId;
use crate::model::time::Stamp;

impl Board {
    /// Bot probes: what is set, and how bots answered.
    pub fn probes(&self) -> &Probes {
        &self.probes
    }

    pub(super) fn apply_probes(&mut self, at: Stamp, sets: Vec<ProbeSet>) {
        self.source_mut(SourceId::Probe).heard = Some(at);
        self.probes.set(sets);
        self.revision += 1;
    }

    /// Figures are as old as the run that is the newest of all.
    pub(super) fn apply_probed(&mut self, at: Stamp, runs: Vec<ProbeRun>) {
        let newest = runs.iter().map(|run| run.began).max();
        let source = self.source_mut(SourceId::Probe);
        source.heard = Some(at);
        source.as_of = source.as_of.max(newest);
        for run in runs {
            self.probes.take(run);
        }
        self.revision += 1;
    }
}

#[cfg(test)]
mod tests;
