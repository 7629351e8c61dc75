//! Alerts for those who do not look at the screen: the bell, the terminal's notification, and a program.
//!
//! The bell and the notification leave through the [`Screen`], between two frames. The program is started without a
//! shell, one at a time, with next to nothing of our environment (there are secrets in it) and no terminal, and killed
//! with all that it has started when it takes too long or the board ends. No key waits for it.

use std::path::PathBuf;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;

use super::problem;
use crate::model::{News, NewsKind, Problem, Severity};
use crate::tasks::spawn_blocking;
use crate::term::{Osc, Screen, TermError};
use crate::ui::text;

mod alone;
mod contain;
mod outbox;

pub use alone::Alone;
use contain::Leash;
pub use contain::{keeper, this_program};
use outbox::Outbox;

/// So many news of alerts wait for the program.
const WAITING: usize = 100;

/// Quitting waits no longer than this for the program to be gone.
const LAST_WAIT: Duration = Duration::from_secs(2);

/// What of our environment a program needs to find its way, and to show something on a desktop.
const HANDED_ON: [&str; 14] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "TMPDIR",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "DBUS_SESSION_BUS_ADDRESS",
    "XDG_RUNTIME_DIR",
];

/// Where alerts are told besides the screen. By default nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tell {
    /// The least severity that is told.
    pub from: Severity,
    /// Whether the bell is rung.
    pub bell: bool,
    /// How the terminal is asked for a notification, if it is.
    pub notify: Option<Osc>,
    /// A program by its absolute path, and its arguments; empty for none.
    pub command: Vec<String>,
    /// After how long it is killed.
    pub timeout: Duration,
    /// The file of the board itself, which is started once more to keep the program in a session of its own; without it
    /// the program is kept in its process group alone.
    pub keeper: Option<PathBuf>,
}

impl Default for Tell {
    fn default() -> Self {
        Self {
            from: Severity::Warning,
            bell: false,
            notify: None,
            command: Vec::new(),
            timeout: Duration::from_secs(10),
            keeper: None,
        }
    }
}

/// Tells alerts.
pub(super) struct Teller {
    tell: Tell,
    waiting: Outbox,
    /// It has been said that alerts were left out, and some wait since.
    behind: bool,
    /// How many alerts were left out that is yet to be said.
    left_out: u64,
    job: JoinSet<Result<(), Problem>>,
    /// A failure has been said, and nothing has gone well since.
    failed: bool,
    leash: Leash,
}

impl Teller {
    pub(super) fn new(tell: Tell) -> Self {
        Self {
            tell,
            waiting: Outbox::new(WAITING),
            behind: false,
            left_out: 0,
            job: JoinSet::new(),
            failed: false,
            leash: Leash::default(),
        }
    }

    /// Tells alerts otherwise from now on; a program that runs goes on to its end.
    pub(super) fn change(&mut self, tell: Tell) {
        if tell.command.is_empty() {
            self.waiting.clear();
        }
        self.tell = tell;
    }

    /// Whether anything is told at all.
    pub(super) fn is_on(&self) -> bool {
        self.tell.bell || self.tell.notify.is_some() || !self.tell.command.is_empty()
    }

    /// Whether no program is run.
    pub(super) const fn runs_nothing(&self) -> bool {
        self.tell.command.is_empty()
    }

    /// Runs no program from now on: the hub does.
    pub(super) fn run_nothing(&mut self) {
        self.tell.command.clear();
    }

    /// Tells `news`: one ring and one notification for what is raised or escalates, however much there is, and the
    /// program one by one.
    ///
    /// # Errors
    /// When the terminal has gone.
    pub(super) fn tell(&mut self, mut news: Vec<News>, screen: &mut Screen) -> Result<(), TermError> {
        news.retain(|news| news.severity >= self.tell.from);
        let raised: Vec<&News> = news.iter().filter(|news| news.kind != NewsKind::Ended).collect();
        let worst =
            raised.iter().copied().reduce(|worst, next| if next.severity > worst.severity { next } else { worst });
        if let Some(worst) = worst {
            if self.tell.bell {
                screen.bell()?;
            }
            if let Some(osc) = self.tell.notify {
                let more = raised.len() - 1;
                let more = if more > 0 { format!(", and {more} more") } else { String::new() };
                screen.notify(osc, &format!("callboard: {}", worst.severity), &format!("{}{more}", sentence(worst)))?;
            }
        }
        self.run_for(news);
        Ok(())
    }

    /// Has the program told of `news`, one by one, if there is one.
    fn run_for(&mut self, news: Vec<News>) {
        if !self.tell.command.is_empty() {
            for news in news {
                self.waiting.put(news);
            }
            self.start();
        }
    }

