//! `callboard probe NAME`: asks a bot once, as a bot probe of the settings does, and prints what each step took.
//!
//! The exit code is 0 where the bot answered, and as expected where the probe expects something; 1 where it could not be
//! tried at all; 3 where the answer does not hold what is expected, 4 where there was no whole answer, 5 where the vendor
//! says that the bot is not to be asked.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::entry::budget;
use super::registry::desk::{OpenClient, OpenTenant};
use super::registry::voice::PushTenant;
use super::{Failure, ending, glue, output};
use crate::cli::{Common, Probe};
use crate::config::{BotProbe, Config, Tenant};
use crate::feed::Budget;
use crate::feed::probe::prober::{ProbePlan, ProbeStep, Prober, Ran};
use crate::feed::push::{Inbox, Listen};
use crate::lang::nearest::{hint, nearest};
use crate::model::probe::{ProbeMode, ProbeOutcome, ProbeRun};
use crate::model::{Clock, Problem};
use crate::platforms::{Gate, Hints, Urgency, lenient};

/// Asks once.
///
/// # Errors
/// When there is no such probe, it cannot be tried, or the bot does not answer as it should.
pub async fn run(common: &Common, probe: &Probe) -> Result<(), Failure> {
    let config = glue::settings(common)?;
    let plan = glue::probes::plan(named(&config, &probe.name)?);
    let open = config.tenant::<OpenTenant>().ok_or_else(|| {
        Failure::Other(format!("no vendor whose bots can be asked: add [{}] to the settings", OpenTenant::SECTION.path))
    })?;
    let clock = glue::clock();
    let gate: Arc<dyn Gate> = Arc::<Budget>::new(budget::<OpenClient>(&config, open));
    let client = Arc::new(OpenClient::new(&open.client(&config), Clock::clone(&clock), gate)?);
    let post = (plan.set.mode == ProbeMode::Callback).then(|| glue::probes::post(&config)).flatten();
    let prober = glue::probes::prober(client, (&config, open), &clock, post, Urgency::Interactive);
    let mut signals = ending::signals()?;
    let cancel = CancellationToken::new();
    let mut asking = Box::pin(asked(&prober, &plan, &config, &clock, &cancel));
    let ran = tokio::select! {
        biased;
        ran = &mut asking => ran?,
        () = signals.ended() => {
            // What was begun is ended before the program is.
            cancel.cancel();
            let _ = asking.await;
            None
        }
    };
    let Some(ran) = ran else { return Err(Failure::Other("given up, before an answer was there".to_owned())) };
    let text = if probe.json { document(&ran) } else { lines(&ran) };
    output::print(text.as_bytes())?;
    let run = &ran.run;
    code(run.outcome).map_or(Ok(()), |code| Err(Failure::Probed(code, said(run))))
}

/// The probe of this name.
fn named<'a>(config: &'a Config, name: &str) -> Result<&'a BotProbe, Failure> {
    let found = config.bot_probes.iter().find(|probe| probe.name == name);
    found.ok_or_else(|| {
        let names: Vec<&str> = config.bot_probes.iter().map(|probe| probe.name.as_str()).collect();
        let more = match (names.is_empty(), nearest(name, names.iter().copied())) {
            (true, _) => ": none is set; add [bot_probe.NAME] to the settings".to_owned(),
            (false, Some(near)) => hint(Some(near)),
            (false, None) => format!("; there are {}", names.join(", ")),
        };
        Failure::Other(format!("there is no bot probe {name:?}{more}"))
    })
}

/// Ends what was left open before, and asks; listens meanwhile where the answer is pushed.
async fn asked(
    prober: &Prober<OpenClient>,
    plan: &ProbePlan,
    config: &Config,
    clock: &Clock,
    cancel: &CancellationToken,
) -> Result<Option<Ran>, Failure> {
    prober.memory.adopt();
    prober.end_left(cancel).await;
    let (Some(post), Some(push)) = (&prober.post, config.tenant::<PushTenant>()) else {
        return Ok(prober.run(plan, cancel).await);
    };
    let receiver = glue::receiver(push, None, clock, Hints::default()).taking_answers(glue::probes::bot_desk(post));
    receiver.check_certificate().map_err(|problem| Failure::Other(problem.to_string()))?;
    receiver.take_port().map_err(|error| Failure::Other(receiver.no_port(&error).to_string()))?;
    let (inbox, _outbox) = Inbox::new();
    let listening = receiver.listen(inbox);
    tokio::pin!(listening);
    tokio::select! {
        biased;
        ran = prober.run(plan, cancel) => Ok(ran),
        problem = &mut listening => Err(Failure::Other(problem.to_string())),
    }
}

/// The exit code of an outcome; `None` where all is as it should be.
const fn code(outcome: ProbeOutcome) -> Option<u8> {
    match outcome {
        ProbeOutcome::AsExpected | ProbeOutcome::Answered => None,
        ProbeOutcome::NotAsExpected => Some(3),
        ProbeOutcome::Silent | ProbeOutcome::Failed => Some(4),
        ProbeOutcome::Robot => Some(5),
    }
}

