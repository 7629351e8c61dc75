//! Who answered in the end, and where redirects have led.

use reqwest::Response;

use super::{Error, ErrorKind, Exchange, failed};
use crate::model::Proxy;

/// So many redirects are followed one after the other.
pub(super) const MAX_REDIRECTS: usize = 5;

/// What was answered in the end.
pub(super) struct Reached {
    pub response: Response,
    /// Who answered, for sentences: method, path and host as they were asked last.
    pub place: String,
    pub moved: Moved,
    /// The proxy on the way.
    pub proxy: Option<Proxy>,
    /// The same, if it reads along.
    pub reader: Option<Proxy>,
}

impl Reached {
    /// The response, who gave it, and what it means when it breaks off.
    pub(super) fn apart(self) -> (Response, String, impl Fn(reqwest::Error) -> Error + Send + 'static) {
        let Self { response, place, proxy, .. } = self;
        let told = place.clone();
        let broken = move |error: reqwest::Error| {
            Error::new(ErrorKind::Network, failed::broken(&error.without_url(), &told, proxy.as_ref()))
        };
        (response, place, broken)
    }
}

/// Where redirects have led.
#[derive(Clone, Debug, Default)]
pub(super) struct Moved {
    /// Who answered, where that is not who was asked first.
    pub(super) place: Option<String>,
    /// Why the last redirect was not followed.
    pub(super) halt: Option<Halt>,
}

/// Why a redirect is not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// It does not say where to, or in no way that can be read.
    Nowhere,
    /// To another scheme, host or port.
    Elsewhere(String),
    /// It wants a GET after a POST.
    AsGet,
    /// To where it was asked before.
    Circle,
    /// There were [`MAX_REDIRECTS`] before it.
    TooMany,
}

impl Moved {
    /// The problem with a redirect that `place` answered and that was not followed.
    pub(super) fn problem(&self, place: &str, status: u16) -> Exchange {
        let place = place.to_owned();
        match &self.halt {
            Some(Halt::Elsewhere(origin)) => Exchange::Elsewhere(place, status, origin.clone()),
            Some(Halt::AsGet) => Exchange::AsGet(place, status),
            Some(Halt::Circle) => Exchange::Circle(place, status),
            Some(Halt::TooMany) => Exchange::TooMany(place, status, MAX_REDIRECTS),
            Some(Halt::Nowhere) | None => Exchange::Nowhere(place, status),
        }
    }
}