    fn start(&mut self) {
        if !self.job.is_empty() {
            return;
        }
        if let Some(news) = self.waiting.next() {
            let (tell, leash) = (self.tell.clone(), self.leash.clone());
            let left_out = self.waiting.take_left_out();
            self.left_out += left_out;
            self.job.spawn(crate::tasks::boxed(async move {
                let run = spawn_blocking(move || run(&tell, &news, left_out, &leash));
                run.await.unwrap_or_else(|why| Err(problem::Told::NotRun(why.to_string()).into()))
            }));
        }
    }

    /// Whether the program runs.
    pub(super) fn is_busy(&self) -> bool {
        !self.job.is_empty()
    }

    /// Waits until the program has ended and starts it for the next alert. What to say to the person at the screen: its
    /// failure, once until it goes well again.
    pub(super) async fn next(&mut self) -> Option<Problem> {
        let ended = self.job.join_next().await?;
        self.start();
        let failure = match ended {
            Ok(Ok(())) => {
                self.failed = false;
                None
            }
            Ok(Err(why)) => self.say(why),
            Err(why) => self.say(problem::Told::NotRun(why.to_string()).into()),
        };
        failure.or_else(|| self.say_left_out())
    }

    /// Ends the program, with all that it has started, and waits for a moment until it is gone; those that wait for it are
    /// not told.
    pub(super) async fn stop(&mut self) {
        self.waiting.clear();
        self.leash.end();
        let gone = async { while self.job.join_next().await.is_some() {} };
        let _ = timeout(LAST_WAIT, gone).await;
    }

    /// That alerts were left out: in the log with each program that is told of it, on screen once until none wait.
    fn say_left_out(&mut self) -> Option<Problem> {
        let count = std::mem::replace(&mut self.left_out, 0);
        let first = count > 0 && !self.behind;
        self.behind |= count > 0;
        self.behind &= self.waiting.len() > 0;
        if count > 0 {
            tracing::warn!(
                "alerts: the command is too slow, {count} alerts were not handed to it, the least severe ones"
            );
        }
        first.then(|| problem::Told::Slow(count).into())
    }

    fn say(&mut self, why: Problem) -> Option<Problem> {
        tracing::warn!("alerts: the command {why}");
        let first = !std::mem::replace(&mut self.failed, true);
        first.then(|| problem::Told::Failed(why).into())
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        self.leash.end();
    }
}

/// An alert in one line: `李娜: wrap-up for 5m`.
fn sentence(news: &News) -> String {
    let what = text::clean(&news.what);
    let escalated = if news.kind == NewsKind::Escalated { "escalated: " } else { "" };
    let who = if news.who.is_empty() { String::new() } else { format!("{}: ", text::clean(&news.who)) };
    format!("{escalated}{who}{what}")
}

/// Counts up when a variable changes its meaning or goes; more of them, and more kinds, may come within one.
const VERSION: u32 = 1;

/// Its alert in a program's environment.
fn variables(news: &News, left_out: u64) -> [(&'static str, String); 9] {
    let kind = match news.kind {
        NewsKind::Raised => "raised",
        NewsKind::Escalated => "escalated",
        NewsKind::Ended => "ended",
    };
    [
        ("CALLBOARD_ALERT_VERSION", VERSION.to_string()),
        ("CALLBOARD_ALERT_KIND", kind.to_owned()),
        ("CALLBOARD_ALERT_RULE", news.rule.to_string()),
        ("CALLBOARD_ALERT_WHAT", text::clean(&news.what).into_owned()),
        ("CALLBOARD_ALERT_SEVERITY", news.severity.to_string()),
        ("CALLBOARD_ALERT_WHO", text::clean(&news.who).into_owned()),
        ("CALLBOARD_ALERT_BEGAN", news.began.to_string()),
        ("CALLBOARD_ALERT_AT", news.at.to_string()),
        ("CALLBOARD_ALERT_LEFT_OUT", left_out.to_string()),
    ]
}

/// Runs the program to its end, or kills it; since the last one, `left_out` alerts were not told. What went wrong, as it follows "the command".
fn run(tell: &Tell, news: &News, left_out: u64, leash: &Leash) -> Result<(), Problem> {
    let handed_on = HANDED_ON.iter().filter_map(|name| Some((*name, std::env::var_os(name)?)));
    let environment = handed_on.chain(variables(news, left_out).map(|(name, value)| (name, value.into())));
    contain::run(&tell.command, environment, tell.keeper.as_deref(), tell.timeout, leash)
}

#[cfg(test)]
mod tests;
