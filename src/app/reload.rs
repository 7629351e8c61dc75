//! Settings that are read anew while the board runs: taken whole, or refused whole with what is wrong.

use super::App;
use super::problem::{Notice, Written};
use super::reread::{Reload, Reloaded};
use crate::model::Problem;
use crate::tasks::spawn_blocking;
use crate::ui::{Keymap, Settings};

/// So many changes are named.
const NAMED: usize = 4;

impl App {
    /// The same whose settings can be read anew.
    #[must_use]
    pub fn reloading(mut self, reload: Reload) -> Self {
        self.reloading.from = Some(reload);
        self
    }

    /// Begins to read the settings anew.
    pub(super) fn reload(&mut self) {
        if self.reloading.is_busy() {
            self.reloading.again = true;
            return;
        }
        self.service.reloading();
        let Some(reload) = self.reloading.from.clone() else {
            self.view.tell(&Notice::NoSettings.into());
            return self.service.ready();
        };
        self.reloading.job.spawn(crate::tasks::boxed(async move {
            let read = spawn_blocking(move || reload()).await;
            read.unwrap_or_else(|_| Err(Written::Fault.into()))
        }));
    }

    /// Takes what was read, or says why not.
    pub(super) fn reloaded(&mut self, came: Result<Box<Reloaded>, Problem>) {
        let said = match came {
            Ok(reloaded) => self.take_settings(*reloaded),
            Err(why) => Notice::Refused(why),
        };
        let said = Problem::from(said);
        tracing::info!("reload: {said}");
        self.view.tell(&said);
        self.service.ready();
        if std::mem::take(&mut self.reloading.again) {
            self.reload();
        }
    }

    fn take_settings(&mut self, reloaded: Reloaded) -> Notice {
        let Reloaded { settings, keymap, tell, slow_line, export_dir, taken, waits } = reloaded;
        self.renew(&settings, keymap.clone());
        self.each_beside(|app| app.renew(&settings, keymap.clone()));
        self.pace.ask(slow_line);
        self.teller.change(tell);
        self.files.change_dir(export_dir);
        Notice::of_reload(&taken, &waits)
    }
}

impl Notice {
    /// What there is to say of settings that were read anew: what of them is `taken`, and what `waits` for a restart.
    pub fn of_reload(taken: &[String], waits: &[String]) -> Self {
        match (waits, taken) {
            ([one], _) => Self::Waits(one.clone()),
            ([_, ..], _) => Self::Wait(listed(waits)),
            ([], []) => Self::Unchanged,
            ([], _) => Self::Taken(listed(taken)),
        }
    }
}

impl App {
    /// Goes on with these settings; the site is the same.
    fn renew(&mut self, settings: &Settings, keymap: Keymap) {
        let now = self.now();
        let (site, zone) = (self.settings.site.clone(), self.settings.zone);
        // What stands and what was is known by the positions of rules.
        let rules = settings.rules.after(&self.settings.rules);
        let settings = Settings { site, zone, rules, ..settings.clone() };
        self.view.take_settings((&self.settings, &settings), keymap, &self.board, now);
        self.alarms.set_rules(settings.rules.clone(), &self.board, now);
        self.story.set_limits(&settings.limits);
        self.view.note(&self.board, &self.alarms, &[], now);
        self.settings = settings;
    }
}

/// The first of them; `…` stands for more.
fn listed(names: &[String]) -> String {
    let mut told: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    if names.len() > NAMED {
        told.push("…");
    }
    told.join(", ")
}

#[cfg(test)]
mod tests;
