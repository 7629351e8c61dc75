//! Bot probes, in words: how a bot is asked, what came of a run, and how long it took.

use crate::lang::Speaks;
use crate::model::{ProbeMode, ProbeOutcome, ProbeRun, ProbeSet};

/// A time of a run to the hundredth of a second: `0.84 s`; `dash` for what is not known.
pub fn took(ms: Option<u64>, dash: &str) -> String {
    ms.map_or_else(|| dash.to_owned(), |ms| format!("{:.2} s", ms as f64 / 1_000.0))
}

/// What came of a run, in a word or two.
pub fn probe_outcome(to: impl Speaks, run: &ProbeRun) -> String {
    let language = to.language();
    let word = match (run.outcome, run.robot_status.as_deref()) {
        (ProbeOutcome::Robot, Some(status)) => return tr!(language, "robot {status}", status = status),
        (ProbeOutcome::AsExpected, _) => tr!(language, "as expected"),
        (ProbeOutcome::Answered, _) => tr!(language, "answer came"),
        (ProbeOutcome::NotAsExpected, _) => tr!(language, "not as expected"),
        (ProbeOutcome::Silent, _) => tr!(language, "no word"),
        (ProbeOutcome::Robot, None) => tr!(language, "robot off"),
        (ProbeOutcome::Failed, _) => tr!(language, "no whole answer"),
    };
    word.to_owned()
}

/// What is not as it should be about a run and what is to be done about it; `None` where all is.
pub fn probe_failed(to: impl Speaks, run: &ProbeRun) -> Option<String> {
    let language = to.language();
    let said = match (run.outcome, run.robot_status.as_deref().map(str::trim)) {
        (ProbeOutcome::Robot, Some("EXHAUST")) => {
            tr!(language, "its answers are used up: buy more with the vendor, or ask another robot")
        }
        (ProbeOutcome::Robot, Some("EXPIRE")) => {
            tr!(language, "it has expired: renew it with the vendor, or ask another robot")
        }
        (ProbeOutcome::Robot, Some("DELETE")) => tr!(language, "it has been deleted: ask another robot"),
        (ProbeOutcome::Robot, _) => {
            tr!(language, "the vendor does not let it answer: look at it in the vendor's console")
        }
        (ProbeOutcome::Silent, _) => {
            tr!(language, "the answer ended without a word: ask it the same in the vendor's console")
        }
        (ProbeOutcome::NotAsExpected, _) => {
            tr!(
                language,
                "the answer does not hold what is expected: look at its knowledge, or at expect in the settings"
            )
        }
        (ProbeOutcome::AsExpected | ProbeOutcome::Answered | ProbeOutcome::Failed, _) => {
            return run.problem.as_ref().map(|problem| crate::lang::sentence(language, problem));
        }
    };
    Some(said.to_owned())
}

/// How a bot is asked.
pub fn probe_mode(to: impl Speaks, mode: ProbeMode) -> &'static str {
    let language = to.language();
    match mode {
        ProbeMode::Stream => tr!(language, "word by word"),
        ProbeMode::Whole => tr!(language, "in one piece"),
        ProbeMode::Callback => tr!(language, "by callback"),
    }
}

/// What a probe does: `asks robot 1 every 5m, answered word by word`.
pub fn probe_asks(to: impl Speaks, set: &ProbeSet) -> String {
    let language = to.language();
    tr!(
        language,
        "asks robot {robot} every {every}, answered {mode}",
        robot = crate::lang::clean::clean(&set.robot),
        every = crate::lang::figures::limit(language, set.every_ms),
        mode = probe_mode(language, set.mode)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Language;
    use crate::model::Stamp;

    #[test]
    fn a_run_is_told_by_its_outcome_and_the_vendors_own_word_on_the_robot() {
        let set = ProbeSet {
            name: "shop".to_owned(),
            robot: "1".to_owned(),
            mode: ProbeMode::Stream,
            every_ms: 300_000,
            expects: true,
        };
        let run = |outcome, status: Option<&str>| {
            let run = ProbeRun { robot_status: status.map(str::to_owned), ..ProbeRun::new(&set, Stamp(0)) };
            probe_outcome(Language::English, &ProbeRun { outcome, ..run })
        };
        assert_eq!(run(ProbeOutcome::AsExpected, Some("ENABLE")), "as expected");
        assert_eq!(run(ProbeOutcome::Robot, Some("EXHAUST")), "robot EXHAUST");
        assert_eq!(run(ProbeOutcome::Robot, None), "robot off");
        let exhausted = ProbeRun {
            robot_status: Some(" EXHAUST".to_owned()),
            outcome: ProbeOutcome::Robot,
            ..ProbeRun::new(&set, Stamp(0))
        };
        let said = probe_failed(Language::English, &exhausted);
        assert!(
            said.as_deref().is_some_and(|said| said.contains("used up") && said.contains("another robot")),
            "{said:?}"
        );
        let good = ProbeRun { outcome: ProbeOutcome::AsExpected, ..exhausted };
        assert_eq!(probe_failed(Language::English, &good), None);
        assert_eq!(probe_asks(Language::English, &set), "asks robot 1 every 5m, answered word by word");
        assert_eq!(
            (took(Some(840), "–"), took(Some(12_346), "–"), took(None, "–")),
            ("0.84 s".to_owned(), "12.35 s".to_owned(), "–".to_owned())
        );
    }
}
