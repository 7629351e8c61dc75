//! The questions and what their answers lead to: a machine without terminal, network or disk.
//!
//! Ask it for its [`Step`]; answer a question with [`Interview::answer`], a trial with [`Interview::tried`].

use std::collections::BTreeMap;

use chrono_tz::Tz;
use secrecy::{ExposeSecret, SecretString};

use crate::config::{Region, address, is_private, region};

/// A line of an answer may be this long, in bytes.
const LONGEST: usize = 4096;

/// A section of the settings that can be asked for.
#[derive(Debug)]
pub struct Vendor {
    /// The section.
    pub section: &'static str,
    /// What it is, in a few words.
    pub what: &'static str,
    /// The key that names the file of the secret.
    pub file_key: &'static str,
    /// What that file is called.
    pub file: &'static str,
    /// Whether there is a token that can be tried alone.
    pub has_token: bool,
    fields: &'static [Field],
}

#[derive(Debug)]
struct Field {
    key: &'static str,
    asks: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// An address; the first of a vendor is tried at once.
    Address(Host),
    Text,
    /// May be left empty.
    Optional,
    Secret,
}

/// Whose address is asked for: what is usual depends on the region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Host {
    DataService,
    /// Below the Data Service, unless said otherwise.
    Tokens,
    Statistics,
    Other(&'static str),
}

impl Host {
    /// What is meant where the settings say nothing; `None` where no document names a host of the region.
    fn usual(self, region: Region, base_url: &str) -> Option<String> {
        match self {
            Self::DataService => region.data_service().map(str::to_owned),
            Self::Tokens => Some(region::company_token_url(base_url)),
            Self::Statistics => region.statistics().map(str::to_owned),
            Self::Other(usual) => Some(usual.to_owned()),
        }
    }
}

const fn field(key: &'static str, asks: &'static str, kind: Kind) -> Field {
    Field { key, asks, kind }
}

/// The vendors, in the order they are asked for.
pub const VENDORS: &[Vendor] = &[
    Vendor {
        section: "sobot_call",
        what: "Sobot voice: the live agents",
        file_key: "app_secret_file",
        file: "call.secret",
        has_token: true,
        fields: &[
            field("base_url", "Address of your region's data service", Kind::Address(Host::DataService)),
            field("token_url", "Address that gives tokens", Kind::Address(Host::Tokens)),
            field("app_id", "App id", Kind::Text),
            field("app_secret", "App secret (not shown)", Kind::Secret),
            field("operator_user_id", "Id of the user to act for (empty for none)", Kind::Optional),
            field(
                "token_agent",
                "Work number of the agent whose token asks for histories, reports and recordings (empty for the company's)",
                Kind::Optional,
            ),
        ],
    },
    Vendor {
        section: "sobot_open",
        what: "Sobot chat and AI agents",
        file_key: "app_key_file",
        file: "open.key",
        has_token: true,
        fields: &[
            field("base_url", "Address of your region's statistics service", Kind::Address(Host::Statistics)),
            field("app_id", "App id", Kind::Text),
            field("app_key", "App key (not shown)", Kind::Secret),
        ],
    },
    Vendor {
        section: "sobot_cn",
        what: "Sobot China: chats, robots, ratings",
        file_key: "app_key_file",
        file: "cn.key",
        has_token: true,
        fields: &[
            field("base_url", "Address of the open platform", Kind::Address(Host::Other(Region::open_platform()))),
            field("app_id", "App id", Kind::Text),
            field("app_key", "App key (not shown)", Kind::Secret),
        ],
    },
    Vendor {
        section: "seven_moor",
        what: "7moor: chats",
        file_key: "secret_key_file",
        file: "moor.key",
        has_token: false,
        fields: &[
            field(
                "base_url",
                "Address of the open platform",
                Kind::Address(Host::Other("https://v7openapi.7moor.com")),
            ),
            field("app_key", "App key, the account's number", Kind::Text),
            field("secret_key", "Secret key (not shown)", Kind::Secret),
        ],
    },
];

/// What was answered about one vendor.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Which.
    pub vendor: &'static Vendor,
    /// The answers by key; those left empty are absent.
    pub values: BTreeMap<&'static str, String>,
    /// The secret.
    pub secret: SecretString,
}

impl Tenant {
    /// The answer for a key; empty when there is none.
    pub fn value(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }

