//! Finds the settings, lays the layers over one another, and gives back a [`Config`].

use super::build::Builder;
use super::dirs::Dirs;
use super::error::ConfigError;
use super::held::{Held, held};
use super::layer::Layer;
use super::places;
use super::schema::Schema;
use super::secret::{how_to_close, is_open_to_others};
use super::types::Config;
use super::value::Value;
use secrecy::zeroize::Zeroize;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

/// What the command line says; it stands over everything else.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--config`: this file, which must exist, in place of the machine's and the user's.
    pub config: Option<PathBuf>,
    /// `--log-level`, over `log.level`.
    pub log_level: Option<String>,
    /// `--log-file`, over `log.file`; relative to where the program was started.
    pub log_file: Option<PathBuf>,
    /// `--colour`, over `screen.colour`.
    pub colour: Option<String>,
    /// `--theme`, over `screen.theme`.
    pub theme: Option<String>,
    /// `--ascii`, over `screen.ascii`.
    pub ascii: Option<bool>,
    /// `--slow-line`, over `screen.slow_line`.
    pub slow_line: Option<String>,
    /// `--mouse`, over `screen.mouse`.
    pub mouse: Option<bool>,
    /// `--language`, over `screen.language`.
    pub language: Option<String>,
    /// `--site`: of several sites, this one alone.
    pub site: Option<String>,
    /// What the flags of one command say: a key's path, the flag, its text.
    pub others: Vec<(String, &'static str, String)>,
}

impl Overrides {
    fn layer(&self, schema: &Schema, mistakes: &mut Vec<ConfigError>) -> Layer {
        let flag = |flag: Option<bool>| flag.map(|on| on.to_string());
        let given = [
            ("log.level", "--log-level", self.log_level.clone()),
            ("screen.colour", "--colour", self.colour.clone()),
            ("screen.theme", "--theme", self.theme.clone()),
            ("screen.ascii", "--ascii", flag(self.ascii)),
            ("screen.slow_line", "--slow-line", self.slow_line.clone()),
            ("screen.mouse", "--mouse", flag(self.mouse)),
            ("screen.language", "--language", self.language.clone()),
        ];
        let mut layer = Layer::default();
        let given = given.into_iter().filter_map(|(path, flag, text)| Some((path, flag, text?)));
        let others = self.others.iter().map(|(path, flag, text)| (path.as_str(), *flag, text.clone()));
        for (path, flag, text) in given.chain(others) {
            if let Err(mistake) = layer.put_flag(schema, path, flag, &text) {
                layer.note_wrong(path);
                mistakes.push(mistake);
            }
        }
        layer
    }
}

/// The outcome of loading.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// The files they came from, the lowest first.
    pub files: Vec<PathBuf>,
    /// Every setting that holds, in the order of the sample.
    pub held: Vec<Held>,
}

/// What settings are loaded from. Given by hand in tests, so that they read nothing of the machine.
#[derive(Clone)]
pub struct Loader {
    /// What can be set.
    pub schema: &'static Schema,
    /// The environment.
    pub env: BTreeMap<String, OsString>,
    /// The user's directories.
    pub dirs: Dirs,
}

impl fmt::Debug for Loader {
    // The environment holds secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loader").field("dirs", &self.dirs).finish_non_exhaustive()
    }
}

impl Drop for Loader {
    /// The copy of the environment is overwritten; what the system gave the process is not ours to change.
    fn drop(&mut self) {
        for (_, value) in std::mem::take(&mut self.env) {
            value.into_encoded_bytes().zeroize();
        }
    }
}

impl Loader {
    /// The environment and the directories of this process.
    ///
    /// # Errors
    /// When the home directory cannot be found.
    pub fn from_process(schema: &'static Schema) -> Result<Self, ConfigError> {
        let mut env = BTreeMap::new();
        env.extend(std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value))));
        Ok(Self { schema, env, dirs: Dirs::from_process()? })
    }

    /// What `text` would mean as the settings file at `path`, under the environment; nothing is read but the files that
    /// it names, and the themes.
    ///
    /// # Errors
    /// The first thing that is wrong, as in [`Loader::load`].
    pub fn read(&self, text: &str, path: &Path) -> Result<Config, ConfigError> {
        let mut mistakes = Vec::new();
        let lower = Layer::of_file(self.schema, text, path, &mut mistakes);
        let settings = self.over(lower, &Overrides::default(), &mut mistakes);
        match mistakes.into_iter().next() {
            Some(first) => Err(first),
            None => self.builder(&settings).build(),
        }
    }

    /// The settings of files under those of the environment and of the flags.
    fn over(&self, lower: Layer, flags: &Overrides, mistakes: &mut Vec<ConfigError>) -> Layer {
        let schema = self.schema;
        let env = Layer::from_env(schema, &self.env, &lower.named_variables(), mistakes);
        flags.layer(schema, mistakes).over(schema, env.over(schema, lower))
    }

    fn builder<'a>(&'a self, settings: &'a Layer) -> Builder<'a> {
        Builder { schema: self.schema, settings, env: &self.env, dirs: &self.dirs }
    }

    /// All that is written anywhere, as one, and the files among it.
    fn gather(&self, flags: &Overrides, mistakes: &mut Vec<ConfigError>) -> (Layer, Vec<PathBuf>) {
        let mut lower = Layer::default();
        let mut files = Vec::new();
        for place in places::all(&self.dirs, flags.config.as_deref(), mistakes) {
            let layer = Layer::of_file(self.schema, &place.text, &place.path, mistakes);
            if is_open_to_others(&place.about, &place.path, &self.dirs) {
                mistakes.extend(exposed_secret(&layer, &how_to_close(&place.path, &self.dirs)));
            }
            lower = layer.over(self.schema, lower);
            files.push(place.path);
        }
        (self.over(lower, flags, mistakes), files)
    }

    /// Defaults < the machine's files < the user's < environment < flags. Without a file and without a variable that names
    /// one of its keys, a tenant's section is `None`.
    ///
    /// # Errors
    /// The first thing that is wrong: a file that was asked for and is not there, TOML that does not
    /// parse, an unknown key, a value that is not allowed, a credential that is missing or exposed.
    pub fn load(&self, overrides: &Overrides) -> Result<Loaded, ConfigError> {
        let mut mistakes = Vec::new();
        let (settings, files) = self.gather(overrides, &mut mistakes);
        if let Some(first) = mistakes.into_iter().next() {
            return Err(first);
        }
        let mut config = self.builder(&settings).build()?;
        if let Some(name) = &overrides.site {
            config = config.chosen_site(name)?;
        }
        // A path of the command line was expanded by the shell and need not be UTF-8.
        if let Some(path) = &overrides.log_file {
            config.log.file = Some(path.clone());
        }
        let held = held(self.schema, &settings, &self.env, &self.dirs);
        Ok(Loaded { config, files, held })
    }

    /// Everything that is wrong, in the order in which it is written, and then what takes more than one key. A key of which
    /// something is said already is left out there, and so is what looks at it.
    pub fn check(&self, overrides: &Overrides) -> Vec<ConfigError> {
        let mut mistakes = Vec::new();
        let (settings, _) = self.gather(overrides, &mut mistakes);
        mistakes.extend(self.builder(&settings).mistakes());
        mistakes
    }
}

/// A secret that stands in a settings file which others can read.
fn exposed_secret(file: &Layer, close: &str) -> Option<ConfigError> {
    let entry = file.entries().find(|entry| matches!(entry.value, Value::Secret(_)))?;
    Some(entry.wrong(&format!("is a secret in a file that other users can read or change; {close}")))
}
