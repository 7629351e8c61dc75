//! The files that are written: the settings without secrets, and each secret in a file of its own that nobody else can
//! read, in a directory that nobody else can enter.
//!
//! Each file is written beside its place and then moved there, so that it is there whole or not at all. A symbolic link
//! is never written through.

use std::fmt::Write as _;
use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use secrecy::{ExposeSecret, SecretString};

use super::interview::Tenant;

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
    pub fn new(settings: &Path, name: &str, zone: Tz, tenants: &[Tenant]) -> Self {
        let dir = directory(settings).join(SECRETS);
        let secrets = tenants.iter().map(|tenant| (dir.join(tenant.vendor.file), tenant.secret.clone())).collect();
        Self { settings: settings.to_owned(), text: text(name, zone, tenants), secrets }
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
        let dir = directory(&self.settings);
        let failed = |path: &Path| {
            let path = path.display().to_string();
            move |error: io::Error| format!("{path} cannot be written: {error}; choose another place with --config")
        };
        DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(failed(dir))?;
        let private = dir.join(SECRETS);
        if private.is_symlink() {
            return Err(linked(&private));
        }
        DirBuilder::new().recursive(true).mode(0o700).create(&private).map_err(failed(&private))?;
        fs::set_permissions(&private, Permissions::from_mode(0o700)).map_err(failed(&private))?;
        for (path, secret) in &self.secrets {
            let line = SecretString::from(format!("{}\n", secret.expose_secret()));
            replace(path, line.expose_secret().as_bytes()).map_err(failed(path))?;
        }
        replace(&self.settings, self.text.as_bytes()).map_err(failed(&self.settings))
    }
}

fn directory(file: &Path) -> &Path {
    file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
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

/// Puts a file of mode 0600 in its place in one step.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{:016x}", fastrand::u64(..)));
    let beside = PathBuf::from(beside);
    let written = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let outcome = written.and_then(|()| fs::rename(&beside, path));
    if outcome.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    outcome
}

/// The settings, with comments and without secrets.
pub fn text(name: &str, zone: Tz, tenants: &[Tenant]) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let mut out = format!(
        "# Settings of callboard, written by callboard init. assets/config.sample.toml has every setting with its\n\
         # default; callboard doctor tells whether these work.\n\n\
         [site]\n\
         # The name in the header.\n\
         name = {}\n\
         # \"Today\" begins at this zone's midnight.\n\
         timezone = {}\n",
        quoted(name),
        quoted(zone.name())
    );
    for tenant in tenants {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "\n# {}\n[{}]", tenant.vendor.what, tenant.vendor.section);
        for (key, value) in &tenant.values {
            let _ = writeln!(out, "{key} = {}", quoted(value));
        }
        let _ = writeln!(
            out,
            "# The secret stands in a file that nobody else may read (chmod 600); the path is relative to this file.\n\
             {} = {}",
            tenant.vendor.file_key,
            quoted(&format!("{SECRETS}/{}", tenant.vendor.file))
        );
    }
    out
}