    /// The answers that the settings have to say. An address that they mean anyway is left out, so that it follows the
    /// region.
    pub fn told(&self, region: Region) -> impl Iterator<Item = (&'static str, &str)> {
        let usual = move |key: &str| {
            let field = self.vendor.fields.iter().find(|field| field.key == key)?;
            match field.kind {
                Kind::Address(host) => host.usual(region, self.value("base_url")),
                _ => None,
            }
        };
        self.values
            .iter()
            .filter(move |(key, value)| usual(key).as_ref() != Some(value))
            .map(|(key, value)| (*key, value.as_str()))
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub text: String,
    /// What an empty answer means.
    pub default: Option<String>,
    /// Whether the answer must not be shown.
    pub secret: bool,
}

/// What is tried with the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    /// Whether the address answers.
    Address,
    /// Whether a token is given.
    Token,
    /// Whether the first page is given.
    Page,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Ask a person.
    Ask(Question),
    /// Try [`Interview::current`] with the vendor.
    Try(Trial),
    /// Nothing: [`Interview::tenants`] is complete.
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Name,
    Zone,
    Region,
    Wanted(usize),
    Field(usize),
    Trying(usize, Trial),
    Failed(usize, Trial),
    Done,
}

/// The interview.
#[derive(Debug)]
pub struct Interview {
    at: At,
    usual_zone: Tz,
    name: String,
    zone: Tz,
    region: Region,
    tenants: Vec<Tenant>,
    current: Option<Tenant>,
    number: usize,
}

impl Interview {
    /// An interview at its beginning; `zone` is this machine's.
    pub fn new(zone: Tz) -> Self {
        Self {
            at: At::Name,
            usual_zone: zone,
            name: String::new(),
            zone,
            region: Region::Singapore,
            tenants: Vec::new(),
            current: None,
            number: 0,
        }
    }

    /// The site's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The site's zone.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Where Sobot keeps the site's account.
    pub fn region(&self) -> Region {
        self.region
    }

    /// The vendors that are to be configured.
    pub fn tenants(&self) -> &[Tenant] {
        &self.tenants
    }

    /// The vendor that is being asked about, as far as it was answered.
    pub fn current(&self) -> Option<&Tenant> {
        self.current.as_ref()
    }

    /// What to do next.
    pub fn step(&self) -> Step {
        let ask = |text: String, default: Option<&str>| {
            Step::Ask(Question { text, default: default.map(str::to_owned), secret: false })
        };
        match self.at {
            At::Name => ask("Name of the site".to_owned(), Some("callboard")),
            At::Zone => ask("Time zone of the site".to_owned(), Some(self.usual_zone.name())),
            At::Region => ask(
                "Region of the Sobot account, whose credentials are worth nothing in another (singapore, north-america, \
                 china)"
                    .to_owned(),
                Some(Region::Singapore.as_str()),
            ),
            At::Wanted(number) => match VENDORS.get(number) {
                Some(vendor) => ask(format!("{}: configure it? (y/n)", vendor.what), Some("n")),
                None => Step::Done,
            },
            At::Field(place) => match self.field(place) {
                Some(field) => {
                    let before = self.current.as_ref().and_then(|tenant| tenant.values.get(field.key));
                    let default = match field.kind {
                        Kind::Secret => None,
                        Kind::Address(host) => before.cloned().or_else(|| host.usual(self.region, self.base_url())),
                        Kind::Optional => Some(before.cloned().unwrap_or_default()),
                        Kind::Text => before.cloned(),
                    };
                    Step::Ask(Question {
                        text: field.asks.to_owned(),
                        default,
                        secret: field.kind == Kind::Secret,
                    })
                }
                None => Step::Done,
            },
            At::Trying(_, trial) => Step::Try(trial),
            At::Failed(..) => ask("(a)gain, (k)eep it as it is, or (l)eave this vendor out".to_owned(), Some("a")),
            At::Done => Step::Done,
        }
    }

    fn base_url(&self) -> &str {
        self.current.as_ref().map_or("", |tenant| tenant.value("base_url"))
    }

