//! What the statuses from 400 to 499 mean that no client has its own way with, each in a sentence that says whose the
//! fault is. Who answers so may be the vendor, or a gateway or proxy on the way.

/// The sentence for `status`. `html` and `said` are what was found in the body, ready to be put in.
pub(super) fn sentence(place: &str, status: u16, html: &str, said: &str) -> String {
    match status {
        402 => {
            format!("{place} wants to be paid first ({html}HTTP 402){said}; ask the vendor what the contract covers")
        }
        403 => format!("{place} forbids this ({html}HTTP 403){said}; check the app_id and what it may do"),
        404 => format!("{place} is not there ({html}HTTP 404){said}; check the address in the settings"),
        405 | 406 | 415 => format!(
            "{place} does not take this kind of request ({html}HTTP {status}){said}; check the address in the settings"
        ),
        407 => format!(
            "{place}: the proxy on the way asks for a name and a password ({html}HTTP 407){said}; put them into \
             HTTPS_PROXY or HTTP_PROXY"
        ),
        409 | 423 => format!(
            "{place} is held up by somebody else's request ({html}HTTP {status}){said}; ask the vendor if it stays so"
        ),
        410 => format!("{place} is there no longer ({html}HTTP 410){said}; check the address in the settings"),
        413 => format!(
            "{place} calls the request too large ({html}HTTP 413){said}; ask for less: set fewer agents or departments"
        ),
        414 => format!(
            "{place} calls the address too long ({html}HTTP 414){said}; ask for less: set fewer agents or departments"
        ),
        421 => format!(
            "{place} was answered by a host that does not serve it ({html}HTTP 421){said}; look where the proxy and the \
             address in the settings lead"
        ),
        426 => format!(
            "{place} wants another version of HTTP or TLS ({html}HTTP 426){said}; ask whoever runs the host or the proxy"
        ),
        428 => format!(
            "{place} wants conditions in the request that no document names ({html}HTTP 428){said}; ask whoever runs \
             the host or the proxy"
        ),
        431 => format!(
            "{place} calls the headers too large ({html}HTTP 431){said}; look whether the token is unusually long, or \
             ask whoever runs the host or the proxy"
        ),
        451 => format!(
            "{place} may not be shown for legal reasons ({html}HTTP 451){said}; ask the vendor, or whoever runs the \
             network"
        ),
        _ => format!("{place} calls the request wrong ({html}HTTP {status}){said}; check the settings"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Answer, Moved};
    use crate::vendor::ErrorKind;

    fn error(status: u16, said: Option<&str>) -> crate::vendor::Error {
        let answer = Answer {
            status,
            body: String::new(),
            html: false,
            retry_after: None,
            skew_ms: None,
            wiped: false,
            moved: Moved::default(),
        };
        answer.status_error("GET /thing at h", said).unwrap()
    }

    #[test]
    fn no_status_ends_the_asking_for_good() {
        for status in 300..600 {
            let error = error(status, None);
            let asked_again = match error.kind {
                ErrorKind::Settings => !matches!(status, 401 | 408 | 425 | 429) && (400..500).contains(&status),
                ErrorKind::TokenRefused => status == 401,
                ErrorKind::RateLimited(_) => status == 429,
                ErrorKind::Answer => !(400..500).contains(&status) || matches!(status, 408 | 425),
                _ => false,
            };
            assert!(asked_again, "{status}: {error:?}");
            assert!(error.sentence.contains(&format!("HTTP {status})")) || error.kind == ErrorKind::Answer, "{error}");
        }
    }

    #[test]
    fn a_refusal_says_whose_the_fault_is_and_in_whose_words() {
        for (status, begins, does) in [
            (400, "GET /thing at h calls the request wrong (HTTP 400): no.", "check the settings"),
            (402, "GET /thing at h wants to be paid first (HTTP 402): no.", "ask the vendor"),
            (
                407,
                "GET /thing at h: the proxy on the way asks for a name and a password (HTTP 407): no.",
                "HTTPS_PROXY",
            ),
            (
                421,
                "GET /thing at h was answered by a host that does not serve it (HTTP 421): no.",
                "look where the proxy",
            ),
            (426, "GET /thing at h wants another version of HTTP or TLS (HTTP 426): no.", "ask whoever runs"),
            (428, "GET /thing at h wants conditions in the request", "ask whoever runs"),
            (431, "GET /thing at h calls the headers too large (HTTP 431): no.", "whether the token is unusually long"),
            (451, "GET /thing at h may not be shown for legal reasons (HTTP 451): no.", "ask the vendor"),
        ] {
            let error = error(status, Some("no."));
            let (said, advice) = error.sentence.split_once("; ").unwrap();
            assert!(said.starts_with(begins.trim_end_matches('.')) && advice.contains(does), "{error}");
            assert_eq!(advice.contains("settings"), matches!(status, 400 | 421), "{error}");
        }
    }
}
