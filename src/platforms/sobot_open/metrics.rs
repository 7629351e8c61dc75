//! The figures of `staffWorkStatis` ("Live Chat Statistics API", items object): what each is called, measured in, and
//! how rows make a total.
//!
//! What a rate is a share of, and an average an average over, is documented nowhere. The weights below are those by
//! which the figures of the document's own example come out whole; where the example does not tell, the likeliest, and
//! for replies the weight of the pane's headline. A total of rates or averages is therefore an estimate, except within
//! the three rating scales.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::model::{Cell, Fold, Metric, Unit, sort};
use crate::platforms::lenient::{Lean, Loose, Read, duration_of};

/// Chats in which both sides spoke.
const VALID: &str = "human_valid";
/// Valid chats that the agent answered.
const ANSWERED: &str = "human_valid_recep";
/// Customers who rated, on whichever scale.
const RATINGS: &str = "total_times";
/// Customers who rated on one scale. The vendor sends no such figures; they are the sums that their keys say.
const LEVELS: &str = "level2_score5+level2_score1";
const STARS: &str = "good+middle+bad";
const POINTS: &str = "nps_good+nps_middle+nps_bad";

/// One figure.
struct Figure {
    /// The vendor's key; several with `+` between them where it is their sum.
    key: &'static str,
    /// The vendor's key of the same figure as text, where it sends both.
    written: Option<&'static str>,
    label: &'static str,
    unit: Unit,
    total: Total,
    shown: bool,
}