    fn field(&self, place: usize) -> Option<&'static Field> {
        VENDORS.get(self.number)?.fields.get(place)
    }

    /// Takes the answer to the present question.
    ///
    /// # Errors
    /// A sentence about what is wrong with it; the question stays. It never repeats a secret.
    pub fn answer(&mut self, typed: &SecretString) -> Result<(), String> {
        let Step::Ask(question) = self.step() else { return Ok(()) };
        let typed = typed.expose_secret().trim();
        let text = match (typed, &question.default) {
            ("", Some(default)) => default.as_str(),
            ("", None) => return Err("Something has to be given here.".to_owned()),
            _ => typed,
        };
        if text.len() > LONGEST || text.chars().any(char::is_control) {
            return Err(format!("It must be one line of at most {LONGEST} bytes."));
        }
        match self.at {
            At::Name => {
                text.clone_into(&mut self.name);
                self.at = At::Zone;
            }
            At::Zone => {
                self.zone = text.parse().map_err(|_| {
                    "That is not an IANA time zone; they are written like Asia/Shanghai or Europe/Berlin.".to_owned()
                })?;
                self.at = At::Region;
            }
            At::Region => {
                let meant =
                    |region: &Region| region.as_str().starts_with(&text.to_lowercase().replace([' ', '_'], "-"));
                self.region = Region::ALL
                    .into_iter()
                    .find(meant)
                    .ok_or("Answer singapore, north-america or china.".to_owned())?;
                self.at = At::Wanted(0);
            }
            At::Wanted(number) => self.wanted(number, yes(text)?),
            At::Field(place) => self.filled(place, text)?,
            At::Failed(place, trial) => match text.to_lowercase().as_str() {
                "a" | "again" => self.at = At::Field(0),
                "k" | "keep" => self.after(place, trial),
                "l" | "leave" => {
                    self.current = None;
                    self.next_vendor();
                }
                _ => return Err("Answer a, k or l.".to_owned()),
            },
            At::Trying(..) | At::Done => {}
        }
        Ok(())
    }

    fn wanted(&mut self, number: usize, wanted: bool) {
        self.number = number;
        if !wanted {
            self.next_vendor();
            return;
        }
        if let Some(vendor) = VENDORS.get(number) {
            self.current = Some(Tenant { vendor, values: BTreeMap::new(), secret: SecretString::default() });
            self.at = At::Field(0);
        }
    }

    fn filled(&mut self, place: usize, text: &str) -> Result<(), String> {
        let (Some(field), Some(tenant)) = (self.field(place), self.current.as_mut()) else { return Ok(()) };
        match field.kind {
            Kind::Secret => tenant.secret = SecretString::from(text),
            Kind::Address(host) => {
                let address = address(text).map_err(|why| format!("The address {why}."))?;
                if !is_private(&address) {
                    return Err("The address must begin with https://, else secrets travel readable.".to_owned());
                }
                // A token's address that followed the one before follows this one.
                if host == Host::DataService
                    && tenant.values.get("token_url") == Some(&region::company_token_url(tenant.value("base_url")))
                {
                    tenant.values.remove("token_url");
                }
                tenant.values.insert(field.key, address);
            }
            Kind::Optional if text.is_empty() => {
                tenant.values.remove(field.key);
            }
            Kind::Text | Kind::Optional => {
                tenant.values.insert(field.key, text.to_owned());
            }
        }
        self.at = if place == 0 { At::Trying(0, Trial::Address) } else { self.beyond(place) };
        Ok(())
    }

    /// The next question, or the first trial once all are answered.
    fn beyond(&self, place: usize) -> At {
        let has_token = VENDORS.get(self.number).is_some_and(|vendor| vendor.has_token);
        match self.field(place + 1) {
            Some(_) => At::Field(place + 1),
            None if has_token => At::Trying(place, Trial::Token),
            None => At::Trying(place, Trial::Page),
        }
    }

    /// Takes the outcome of the present trial.
    pub fn tried(&mut self, went_well: bool) {
        let At::Trying(place, trial) = self.at else { return };
        if went_well {
            self.after(place, trial);
        } else {
            self.at = At::Failed(place, trial);
        }
    }

    fn after(&mut self, place: usize, trial: Trial) {
        match (trial, self.at) {
            (Trial::Address, _) => self.at = self.beyond(place),
            // Without a token there is no page to try.
            (Trial::Token, At::Trying(..)) => self.at = At::Trying(place, Trial::Page),
            _ => {
                self.tenants.extend(self.current.take());
                self.next_vendor();
            }
        }
    }

    fn next_vendor(&mut self) {
        let next = self.number + 1;
        self.at = match VENDORS.get(next) {
            Some(_) => At::Wanted(next),
            None => At::Done,
        };
        self.number = next;
    }
}

/// A yes or a no.
///
/// # Errors
/// A sentence, when it is neither.
pub fn yes(text: &str) -> Result<bool, String> {
    match text.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(true),
        "n" | "no" => Ok(false),
        _ => Err("Answer y or n.".to_owned()),
    }
}
