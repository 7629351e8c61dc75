//! From a vendor's error to a verdict: what was wrong, and what to do about it.

use super::Verdict;
use crate::model::Party;
use crate::model::problem::Blame;
use crate::platforms::{Error, ErrorKind};

/// Beginnings of the last part of a sentence that tell what to do.
const DOING: [&str; 8] = ["check ", "put ", "ask ", "set ", "try ", "does ", "look ", "if it is "];

/// Beginnings of the last part of a sentence that tell what the board does next, which this program is not.
const AFTERWARDS: [&str; 3] = ["trying again", "waiting ", "it is not repeated"];

/// The verdict on `error`, which came of asking for something of `section`.
pub(crate) fn verdict(error: &Error, section: &str) -> Verdict {
    if let Some(blame) = error.problem.blame() {
        return with_blame(error, blame, section);
    }
    let whole = error.to_string();
    let (said, tail) = match whole.rsplit_once("; ") {
        Some((said, tail)) if DOING.iter().any(|doing| tail.starts_with(doing)) => (said, Some(tail)),
        Some((said, tail)) if AFTERWARDS.iter().any(|later| tail.starts_with(later)) => (said, None),
        _ => (whole.as_str(), None),
    };
    let advice = match (error.kind, tail) {
        (ErrorKind::RateLimited(pause), _) => {
            return Verdict::warning(
                said,
                format!(
                    "a board that runs with the same app_id uses the tenant's calls too; ask again in {} s",
                    pause.as_secs()
                ),
            );
        }
        (_, Some(tail)) => tail.to_owned(),
        (ErrorKind::Network | ErrorKind::Late, None) => format!(
            "check base_url in [{section}], the network, and the proxy (HTTPS_PROXY, NO_PROXY) if there is one"
        ),
        (ErrorKind::NotAStream, None) => {
            "something between here and the vendor holds the stream back: let the proxy pass text/event-stream unbuffered; \
             until then the board polls"
                .to_owned()
        }
        (ErrorKind::TokenRefused | ErrorKind::Settings | ErrorKind::Final, None) => {
            format!("correct [{section}] in the settings, or ask the vendor what this app_id may do")
        }
        (ErrorKind::TooLarge, None) => format!("ask for fewer rows: lower page_size in [{section}]"),
        (ErrorKind::Answer, None) => {
            format!("check base_url in [{section}]; if it is right, the vendor has a fault: try again later")
        }
    };
    Verdict::failure(said, advice)
}

/// The verdict on a problem of the way to the vendor, in its own words. Where it has no remedy, the party tells.
fn with_blame(error: &Error, blame: Blame, section: &str) -> Verdict {
    let whole = error.to_string();
    let whole = whole.as_str();
    let without = |tail: &str| whole.strip_suffix(tail).and_then(|said| said.strip_suffix("; ")).unwrap_or(whole);
    let (said, advice) = match error.problem.remedy() {
        // A sentence around the problem's own ends as that does.
        Some(remedy) => (without(&remedy), remedy),
        None if blame.0 == Party::Gateway => (
            without("trying again"),
            "try again later; if it stays so, ask the vendor, and the operator of the proxy if there is one".to_owned(),
        ),
        None => (
            without("trying again"),
            format!("check base_url in [{section}] and the network; if they are right, try again later"),
        ),
    };
    let mut verdict = Verdict::failure(said, advice);
    verdict.blame = Some(blame);
    verdict
}
