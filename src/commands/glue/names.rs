//! What a board, a hub and who sits there are called for the others.

use crate::config::Config;

/// What this board, or this hub, is called for the others.
pub fn name(config: &Config) -> String {
    config.hub.name.clone().unwrap_or_else(|| rustix::system::uname().nodename().to_string_lossy().into_owned())
}

/// What the person at this board is called at the other boards of a hub: as the board is, where the settings say so, else
/// user and machine.
pub fn person(config: &Config) -> String {
    let user =
        ["USER", "LOGNAME"].into_iter().filter_map(|name| std::env::var(name).ok()).find(|name| !name.is_empty());
    match (&config.hub.name, user) {
        (None, Some(user)) => format!("{user}@{}", name(config)),
        _ => name(config),
    }
}
