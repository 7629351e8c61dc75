//! Where a user's files are.

use std::path::{Path, PathBuf};

use etcetera::base_strategy::{BaseStrategy, Xdg};

use super::error::ConfigError;

/// The user's directories, after the XDG base directory specification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dirs {
    /// What `~/` stands for.
    pub home: PathBuf,
    /// `$XDG_CONFIG_HOME`, else `~/.config`.
    pub config: PathBuf,
    /// `$XDG_STATE_HOME`, else `~/.local/state`.
    pub state: PathBuf,
    /// `$XDG_CACHE_HOME`, else `~/.cache`.
    pub cache: PathBuf,
    /// `$XDG_RUNTIME_DIR`, if it is a directory.
    pub runtime: Option<PathBuf>,
    /// The settings file of the whole machine, which lies beneath the user's; `None` where there is to be none.
    pub system: Option<PathBuf>,
    /// `$CREDENTIALS_DIRECTORY`: where systemd puts what a service is handed by `LoadCredential=`.
    pub credentials: Option<PathBuf>,
}

/// The settings file of the whole machine.
const SYSTEM: &str = "/etc/callboard/config.toml";

/// The environment variable that names another one, or none where it is empty.
pub const SYSTEM_ENV: &str = "CALLBOARD_SYSTEM_CONFIG";

impl Dirs {
    /// The directories of a home where no XDG variable is set, on a machine without settings of its own.
    pub fn under(home: &Path) -> Self {
        Self {
            home: home.to_owned(),
            config: home.join(".config"),
            state: home.join(".local/state"),
            cache: home.join(".cache"),
            runtime: None,
            system: None,
            credentials: None,
        }
    }

    /// The directory of the settings of the whole machine, where there are to be any.
    pub(super) fn of_system(&self) -> Option<&Path> {
        self.system.as_deref().and_then(Path::parent)
    }

    /// Where the log is, unless the settings say otherwise.
    pub fn log_file(&self) -> PathBuf {
        self.state.join("callboard").join("callboard.log")
    }

    /// Where it is remembered how each site's screen was left.
    pub fn looks(&self) -> PathBuf {
        self.state.join("callboard").join("looks")
    }

    /// Where totals of half hours are kept, unless the settings say otherwise.
    pub fn totals(&self) -> PathBuf {
        self.state.join("callboard").join("totals")
    }

    /// Where a hub keeps what people did about alerts, unless the settings say otherwise.
    pub fn hub(&self) -> PathBuf {
        self.state.join("callboard").join("hub")
    }

    /// Where tokens and call budgets are kept, unless the settings say otherwise.
    pub fn tokens(&self) -> PathBuf {
        self.cache.join("callboard")
    }

    /// Directories in which there is nothing, and nothing can be made.
    pub fn nowhere() -> Self {
        Self::under(Path::new("/dev/null"))
    }

    /// The directories of this process's user.
    ///
    /// # Errors
    /// When the home directory cannot be found.
    pub fn from_process() -> Result<Self, ConfigError> {
        let lost = || ConfigError::plain("the home directory cannot be found: set HOME to an absolute path");
        let xdg = Xdg::new().map_err(|_| lost())?;
        let home = xdg.home_dir();
        // Tokens must not be left wherever the program happens to be started.
        if !home.is_absolute() {
            return Err(lost());
        }
        Ok(Self {
            config: xdg.config_dir(),
            state: xdg.state_dir().unwrap_or_else(|| home.join(".local/state")),
            cache: xdg.cache_dir(),
            runtime: xdg.runtime_dir().filter(|dir| dir.is_dir()),
            system: match std::env::var_os(SYSTEM_ENV) {
                None => Some(PathBuf::from(SYSTEM)),
                Some(named) => Some(PathBuf::from(named)).filter(|path| !path.as_os_str().is_empty()),
            },
            credentials: std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from).filter(|dir| dir.is_absolute()),
            home: home.to_owned(),
        })
    }
}
