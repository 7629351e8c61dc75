//! The manager of services, where one has started the program: systemd with `Type=notify`, or what speaks as it does.

use std::time::Duration;

use sd_notify::NotifyState;

use crate::app::{Manager, ServiceNews};

/// The one that the environment names (`NOTIFY_SOCKET`), if it names one. It hears that the loop turns twice as often as it
/// asked for (`WATCHDOG_USEC`).
pub fn manager() -> Option<Manager> {
    std::env::var_os("NOTIFY_SOCKET").filter(|socket| !socket.is_empty())?;
    let every = sd_notify::watchdog_enabled().map(|patience| patience / 2);
    Some(Manager { tell: Box::new(tell), every })
}

/// A manager that does not listen is told nothing, and nothing is lost but that.
fn tell(told: ServiceNews) {
    let _ = match told {
        ServiceNews::Ready => sd_notify::notify(&[NotifyState::Ready]),
        ServiceNews::Reloading => {
            NotifyState::monotonic_usec_now().and_then(|now| sd_notify::notify(&[NotifyState::Reloading, now]))
        }
        ServiceNews::Alive => sd_notify::notify(&[NotifyState::Watchdog]),
        ServiceNews::Waits(more) => sd_notify::notify(&[NotifyState::ExtendTimeoutUsec(micros(more))]),
        ServiceNews::Stopping => sd_notify::notify(&[NotifyState::Stopping]),
    };
}

fn micros(time: Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX)
}
