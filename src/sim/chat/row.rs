//! A row of `staffWorkStatis`, field by field as in the example of "Live Chat Statistics API".

use serde_json::{Map, Value, json};

use crate::model::sort::object;
use crate::sim::agent::Crew;

use super::{Chats, Staff, Tally};

/// How rows are cut: the request's `search_way`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SearchWay {
    /// One row an agent.
    Department,
    /// One row an agent and skill group.
    Group,
}

/// What a `staffWorkStatis` request asks for.
pub(crate) struct Request<'a> {
    pub(crate) way: SearchWay,
    pub(crate) start_date: &'a str,
    pub(crate) end_date: &'a str,
    /// Empty for everybody.
    pub(crate) staff: &'a [String],
    /// Empty for every group.
    pub(crate) groups: &'a [String],
}

impl Chats {
    /// The rows of today: everybody who has had a chat, one row each or one for each group.
    pub(crate) fn rows(&self, crew: &Crew, request: &Request<'_>) -> Vec<Value> {
        let mut rows = Vec::new();
        for staff in &self.staff {
            if !request.staff.is_empty() && !request.staff.contains(&staff.id) {
                continue;
            }
            match request.way {
                SearchWay::Group => {
                    for (group, tally) in &staff.groups {
                        if let Some(group) = self.groups.get(*group) {
                            push(&mut rows, request, staff, (&group.id, group.name), tally);
                        }
                    }
                }
                SearchWay::Department => {
                    let department =
                        crew.agents.get(staff.agent).and_then(|agent| crew.departments.get(agent.department));
                    if let Some(department) = department {
                        push(&mut rows, request, staff, (&department.id, department.name), &staff.total());
                    }
                }
            }
        }
        rows
    }

    /// The figures of everybody together, as one row would show them, and how many rows there are.
    pub(crate) fn truth(&self) -> Value {
        let mut total = Tally::default();
        let mut rows = 0;
        for staff in &self.staff {
            let own = staff.total();
            rows += i64::from(own.consult > 0);
            total.merge(&own);
        }
        let mut figures = figures(&total);
        figures.insert("rows".to_owned(), json!(rows));
        Value::Object(figures)
    }
}

fn push(rows: &mut Vec<Value>, request: &Request<'_>, staff: &Staff, group: (&String, &str), tally: &Tally) {
    if tally.consult > 0 && (request.groups.is_empty() || request.groups.contains(group.0)) {
        let mut row = figures(tally);
        row.extend([
            ("start_date".to_owned(), json!(request.start_date)),
            ("end_date".to_owned(), json!(request.end_date)),
            ("group_id".to_owned(), json!(group.0)),
            ("group_name".to_owned(), json!(group.1)),
            ("staff_id".to_owned(), json!(staff.id)),
            ("service_email".to_owned(), json!(staff.email)),
            ("service_nick".to_owned(), json!(staff.nick)),
        ]);
        rows.push(Value::Object(row));
    }
}

impl Staff {
    fn total(&self) -> Tally {
        let mut total = Tally::default();
        for (_, tally) in &self.groups {
            total.merge(tally);
        }
        total
    }
}

fn percent(part: i64, whole: i64) -> Value {
    let share = if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 };
    json!(format!("{share:.2}%"))
}

/// An average in ms with the vendor's four decimals; a whole number where it is one.
fn average(sum: i64, count: i64) -> Value {
    if count == 0 || sum % count == 0 {
        return json!(sum.checked_div(count).unwrap_or_default());
    }
    json!((sum as f64 / count as f64 * 10_000.0).round() / 10_000.0)
}

/// The same as `hh:mm:ss`, cut to whole seconds.
fn clock(sum: i64, count: i64) -> Value {
    let seconds = sum.checked_div(count).unwrap_or_default() / 1000;
    json!(format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60))
}

fn figures(tally: &Tally) -> Map<String, Value> {
    let mut row = volume(tally);
    row.extend(times(tally));
    row.extend(evaluations(tally));
    row
}

fn fields<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)))
}

fn volume(tally: &Tally) -> Map<String, Value> {
    let last = (tally.consult - tally.roll_out).max(0);
    let missed = tally.valid - tally.received;
    fields([
        ("human_consult", json!(tally.consult)),
        ("human_self", json!(tally.from_bot)),
        ("human_valid", json!(tally.valid)),
        ("valid_information", json!(tally.information)),
        ("human_invalid", json!(tally.consult - tally.valid)),
        ("human_valid_recep", json!(tally.received)),
        ("human_invalid_recep", json!(tally.invalid_received)),
        ("first_response_time_set", json!(tally.first_responses)),
        ("transfer_first_res_duration", json!(tally.transfer_first_responses)),
        ("human_visitor_consult", json!(tally.valid)),
        ("valid_recep_rate_str", percent(tally.received, tally.valid)),
        ("roll_in", json!(tally.roll_in)),
        ("roll_out", json!(tally.roll_out)),
        ("human_not_recep", json!(missed)),
        ("not_recep_rate_str", percent(missed, tally.valid)),
        ("last_staff_consult", json!(last)),
        ("quiet_after_session_count", json!(tally.quiet.min(last))),
        ("quiet_after_session_rate_str", percent(tally.quiet.min(last), last)),
        ("human_initiative", json!(tally.proactive)),
        ("summary_solved", json!(tally.solved)),
        ("summary_not_solved", json!(tally.not_solved)),
        ("solve_not_mark", json!(tally.consult - tally.solved - tally.not_solved)),
        ("lastmsg_staff", json!(tally.last_by_agent)),
        ("snatch_in", json!(tally.snatch_in)),
        ("snatch_out", json!(tally.snatch_out)),
        ("staff_connect_rate_str", percent(tally.received, tally.valid)),
        ("total_human_message", json!(tally.agent_messages + tally.customer_messages)),
        ("msg_staff", json!(tally.agent_messages)),
        ("msg_visitor_tostaff", json!(tally.customer_messages)),
        ("answer_than_str", percent(tally.agent_messages, tally.customer_messages)),
        ("msg_staff_wordcount", json!(tally.characters)),
        ("remark", json!(tally.remarks)),
        ("valid_response_counts", json!(tally.interactive)),
        ("response_rate_str", percent(tally.last_by_agent, tally.valid)),
        // The example sends this one as a string.
        ("max_conv_num", json!(tally.at_once.to_string())),
        ("human_res_warn_count", json!(tally.warnings)),
        ("response_counts", json!(tally.rounds)),
        ("human_res_warn_rate_str", percent(tally.warnings, tally.rounds)),
    ])
}

