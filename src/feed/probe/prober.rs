//! One run of a probe: a session is begun, a question asked, the answer heard, and the session ended, whatever came of it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::hearing::{Hearing, Steady};
use super::memory::Memory;
use super::post::{BELOW, Expected, Post};
use crate::feed::problem::Probing;
use crate::model::probe::{ProbeMode, ProbeRun, ProbeSet};
use crate::model::{Clock, Problem, Stamp, sort};
use crate::platforms::bots::{Asking, BotAnswer, BotApi, BotSession, MARK, Question};
use crate::platforms::{ErrorKind, Random, Urgency};

/// How long a session may take to be begun, its place in the call budget included.
const BEGIN_PATIENCE: Duration = Duration::from_mins(2);
/// How long a question may take to be accepted, its place in the call budget included.
const ASK_PATIENCE: Duration = Duration::from_mins(2);
/// How long an answer may take from there to its end.
pub const ANSWER_PATIENCE: Duration = Duration::from_mins(1);
/// An answer of which all was told there is to know is over where nothing more comes for so long.
const SETTLED: Duration = Duration::from_secs(5);
/// How long a session may take to be ended, its place in the call budget included.
const END_PATIENCE: Duration = Duration::from_secs(30);
/// The same where the program is to end.
const GOODBYE: Duration = Duration::from_secs(3);

/// A probe: how it is set, and what it asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbePlan {
    /// What the board is told of it.
    pub set: ProbeSet,
    /// The question.
    pub question: String,
    /// What the answer should hold.
    pub expect: Option<String>,
    /// The address of the receiver as the vendor reaches it, for an answer that is pushed.
    pub callback: Option<String>,
}

/// A step of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProbeStep {
    /// The session was begun.
    Begun,
    /// The question was sent.
    Sent,
    /// The question was accepted.
    Accepted,
    /// The first word of the answer came.
    FirstWord,
    /// The last word came.
    LastWord,
    /// The session was ended.
    Ended,
}

impl ProbeStep {
    /// Its name in documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Begun => "begun",
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::FirstWord => "first_word",
            Self::LastWord => "last_word",
            Self::Ended => "ended",
        }
    }
}

/// What a run took: each step that was reached, since the run began.
pub type Steps = Vec<(ProbeStep, Duration)>;

/// A run that is over, and what each of its steps took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// What the board is told.
    pub run: ProbeRun,
    /// The steps that were reached.
    pub steps: Steps,
}

/// What asks. It serves all probes of one vendor.
pub struct Prober<A> {
    /// The vendor's bots.
    pub api: Arc<A>,
    /// The wall clock.
    pub clock: Clock,
    /// The clock that times are measured by.
    pub steady: Steady,
    /// Random bits, of which the ids of sessions and the addresses for answers are made.
    pub random: Random,
    /// Where answers come in that are pushed; `None` where nothing listens for them.
    pub post: Option<Arc<Post>>,
    /// Which sessions are open.
    pub memory: Arc<Memory>,
    /// How urgent its calls are.
    pub urgency: Urgency,
    /// How long after the start of the feed the first question is asked.
    pub after_start: Duration,
}

/// Moments of a run, on the steady clock.
struct Watch<'a> {
    steady: &'a Steady,
    clock: &'a Clock,
    began: Duration,
    steps: Mutex<Vec<(ProbeStep, Duration)>>,
    /// When the question was sent, by the wall clock.
    sent: Mutex<Option<Stamp>>,
}

