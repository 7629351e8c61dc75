//! What a person looks at comes first: the agents. Other questions to the same vendor, whose answers are large, wait until the
//! board was told of them and has had the time to show them, or until it is plain that they take longer.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::platforms::{Gate, Urgency};

/// For so long at most the others wait.
const PATIENCE: Duration = Duration::from_secs(1);

/// So long the board has to show them: to read a thousand records takes a processor from it.
const SHOWN: Duration = Duration::from_millis(100);

/// Whether the board was told of the agents, as far as others wait for that.
#[derive(Clone, Debug)]
pub(crate) struct First {
    told: CancellationToken,
    until: Instant,
}

impl First {
    /// They are asked for from now on.
    pub(super) fn from_now() -> Self {
        Self { told: CancellationToken::new(), until: Instant::now() + PATIENCE }
    }

    /// The board was told of them.
    pub(super) fn told(&self) {
        self.told.cancel();
    }

    async fn wait(&self) {
        if self.until <= Instant::now() {
            return;
        }
        let shown = async {
            self.told.cancelled().await;
            sleep(SHOWN).await;
        };
        tokio::select! {
            () = shown => {}
            () = sleep_until(self.until) => {}
        }
    }
}

/// A gate behind that.
pub(super) struct After {
    pub(super) first: First,
    pub(super) gate: Arc<dyn Gate>,
}

impl Gate for After {
    fn pass(&self, urgency: Urgency) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            self.first.wait().await;
            self.gate.pass(urgency).await;
        })
    }

    fn pause(&self, pause: Duration) {
        self.gate.pause(pause);
    }
}

#[cfg(test)]
mod tests;
