//! What platforms bring along: a section each, and what it comes to.
//!
//! A platform exports its section and how it is read ([`Tenant`]); the registry hands all of them to the schema. This room
//! knows none of them by name.

use std::any::Any;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use litemap::LiteMap;
use secrecy::{ExposeSecret, SecretString};

use super::choice::Region;
use super::dirs::Dirs;
use super::error::{ConfigError, Origin};
use super::keys::Section;
use super::layer::{Entry, Layer};
use super::token::{self, Carrier};
use super::value::Value;
use super::values::Values;
use super::{secret, web};
/// A platform's section, read: what makes the site a tenant of it.
pub trait Tenant: Any + Clone + fmt::Debug + Send + Sync {
    /// The section.
    const SECTION: &'static Section;
    /// Whether its hosts follow `region` in `[site]`.
    const REGIONAL: bool = false;
    /// Whether rules can be about the age of what it tells, by its name.
    const SOURCE: bool = false;
    /// Whether it has bots that can be asked.
    const BOTS: bool = false;
    /// Whether it is the receiver that answers of bots can be pushed to.
    const RECEIVES: bool = false;
    /// A key and a value of it that show how any key is set by environment.
    const SUCH_AS: Option<(&'static str, &'static str)> = None;

    /// Reads it, once it was opened.
    ///
    /// # Errors
    /// The first rule that is broken.
    fn read(from: &Reader<'_>) -> Result<Self, ConfigError>;
}

/// A tenant's type forgotten: what the schema has to know of it.
#[derive(Clone, Copy)]
pub struct Exported {
    /// The section.
    pub section: &'static Section,
    pub(super) regional: bool,
    pub(super) source: bool,
    pub(super) bots: bool,
    pub(super) receives: bool,
    pub(super) such_as: Option<(&'static str, &'static str)>,
    pub(super) read: fn(&Reader<'_>) -> Result<Box<dyn Kept>, ConfigError>,
}

impl Exported {
    /// What `T` brings along.
    pub const fn of<T: Tenant>() -> Self {
        Self {
            section: T::SECTION,
            regional: T::REGIONAL,
            source: T::SOURCE,
            bots: T::BOTS,
            receives: T::RECEIVES,
            such_as: T::SUCH_AS,
            read: |from| Ok(Box::new(T::read(from)?)),
        }
    }
}

impl fmt::Debug for Exported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.section.path)
    }
}

/// A tenant of whatever platform.
pub(super) trait Kept: Any + fmt::Debug + Send + Sync {
    fn again(&self) -> Box<dyn Kept>;
}

impl<T: Tenant> Kept for T {
    fn again(&self) -> Box<dyn Kept> {
        Box::new(self.clone())
    }
}

/// What the site is a tenant of, one a platform at most.
#[derive(Default)]
pub struct Tenants(LiteMap<&'static str, Box<dyn Kept>>);

impl Tenants {
    /// The tenant of a platform; `None` is "not configured".
    pub fn get<T: Tenant>(&self) -> Option<&T> {
        let kept: &dyn Any = &**self.0.get(T::SECTION.path)?;
        kept.downcast_ref()
    }

    /// The same, to be changed.
    pub fn get_mut<T: Tenant>(&mut self) -> Option<&mut T> {
        let kept: &mut dyn Any = &mut **self.0.get_mut(T::SECTION.path)?;
        kept.downcast_mut()
    }

    /// Makes the site this tenant, whatever it was.
    pub fn put<T: Tenant>(&mut self, tenant: T) {
        self.0.insert(T::SECTION.path, Box::new(tenant));
    }

    /// Makes the site no tenant of this platform.
    pub fn remove<T: Tenant>(&mut self) {
        self.0.remove(T::SECTION.path);
    }

    /// Whether the site is the tenant that this section tells of.
    pub fn has(&self, section: &str) -> bool {
        self.0.contains_key(section)
    }

    /// Whether it is no tenant at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn keep(&mut self, section: &'static str, tenant: Box<dyn Kept>) {
        self.0.insert(section, tenant);
    }
}

impl Clone for Tenants {
    fn clone(&self) -> Self {
        let mut again = LiteMap::new();
        again.extend(self.0.iter().map(|(section, tenant)| (*section, tenant.again())));
        Self(again)
    }
}

impl fmt::Debug for Tenants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(&self.0).finish()
    }
}

/// A platform's section as the settings have it.
pub struct Reader<'a> {
    pub(super) settings: &'a Layer,
    pub(super) env: &'a BTreeMap<String, OsString>,
    pub(super) dirs: &'a Dirs,
    pub(super) section: &'static Section,
    pub(super) values: Values<'a>,
    /// The region of the site.
    pub(super) region: Region,
    /// Where it was opened.
    pub(super) origin: &'a Origin,
}

