use chrono_tz::Tz;

use super::*;
use crate::lang::Language;
use crate::model::testing::{NOW, answered_call};
use crate::model::{
    Agent, AgentChange, AgentId, CallKind, CallNews, CallResult, Change, Changes, Extent, Figure, LedgerCall,
    LedgerDay, Limits, Matching, Payload, Phase, Roster, RosterKind, Rule, Rules, ServiceTarget, SourceId,
    SourceReport, Summary, WorkState,
};

mod property;
mod robots;

const ZONE: Tz = Tz::Asia__Shanghai;

fn manner(language: Language, whose: Whose) -> Manner {
    Manner { language, zone: ZONE, site: "Acme".to_owned(), rules: Rules::default(), whose }
}

/// A narrator, and what it has said.
struct Heard {
    narrator: Narrator,
    lines: Vec<String>,
}

impl Heard {
    fn by(manner: Manner) -> Self {
        Self { narrator: Narrator::new(manner), lines: Vec::new() }
    }

    fn english() -> Self {
        Self::by(manner(Language::English, Whose::None))
    }

    fn keep(&mut self, said: &[Sentence]) {
        self.lines.extend(said.iter().map(|sentence| sentence.line(ZONE, false)));
    }

    fn take(&mut self, update: Update) {
        let said = self.narrator.take(update);
        self.keep(&said);
    }

    fn all(&mut self, updates: impl IntoIterator<Item = Update>) {
        updates.into_iter().for_each(|update| self.take(update));
    }

    /// The agents' source lives on, second by second, until `ms`.
    fn live_until(&mut self, ms: i64) {
        let from = self.narrator.now.map_or(0, |now| now.since(NOW)) / 5_000 + 1;
        self.all((from..=ms / 5_000).map(|beat| told(beat * 5_000 + 1, Payload::Heard(SourceId::Agents))));
    }

    /// What was said since the last time.
    fn lines(&mut self) -> Vec<String> {
        std::mem::take(&mut self.lines)
    }
}

fn told(ms: i64, payload: Payload) -> Update {
    Update::new(NOW.plus(ms), payload)
}

fn live(ms: i64, id: SourceId) -> Update {
    told(ms, Payload::Source(SourceReport { connects: 1, ..SourceReport::new(id, Phase::Live) }))
}

fn who(id: &str, name: &str, work: WorkState) -> Agent {
    let (name, number) = (Some(name.into()), Some(format!("10{id}").into()));
    let login = Some(crate::model::LoginState::Online);
    Agent { name, number, login, work: Some(work), work_since: Some(NOW), ..Agent::new(AgentId::new(id)) }
}

fn roster(ms: i64, agents: Vec<Agent>, figures: &[(Figure, u64)]) -> Update {
    let mut summary = Summary::default();
    for (figure, count) in figures {
        summary.set(*figure, Some(*count));
    }
    told(ms, Payload::Roster(Box::new(Roster { summary, ..Roster::whole(RosterKind::Full, agents) })))
}

fn works(ms: i64, id: &str, work: WorkState) -> Update {
    let set = |set| Change::Agent { id: AgentId::new(id), set };
    let changes = vec![set(AgentChange::Work(Some(work))), set(AgentChange::WorkSince(Some(NOW.plus(ms))))];
    told(ms, Payload::Changes(Changes { changes, ..Changes::default() }))
}

/// A centre with three agents who begin at [`NOW`].
fn three(work: WorkState) -> [Update; 2] {
    let agents = [("1", "李娜"), ("2", "Sun Li"), ("3", "王芳")].map(|(id, name)| who(id, name, work));
    [live(0, SourceId::Agents), roster(0, agents.to_vec(), &[])]
}