/// What came of it, in one sentence.
fn said(run: &ProbeRun) -> String {
    let why = run.problem.as_ref().map(Problem::to_string);
    match run.outcome {
        ProbeOutcome::AsExpected => "the answer holds what is expected".to_owned(),
        ProbeOutcome::Answered => "the bot answered".to_owned(),
        ProbeOutcome::NotAsExpected => "the answer does not hold what is expected".to_owned(),
        ProbeOutcome::Silent => "the answer ended without a word".to_owned(),
        ProbeOutcome::Failed => why.unwrap_or_else(|| "the bot could not be asked".to_owned()),
        ProbeOutcome::Robot => {
            let status = run.robot_status.as_deref().unwrap_or("no word");
            format!("the vendor says {status}: the bot is not to be asked")
        }
    }
}

/// What a step is called.
const fn words(step: ProbeStep) -> &'static str {
    match step {
        ProbeStep::Begun => "session begun",
        ProbeStep::Sent => "question sent",
        ProbeStep::Accepted => "question accepted",
        ProbeStep::FirstWord => "first word",
        ProbeStep::LastWord => "last word",
        ProbeStep::Ended => "session ended",
    }
}

fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A line a step, with the time since the start and since the question, and what came of it.
fn lines(ran: &Ran) -> String {
    let sent = ran.steps.iter().find(|(step, _)| *step == ProbeStep::Sent).map(|(_, at)| *at);
    let mut text = format!("{:<18} {:>12} {:>20}\n", "", "since start", "since the question");
    for (step, at) in &ran.steps {
        let since = sent.and_then(|sent| at.checked_sub(sent));
        let since = since.map_or_else(String::new, |since| format!("{} ms", ms(since)));
        let line = format!("{:<18} {:>12} {since:>20}", words(*step), format!("{} ms", ms(*at)));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", line.trim_end());
    }
    if let Some(status) = &ran.run.robot_status {
        let _ = writeln!(text, "robot_status {status}");
    }
    let _ = writeln!(text, "{}", said(&ran.run));
    if ran.run.left_open {
        text.push_str("the session could not be ended; it is remembered, and ended at the next start\n");
    }
    text
}

/// One document.
fn document(ran: &Ran) -> String {
    let steps = ran.steps.iter().map(|(step, at)| json!({"step": step.name(), "ms": ms(*at)}));
    let steps: Vec<Value> = steps.collect();
    let run = lenient::tree(&ran.run);
    let document = json!({"good": ran.run.outcome.is_good(), "said": said(&ran.run), "run": run, "steps": steps});
    format!("{}\n", output::escaped(&document.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stamp;
    use crate::model::probe::ProbeSet;

    fn ran(outcome: ProbeOutcome) -> Ran {
        let set = ProbeSet {
            name: "hours".to_owned(),
            robot: "14".to_owned(),
            mode: ProbeMode::Stream,
            every_ms: 300_000,
            expects: true,
        };
        let times = [
            (ProbeStep::Begun, 120),
            (ProbeStep::Sent, 130),
            (ProbeStep::Accepted, 391),
            (ProbeStep::FirstWord, 1_402),
            (ProbeStep::LastWord, 2_790),
            (ProbeStep::Ended, 2_901),
        ];
        let steps = times.map(|(step, ms)| (step, Duration::from_millis(ms))).to_vec();
        let status = Some("ENABLE".to_owned());
        Ran { run: ProbeRun { outcome, robot_status: status, ..ProbeRun::new(&set, Stamp(7)) }, steps }
    }

    #[test]
    fn each_step_is_printed_with_its_time_and_what_came_of_it() {
        let printed = lines(&ran(ProbeOutcome::AsExpected));
        let expected = [
            "                    since start   since the question",
            "session begun            120 ms",
            "question sent            130 ms                 0 ms",
            "question accepted        391 ms               261 ms",
            "first word              1402 ms              1272 ms",
            "last word               2790 ms              2660 ms",
            "session ended           2901 ms              2771 ms",
            "robot_status ENABLE",
            "the answer holds what is expected",
        ];
        assert_eq!(printed.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_document_has_every_step_and_the_run_as_it_is_recorded() {
        let document: Value = serde_json::from_str(&document(&ran(ProbeOutcome::NotAsExpected))).unwrap();
        assert_eq!(document["good"], false);
        assert_eq!(document["run"]["outcome"], "not_as_expected");
        assert_eq!(document["steps"][3], json!({"step": "first_word", "ms": 1_402}));
    }

    #[test]
    fn every_outcome_that_is_not_as_it_should_be_has_an_exit_code_of_its_own_kind() {
        for outcome in ProbeOutcome::ALL {
            assert_eq!(code(outcome).is_none(), outcome.is_good(), "{outcome:?}");
            assert!(code(outcome).is_none_or(|code| code > 2), "1 and 2 say that it was not tried");
            assert!(!said(&ran(outcome).run).is_empty());
        }
    }
}