impl<'a> Reader<'a> {
    fn entry(&self, key: &str) -> Option<&'a Entry> {
        self.settings.get(&format!("{}.{key}", self.section.path))
    }

    /// The values of its keys.
    pub const fn values(&self) -> Values<'a> {
        self.values
    }

    /// The text of a key that is set.
    pub fn set(&self, key: &str) -> Option<String> {
        self.entry(key)?.text()
    }

    /// The file that a key names, if it is set.
    pub fn file(&self, key: &str) -> Option<PathBuf> {
        self.entry(key)?.file(&self.dirs.home)
    }

    /// The secret in the file that a key names, if it is set.
    ///
    /// # Errors
    /// That it cannot be had, or is open to others.
    pub fn secret_in(&self, key: &str) -> Result<Option<SecretString>, ConfigError> {
        self.entry(key).map(|entry| secret::read(entry, self.env, self.dirs)).transpose()
    }

    /// Looks whether the file that a key names, in which a secret is among other things, is closed to other users.
    ///
    /// # Errors
    /// That it is open to them.
    pub fn check_closed(&self, key: &str) -> Result<(), ConfigError> {
        self.entry(key).map_or(Ok(()), |entry| secret::check_closed(entry, self.dirs))
    }

    /// The way to the secret that the settings take; `how` is what to do where they take none.
    ///
    /// # Errors
    /// That there are no credentials.
    pub fn way(&self, how: &str) -> Result<Way<'a>, ConfigError> {
        let found = self.section.ways.iter().find_map(|name| Some((*name, self.entry(name)?)));
        let (name, entry) =
            found.ok_or_else(|| self.refuse(format!("[{}] has no credentials: {how}", self.section.path)))?;
        Ok(Way { name, entry, env: self.env, dirs: self.dirs })
    }

    /// The text of a key, without which the secret is worth nothing.
    ///
    /// # Errors
    /// That it is missing.
    pub fn beside(&self, key: &str, way: &Way<'_>) -> Result<String, ConfigError> {
        self.set(key).ok_or_else(|| self.refuse(format!("[{}] needs {key} beside {}", self.section.path, way.name)))
    }

    /// Looks whether a header can carry the text of a key, if it is set.
    ///
    /// # Errors
    /// That none can.
    pub fn carried(&self, key: &str) -> Result<(), ConfigError> {
        self.entry(key).map_or(Ok(()), |entry| carried(entry, &entry.text().unwrap_or_default()))
    }

    /// Looks whether requests to the address of a key stay secret, if it is set.
    ///
    /// # Errors
    /// That it is plain HTTP to another machine, which was not allowed.
    pub fn check_address(&self, key: &str, allow_plain_http: bool) -> Result<(), ConfigError> {
        match self.entry(key).map(|entry| (entry, entry.text())) {
            Some((entry, Some(address))) if !allow_plain_http && !web::is_private(&address) => Err(entry
                .wrong("must begin with https://; http:// is for this machine only, unless allow_plain_http = true")),
            _ => Ok(()),
        }
    }

    /// The region of the site, and where it was written.
    pub fn region(&self) -> (Region, Option<&'a Origin>) {
        (self.region, self.settings.get("site.region").map(|entry| &entry.origin))
    }

    /// A sentence about the section.
    pub fn refuse(&self, what: impl fmt::Display) -> ConfigError {
        ConfigError::new(self.origin, what)
    }

    /// A sentence about the value of a key; `reason` is a predicate.
    pub fn wrong(&self, key: &str, reason: &str) -> ConfigError {
        self.entry(key).map_or_else(|| self.refuse(format!("{key} {reason}")), |entry| entry.wrong(reason))
    }

    /// A sentence about a key.
    pub fn refuse_at(&self, key: &str, what: impl fmt::Display) -> ConfigError {
        ConfigError::new(self.entry(key).map_or(self.origin, |entry| &entry.origin), what)
    }
}

/// The way to a secret that the settings take.
pub struct Way<'a> {
    /// The key.
    pub name: &'static str,
    entry: &'a Entry,
    env: &'a BTreeMap<String, OsString>,
    dirs: &'a Dirs,
}

impl Way<'_> {
    /// The secret.
    ///
    /// # Errors
    /// That it cannot be had, or is open to others.
    pub fn secret(&self) -> Result<SecretString, ConfigError> {
        secret::read(self.entry, self.env, self.dirs)
    }

    /// Looks whether a header can carry what it led to.
    ///
    /// # Errors
    /// That none can.
    pub fn carried(&self, secret: &SecretString) -> Result<(), ConfigError> {
        carried(self.entry, secret.expose_secret())
    }
}

/// Whether a header can carry what `entry` is, or leads to.
fn carried(entry: &Entry, value: &str) -> Result<(), ConfigError> {
    let Some(flaw) = token::flaw(value, Carrier::Header) else { return Ok(()) };
    let what = match entry.value {
        Value::Path(_) => "names a file whose text",
        Value::Text(_) if entry.path.ends_with("_env") => "names an environment variable whose text",
        _ => "is a text that",
    };
    Err(entry.wrong(&format!("{what} {flaw}; write it exactly as the vendor gave it")))
}