/// The day's records: so many answered in time, answered late, and lost.
fn calls(ms: i64, in_time: usize, late: usize, lost: usize) -> Update {
    let midnight = NOW.plus(-(14 * 3_600_000 + 32 * 60_000 + 7_000));
    let day = LedgerDay { date: "2026-11-21".parse().unwrap(), from: midnight, to: midnight.plus(86_400_000) };
    let call = |nth: usize, kind: &str| {
        let record = answered_call(&format!("{kind}{nth}"), NOW.plus(-600_000 + nth as i64));
        let call = LedgerCall::of(&record);
        match kind {
            "late" => LedgerCall { bridged: call.started.map(|at| at.plus(40_000)), ..call },
            "lost" => LedgerCall { bridged: None, first: None, result: Some(CallResult::AgentMissed), ..call },
            _ => call,
        }
    };
    let of = |kind: &'static str, count: usize| (0..count).map(move |nth| call(nth, kind));
    let all: Vec<LedgerCall> = of("fast", in_time).chain(of("late", late)).chain(of("lost", lost)).collect();
    assert!(all.iter().all(|call| call.kind == Some(CallKind::Inbound)));
    told(
        ms,
        Payload::Calls(Box::new(CallNews {
            day,
            target: ServiceTarget { percent: 80, within_ms: 20_000, short_ms: 5_000 },
            calls: all,
            extent: Extent { whole: true, ..Extent::default() },
            unlisted: Vec::new(),
            matching: Matching::default(),
            as_of: NOW.plus(ms),
        })),
    )
}

#[test]
fn the_first_sentence_says_where_one_comes_in() {
    let mut heard = Heard::english();
    heard.all(three(WorkState::Ready));
    heard.live_until(10_000);
    assert_eq!(heard.lines(), ["14:32 Sat 21 Nov, Acme: 3 agents logged in, 3 ready, 0 in calls."]);
    let mut heard = Heard::by(manner(Language::Chinese, Whose::None));
    heard.all([live(0, SourceId::Calls), calls(0, 9, 1, 2)]);
    heard.all(three(WorkState::Talking));
    heard.live_until(10_000);
    assert_eq!(
        heard.lines(),
        [
            "14:32 11月21日 周六，Acme：3 名坐席已登录，空闲 0 名，通话中 3 名，1 条告警未恢复，接听 10 通，呼损 2 通，服务水平 75 %。",
            "14:32 呼损：16.7 %，高于限值 5 %。",
        ]
    );
}

#[test]
fn nothing_is_known_is_said_too_once_it_was_waited_for() {
    let mut heard = Heard::english();
    heard.take(told(0, Payload::Source(SourceReport::new(SourceId::Agents, Phase::Connecting))));
    let said = heard.narrator.wait_until(NOW.plus(19_000));
    assert_eq!(said, []);
    let said = heard.narrator.wait_until(NOW.plus(21_500));
    heard.keep(&said);
    assert_eq!(heard.lines(), ["14:32 Sat 21 Nov, Acme: nothing is known yet."]);
}

#[test]
fn an_agent_over_a_limit_is_named_first_and_several_are_one_sentence() {
    for (language, one, three_of_them, cleared) in [
        (
            Language::English,
            "14:37 李娜: wrap-up for more than 5 minutes.",
            "14:37 3 agents went over their limits: 李娜 (wrap-up, 5m), Sun Li (wrap-up, 5m), 王芳 (wrap-up, 5m).",
            "14:38 李娜: wrap-up, cleared after 1 minute 23 seconds.",
        ),
        (
            Language::Chinese,
            "14:37 李娜：话后超过 5 分钟。",
            "14:37 3 名坐席超过限值：李娜（话后，5分）、Sun Li（话后，5分）、王芳（话后，5分）。",
            "14:38 李娜：话后告警，1 分钟 23 秒后已恢复。",
        ),
    ] {
        let mut heard = Heard::by(manner(language, Whose::None));
        heard.all(three(WorkState::WrapUp));
        heard.live_until(10_000);
        heard.lines();
        heard.live_until(320_000);
        assert_eq!(heard.lines(), [three_of_them]);

        let mut heard = Heard::by(manner(language, Whose::None));
        heard.all(three(WorkState::Ready));
        heard.take(works(0, "1", WorkState::WrapUp));
        heard.live_until(320_000);
        assert_eq!(heard.lines().last().map(String::as_str), Some(one));
        heard.live_until(380_000);
        heard.take(works(383_000, "1", WorkState::Ready));
        heard.live_until(400_000);
        assert_eq!(heard.lines(), [cleared]);
    }
}

