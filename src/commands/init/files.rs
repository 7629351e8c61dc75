//! The files that are written: the settings without secrets, and each secret in a file of its own that no other user can
//! read, in a directory that no other user can enter.
//!
//! Each file is written beside its place and then moved there, so that it is there whole or not at all. A symbolic link
//! is never written through.

use std::fmt::Write as _;
use std::fs::{self, DirBuilder, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use secrecy::{ExposeSecret, SecretString};

use crate::config::Region;
use crate::files::private;
use crate::platforms::questions::Answers;

/// The directory of the secrets, beside the settings.
const SECRETS: &str = "secrets";

/// What is to be written.
pub struct Plan {
    settings: PathBuf,
    text: String,
    secrets: Vec<(PathBuf, SecretString)>,
}

impl Plan {
    /// The files for these answers; `settings` is where the settings go.
    pub fn new(settings: &Path, name: &str, zone: Tz, region: Region, tenants: &[Answers]) -> Self {
        let dir = private::parent(settings).join(SECRETS);
        let secrets = tenants.iter().map(|tenant| (dir.join(tenant.to.file), tenant.secret.clone())).collect();
        Self { settings: settings.to_owned(), text: text(name, zone, region, tenants), secrets }
    }

    /// All files, the settings last: they name the others.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.secrets.iter().map(|(path, _)| path.as_path()).chain(std::iter::once(self.settings.as_path()))
    }

    /// Those that are there already, and would be replaced.
    ///
    /// # Errors
    /// A sentence about one that cannot be replaced.
    pub fn existing(&self) -> Result<Vec<PathBuf>, String> {
        let mut found = Vec::new();
        for path in self.files() {
            if replaceable(path)? {
                found.push(path.to_owned());
            }
        }
        Ok(found)
    }

    /// Writes them.
    ///
    /// # Errors
    /// A sentence about the file that cannot be written.
    pub fn write(&self) -> Result<(), String> {
        self.existing()?;
        let dir = private::parent(&self.settings);
        let failed = |path: &Path| {
            let path = path.display().to_string();
            move |error: io::Error| format!("{path} cannot be written: {error}; choose another place with --config")
        };
        DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(failed(dir))?;
        let secrets = dir.join(SECRETS);
        if secrets.is_symlink() {
            return Err(linked(&secrets));
        }
        DirBuilder::new().recursive(true).mode(0o700).create(&secrets).map_err(failed(&secrets))?;
        fs::set_permissions(&secrets, Permissions::from_mode(0o700)).map_err(failed(&secrets))?;
        for (path, secret) in &self.secrets {
            let line = SecretString::from(format!("{}\n", secret.expose_secret()));
            private::replace_alone(path, line.expose_secret().as_bytes()).map_err(failed(path))?;
        }
        private::replace_alone(&self.settings, self.text.as_bytes()).map_err(failed(&self.settings))
    }
}

/// Whether a file is there that may be replaced.
pub fn replaceable(path: &Path) -> Result<bool, String> {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_symlink() => Err(linked(path)),
        Ok(about) if !about.is_file() => Err(format!("{} is no file; move it away first", path.display())),
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(format!("{} cannot be looked at: {error}", path.display())),
    }
}

fn linked(path: &Path) -> String {
    format!(
        "{} is a symbolic link, through which nothing is written; remove it, or name the real place with --config",
        path.display()
    )
}

/// The settings, with comments and without secrets.
pub fn text(name: &str, zone: Tz, region: Region, tenants: &[Answers]) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let mut out = format!(
        "# Settings of callboard, written by callboard init. assets/config.sample.toml has every setting with its\n\
         # default; callboard doctor tells whether these work.\n\n\
         [site]\n\
         # The name in the header.\n\
         name = {}\n\
         # \"Today\" begins at this zone's midnight.\n\
         timezone = {}\n\
         # Where Sobot keeps the account: its hosts follow it.\n\
         region = {}\n",
        quoted(name),
        quoted(zone.name()),
        quoted(region.as_str())
    );
    for tenant in tenants {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "\n# {}\n[{}]", tenant.to.what, tenant.to.section);
        for (key, value) in tenant.told(region) {
            let value = if tenant.is_switch(key) { value.to_owned() } else { quoted(value) };
            let _ = writeln!(out, "{key} = {value}");
        }
        let _ = writeln!(
            out,
            "# The secret stands in a file that no other user may read (chmod 600); the path is relative to this file.\n\
             {} = {}",
            tenant.to.file_key,
            quoted(&format!("{SECRETS}/{}", tenant.to.file))
        );
    }
    out
}