#[derive(Clone, Copy)]
enum Total {
    Sum,
    Max,
    /// Weighted by the figure with this key.
    By(&'static str),
}

const fn figure(key: &'static str, label: &'static str, unit: Unit, total: Total) -> Figure {
    Figure { key, written: None, label, unit, total, shown: false }
}

const fn count(key: &'static str, label: &'static str) -> Figure {
    figure(key, label, Unit::Count, Total::Sum)
}

/// Rates come as text only.
const fn rate(key: &'static str, label: &'static str, by: &'static str) -> Figure {
    figure(key, label, Unit::Share, Total::By(by))
}

/// Durations come in ms and, beside that, as text.
const fn time(key: &'static str, written: &'static str, label: &'static str, total: Total) -> Figure {
    Figure { written: Some(written), ..figure(key, label, Unit::Duration, total) }
}

const fn score(key: &'static str, label: &'static str, by: &'static str) -> Figure {
    figure(key, label, Unit::Score, Total::By(by))
}

impl Figure {
    const fn shown(self) -> Self {
        Self { shown: true, ..self }
    }
}

const VOLUME: &[Figure] = &[
    count("human_consult", "chats").shown(),
    count(VALID, "valid").shown(),
    count("human_invalid", "invalid"),
    count(ANSWERED, "answered").shown(),
    count("human_invalid_recep", "answered, invalid"),
    count("human_not_recep", "unanswered").shown(),
    count("human_self", "from the bot"),
    count("human_visitor_consult", "valid inquiries"),
    count("valid_information", "information collected"),
    count("valid_response_counts", "interactive"),
    count("human_initiative", "proactive"),
    count("last_staff_consult", "answered last"),
    count("roll_in", "transferred in"),
    count("roll_out", "transferred out"),
    count("snatch_in", "taken over"),
    count("snatch_out", "taken away"),
    figure("max_conv_num", "peak concurrent", Unit::Count, Total::Max).shown(),
    time("human_consult_duration", "human_consult_duration_str", "time in chats", Total::Sum),
    // The table calls them chats; in the example they are the sum of the next two.
    count("total_human_message", "messages"),
    count("msg_staff", "agent messages"),
    count("msg_visitor_tostaff", "customer messages"),
    count("msg_staff_wordcount", "characters written"),
    count("response_counts", "rounds"),
    count("remark", "remarks"),
];

const SPEED: &[Figure] = &[
    time("avg_first_response_time", "avg_first_response_time_str", "first reply", Total::By(ANSWERED)).shown(),
    time("response_time_avg", "response_time_avg_str", "average reply", Total::By(ANSWERED)).shown(),
    time("response_duration_max", "response_duration_max_str", "longest reply", Total::Max),
    rate("first_response_in30s_rate_str", "replied in 30 s", ANSWERED).shown(),
    rate("first_response_in60s_rate_str", "replied in 60 s", ANSWERED),
    count("first_response_time_set", "first replies"),
    rate("first_response_rate_str", "first-reply rate", VALID),
    // A count, whatever its name says.
    count("transfer_first_res_duration", "first replies after transfer"),
    rate("transfer_first_response_rate_str", "first-reply rate after transfer", "roll_in"),
    time(
        "avg_human_confirm_duration_transfer",
        "avg_human_confirm_duration_transfer_str",
        "transfer time",
        Total::By("roll_in"),
    ),
    time("avg_session_duration", "avg_session_duration_str", "chat time", Total::By(VALID)).shown(),
    time("avg_total_session_duration", "avg_total_session_duration_str", "total chat time", Total::By("human_consult")),
    count("human_res_warn_count", "slow-reply alerts"),
    rate("human_res_warn_rate_str", "slow-reply alert rate", "response_counts"),
];

const QUALITY: &[Figure] = &[
    rate("valid_recep_rate_str", "answer rate", VALID),
    rate("not_recep_rate_str", "unanswered rate", VALID),
    rate("staff_connect_rate_str", "connection rate", VALID),
    rate("answer_than_str", "answers to questions", "msg_visitor_tostaff"),
    count("lastmsg_staff", "agent wrote last"),
    rate("response_rate_str", "final-reply rate", VALID),
    count("quiet_after_session_count", "FCR in 24 h"),
    rate("quiet_after_session_rate_str", "FCR rate in 24 h", "last_staff_consult").shown(),
    count("summary_solved", "resolved"),
    count("summary_not_solved", "unresolved"),
    count("solve_not_mark", "not marked"),
];

const SATISFACTION: &[Figure] = &[
    count(RATINGS, "ratings"),
    rate("comment_rate_str", "rating rate", VALID).shown(),
    count("initiative", "unsolicited ratings"),
    rate("customer_initiative_rate_str", "unsolicited rating rate", RATINGS),
    count("invite_counts", "invitations"),
    rate("invite_counts_rate_str", "invitation rate", VALID),
    count("invites", "invited ratings"),
    rate("staff_invite_rate_str", "invited rating rate", RATINGS),
    count(LEVELS, "ratings, two levels"),
    count("level2_score5", "satisfied"),
    count("level2_score1", "dissatisfied"),
    rate("level2_score5_rate_str", "satisfied rate", LEVELS),
    rate("level2_score1_rate_str", "dissatisfied rate", LEVELS),
];

const FIVE_STARS: &[Figure] = &[
    count(STARS, "ratings, 5 stars"),
    score("avg_comment_score", "average stars", STARS),
    count("good", "good"),
    count("middle", "neutral"),
    count("bad", "bad"),
    rate("good_rate_str", "good rate", STARS).shown(),
    rate("middle_rate_str", "neutral rate", STARS),
    rate("bad_rate_str", "bad rate", STARS),
    count("score5", "5 stars"),
    count("score4", "4 stars"),
    count("score3", "3 stars"),
    count("score2", "2 stars"),
    count("score1", "1 star"),
    rate("score5_rate_str", "5 stars rate", STARS),
    rate("score4_rate_str", "4 stars rate", STARS),
    rate("score3_rate_str", "3 stars rate", STARS),
    rate("score2_rate_str", "2 stars rate", STARS),
    rate("score1_rate_str", "1 star rate", STARS),
];

/// The score of nought is in the example only.
const TEN_POINTS: &[Figure] = &[
    count(POINTS, "ratings, 10 points"),
    score("avg_nps_score", "average points", POINTS),
    count("nps_good", "good, 10 points"),
    count("nps_middle", "neutral, 10 points"),
    count("nps_bad", "bad, 10 points"),
    rate("good_nps_rate_str", "good rate, 10 points", POINTS),
    rate("middle_nps_rate_str", "neutral rate, 10 points", POINTS),
    rate("bad_nps_rate_str", "bad rate, 10 points", POINTS),
    count("nps_score10", "10 points"),
    count("nps_score9", "9 points"),
    count("nps_score8", "8 points"),
    count("nps_score7", "7 points"),
    count("nps_score6", "6 points"),
    count("nps_score5", "5 points"),
    count("nps_score4", "4 points"),
    count("nps_score3", "3 points"),
    count("nps_score2", "2 points"),
    count("nps_score1", "1 point"),
    count("nps_score0", "0 points"),
    rate("nps_score10_rate_str", "10 points rate", POINTS),
    rate("nps_score9_rate_str", "9 points rate", POINTS),
    rate("nps_score8_rate_str", "8 points rate", POINTS),
    rate("nps_score7_rate_str", "7 points rate", POINTS),
    rate("nps_score6_rate_str", "6 points rate", POINTS),
    rate("nps_score5_rate_str", "5 points rate", POINTS),
    rate("nps_score4_rate_str", "4 points rate", POINTS),
    rate("nps_score3_rate_str", "3 points rate", POINTS),
    rate("nps_score2_rate_str", "2 points rate", POINTS),
    rate("nps_score1_rate_str", "1 point rate", POINTS),
    rate("nps_score0_rate_str", "0 points rate", POINTS),
];

const GROUPS: [(&str, &[Figure]); 6] = [
    ("volume", VOLUME),
    ("speed", SPEED),
    ("quality", QUALITY),
    ("satisfaction", SATISFACTION),
    ("satisfaction, 5 stars", FIVE_STARS),
    ("satisfaction, 10 points", TEN_POINTS),
];

fn figures() -> impl Iterator<Item = &'static Figure> {
    GROUPS.iter().flat_map(|(_, figures)| figures.iter())
}