#[test]
fn of_many_the_first_are_named_and_what_came_and_went_is_counted() {
    let agents: Vec<Agent> = (0..9).map(|id| who(&id.to_string(), &format!("Agent {id}"), WorkState::WrapUp)).collect();
    let mut heard = Heard::english();
    heard.all([live(0, SourceId::Agents), roster(0, agents, &[])]);
    // One is back before there was time to say anything.
    heard.live_until(295_000);
    heard.lines();
    heard.all([told(299_000, Payload::Heard(SourceId::Agents)), works(301_000, "3", WorkState::Ready)]);
    heard.live_until(320_000);
    assert_eq!(
        heard.lines(),
        [
            "14:37 8 agents went over their limits: Agent 0 (wrap-up, 5m), Agent 1 (wrap-up, 5m), Agent 2 (wrap-up, 5m), \
             Agent 4 (wrap-up, 5m), Agent 5 (wrap-up, 5m), and 3 more.",
            "14:37 1 alert was raised and cleared meanwhile.",
        ]
    );
}

#[test]
fn an_alert_that_no_person_has_seen_to_is_said_once_more_with_its_severity_where_rules_differ() {
    let limits = Limits::default();
    let rules = Rules::defaults(&limits).into_iter().map(|rule| Rule {
        escalate_after_ms: Some(60_000),
        severity: if rule.name == "wrap_up" { crate::model::Severity::Critical } else { rule.severity },
        ..rule
    });
    let rules = Rules::new(rules.collect(), &limits);
    let mut heard = Heard::by(Manner { rules, ..manner(Language::English, Whose::None) });
    heard.all(three(WorkState::Ready));
    heard.take(works(0, "1", WorkState::WrapUp));
    heard.live_until(380_000);
    assert_eq!(
        heard.lines()[1..],
        [
            "14:37 李娜: wrap-up for more than 5 minutes (critical).",
            "14:38 李娜 (wrap-up, 5m): not acknowledged for 1 minute (critical).",
        ]
    );
}

#[test]
fn data_that_is_stale_is_said_with_since_when_and_why_and_so_is_that_it_is_live_again() {
    let mut heard = Heard::english();
    heard.all(three(WorkState::Ready));
    heard.live_until(10_000);
    heard.lines();
    let broke = SourceReport {
        error: Some(Box::new("the server closed the stream".into())),
        ..SourceReport::new(SourceId::Agents, Phase::Waiting { until: NOW.plus(90_000), tries: 1 })
    };
    heard.take(told(12_000, Payload::Source(broke)));
    let said = heard.narrator.wait_until(NOW.plus(60_000));
    heard.keep(&said);
    assert_eq!(heard.lines(), ["14:32 No data on agents since 14:32: the server closed the stream."]);
    heard.all([live(100_000, SourceId::Agents), told(100_000, Payload::Heard(SourceId::Agents))]);
    heard.live_until(110_000);
    assert_eq!(heard.lines(), ["14:33 Data on agents again, after 1 minute 31 seconds."]);
}

#[test]
fn no_agent_is_ready_is_said_with_the_calls_that_have_none() {
    let talking =
        || ["1", "2"].map(|id| Agent { call: Some(CallKind::Inbound), ..who(id, id, WorkState::Talking) }).to_vec();
    let mut heard = Heard::english();
    heard.all([live(0, SourceId::Agents), roster(0, talking(), &[(Figure::InboundNow, 5)])]);
    heard.live_until(50_000);
    assert_eq!(heard.lines()[1..], ["14:32 No agent is ready, and 3 calls have no agent yet."]);
    heard.take(works(61_000, "1", WorkState::Ready));
    heard.live_until(80_000);
    assert_eq!(heard.lines(), ["14:33 1 agent is ready again, after 31 seconds."]);
}

#[test]
fn the_service_level_is_said_when_it_has_been_on_the_other_side_of_its_target_for_a_minute() {
    let mut heard = Heard::english();
    heard.all([live(0, SourceId::Calls), calls(0, 17, 3, 0)]);
    heard.all(three(WorkState::Ready));
    heard.live_until(10_000);
    heard.lines();
    // Of 22 calls 17 were in time; for half a minute that is nothing.
    heard.take(calls(20_000, 17, 5, 0));
    heard.live_until(50_000);
    heard.take(calls(50_000, 30, 5, 0));
    heard.live_until(55_000);
    heard.take(calls(56_000, 30, 9, 0));
    heard.live_until(110_000);
    assert_eq!(heard.lines(), [""; 0]);
    heard.live_until(130_000);
    assert_eq!(heard.lines(), ["14:34 Service level: 76.9 %, below the target of 80 % within 20s."]);
    heard.take(calls(140_000, 60, 9, 0));
    heard.live_until(210_000);
    assert_eq!(heard.lines(), ["14:35 Service level: 87 %, the target of 80 % within 20s is met again."]);
}

