//! What `doctor` looks at: checks, what they say, and the order they run in.
//!
//! Each platform makes its own, of the pieces here.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use litemap::LiteMap;
use tokio::time::{Instant, timeout};

use crate::model::{Party, Step, plain, sort};

pub(crate) mod advice;
pub(crate) mod host;
pub(crate) mod say;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing to do.
    Ok,
    /// The board works, but not as well as it could.
    Warning,
    /// The board, or a part of it, does not work.
    Failure,
    /// Not looked at, since something before it failed or there is nothing to look at.
    Skipped,
}

impl Outcome {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failure => "failure",
            Self::Skipped => "skipped",
        }
    }
}

/// What a check says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How it ended.
    pub outcome: Outcome,
    /// What was found, in one sentence without secrets.
    pub says: String,
    /// What to do about it.
    pub advice: Option<String>,
    /// Whose fault it is and which step failed, where that is certain.
    pub blame: Option<(Party, Step)>,
}

impl Verdict {
    /// All is well.
    pub fn ok(says: impl Into<String>) -> Self {
        Self { outcome: Outcome::Ok, says: says.into(), advice: None, blame: None }
    }

    /// Could be better.
    pub fn warning(says: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { outcome: Outcome::Warning, says: says.into(), advice: Some(advice.into()), blame: None }
    }

    /// Does not work.
    pub fn failure(says: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { outcome: Outcome::Failure, says: says.into(), advice: Some(advice.into()), blame: None }
    }

    /// Not looked at.
    pub fn skipped(says: impl Into<String>) -> Self {
        Self { outcome: Outcome::Skipped, says: says.into(), advice: None, blame: None }
    }
}

/// A check that has run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name, such as `terminal.size`.
    pub name: String,
    /// What it says.
    pub verdict: Verdict,
    /// How long it took.
    pub took: Duration,
}

/// How long a check may take that says nothing else.
const LIMIT: Duration = Duration::from_mins(2);

/// What a check does.
pub type Run = Pin<Box<dyn Future<Output = Verdict> + Send>>;

/// Something to look at.
pub struct Check {
    name: String,
    needs: Vec<String>,
    /// The group of checks that could not be made because of what this one tells; all of them where it is empty.
    instead: Option<String>,
    limit: Duration,
    counted: bool,
    run: Run,
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Check").field("name", &self.name).field("needs", &self.needs).finish_non_exhaustive()
    }
}

impl Check {
    /// A check that does nothing before it is its turn.
    pub fn new(name: impl Into<String>, run: impl Future<Output = Verdict> + Send + 'static) -> Self {
        Self { name: name.into(), needs: Vec::new(), instead: None, limit: LIMIT, counted: false, run: Box::pin(run) }
    }

    /// A check whose verdict is known already.
    pub fn ready(name: impl Into<String>, verdict: Verdict) -> Self {
        Self::new(name, std::future::ready(verdict))
    }

    /// Skipped unless all of these went well (a warning is well enough).
    #[must_use]
    pub fn needs<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.needs.extend(names.into_iter().map(Into::into));
        self
    }

    /// One that stands for all checks of `group`, which could not be made: it is run whatever is asked for.
    #[must_use]
    pub fn instead_of(mut self, group: &str) -> Self {
        self.instead = Some(group.to_owned());
        self
    }

    /// Given up after so long.
    #[must_use]
    pub const fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// One whose calls count against what the tenant may ask.
    #[must_use]
    pub const fn counted(mut self) -> Self {
        self.counted = true;
        self
    }

    /// The same, what it does wrapped if its calls count.
    #[must_use]
    pub fn counting(mut self, wrap: impl FnOnce(Run) -> Run) -> Self {
        if self.counted {
            self.run = wrap(self.run);
        }
        self
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// Those that `only` names, by name, by group (`terminal`) or by last word (`token`), and what they depend on; all of
/// them when it is empty. One that is not there because of what another check tells is skipped in its favour.
///
/// # Errors
/// A sentence that tells the names, when one names no check.
pub fn select(mut checks: Vec<Check>, only: &[String]) -> Result<Vec<Check>, String> {
    if only.is_empty() {
        return Ok(checks);
    }
    let stands = checks.iter().filter(|check| check.instead.is_some());
    let mut wanted = sort::set(stands.map(|check| check.name.clone()));
    let mut unmade = Vec::new();
    for asked in only {
        let is_meant = |check: &&Check| {
            check.name == *asked
                || check.name.split_once('.').is_some_and(|(group, last)| group == asked || last == asked)
        };
        let mut meant = checks.iter().filter(is_meant).peekable();
        if meant.peek().is_none() {
            let group = asked.split_once('.').map(|(group, _)| group);
            let stands_for = |instead: &str| instead.is_empty() || group.is_none_or(|group| group == instead);
            if let Some(stand) = checks.iter().find(|check| check.instead.as_deref().is_some_and(stands_for)) {
                let name = plain::line(asked).into_owned();
                unmade.push(Check::ready(name, Verdict::skipped("")).needs([stand.name.clone()]));
                continue;
            }
            let names: Vec<&str> = checks.iter().map(Check::name).collect();
            return Err(format!("--only {asked:?} names no check; the checks here are {}", names.join(", ")));
        }
        wanted.extend(meant.map(|check| check.name.clone()));
    }
    wanted.extend(unmade.iter().map(|check| check.name.clone()));
    checks.extend(unmade);
    // A check depends only on earlier ones.
    for check in checks.iter().rev() {
        if wanted.contains(&check.name) {
            wanted.extend(check.needs.iter().cloned());
        }
    }
    Ok(checks.into_iter().filter(|check| wanted.contains(&check.name)).collect())
}

/// Runs the checks in order; `told` hears of each as soon as it is done.
pub async fn examine(checks: Vec<Check>, mut told: impl FnMut(&Finding)) -> Vec<Finding> {
    let mut outcomes: LiteMap<String, Outcome> = LiteMap::new();
    let mut findings = Vec::new();
    for check in checks {
        let missing = check
            .needs
            .iter()
            .find(|name| matches!(outcomes.get(*name), Some(Outcome::Failure | Outcome::Skipped)))
            .map(|name| Verdict::skipped(format!("needs {name}")));
        let began = Instant::now();
        let verdict = match missing {
            Some(verdict) => verdict,
            None => timeout(check.limit, check.run).await.unwrap_or_else(|_| {
                let seconds = check.limit.as_secs();
                Verdict::failure(
                    format!("nothing came of it within {seconds} s"),
                    "try again; see the log if it stays so",
                )
            }),
        };
        outcomes.insert(check.name.clone(), verdict.outcome);
        let finding = Finding { name: check.name, verdict, took: began.elapsed() };
        told(&finding);
        findings.push(finding);
    }
    findings
}
