//! What the statuses from 300 on mean that no client has its own way with, each in a sentence that says whose the fault
//! is. Who answers so may be the vendor, or a gateway or proxy on the way.

use super::{Answer, DEFAULT_PAUSE, Exchange};
use crate::http::words::sentence;
use crate::http::{Error, ErrorKind};
use crate::model::{Quote, Transport};

impl Answer {
    /// The error that the status alone tells of; `None` for a 2xx. `said` is the vendor's own sentence, if any was
    /// found in the body.
    pub fn status_error(&self, place: &str, said: Option<&str>) -> Option<Error> {
        let place = self.place(place);
        let status = self.status;
        let said = said.map(sentence).filter(|said| !said.is_empty());
        let said = said.map(Quote::Said);
        let error = |kind, what: Exchange| Some(Error::new(kind, what));
        match status {
            200..=299 => None,
            300..=399 => error(ErrorKind::Answer, self.moved.problem(place, status)),
            401 => error(ErrorKind::TokenRefused, Exchange::TokenRefused(place.to_owned(), said)),
            429 => {
                let pause = self.retry_after.unwrap_or(DEFAULT_PAUSE);
                let problem = Exchange::TooOften(place.to_owned(), said, pause.as_secs());
                error(ErrorKind::RateLimited(pause), problem)
            }
            407 if let Some(proxy) = self.via.clone() => {
                Some(Error::new(ErrorKind::Settings, Transport::ProxyPassword { proxy, status: Some(407) }))
            }
            _ => {
                let settings = (400..=499).contains(&status) && !matches!(status, 408 | 425);
                let kind = if settings { ErrorKind::Settings } else { ErrorKind::Answer };
                let (place, via, html) = (place.to_owned(), self.via.clone(), self.html);
                Some(Error::new(kind, Transport::Status { place, via, status, html, said }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Answer;
    use super::super::reached::Moved;
    use crate::http::ErrorKind;
    use crate::model::{Party, Proxy, Step};

    fn error(status: u16, said: Option<&str>, via: Option<Proxy>) -> crate::http::Error {
        let answer = Answer {
            status,
            body: String::new(),
            html: false,
            retry_after: None,
            skew_ms: None,
            wiped: false,
            moved: Moved::default(),
            via,
        };
        answer.status_error("GET /thing at h", said).unwrap()
    }

    #[test]
    fn no_status_ends_the_asking_for_good() {
        for status in 300..600 {
            let error = error(status, None, None);
            let asked_again = match error.kind {
                ErrorKind::Settings => !matches!(status, 401 | 408 | 425 | 429) && (400..500).contains(&status),
                ErrorKind::TokenRefused => status == 401,
                ErrorKind::RateLimited(_) => status == 429,
                ErrorKind::Answer => !(400..500).contains(&status) || matches!(status, 408 | 425),
                _ => false,
            };
            assert!(asked_again, "{status}: {error:?}");
            assert!(
                error.to_string().contains(&format!("HTTP {status})")) || error.kind == ErrorKind::Answer,
                "{error}"
            );
        }
    }

    #[test]
    fn a_refusal_says_whose_the_fault_is_and_in_whose_words() {
        for (status, begins, does) in [
            (400, "GET /thing at h calls the request wrong (HTTP 400): no.", "check the settings"),
            (402, "GET /thing at h wants to be paid first (HTTP 402): no.", "ask the vendor"),
            (
                407,
                "GET /thing at h: a proxy that no variable names asks for a user name and password (HTTP 407): no.",
                "HTTPS_PROXY",
            ),
            (409, "GET /thing at h is held up by another request (HTTP 409): no.", "ask the vendor"),
            (
                421,
                "GET /thing at h was answered by a host that does not serve it (HTTP 421): no.",
                "look where the proxy",
            ),
            (
                426,
                "GET /thing at h wants another version of HTTP or TLS (HTTP 426): no.",
                "ask the operator of the host or of the proxy",
            ),
            (428, "GET /thing at h wants conditions in the request", "ask the operator of the host or of the proxy"),
            (
                431,
                "GET /thing at h calls the headers too large (HTTP 431): no.",
                "check whether the token is unusually long",
            ),
            (451, "GET /thing at h may not be shown for legal reasons (HTTP 451): no.", "the operator of the network"),
        ] {
            let error = error(status, Some("no."), None);
            let told = error.to_string();
            let (said, advice) = told.split_once("; ").unwrap();
            assert!(said.starts_with(begins.trim_end_matches('.')) && advice.contains(does), "{error}");
            assert_eq!(advice.contains("settings"), matches!(status, 400 | 421), "{error}");
        }
    }

    #[test]
    fn what_the_proxy_that_reads_along_answers_is_not_the_vendors() {
        let proxy = |signed| Proxy { url: "http://p:1".to_owned(), named: "HTTP_PROXY".to_owned(), signed };
        for (signed, says) in [
            (
                false,
                "the proxy http://p:1 (HTTP_PROXY) asks for a user name and password (HTTP 407); put them into HTTP_PROXY",
            ),
            (
                true,
                "the proxy http://p:1 (HTTP_PROXY) does not accept the user name and password of HTTP_PROXY (HTTP 407); correct them there",
            ),
        ] {
            let error = error(407, Some("no."), Some(proxy(signed)));
            assert!(error.to_string().starts_with(says), "{error}");
            let problem = error.problem;
            assert_eq!((error.kind, problem.blame()), (ErrorKind::Settings, Some((Party::Proxy, Step::Tunnel))));
        }
        let bad = error(502, None, Some(proxy(false)));
        assert_eq!(
            bad.to_string(),
            "GET /thing at h: the proxy http://p:1 (HTTP_PROXY) or the host behind it answered HTTP 502; trying again"
        );
        assert_eq!(bad.problem.blame(), Some((Party::Gateway, Step::Answer)));
        assert_eq!(error(503, None, None).problem.blame(), Some((Party::Gateway, Step::Answer)));
    }
}