#[test]
fn lost_calls_are_counted_since_the_last_sentence_of_them_and_at_most_once_a_minute() {
    let mut heard = Heard::english();
    heard.all([live(0, SourceId::Calls), calls(0, 290, 0, 2)]);
    heard.all(three(WorkState::Ready));
    heard.live_until(10_000);
    heard.lines();
    heard.take(calls(12_000, 290, 0, 3));
    heard.live_until(20_000);
    assert_eq!(heard.lines(), ["14:32 1 call lost since 14:32, 3 today."]);
    heard.all([calls(25_000, 290, 0, 4), calls(35_000, 290, 0, 5)]);
    heard.live_until(60_000);
    assert_eq!(heard.lines(), [""; 0]);
    heard.live_until(90_000);
    assert_eq!(heard.lines(), ["14:33 2 calls lost since 14:32, 5 today."]);
}

#[test]
fn a_half_hour_is_summed_up_once_its_records_are_there_and_without_them_after_a_while() {
    // Half past two was half an hour less 7 s ago.
    const END: i64 = 28 * 60_000 - 7_000;
    let mut heard = Heard::english();
    heard.all([live(0, SourceId::Calls), calls(0, 19, 1, 0)]);
    heard.all(three(WorkState::Ready));
    for minute in 1..28 {
        heard.live_until(minute * 60_000 - 15_000);
        heard.take(calls(minute * 60_000 - 10_000, 19, 1, 0));
    }
    heard.lines();
    heard.live_until(END + 20_000);
    assert_eq!(heard.lines(), [""; 0], "its records are not there yet");
    heard.take(calls(END + 21_000, 19, 1, 0));
    heard.live_until(END + 30_000);
    assert_eq!(
        heard.lines(),
        ["15:00 Half hour from 14:30 to 15:00: 0 calls answered, 0 lost, 3 agents logged in, 3 ready, 0 in calls."]
    );
    heard.live_until(END + 30 * 60_000 + 280_000);
    let lines = heard.lines();
    assert!(lines.iter().all(|line| !line.contains("Half hour")), "{lines:?}");
    heard.live_until(END + 30 * 60_000 + 310_000);
    let lines = heard.lines();
    assert!(
        lines.len() == 1
            && lines[0].starts_with("15:35 Half hour from 15:00 to 15:30: its calls are not known yet, 3 agents"),
        "{lines:?}"
    );
    assert!(lines[0].ends_with(", no data on call records since 15:00."), "{lines:?}");
}

#[test]
fn a_message_the_hub_another_day_and_a_gap_are_sentences_of_their_own() {
    let mut heard = Heard::english();
    heard.all(three(WorkState::Ready));
    heard.live_until(10_000);
    heard.lines();
    let message = |from: Option<&str>| Message {
        text: "fire drill at 15:00".to_owned(),
        from: from.map(str::to_owned),
        until: NOW,
    };
    for message in [Some(message(Some("wang"))), None, Some(message(None))] {
        let at = heard.narrator.now.unwrap().plus(1_000);
        let said = heard.narrator.message(message.as_ref(), at);
        heard.keep(&said);
        let said = heard.narrator.wait_until(at.plus(1_500));
        heard.keep(&said);
    }
    assert_eq!(
        heard.lines(),
        [
            "14:32 Message from wang: fire drill at 15:00.",
            "14:32 The message was taken away.",
            "14:32 Message: fire drill at 15:00."
        ]
    );
    let said = heard.narrator.hub(false, NOW.plus(20_000));
    heard.keep(&said);
    heard.live_until(25_000);
    let said = heard.narrator.hub(true, NOW.plus(26_000));
    heard.keep(&said);
    heard.live_until(45_000);
    assert_eq!(heard.lines(), ["14:32 No connection to the hub since 14:32.", "14:32 The hub is there again."]);
    let board = heard.narrator.board().clone();
    let said = heard.narrator.begin_anew(&board, NOW.plus(1_000_000));
    heard.keep(&said);
    heard.live_until(1_010_000);
    let lines = heard.lines();
    assert_eq!(lines[0], "14:48 Nothing is known from 14:32 to 14:48.", "{lines:?}");
    heard.take(told(10 * 3_600_000, Payload::Heard(SourceId::Agents)));
    heard.live_until(10 * 3_600_000 + 20_000);
    let lines = heard.lines();
    assert!(lines.contains(&"00:32 A new day: Sun 22 Nov.".to_owned()), "{lines:?}");
    assert!(lines[0].starts_with("00:32 Nothing is known from 14:48 to 00:32"), "{lines:?}");
}

