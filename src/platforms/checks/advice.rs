//! From a vendor's error to a verdict: what was wrong, whose fault it is, and what to do about it.

use super::Verdict;
use crate::model::Party;
use crate::platforms::{Error, ErrorKind};

/// The verdict on `error`, which came of asking for something of `section`.
pub(crate) fn verdict(error: &Error, section: &str) -> Verdict {
    let failed = error.problem.failed();
    if let ErrorKind::RateLimited(pause) = error.kind {
        let pause = pause.as_secs();
        let advice =
            format!("a board that runs with the same app_id uses the tenant's calls too; ask again in {pause} s");
        return Verdict::warning(failed, advice);
    }
    let blame = error.blame();
    let advice = error.problem.remedy().unwrap_or_else(|| match error.kind {
        _ if blame.0 == Party::Gateway && error.kind != ErrorKind::NotAStream => {
            "try again later; if it stays so, ask the vendor, and the operator of the proxy if there is one".to_owned()
        }
        ErrorKind::Network | ErrorKind::Late => {
            format!("check base_url in [{section}] and the network; if they are right, try again later")
        }
        ErrorKind::NotAStream => {
            "something between here and the vendor holds the stream back: let the proxy pass text/event-stream unbuffered; \
             until then the board polls"
                .to_owned()
        }
        ErrorKind::TokenRefused | ErrorKind::Credentials | ErrorKind::Settings | ErrorKind::Final => {
            format!("correct [{section}] in the settings, or ask the vendor what this app_id may do")
        }
        ErrorKind::TooLarge => format!("ask for fewer rows: lower page_size in [{section}]"),
        ErrorKind::Answer | ErrorKind::RateLimited(_) => {
            format!("check base_url in [{section}]; if it is right, the vendor has a fault: try again later")
        }
    });
    let mut verdict = Verdict::failure(failed, advice);
    verdict.blame = Some(blame);
    verdict
}
