//! From a vendor's error to a verdict: what was wrong, whose fault it is, and what to do about it.

use super::Verdict;
use crate::model::Party;
use crate::platforms::{Error, ErrorKind};

/// The verdict on `error`, which came of asking for something of `section`.
pub(crate) fn verdict(error: &Error, section: &str) -> Verdict {
    let (blame, failed) = (error.problem.blame(), error.problem.failed());
    let by_gateway = blame.is_some_and(|(party, _)| party == Party::Gateway);
    let advice = match (error.kind, error.problem.remedy()) {
        (ErrorKind::RateLimited(pause), _) => format!(
            "a board that runs with the same app_id uses the tenant's calls too: lower calls_per_minute in [{section}], or \
             ask again in {} s",
            pause.as_secs()
        ),
        (_, Some(remedy)) => remedy,
        (_, None) if by_gateway => {
            "try again later; if it stays so, ask the vendor, and the operator of the proxy if there is one".to_owned()
        }
        (ErrorKind::Network | ErrorKind::Late, None) => {
            format!("check base_url in [{section}] and the network; if they are right, try again later")
        }
        (ErrorKind::NotAStream, None) => {
            "something between here and the vendor holds the stream back: let the proxy pass text/event-stream unbuffered; \
             until then the board polls"
                .to_owned()
        }
        (ErrorKind::TokenRefused | ErrorKind::Credentials | ErrorKind::Settings | ErrorKind::Final, None) => {
            format!("correct [{section}] in the settings, or ask the vendor what this app_id may do")
        }
        (ErrorKind::TooLarge, None) => format!("ask for fewer rows: lower page_size in [{section}]"),
        (ErrorKind::Answer, None) => {
            format!("check base_url in [{section}]; if it is right, the vendor has a fault: try again later")
        }
    };
    let verdict = match error.kind {
        ErrorKind::RateLimited(_) => Verdict::warning(failed, advice),
        _ => Verdict::failure(failed, advice),
    };
    Verdict { blame, ..verdict }
}
