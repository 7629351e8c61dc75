//! Sobot's hosts, by region. Credentials belong to one region and are worth nothing at another's hosts, so one setting gives
//! every family its host; an address that is set by hand wins.
//!
//! What is documented, and no more: developer.sobot.io (2022-05-19, 2024-04-11) and developer.zhichi.com.

use url::{Host, Url};

use crate::config::{Config, ConfigError, Reader, Region};

const SINGAPORE: &str = "https://sg.sobot.io";
const NORTH_AMERICA: &str = "https://us.sobot.com";
const CHINA_DATA: &str = "https://openapi.soboten.com";
const CHINA_CHATS: &str = "https://open.sobot.com";

/// Every host that a document names, and whose it is.
const HOSTS: [(&str, Region); 4] = [
    (SINGAPORE, Region::Singapore),
    (NORTH_AMERICA, Region::NorthAmerica),
    (CHINA_DATA, Region::China),
    (CHINA_CHATS, Region::China),
];

impl Region {
    /// The Data Service, which gives its own tokens; `None` where no document names one.
    pub const fn data_service(self) -> Option<&'static str> {
        match self {
            Self::Singapore => Some(SINGAPORE),
            Self::NorthAmerica => None,
            Self::China => Some(CHINA_DATA),
        }
    }

    /// Chat statistics and AI records; `None` where no document names a host.
    pub const fn statistics(self) -> Option<&'static str> {
        match self {
            Self::Singapore => Some(SINGAPORE),
            Self::NorthAmerica => Some(NORTH_AMERICA),
            Self::China => None,
        }
    }

    /// The open platform of China, which is nowhere else.
    pub const fn open_platform() -> &'static str {
        CHINA_CHATS
    }

    /// Whose host an address names; `None` for one that no document names, such as a proxy's.
    pub fn of(address: &str) -> Option<Self> {
        let host = host(address)?;
        HOSTS.iter().find(|(known, _)| self::host(known).is_some_and(|known| known == host)).map(|(_, region)| *region)
    }
}

/// Host of an address, in lower case.
fn host(address: &str) -> Option<String> {
    match Url::parse(address).ok()?.host()? {
        Host::Domain(name) => Some(name.trim_end_matches('.').to_ascii_lowercase()),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    }
}

/// The host that `family` has in the region which is meant unless the settings name one.
pub fn usual(family: fn(Region) -> Option<&'static str>) -> &'static str {
    family(Config::default().site.region).unwrap_or_default()
}

/// The `base_url` of a section: as set, else the one that the region has for `what`.
///
/// # Errors
/// That no document names one.
pub(super) fn base_url(
    from: &Reader<'_>,
    section: &str,
    what: &str,
    documented: fn(Region) -> Option<&'static str>,
) -> Result<String, ConfigError> {
    if let Some(address) = from.set("base_url") {
        return Ok(address);
    }
    let (region, said) = from.region();
    documented(region).map(str::to_owned).ok_or_else(|| {
        let said = said.map_or(String::new(), |origin| format!(" ({origin})"));
        let region = region.as_str();
        from.refuse(format!(
            "[{section}] needs base_url: no document names a host for {what} in region = \"{region}\"{said}; ask Sobot for it"
        ))
    })
}

/// Where company tokens are given, unless set: beside the Data Service at `base_url`.
pub fn company_token_url(base_url: &str) -> String {
    format!("{}/tokens/company", base_url.trim_end_matches('/'))
}

/// Scheme and host of an address.
pub fn origin(address: &str) -> &str {
    let after_scheme = address.find("://").map_or(0, |at| at + 3);
    let path = address.get(after_scheme..).and_then(|rest| rest.find('/'));
    path.and_then(|at| address.get(..after_scheme + at)).unwrap_or(address)
}
