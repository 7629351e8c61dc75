//! What is told, what is left out, and what is answered.

use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
use tokio::time::{Duration, advance};

use super::*;
use crate::model::{
    Agent, AgentId, AiDay, AiTotals, Alarms, Board, BudgetHealth, LoginState, Payload, Phase, Problem, Reject,
    RejectReason, Rejected, Roster, RosterKind, Rule, Rules, SourceId, SourceReport, Stamp, State, Update, Watch,
    WorkState,
};

const T0: Stamp = Stamp(1_763_706_727_000);

/// A board that is told of at [`T0`].
struct Desk {
    board: Board,
    alarms: Alarms,
    published: Published,
}

fn agent(id: &str, work: WorkState) -> Agent {
    let mut agent = Agent::new(AgentId::new(id));
    (agent.login, agent.work, agent.answered) = (Some(LoginState::Online), Some(work), Some(3));
    (agent.name, agent.number) = (Some("Li Na".into()), Some("1004".into()));
    agent
}

impl Desk {
    /// Two agents of a live stream, one of them ready.
    fn live() -> Self {
        let mut desk = Self {
            board: Board::new(),
            alarms: Alarms::new(Rules::default(), chrono_tz::UTC),
            published: Published::default(),
        };
        desk.tell(Payload::Source(SourceReport { connects: 2, ..SourceReport::new(SourceId::Agents, Phase::Live) }));
        let agents = vec![agent("a", WorkState::Ready), agent("b", WorkState::Talking)];
        desk.tell(Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents))));
        desk
    }

    fn tell(&mut self, payload: Payload) {
        self.board.apply(Update::new(T0, payload));
    }

    fn publish_with(&self, hub: Option<&HubEyes>) {
        let budgets = [BudgetHealth {
            section: "calls".to_owned(),
            used: 7,
            limit: 18,
            queued: [1, 0, 2],
            paused_until: None,
            unshared: None,
        }];
        let seen = Seen { board: &self.board, alarms: &self.alarms, now: T0, budgets: &budgets, hub };
        self.published.publish(Sight::of(&seen));
    }

    fn publish(&self) {
        self.publish_with(None);
    }

    fn text(&self) -> String {
        self.published.text().unwrap()
    }

    /// The value that is told under this name, labels included.
    fn value(&self, name: &str) -> Option<String> {
        let text = self.text();
        text.lines().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(' ')?.to_owned()))
    }
}