impl Watch<'_> {
    /// The step is reached now.
    fn note(&self, step: ProbeStep) {
        self.note_at(step, (self.steady)());
    }

    /// It was reached at that moment. A question that is sent once more counts from then.
    fn note_at(&self, step: ProbeStep, at: Duration) {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        steps.retain(|(known, _)| *known != step);
        steps.push((step, at));
    }

    fn sent(&self) {
        self.note(ProbeStep::Sent);
        *self.sent.lock().unwrap_or_else(PoisonError::into_inner) = Some((self.clock)());
    }

    fn at(&self, step: ProbeStep) -> Option<Duration> {
        let steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        steps.iter().find(|(known, _)| *known == step).map(|(_, at)| *at)
    }

    /// From the question to that step, in ms.
    fn since_sent(&self, step: ProbeStep) -> Option<u64> {
        let (sent, at) = (self.at(ProbeStep::Sent)?, self.at(step)?);
        u64::try_from(at.saturating_sub(sent).as_millis()).ok()
    }

    /// All steps in their order, since the run began.
    fn steps(&self) -> Steps {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner).clone();
        sort::by(&mut steps, Ord::cmp);
        steps.into_iter().map(|(step, at)| (step, at.saturating_sub(self.began))).collect()
    }
}

impl<A: BotApi> Prober<A> {
    /// Runs a probe once. `None` where it was cancelled: nothing is known of the bot then, and its session is ended.
    pub async fn run(&self, plan: &ProbePlan, cancel: &CancellationToken) -> Option<Ran> {
        let (began, now) = ((self.steady)(), (self.clock)());
        let watch =
            Watch { steady: &self.steady, clock: &self.clock, began, steps: Mutex::default(), sent: Mutex::default() };
        let mut run = ProbeRun::new(&plan.set, now);
        if plan.set.mode == ProbeMode::Callback && (self.post.is_none() || plan.callback.is_none()) {
            run.problem = Some(Probing::NoReceiver.into());
            return Some(Ran { run, steps: Steps::new() });
        }
        let session = match self.begin(plan, cancel).await {
            Ok(session) => session,
            Err(problem) => {
                run.problem = Some(problem);
                return (!cancel.is_cancelled()).then(|| Ran { run, steps: watch.steps() });
            }
        };
        // Before anything else: from here on it is open.
        self.memory.begun(&session.id);
        watch.note(ProbeStep::Begun);
        let heard = tokio::select! {
            biased;
            () = cancel.cancelled() => None,
            heard = self.hear(plan, &session, &watch) => Some(heard),
        };
        let patience = if heard.is_none() { GOODBYE } else { END_PATIENCE };
        let left = self.end(&session.id, patience, cancel).await;
        if left.is_none() {
            watch.note(ProbeStep::Ended);
        }
        let heard = heard?;
        if let Some(first) = heard.first {
            watch.note_at(ProbeStep::FirstWord, first);
        }
        if let Some(last) = heard.whole() {
            watch.note_at(ProbeStep::LastWord, last);
        }
        run.began = watch.sent.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or(now);
        run.accepted_ms = watch.since_sent(ProbeStep::Accepted);
        run.first_word_ms = watch.since_sent(ProbeStep::FirstWord);
        run.last_word_ms = watch.since_sent(ProbeStep::LastWord);
        (run.outcome, run.problem) = heard.outcome(plan.expect.as_deref());
        run.robot_status = heard.status;
        run.left_open = left.is_some();
        if run.problem.is_none() {
            run.problem = left.map(|problem| Probing::LeftOpen(problem).into());
        }
        Some(Ran { run, steps: watch.steps() })
    }

    /// Begins a session. That a program is to end does not stop it at once: what is begun must be known to be ended.
    async fn begin(&self, plan: &ProbePlan, cancel: &CancellationToken) -> Result<BotSession, Problem> {
        let (id, business) = ((self.random)(), (self.random)());
        let (mark, business) = (format!("{MARK}{id:032x}"), format!("{business:032x}"));
        let asking = Asking { robot: &plan.set.robot, mark: &mark, business: &business };
        let begun = timeout(BEGIN_PATIENCE, self.api.begin(&asking, self.urgency));
        let late = || Problem::from(Probing::NoSession(BEGIN_PATIENCE.as_secs()));
        tokio::select! {
            biased;
            begun = begun => begun.map_err(|_| late())?.map_err(Problem::from),
            () = async { cancel.cancelled().await; tokio::time::sleep(GOODBYE).await } => Err(late()),
        }
    }