#[test]
fn states_are_said_of_those_of_whom_that_is_wanted_and_of_no_other() {
    let changes = || {
        [
            works(20_000, "1", WorkState::Talking),
            works(40_000, "2", WorkState::Busy),
            works(60_000, "1", WorkState::Ready),
            works(60_100, "2", WorkState::Ready),
        ]
    };
    let of = |names: &[&str]| Whose::Of(names.iter().map(|name| (*name).to_owned()).collect());
    for (whose, expected) in [
        (Whose::None, &[][..]),
        (of(&["李娜"]), &["李娜: talking, before that ready.", "李娜: ready, after 40 seconds talking."]),
        (of(&["102"]), &["Sun Li: busy, before that ready.", "Sun Li: ready, after 20 seconds busy."]),
        (of(&["sun li"]), &["Sun Li: busy, before that ready.", "Sun Li: ready, after 20 seconds busy."]),
        (
            Whose::All,
            &[
                "李娜: talking, before that ready.",
                "Sun Li: busy, before that ready.",
                "2 agents changed: 李娜 ready, Sun Li ready.",
            ],
        ),
    ] {
        let mut heard = Heard::by(manner(Language::English, whose.clone()));
        heard.all(three(WorkState::Ready));
        for change in changes() {
            heard.live_until(change.at.since(NOW) - 5_000);
            heard.take(change);
        }
        heard.live_until(80_000);
        let said: Vec<String> = heard.lines()[1..].iter().map(|line| line[6..].to_owned()).collect();
        assert_eq!(said, expected, "{whose:?}");
    }
}

#[test]
fn a_clock_that_is_set_makes_nothing_stale_and_no_gap() {
    let mut heard = Heard::english();
    heard.all(three(WorkState::Ready));
    heard.live_until(10_000);
    heard.lines();
    heard.narrator.clock_set(7_200_000);
    heard.all((0..6).map(|beat| told(7_212_000 + beat * 5_000, Payload::Heard(SourceId::Agents))));
    assert_eq!(heard.lines(), [""; 0]);
}

#[test]
fn what_has_waited_is_said_at_the_end_and_times_are_whole_in_logs() {
    let mut heard = Heard::english();
    heard.all(three(WorkState::WrapUp));
    heard.live_until(300_000);
    heard.lines();
    heard.take(told(300_500, Payload::Heard(SourceId::Agents)));
    let said = heard.narrator.finish();
    assert_eq!(said.len(), 1, "{said:?}");
    let line = said[0].line(ZONE, true);
    assert!(line.starts_with("2026-11-21T14:37:07+08:00 3 agents went over their limits: "), "{line}");
}

#[test]
fn a_note_that_comes_is_said_once_and_none_of_before() {
    let mut heard = Heard::english();
    let note = |id: &str, text: &str| Note {
        id: id.to_owned(),
        at: NOW,
        from: Some("wang@jump1".to_owned()),
        text: text.to_owned(),
    };
    heard.take(told(0, Payload::Notes(vec![note("a", "before")])));
    heard.all(three(WorkState::Ready));
    heard.live_until(10_000);
    heard.lines();
    heard.take(told(11_000, Payload::Notes(vec![note("b", "bot release 11:07")])));
    heard.take(told(12_000, Payload::Notes(vec![note("b", "bot release 11:07")])));
    heard.live_until(60_000);
    let lines: Vec<String> = heard.lines().into_iter().filter(|line| line.contains("ote")).collect();
    assert_eq!(lines, ["14:32 Note by wang@jump1: bot release 11:07."]);
}
