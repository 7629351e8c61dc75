//! The questions and what their answers lead to: a machine without terminal, network or disk.
//!
//! Ask it for its [`NextStep`]; answer a question with [`Interview::answer`], a trial with [`Interview::tried`].

use litemap::LiteMap;

use chrono_tz::Tz;
use secrecy::{ExposeSecret, SecretString};

use crate::commands::registry;
use crate::config::{Config, Region, address, is_private};
use crate::platforms::questions::{Answers, Field, FieldKind, ON, Questions, Trial};

/// A line of an answer may be this long, in bytes.
const LONGEST: usize = 4096;

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

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextStep {
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
    tenants: Vec<Answers>,
    current: Option<Answers>,
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
            region: Config::default().site.region,
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
    pub fn tenants(&self) -> &[Answers] {
        &self.tenants
    }

    /// The vendor that is being asked about, as far as it was answered.
    pub fn current(&self) -> Option<&Answers> {
        self.current.as_ref()
    }

    /// What to do next.
    pub fn step(&self) -> NextStep {
        let ask = |text: String, default: Option<&str>| {
            NextStep::Ask(Question { text, default: default.map(str::to_owned), secret: false })
        };
        match self.at {
            At::Name => ask("Name of the site".to_owned(), Some(&Config::default().site.name)),
            At::Zone => ask("Time zone of the site".to_owned(), Some(self.usual_zone.name())),
            At::Region => ask(
                "Region of the Sobot account, whose credentials are worth nothing in another (singapore, north-america, \
                 china)"
                    .to_owned(),
                Some(Config::default().site.region.as_str()),
            ),
            At::Wanted(number) => match questions(number) {
                Some(vendor) => ask(format!("{}: configure it? (y/n)", vendor.what), Some("n")),
                None => NextStep::Done,
            },
            At::Field(place) => match self.field(place) {
                Some(field) => {
                    let before = self.current.as_ref().and_then(|tenant| tenant.values.get(field.key));
                    let default = match field.kind {
                        FieldKind::Secret => None,
                        FieldKind::Address(usual) => before.cloned().or_else(|| usual(self.region, self.base_url())),
                        FieldKind::Optional => Some(before.cloned().unwrap_or_default()),
                        FieldKind::Text => before.cloned(),
                        FieldKind::Switch => Some(if before.is_some() { "y" } else { "n" }.to_owned()),
                    };
                    NextStep::Ask(Question {
                        text: field.asks.to_owned(),
                        default,
                        secret: matches!(field.kind, FieldKind::Secret),
                    })
                }
                None => NextStep::Done,
            },
            At::Trying(_, trial) => NextStep::Try(trial),
            At::Failed(..) => ask("(a)gain, (k)eep it as it is, or (l)eave this vendor out".to_owned(), Some("a")),
            At::Done => NextStep::Done,
        }
    }

    fn base_url(&self) -> &str {
        self.current.as_ref().map_or("", |tenant| tenant.value("base_url"))
    }

    fn field(&self, place: usize) -> Option<&'static Field> {
        questions(self.number)?.fields.get(place)
    }

    /// Takes the answer to the present question.
    ///
    /// # Errors
    /// A sentence about what is wrong with it; the question stays. It never repeats a secret.
    pub fn answer(&mut self, typed: &SecretString) -> Result<(), String> {
        let NextStep::Ask(question) = self.step() else { return Ok(()) };
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
        if let Some(to) = questions(number) {
            self.current = Some(Answers { to, values: LiteMap::new(), secret: SecretString::default() });
            self.at = At::Field(0);
        }
    }

    fn filled(&mut self, place: usize, text: &str) -> Result<(), String> {
        let (Some(field), Some(tenant)) = (self.field(place), self.current.as_mut()) else { return Ok(()) };
        match field.kind {
            FieldKind::Secret => tenant.secret = SecretString::from(text),
            FieldKind::Address(_) => {
                let address = address(text).map_err(|why| format!("The address {why}."))?;
                if !is_private(&address) {
                    return Err("The address must begin with https://, else secrets travel readable.".to_owned());
                }
                tenant.move_to(field.key, address, self.region);
            }
            FieldKind::Switch if yes(text)? => {
                tenant.values.insert(field.key, ON.to_owned());
            }
            FieldKind::Switch => {
                tenant.values.remove(field.key);
            }
            FieldKind::Optional if text.is_empty() => {
                tenant.values.remove(field.key);
            }
            FieldKind::Text | FieldKind::Optional => {
                tenant.values.insert(field.key, text.to_owned());
            }
        }
        self.at = if place == 0 { At::Trying(0, Trial::Address) } else { self.beyond(place) };
        Ok(())
    }

    /// The next question, or the first trial once all are answered.
    fn beyond(&self, place: usize) -> At {
        let has_token = questions(self.number).is_some_and(|vendor| vendor.has_token);
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
        self.at = match questions(next) {
            Some(_) => At::Wanted(next),
            None => At::Done,
        };
        self.number = next;
    }
}

/// What is asked about a platform, by its place in the registry.
fn questions(number: usize) -> Option<&'static Questions> {
    registry::PLATFORMS.get(number).map(|entry| entry.questions)
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