    /// Asks, and hears the answer to its end.
    async fn hear(&self, plan: &ProbePlan, session: &BotSession, watch: &Watch<'_>) -> Hearing {
        let mut hearing = Hearing::default();
        let mut expected = self.expected(plan, session);
        let callback = expected.as_ref().map(|(_, address)| address.clone());
        let question = Question {
            text: &plan.question,
            mode: plan.set.mode,
            callback: callback.as_deref(),
            urgency: self.urgency,
            sent: &|| watch.sent(),
        };
        let answer = match timeout(ASK_PATIENCE, self.api.ask(session, &question)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                hearing.fault(error.problem);
                return hearing;
            }
            Err(_) => {
                hearing.fault(Probing::NotTaken(ASK_PATIENCE.as_secs()).into());
                return hearing;
            }
        };
        let accepted = (self.steady)();
        watch.note_at(ProbeStep::Accepted, accepted);
        let heard = async {
            match answer {
                BotAnswer::Whole(parts) => parts.into_iter().for_each(|part| hearing.part(&session.id, part, accepted)),
                BotAnswer::Stream(mut parts) => {
                    loop {
                        let patience = if hearing.may_be_over() { SETTLED } else { ANSWER_PATIENCE * 2 };
                        match timeout(patience, parts.next()).await {
                            Ok(Some(Ok(part))) => hearing.part(&session.id, part, (self.steady)()),
                            Ok(Some(Err(error))) => return hearing.fault(error.problem),
                            // Ended, or all has been said and the stream is only held open.
                            Ok(None) | Err(_) => break,
                        }
                    }
                }
                BotAnswer::Later => match &mut expected {
                    Some((expected, _)) => match expected.answer().await {
                        Some((answer, at)) => {
                            answer.parts.into_iter().for_each(|part| hearing.part(&session.id, part, at));
                        }
                        None => hearing.fault(Probing::NoReceiver.into()),
                    },
                    None => hearing.fault(Probing::NoReceiver.into()),
                },
            }
        };
        if timeout(ANSWER_PATIENCE, heard).await.is_err() {
            let late = if plan.set.mode == ProbeMode::Callback { Probing::NotPushed } else { Probing::NoEnd };
            hearing.fault(late(ANSWER_PATIENCE.as_secs()).into());
        }
        hearing
    }

    /// An answer that is pushed, and the address that it is pushed to.
    fn expected(&self, plan: &ProbePlan, session: &BotSession) -> Option<(Expected, String)> {
        if plan.set.mode != ProbeMode::Callback {
            return None;
        }
        let (post, callback) = (self.post.as_ref()?, plan.callback.as_ref()?);
        let token = format!("{:032x}", (self.random)());
        let address = format!("{}{BELOW}{token}", callback.trim_end_matches('/'));
        Some((post.expect(token, &session.id), address))
    }

    /// Ends a session; why it stays open, where it does. It is remembered then.
    async fn end(&self, session: &str, patience: Duration, cancel: &CancellationToken) -> Option<Problem> {
        let ending = timeout(patience, self.api.end(session, self.urgency));
        let hurried = async {
            cancel.cancelled().await;
            tokio::time::sleep(GOODBYE).await;
        };
        let late = || (Probing::NotTaken(patience.as_secs()).into(), false);
        let (problem, refused) = tokio::select! {
            biased;
            ended = ending => match ended {
                Ok(Ok(())) => {
                    self.memory.ended(session);
                    return None;
                }
                Ok(Err(error)) => {
                    let refused = matches!(error.kind, ErrorKind::Answer | ErrorKind::Settings | ErrorKind::Final);
                    (error.problem, refused)
                }
                Err(_) => late(),
            },
            () = hurried => late(),
        };
        self.memory.left(session, refused);
        Some(problem)
    }

    /// Ends what was left open, by this program or by one that is no more.
    pub async fn end_left(&self, cancel: &CancellationToken) {
        for session in self.memory.to_end() {
            if cancel.is_cancelled() {
                return;
            }
            if let Some(problem) = self.end(&session, END_PATIENCE, cancel).await {
                tracing::warn!("a session of a bot probe stays open: {problem}");
                return;
            }
        }
    }
}
