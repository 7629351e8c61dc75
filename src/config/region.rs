//! Sobot's regions. Credentials belong to one of them and are worth nothing at another's hosts, so one setting gives
//! every family its host; an address that is set by hand wins.
//!
//! What is documented, and no more: developer.sobot.io (2022-05-19, 2024-04-11) and developer.zhichi.com.

use url::{Host, Url};

use super::keys;
use super::values::Values;

pub use super::choice::Region;

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
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Singapore, Self::NorthAmerica, Self::China];

    /// What to call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Singapore => "Singapore",
            Self::NorthAmerica => "North America",
            Self::China => "China",
        }
    }

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
    family(Values::defaults(&keys::SITE).read("region")).unwrap_or_default()
}

/// Where company tokens are given, unless set: beside the Data Service at `base_url`.
pub fn company_token_url(base_url: &str) -> String {
    format!("{}/tokens/company", base_url.trim_end_matches('/'))
}