fn times(tally: &Tally) -> Map<String, Value> {
    let first = tally.first_responses + tally.transfer_first_responses;
    fields([
        ("human_consult_duration", json!(tally.duration)),
        ("human_consult_duration_str", clock(tally.duration, 1)),
        ("avg_session_duration", average(tally.valid_duration, tally.valid)),
        ("avg_session_duration_str", clock(tally.valid_duration, tally.valid)),
        ("avg_total_session_duration", average(tally.duration, tally.consult)),
        ("avg_total_session_duration_str", clock(tally.duration, tally.consult)),
        ("avg_human_confirm_duration_transfer", average(tally.transfer_wait, tally.roll_in)),
        ("avg_human_confirm_duration_transfer_str", clock(tally.transfer_wait, tally.roll_in)),
        ("avg_first_response_time", average(tally.first_response_time, first)),
        ("avg_first_response_time_str", clock(tally.first_response_time, first)),
        ("first_response_rate_str", percent(tally.first_responses, tally.valid)),
        ("transfer_first_response_rate_str", percent(tally.transfer_first_responses, tally.roll_in)),
        ("response_time_avg", average(tally.response_time, tally.responses)),
        ("response_time_avg_str", clock(tally.response_time, tally.responses)),
        ("response_duration_max", json!(tally.longest_response)),
        ("response_duration_max_str", clock(tally.longest_response, 1)),
        ("first_response_in30s_rate_str", percent(tally.in_30s, first)),
        ("first_response_in60s_rate_str", percent(tally.in_60s, first)),
    ])
}

fn evaluations(tally: &Tally) -> Map<String, Value> {
    let total = tally.evaluations();
    let (good, middle, bad) = tally.star_classes();
    let (nps_good, nps_middle, nps_bad) = tally.score_classes();
    let starred = good + middle + bad;
    let scored = nps_good + nps_middle + nps_bad;
    let levelled = tally.satisfied + tally.dissatisfied;
    let star_sum = tally.stars.iter().zip(1..).map(|(count, stars)| count * stars).sum();
    let score_sum = tally.scores.iter().zip(0..).map(|(count, score)| count * score).sum();
    let mut row = fields([
        ("total_times", json!(total)),
        ("comment_rate_str", percent(total, tally.valid)),
        ("initiative", json!(tally.initiative)),
        ("customer_initiative_rate_str", percent(tally.initiative, tally.valid)),
        ("invite_counts", json!(tally.invitations)),
        ("invite_counts_rate_str", percent(tally.invitations, tally.valid)),
        ("invites", json!(tally.invited)),
        ("staff_invite_rate_str", percent(tally.invited, total)),
        ("avg_comment_score", average(star_sum, starred)),
        ("good_rate_str", percent(good, starred)),
        ("middle_rate_str", percent(middle, starred)),
        ("bad_rate_str", percent(bad, starred)),
        ("avg_nps_score", average(score_sum, scored)),
        ("good_nps_rate_str", percent(nps_good, scored)),
        ("middle_nps_rate_str", percent(nps_middle, scored)),
        ("bad_nps_rate_str", percent(nps_bad, scored)),
        ("good", json!(good)),
        ("middle", json!(middle)),
        ("bad", json!(bad)),
        ("nps_good", json!(nps_good)),
        ("nps_middle", json!(nps_middle)),
        ("nps_bad", json!(nps_bad)),
        ("level2_score1", json!(tally.dissatisfied)),
        ("level2_score5", json!(tally.satisfied)),
        ("level2_score1_rate_str", percent(tally.dissatisfied, levelled)),
        ("level2_score5_rate_str", percent(tally.satisfied, levelled)),
    ]);
    for (count, stars) in tally.stars.iter().zip(1..) {
        row.insert(format!("score{stars}"), json!(count));
        row.insert(format!("score{stars}_rate_str"), percent(*count, starred));
    }
    for (count, score) in tally.scores.iter().zip(0..) {
        row.insert(format!("nps_score{score}"), json!(count));
        row.insert(format!("nps_score{score}_rate_str"), percent(*count, scored));
    }
    row
}

#[cfg(test)]
mod tests;
