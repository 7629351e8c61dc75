//! Which of a site's walls is shown.

use super::error::{ConfigError, Origin};
use super::types::Config;
use crate::lang::nearest::nearest;

impl Config {
    /// Lets a wall be shown: the one of this name, or without one that of `[kiosk]`, in its theme and its language.
    ///
    /// # Errors
    /// When there is no wall of that name.
    pub fn hang(&mut self, name: Option<&str>) -> Result<(), ConfigError> {
        if let Some(name) = name {
            let wall = self.walls.iter().find(|wall| wall.name.as_deref() == Some(name));
            self.kiosk = wall.ok_or_else(|| self.no_wall(name))?.clone();
        }
        self.kiosk.enabled = true;
        self.themes.chosen = self.kiosk.theme.unwrap_or(self.themes.chosen);
        self.screen.language = self.kiosk.language.unwrap_or(self.screen.language);
        Ok(())
    }

    fn no_wall(&self, name: &str) -> ConfigError {
        let all: Vec<&str> = self.walls.iter().filter_map(|wall| wall.name.as_deref()).collect();
        let rest = match (all.is_empty(), nearest(name, all.iter().copied())) {
            (true, _) => "the settings have no [kiosk.NAME]; leave the name out".to_owned(),
            (false, Some(near)) => format!("did you mean {near:?}?"),
            (false, None) => format!("there are {}", all.join(", ")),
        };
        ConfigError::new(&Origin::Flag("--kiosk"), format!("{name:?} is the name of no wall; {rest}"))
    }
}
