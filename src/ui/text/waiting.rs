//! Callers who wait, in words: how many, and how sure that is.

use chrono_tz::Tz;

use crate::lang::Speaks;
use crate::lang::figures::{age, count};
use crate::model::{Apart, Board, NoCheck, NoEvents, Stamp, Waiting, WaitingIn};

/// How a figure that is not one number is written, where letters are few and where they are not.
#[derive(Clone, Copy, Debug)]
pub struct Marks<'a> {
    /// Unknown.
    pub dash: &'a str,
    /// Between the ends of a range.
    pub range: &'a str,
    /// Before a figure that may be smaller.
    pub at_most: &'a str,
}

impl Marks<'_> {
    /// Those of a page of plain text.
    pub const PLAIN: Self = Self { dash: "–", range: "–", at_most: "≤" };
}

/// How many wait: `4`, `4–7`, `≤ 7`, `4?`.
pub fn waiting(waiting: Waiting, marks: Marks<'_>) -> String {
    let told = |callers| count(Some(callers), "");
    match waiting {
        Waiting::Exact(callers) => told(callers),
        Waiting::Between(least, most) => format!("{}{}{}", told(least), marks.range, told(most)),
        Waiting::AtMost(most, _) => format!("{} {}", marks.at_most, told(most)),
        Waiting::Unchecked(callers, _) => format!("{}?", told(callers)),
        Waiting::Unknown(_) => marks.dash.to_owned(),
    }
}

/// How many wait in a part of the calls, where that is not sure: `4?`.
pub fn unsure_part(part: WaitingIn) -> String {
    format!("{}?", count(Some(part.count), ""))
}

/// Why it is not one number that was checked; `None` where it is.
pub fn waiting_unsure(to: impl Speaks, zone: Tz, board: &Board, now: Stamp) -> Option<String> {
    let language = to.language();
    Some(match board.waiting(now) {
        Waiting::Exact(_) => return None,
        Waiting::Between(..) => match board.live().check().differs() {
            Some((since, by)) => {
                let since = clock(since, zone);
                let more = count(Some(by.unsigned_abs()), "");
                if by > 0 {
                    tr!(language, "stream has {more} more since {since}", more = more, since = since)
                } else {
                    tr!(language, "callbacks have {more} more since {since}", more = more, since = since)
                }
            }
            None => match (board.untold(now), board.live().by_events().apart) {
                (0, Apart::Surely) if board.live().by_events().menu_or_queue > 0 => {
                    tr!(language, "callbacks do not tell who is in the menu still").to_owned()
                }
                (0, Apart::Surely) => tr!(language, "callbacks and stream have agreed for less than 5 s").to_owned(),
                (0, _) => tr!(language, "callbacks may be missing: who is with a robot is not sure").to_owned(),
                (untold, _) => {
                    let agents = count(Some(untold), "");
                    tr!(language, "agents whose calls the callbacks do not tell: {agents}", agents = agents)
                }
            },
        },
        Waiting::AtMost(_, why) | Waiting::Unknown(why) => match why {
            NoEvents::NotListened => tr!(language, "callbacks are not listened for").to_owned(),
            NoEvents::NoneYet => tr!(language, "no callback of a call has come yet").to_owned(),
            NoEvents::Silent(since) => {
                tr!(language, "no callbacks for {time}", time = age(language, now.since(since).max(0)))
            }
        },
        Waiting::Unchecked(_, why) => match why {
            NoCheck::NotSent => tr!(language, "not checked: the vendor does not send the inbound calls in progress"),
            NoCheck::Narrowed => {
                tr!(language, "not checked: the settings narrow the agents, and others may have the calls")
            }
            NoCheck::Incomplete => {
                tr!(language, "not checked: not every agent is on the board, and others may have the calls")
            }
            NoCheck::Contradictory => {
                tr!(language, "not checked: agents have more inbound calls than the vendor counts")
            }
            NoCheck::NoStream => tr!(language, "not checked: the agents' stream is silent"),
            NoCheck::TooFew => tr!(language, "not checked: too few calls were seen whole to know who is with a robot"),
            NoCheck::Lossy => tr!(language, "not checked: callbacks get lost, and who is with a robot is not sure"),
            NoCheck::Untold(agents) => {
                let agents = count(Some(agents), "");
                return Some(tr!(
                    language,
                    "not checked: agents whose calls the callbacks do not tell: {agents}",
                    agents = agents
                ));
            }
        }
        .to_owned(),
    })
}

/// What the figure counts, and where it comes from.
pub fn waiting_definition(to: impl Speaks) -> &'static str {
    tr!(
        to.language(),
        "Callers in the queue, or at whose agent it rings, by the vendor's callbacks, held against the agents' stream. Who is \
         in a menu, with a robot or at a number outside does not wait."
    )
}

/// What it leaves open, and what it does not know.
pub fn waiting_limits(to: impl Speaks) -> &'static str {
    tr!(
        to.language(),
        "A menu is told from the queue by the keys that led callers out of it before. Where callers press no key, nothing \
         tells the two apart, and the wait counts from the beginning of the call."
    )
}

/// How many calls were not seen whole, and since when; `None` where all were lately.
pub fn calls_not_whole(to: impl Speaks, zone: Tz, board: &Board) -> Option<String> {
    let past = board.live().past();
    let since = clock(past.not_whole_since?, zone);
    let calls = count(Some(past.not_whole), "");
    Some(tr!(to.language(), "inbound calls not seen whole since {since}: {calls}", since = since, calls = calls))
}

fn clock(at: Stamp, zone: Tz) -> String {
    at.in_zone(&zone).map(|at| at.format("%H:%M:%S").to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_is_not_sure_does_not_look_like_one_that_is() {
        let silent = NoEvents::Silent(Stamp(0));
        let shown = [
            Waiting::Exact(1_204),
            Waiting::Between(4, 7),
            Waiting::AtMost(7, silent),
            Waiting::Unchecked(4, NoCheck::NotSent),
            Waiting::Unchecked(4, NoCheck::Lossy),
            Waiting::Unknown(NoEvents::NotListened),
        ]
        .map(|figure| waiting(figure, Marks::PLAIN));
        assert_eq!(shown, ["1,204", "4–7", "≤ 7", "4?", "4?", "–"]);
    }
}
