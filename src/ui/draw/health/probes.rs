//! Bots that are asked: which, how often, how the last run went, and what failed last.

use crate::model::Probe;
use crate::ui::draw::facts::Facts;
use crate::ui::state::scene::Scene;
use crate::ui::text;

pub(super) fn probes(scene: &Scene<'_>, facts: &mut Facts<'_>) {
    for probe in scene.live.probes().iter() {
        let name = text::clean(&probe.set().name).into_owned();
        facts.fact(&name, &text::probe_asks(scene, probe.set()));
        last(scene, facts, probe);
    }
}

/// How the last run went and how old it is; what failed last, also where the last one is good.
fn last(scene: &Scene<'_>, facts: &mut Facts<'_>, probe: &Probe) {
    let theme = scene.theme;
    let Some((run, age)) = probe.last().zip(probe.age_ms(scene.now)) else {
        facts.styled("", tr!(scene, "not asked yet"), theme.faint());
        return;
    };
    let outcome = text::probe_outcome(scene, run);
    let told = tr!(scene, "{outcome}, {age} ago", outcome = outcome, age = text::age(scene, age));
    let good = run.outcome.is_good() && !probe.is_stale(scene.now);
    facts.styled("", &told, if good { theme.text() } else { theme.caution() });
    let failed = probe.runs().rev().find_map(|run| Some((run.began, text::probe_failed(scene, run)?)));
    if let Some((when, failed)) = failed {
        let told = tr!(scene, "failed {when}: {failed}", when = scene.moment(when), failed = failed);
        facts.styled("", &told, theme.caution());
    }
    if probe.runs().any(|run| run.left_open) {
        facts.styled(
            "",
            tr!(scene, "a session could not be ended yet: it is remembered, and ended later"),
            theme.caution(),
        );
    }
}
