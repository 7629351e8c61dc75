//! Sending, and redirects. What proves who asks travels in headers, queries and bodies, so a redirect is followed only to
//! the very same scheme, host and port. What was asked stays what it was, method and body included: a POST that goes on
//! as a GET asks for something else.

use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url};

use super::reached::{Halt, MAX_REDIRECTS, Moved, Reached};
use super::route::Route;
use super::{Exchange, Http, Request, Verb, failed, url};
use crate::http::words::{sentence, shorten};
use crate::http::{Error, ErrorKind, Result};

/// How much of a path is shown, in characters.
const PATH_SHOWN: usize = 120;

impl Http {
    /// Sends a request, dressed in headers of its kind, and follows the redirects that may be followed.
    pub(super) async fn send(
        &self,
        request: &Request<'_>,
        mut place: String,
        dress: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Reached> {
        let mut target = self.target(request, &place)?;
        let mut moved = Moved::default();
        let mut asked = Vec::new();
        if let Route::None(problem) = &self.route {
            return Err(Error::new(ErrorKind::Settings, problem.clone()));
        }
        let (proxy, reader) = (self.route.proxy().cloned(), self.reader().cloned());
        loop {
            let dressed = dress(self.build(request, target.clone(), &place)?);
            let response = dressed.send().await.map_err(|error| self.unsent(error, &place))?;
            if !response.status().is_redirection() {
                return Ok(Reached { response, place, moved, proxy, reader });
            }
            asked.push(target);
            match next(request.verb, &asked, &response) {
                Ok(next) => {
                    // A path may repeat a token, or be made to act on a terminal.
                    let path = self.echoes(request).cut(next.path().to_owned());
                    let path = shorten(&sentence(&path), PATH_SHOWN);
                    let first = request.path;
                    // Without a word, so that it reads the same in every language.
                    place = format!("{} {first} → {path} at {}", request.verb.name(), self.host);
                    moved.place = Some(place.clone());
                    target = next;
                }
                Err(halt) => {
                    moved.halt = Some(match halt {
                        Halt::Elsewhere(origin) => Halt::Elsewhere(self.echoes(request).cut(origin)),
                        halt => halt,
                    });
                    return Ok(Reached { response, place, moved, proxy, reader });
                }
            }
        }
    }

    /// What became of a request that was not answered.
    fn unsent(&self, error: reqwest::Error, place: &str) -> Error {
        let error = error.without_url();
        if error.is_builder() {
            return unbuilt(place, &failed::innermost(&error));
        }
        let target = Url::parse(&self.base).map_or_else(|_| self.host.clone(), |url| url::target(&url));
        let tls = self.base.starts_with("https:");
        let asked = failed::Asked { place, target: &target, tls, route: &self.route };
        Error::new(ErrorKind::Network, failed::problem(&error, &asked))
    }

    /// The address of a request.
    fn target(&self, request: &Request<'_>, place: &str) -> Result<Url> {
        let mut target = format!("{}{}", self.base, request.path);
        if !request.query.is_empty() {
            target.push('?');
            target.push_str(&url::query(request.query));
        }
        Url::parse(&target).map_err(|error| unbuilt(place, &error.to_string()))
    }

    fn build(&self, request: &Request<'_>, target: Url, place: &str) -> Result<RequestBuilder> {
        let method = match request.verb {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
        };
        let mut headers = HeaderMap::with_capacity(request.headers.len());
        for (name, value) in request.headers {
            let mut value = HeaderValue::from_str(value).map_err(|_| {
                // A token that no request can carry is as good as refused: another may do.
                let is_token = matches!(*name, "authorization" | "token");
                let kind = if is_token { ErrorKind::TokenRefused } else { ErrorKind::Settings };
                Error::new(kind, Exchange::Header(place.to_owned(), (*name).to_owned()))
            })?;
            value.set_sensitive(true);
            headers.insert(HeaderName::from_static(name), value);
        }
        let mut asked = self.client.request(method, target).headers(headers);
        if let Some(body) = request.body {
            asked = asked.json(body);
        }
        Ok(asked)
    }
}

/// Where a redirect leads from the last of the addresses that were `asked`.
fn next(verb: Verb, asked: &[Url], response: &Response) -> std::result::Result<Url, Halt> {
    let last = asked.last().ok_or(Halt::Nowhere)?;
    let followed = [
        StatusCode::MOVED_PERMANENTLY,
        StatusCode::FOUND,
        StatusCode::SEE_OTHER,
        StatusCode::TEMPORARY_REDIRECT,
        StatusCode::PERMANENT_REDIRECT,
    ];
    let location =
        response.headers().get(header::LOCATION).and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
    let location = location.filter(|_| followed.contains(&response.status())).ok_or(Halt::Nowhere)?;
    let mut next = last.join(location).map_err(|_| Halt::Nowhere)?;
    next.set_fragment(None);
    let named = !next.username().is_empty() || next.password().is_some();
    if named || !url::same_host(last, &next) {
        return Err(Halt::Elsewhere(url::origin(&next)));
    }
    if response.status() == StatusCode::SEE_OTHER && verb != Verb::Get {
        return Err(Halt::AsGet);
    }
    if asked.contains(&next) {
        return Err(Halt::Circle);
    }
    if asked.len() > MAX_REDIRECTS {
        return Err(Halt::TooMany);
    }
    Ok(next)
}

pub(super) fn unbuilt(place: &str, why: &str) -> Error {
    Error::new(ErrorKind::Settings, Exchange::Unbuilt(place.to_owned(), why.to_owned()))
}
