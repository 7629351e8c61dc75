//! The manager of services that has started the program, where one has: it is told when the first frame is there, that the
//! loop turns, and that it ends. A loop that hangs says nothing, and that is what the manager notices.

use std::future::pending;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::App;

/// What the manager of services is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceNews {
    /// It does what it is for; after [`ServiceNews::Reloading`], it does so with what was read anew.
    Ready,
    /// It reads its settings anew.
    Reloading,
    /// The loop turns.
    Alive,
    /// It is not ready yet, and goes on trying: it may take so long more.
    Waits(Duration),
    /// It ends.
    Stopping,
}

/// The manager of services.
pub struct Manager {
    /// Tells it something, without waiting for it.
    pub tell: Box<dyn Fn(ServiceNews) + Send + Sync>,
    /// How often it wants to hear that the loop turns, if it does.
    pub every: Option<Duration>,
}

/// What the loop tells it; nothing where there is none.
#[derive(Default)]
pub struct Service {
    manager: Option<Manager>,
    due: Option<Instant>,
}

impl Service {
    /// Of this manager. From now on it is told that the loop turns.
    pub fn of(manager: Option<Manager>) -> Self {
        let due = manager.as_ref().and_then(|manager| manager.every).map(|_| Instant::now());
        Self { manager, due }
    }

    fn tell(&self, what: ServiceNews) {
        if let Some(manager) = &self.manager {
            (manager.tell)(what);
        }
    }

    /// Whether there is a manager.
    pub const fn is_on(&self) -> bool {
        self.manager.is_some()
    }

    /// It does what it is for.
    pub fn ready(&self) {
        self.tell(ServiceNews::Ready);
    }

    /// It reads its settings anew.
    pub fn reloading(&self) {
        self.tell(ServiceNews::Reloading);
    }

    /// It is not ready yet, and may take so long more.
    pub fn waits(&self, more: Duration) {
        self.tell(ServiceNews::Waits(more));
    }

    /// It ends.
    pub fn stopping(&self) {
        self.tell(ServiceNews::Stopping);
    }

    /// Waits until [`Service::alive`] is to be called: from the loop itself, in whose turns it is.
    pub async fn due(&self) {
        match self.due {
            Some(at) => sleep_until(at).await,
            None => pending().await,
        }
    }

    /// Tells it for ever that what waits beside this turns: for a command whose loop is no other.
    pub async fn turns(&mut self) {
        loop {
            self.due().await;
            self.alive();
        }
    }

    /// The loop turns.
    pub fn alive(&mut self) {
        self.tell(ServiceNews::Alive);
        self.due = self.manager.as_ref().and_then(|manager| manager.every).map(|every| Instant::now() + every);
    }
}

impl App {
    /// The same as a service of this manager.
    #[must_use]
    pub fn serving(mut self, manager: Option<Manager>) -> Self {
        self.service = Service::of(manager);
        self
    }
}