#[tokio::test(start_paused = true)]
async fn agents_are_counted_by_state_and_a_source_has_its_state_age_and_counters() {
    let mut desk = Desk::live();
    let mut rejected = Rejected::default();
    rejected.counts.insert(RejectReason::BadValue, 4);
    rejected.last.push_back(Reject::new(RejectReason::BadValue, Problem::Said("Li Na".to_owned())));
    let report = SourceReport { connects: 3, bytes: 1_024, ..SourceReport::new(SourceId::Chat, Phase::Polling) };
    desk.tell(Payload::Source(SourceReport { rejected: Some(Box::new(rejected)), ..report }));
    desk.publish();
    for (name, value) in [
        ("callboard_agents{state=\"ready\"}", "1"),
        ("callboard_agents{state=\"wrap-up\"}", "0"),
        ("callboard_agents_logged_in", "2"),
        ("callboard_agents_ready", "1"),
        ("callboard_agent_events_today{event=\"answered\"}", "6"),
        ("callboard_source_state{source=\"agents\",state=\"live\"}", "1"),
        ("callboard_source_state{source=\"agents\",state=\"stale\"}", "0"),
        ("callboard_source_state{source=\"ai\",state=\"off\"}", "1"),
        ("callboard_source_age_seconds{source=\"agents\"}", "0.0"),
        ("callboard_source_stale_after_seconds{source=\"agents\"}", "30.0"),
        ("callboard_source_connects_total{source=\"agents\"}", "2"),
        ("callboard_source_received_bytes_total{source=\"chat\"}", "1024"),
        ("callboard_source_rejected_total{source=\"chat\",reason=\"bad_value\"}", "4"),
        ("callboard_budget_used{section=\"calls\"}", "7"),
        ("callboard_budget_queued{section=\"calls\",urgency=\"breakdown\"}", "2"),
        ("callboard_published_age_seconds", "0.0"),
    ] {
        assert_eq!(desk.value(name).as_deref(), Some(value), "{name}\n{}", desk.text());
    }
    let states: u64 = State::NAMED
        .iter()
        .filter_map(|state| desk.value(&format!("callboard_agents{{state=\"{}\"}}", state.word().unwrap())))
        .map(|count| count.parse::<u64>().unwrap())
        .sum();
    assert_eq!(states, 2);
    assert!(!desk.text().contains("Li Na") && !desk.text().contains("1004"), "no one is named");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_known_is_not_told() {
    let desk = Desk::live();
    desk.publish();
    for absent in [
        "callboard_waiting_callers",
        "callboard_longest_wait_seconds",
        "callboard_calls_in_progress",
        "callboard_calls_without_agent",
        "callboard_calls_today",
        "callboard_service_level_ratio",
        "callboard_chats_today",
        "callboard_ai_sessions_today",
        "callboard_hub_leader",
        "callboard_source_age_seconds{source=\"chat\"}",
    ] {
        assert!(!desk.text().contains(absent), "{absent}");
    }
    // Before all agents are listed, a count by state would be too small.
    let mut desk = desk;
    let agents = vec![agent("a", WorkState::Ready)];
    let some = Roster { total: Some(3), complete: false, ..Roster::whole(RosterKind::Full, agents) };
    desk.tell(Payload::Roster(Box::new(some)));
    desk.publish();
    assert!(!desk.text().contains("callboard_agents{"), "{}", desk.text());
    assert_eq!(desk.value("callboard_agents_unlisted").as_deref(), Some("2"));
}

#[tokio::test(start_paused = true)]
async fn figures_disappear_when_their_source_is_stale_and_its_age_goes_on() {
    let mut desk = Desk::live();
    desk.tell(Payload::Source(SourceReport::new(SourceId::Ai, Phase::Polling)));
    let totals = AiTotals { sessions: Some(9), valid: Some(4), handed: Some(5), real: true, ..AiTotals::default() };
    desk.tell(Payload::Ai(Box::new(AiDay { as_of: T0, totals, ..AiDay::default() })));
    // The board hands over what it has: it is the time since that makes the difference.
    for elapsed in [0_i64, 30_000, 30_001] {
        let seen = Seen { board: &desk.board, alarms: &desk.alarms, now: T0.plus(elapsed), budgets: &[], hub: None };
        desk.published.publish(Sight::of(&seen));
        assert_eq!(desk.text().contains("callboard_agents{"), elapsed <= 30_000, "after {elapsed} ms");
        assert_eq!(desk.text().contains("callboard_agents_ready "), elapsed <= 30_000, "after {elapsed} ms");
        let age = format!("{:?}", elapsed as f64 / 1_000.0);
        assert_eq!(desk.value("callboard_source_age_seconds{source=\"agents\"}"), Some(age));
        assert_eq!(desk.value("callboard_ai_sessions_today{source=\"ai\"}").as_deref(), Some("9"), "polled: 3 minutes");
    }
    assert_eq!(desk.value("callboard_source_state{source=\"agents\",state=\"stale\"}").as_deref(), Some("1"));
    assert!(desk.text().contains("callboard_source_connects_total{source=\"agents\"} 2"), "what was counted stays");
    assert!(!desk.text().contains("callboard_ai_contained"), "more reached an agent than there were: no share of any");
}

#[tokio::test(start_paused = true)]
async fn a_figure_grows_stale_between_two_hand_overs_too() {
    let desk = Desk::live();
    let seen = Seen { board: &desk.board, alarms: &desk.alarms, now: T0.plus(25_000), budgets: &[], hub: None };
    desk.published.publish(Sight::of(&seen));
    advance(Duration::from_secs(5)).await;
    assert!(desk.text().contains("callboard_agents{"));
    advance(Duration::from_millis(1)).await;
    assert!(!desk.text().contains("callboard_agents{"));
}

#[tokio::test(start_paused = true)]
async fn a_loop_that_hangs_takes_the_centres_figures_away_and_fails_the_health() {
    let desk = Desk::live();
    assert_eq!(desk.published.health(), Ok(()), "it has just begun");
    desk.publish();
    advance(SILENT_FOR).await;
    assert_eq!((desk.published.health(), desk.published.ready()), (Ok(()), Ok(())));
    assert!(desk.text().contains("callboard_agents{") && desk.text().contains("callboard_alerts{"));
    advance(Duration::from_secs(1)).await;
    let unwell = desk.published.health().unwrap_err();
    assert_eq!(unwell.to_string(), "the board has handed no figures over for 11 s");
    assert_eq!(desk.published.ready(), Err(unwell));
    assert!(!desk.text().contains("callboard_agents") && !desk.text().contains("callboard_alerts"));
    assert_eq!(desk.value("callboard_published_age_seconds").as_deref(), Some("11.0"));
    assert_eq!(desk.value("callboard_source_age_seconds{source=\"agents\"}").as_deref(), Some("11.0"));
    let never = Published::default();
    advance(Duration::from_secs(11)).await;
    assert!(never.health().is_err(), "one that never begins is not well either");
}

#[tokio::test(start_paused = true)]
async fn ready_is_who_has_live_data_and_else_says_how_each_source_stands() {
    let said = |published: &Published| published.ready().map_err(|unwell| unwell.to_string());
    let mut desk = Desk::live();
    assert_eq!(said(&desk.published), Err("the board has just begun".to_owned()));
    desk.publish();
    assert_eq!(said(&desk.published), Ok(()));
    desk.tell(Payload::Source(SourceReport::new(SourceId::Agents, Phase::Waiting { until: T0, tries: 1 })));
    desk.tell(Payload::Source(SourceReport::new(SourceId::Chat, Phase::Connecting)));
    desk.tell(Payload::Source(SourceReport::new(SourceId::Ai, Phase::Off)));
    desk.publish();
    let sentence = "no source is live: agents is waiting, chat is connecting";
    assert_eq!(said(&desk.published), Err(sentence.to_owned()));
    let empty = Desk { board: Board::new(), ..Desk::live() };
    empty.publish();
    assert_eq!(said(&empty.published), Err("no source is live: none has begun yet".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn alerts_are_counted_by_rule_and_one_that_raises_none_is_0() {
    let mut desk = Desk::live();
    let quiet = Rule::new("quiet", Watch::State { state: State::Busy, over_ms: 1, who: Vec::new() });
    let loud = Rule::new("loud", Watch::State { state: State::Talking, over_ms: 0, who: Vec::new() });
    let mut talking = agent("b", WorkState::Talking);
    talking.work_since = Some(T0.plus(-60_000));
    let agents = vec![agent("a", WorkState::Ready), talking];
    desk.tell(Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents))));
    desk.alarms = Alarms::new(Rules::new(vec![quiet, loud], &crate::model::Limits::default()), chrono_tz::UTC);
    desk.alarms.check_all(&desk.board, T0);
    desk.publish();
    assert_eq!(desk.value("callboard_alerts{rule=\"loud\",severity=\"warning\"}").as_deref(), Some("1"));
    assert_eq!(desk.value("callboard_alerts{rule=\"quiet\",severity=\"warning\"}").as_deref(), Some("0"));
}

#[tokio::test(start_paused = true)]
async fn a_hub_tells_what_it_hands_over_and_nothing_else() {
    let desk = Desk::live();
    desk.publish_with(Some(&HubEyes { leader: Some(false), boards: Some(20), ..HubEyes::default() }));
    let told: Vec<String> =
        desk.text().lines().filter(|line| line.starts_with("callboard_hub_")).map(str::to_owned).collect();
    assert_eq!(told, ["callboard_hub_leader 0", "callboard_hub_boards 20"]);
    let mut latency = Latency::default();
    for ms in [0, 1, 2, 3, 7_000] {
        latency.note(Duration::from_millis(ms));
    }
    let age = Some(Duration::from_secs(30));
    desk.publish_with(Some(&HubEyes { ack_latency: Some(latency), keyframe_age: age, ..HubEyes::default() }));
    advance(Duration::from_secs(2)).await;
    for (name, value) in [
        ("callboard_hub_ack_latency_seconds_bucket{le=\"0.001\"}", "2"),
        ("callboard_hub_ack_latency_seconds_bucket{le=\"0.002\"}", "3"),
        ("callboard_hub_ack_latency_seconds_bucket{le=\"5.0\"}", "4"),
        ("callboard_hub_ack_latency_seconds_bucket{le=\"+Inf\"}", "5"),
        ("callboard_hub_ack_latency_seconds_count", "5"),
        ("callboard_hub_ack_latency_seconds_sum", "7.006"),
        ("callboard_hub_keyframe_age_seconds", "32.0"),
    ] {
        assert_eq!(desk.value(name).as_deref(), Some(value), "{name}\n{}", desk.text());
    }
}

/// What is answered to these bytes, until the connection is closed.
async fn answered(published: &Published, request: &str) -> String {
    let (mut ours, theirs) = duplex(64 * 1024);
    tokio::spawn(listener::answer(Box::new(theirs), published.clone()));
    let _ = ours.write_all(request.as_bytes()).await;
    let mut answer = Vec::new();
    let _ = ours.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

async fn asked(published: &Published, line: &str, more: &str) -> String {
    answered(published, &format!("{line} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{more}\r\n")).await
}

#[tokio::test(start_paused = true)]
async fn three_paths_are_answered_by_get_and_head_and_nothing_else_is() {
    let desk = Desk::live();
    desk.publish();
    let answer = asked(&desk.published, "GET /metrics", "").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains(&format!("content-type: {CONTENT_TYPE}\r\n")), "{answer}");
    assert!(answer.ends_with("# EOF\n") && answer.contains("cache-control: no-store\r\n"), "{answer}");
    for (line, status, sentence) in [
        ("GET /health", 200, "ok"),
        ("GET /ready?verbose", 200, "ok"),
        ("GET /", 404, "there are /metrics, /health and /ready"),
        ("GET /metrics/x", 404, "there are /metrics, /health and /ready"),
        ("POST /metrics", 405, "ask by GET or HEAD"),
        ("DELETE /", 405, "ask by GET or HEAD"),
    ] {
        let answer = asked(&desk.published, line, "").await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{line}: {answer}");
        assert!(answer.ends_with(&format!("\r\n\r\n{sentence}\n")), "{line}: {answer}");
        assert_eq!(answer.contains("allow: GET, HEAD"), status == 405, "{answer}");
    }
    let head = asked(&desk.published, "HEAD /health", "").await;
    assert!(
        head.starts_with("HTTP/1.1 200 ") && head.contains("content-length: 3\r\n") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    advance(Duration::from_secs(11)).await;
    for path in ["/health", "/ready"] {
        let answer = asked(&desk.published, &format!("GET {path}"), "").await;
        assert!(answer.starts_with("HTTP/1.1 503 ") && answer.ends_with("for 11 s\n"), "{answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_is_refused_unread_and_what_hides_behind_it_is_no_request() {
    let published = Published::default();
    for more in [
        "content-length: 100\r\n",
        "transfer-encoding: chunked\r\n",
        "content-length: 1\r\ntransfer-encoding: chunked\r\n",
    ] {
        let hidden = "GET /health HTTP/1.1\r\nhost: x\r\n\r\n";
        let request = format!("GET /metrics HTTP/1.1\r\nhost: localhost\r\n{more}\r\n0\r\n\r\n{hidden}");
        let answer = answered(&published, &request).await;
        assert!(answer.starts_with("HTTP/1.1 413 ") || answer.starts_with("HTTP/1.1 400 "), "{answer}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer}");
    }
    let many = "x-one-of-many: 1\r\n".repeat(200);
    assert!(asked(&published, "GET /health", &many).await.starts_with("HTTP/1.1 431 "));
    let long = format!("x-long: {}\r\n", "x".repeat(100_000));
    assert!(asked(&published, "GET /health", &long).await.starts_with("HTTP/1.1 431 "));
}

#[tokio::test(start_paused = true)]
async fn one_who_says_nothing_is_left_after_a_while() {
    let began = tokio::time::Instant::now();
    assert_eq!(answered(&Published::default(), "GET /metrics HTTP/1.1\r\nx-slow: ").await, "");
    assert_eq!(began.elapsed().as_secs(), 90);
}

#[tokio::test]
async fn more_than_have_a_place_take_it_from_those_who_came_first() {
    let listener = Listener::take("127.0.0.1:0".parse().unwrap(), Published::default()).unwrap();
    let address = listener.address();
    let running = tokio::spawn(listener.run());
    let mut held = Vec::new();
    for _ in 0..40 {
        held.push(tokio::net::TcpStream::connect(address).await.unwrap());
    }
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    // The first of them had to leave.
    assert_eq!(held[0].read(&mut [0; 1]).await.unwrap_or(0), 0);
    running.abort();
}

#[test]
fn a_port_that_is_taken_is_said_with_what_to_do() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let why = Listener::take(taken.local_addr().unwrap(), Published::default()).unwrap_err().to_string();
    assert!(why.starts_with("cannot listen on 127.0.0.1:"), "{why}");
    assert!(why.ends_with("end the program that has it, or set another listen in [metrics]"), "{why}");
}

#[test]
fn every_figure_is_called_by_the_rules_and_said_in_a_line() {
    for meter in Meter::ALL {
        let about = meter.about();
        assert_eq!(Meter::ALL[meter.place()], *meter);
        let is_name = |name: &str| name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        assert!(about.name.starts_with("callboard_") && is_name(about.name), "{}", about.name);
        assert!(!about.name.ends_with("_total") && !about.name.ends_with("_info") || *meter == Meter::BuildInfo);
        assert!(about.labels.iter().all(|label| is_name(label)), "{}", about.name);
        assert!(!about.help.contains(['\n', '\\', '"', '|']) && !about.help.ends_with('.'), "{}", about.help);
        let others = Meter::ALL.iter().filter(|other| other.about().name == about.name);
        assert_eq!(others.count(), 1, "{}", about.name);
    }
}