/// The columns, in the order of [`cells`]. Averages and rates are totalled by an estimate: see this room's doc.
pub(super) fn metrics() -> Vec<Metric> {
    let metric = |group: &str, figure: &Figure| Metric {
        key: figure.key.to_owned(),
        label: figure.label.to_owned(),
        group: group.to_owned(),
        unit: figure.unit,
        fold: match figure.total {
            Total::Sum => Fold::Sum,
            Total::Max => Fold::Max,
            Total::By(key) => Fold::Weighted(key.to_owned()),
        },
        role: None,
        shown: figure.shown,
    };
    GROUPS.iter().flat_map(|(group, figures)| figures.iter().map(move |figure| metric(group, figure))).collect()
}

/// Where a field of a row belongs: the place of its figure, and whether it is that in writing.
type Place = (usize, bool);

/// The keys of all figures, and where each belongs; sorted, as the fields of a row are.
static KEYS: LazyLock<Vec<(&str, Place)>> = LazyLock::new(|| {
    let written = |at, figure: &'static Figure| figure.written.map(|key| (key, (at, true)));
    let keys = figures().enumerate().flat_map(|(at, figure)| [Some((figure.key, (at, false))), written(at, figure)]);
    let mut keys: Vec<(&str, Place)> = keys.flatten().collect();
    sort::by(&mut keys, Ord::cmp);
    keys
});

/// Tells of the fields of a row, one behind the other, where each belongs. It is looked for behind the one before first.
fn places() -> impl FnMut(&str) -> Option<Place> {
    let mut next = 0;
    move |name| {
        let is_next = KEYS.get(next).is_some_and(|(key, _)| *key == name);
        let at = if is_next { next } else { KEYS.binary_search_by(|(key, _)| (*key).cmp(name)).ok()? };
        next = at + 1;
        KEYS.get(at).map(|(_, place)| *place)
    }
}

/// What a row says of a figure: under its own key, and in writing.
type Said<'a> = [Loose<'a>; 2];

/// The figures of a row, and the rest of it. A figure that cannot be read is unknown, and stays in the rest under its own name.
pub(super) fn taken(row: &Lean<'_>) -> (Vec<Cell>, Map<String, Value>) {
    let mut said: Vec<Said<'_>> = vec![[Loose::Null; 2]; figures().count()];
    let mut place = places();
    for (name, value) in row.iter() {
        if let Some((at, written)) = place(name)
            && let Some([number, writing]) = said.get_mut(at)
        {
            *(if written { writing } else { number }) = value;
        }
    }
    // How many figures there are is not seen by looking at the groups: a list would grow by and by, and stay too large.
    let mut read: Vec<Read<f64>> = Vec::with_capacity(said.len());
    read.extend(figures().zip(said).map(|(figure, said)| figure.read(row, said)));
    let mut place = places();
    let rest = row.rest(|name| place(name).is_none_or(|(at, _)| read.get(at).is_none_or(Result::is_err)));
    let mut cells = Vec::with_capacity(read.len());
    let told = figures().zip(read).map(|(figure, value)| known(figure.key, value).map_or(Cell::Unknown, Cell::Number));
    cells.extend(told);
    (cells, rest)
}

/// The figure with `key` in the cells of a row.
pub(super) fn number(cells: &[Cell], key: &str) -> Option<f64> {
    cells.get(figures().position(|figure| figure.key == key)?).and_then(Cell::number)
}

impl Figure {
    /// Reads it from a row that says so much of it.
    fn read(&self, row: &Lean<'_>, [number, writing]: Said<'_>) -> Read<f64> {
        match self.unit {
            Unit::Count if self.key.contains('+') => {
                // What cannot be read is told of where it stands alone.
                let count = |key: &str| row.field(key).count().ok().flatten();
                let parts: Option<Vec<u64>> = self.key.split('+').map(count).collect();
                Ok(parts.map(|parts| parts.into_iter().map(|part| part as f64).sum()))
            }
            Unit::Count => Ok(number.count()?.map(|count| count as f64)),
            Unit::Duration => duration_of(number, writing),
            Unit::Share => number.percent(),
            _ => number.number(),
        }
    }
}

/// A figure that cannot be read is unknown; the raw value stays in the row's extra fields.
pub(super) fn known<T>(key: &str, value: Read<T>) -> Option<T> {
    value.unwrap_or_else(|bad| {
        tracing::debug!("{key} is {bad}");
        None
    })
}

#[cfg(test)]
mod tests;
