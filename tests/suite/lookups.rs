//! Looking things up, the whole way: feed and clients against the simulator over HTTP, and the answers against each
//! other.

use std::collections::HashSet;
use std::time::Duration;

use callboard::cli::Vendors;
use callboard::commands::glue;
use callboard::model::{
    AgentId, AiAsked, AiField, Board, CallKind, CallResult, CallsAsked, Day, Lookup, ReportAsked, ReportOf, Role,
    Shelved, Stamp, State, Want,
};
use callboard::sim::{Options, Simulator};
use tokio::time::timeout;

use crate::sim_support::{AFTERNOON, MODES, feed_on_a_centre};

/// Long enough that only a look-up that never ends fails; nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(5);

struct Desk {
    simulator: Simulator,
    sources: glue::Sources,
    board: Board,
}

impl Desk {
    /// A centre whose clock stands still, and a feed on it.
    async fn open(change: impl FnOnce(&mut Options)) -> Self {
        let vendors = Vendors { sobot: true, ..Vendors::default() };
        let (simulator, sources) = feed_on_a_centre(vendors, change).await;
        let mut desk = Self { simulator, sources, board: Board::new() };
        desk.until("the agents are there", Board::has_roster).await;
        desk
    }

    async fn until(&mut self, what: &str, done: impl Fn(&Board) -> bool) {
        let waited = timeout(PATIENCE, async {
            while !done(&self.board) {
                let update = self.sources.updates.recv().await.unwrap();
                self.board.apply(update);
            }
        });
        assert!(waited.await.is_ok(), "{what}");
    }

    /// Looks all of these up, to their ends.
    async fn look_up(&mut self, lookups: &[Lookup]) {
        self.sources.feed.want(lookups.iter().cloned().map(Want::all).collect());
        for lookup in lookups {
            self.until(&format!("{lookup:?}"), |board| board.shelf().get(lookup).is_some_and(ended)).await;
        }
    }

    fn found(&self, lookup: &Lookup) -> &Shelved {
        self.board.shelf().get(lookup).unwrap()
    }

    /// The agent with most answered calls, as an ordinary one.
    fn busiest(&self) -> AgentId {
        self.board.agents().iter().max_by_key(|agent| agent.answered).unwrap().id.clone()
    }
}

fn ended(entry: &Shelved) -> bool {
    let listed = entry.calls().map(|rows| rows.complete).or_else(|| entry.ai_records().map(|rows| rows.complete));
    entry.failure.is_some() || listed.unwrap_or_else(|| entry.has_content())
}

fn report(of: ReportOf, agent: Option<&AgentId>) -> Lookup {
    Lookup::Report(ReportAsked { of, day: Day::Today, agent: agent.cloned() })
}

fn calls(asked: CallsAsked) -> Lookup {
    Lookup::Calls(asked)
}

#[tokio::test]
async fn calls_filters_and_half_hours_agree() {
    for strict in MODES {
        calls_filters_and_half_hours_agree_in(strict).await;
    }
}

async fn calls_filters_and_half_hours_agree_in(strict: bool) {
    let mut desk = Desk::open(|options| options.strict = strict).await;
    let all = calls(CallsAsked::default());
    let missed = calls(CallsAsked { result: Some(CallResult::AgentMissed), ..CallsAsked::default() });
    let outbound = calls(CallsAsked { kind: Some(CallKind::Outbound), ..CallsAsked::default() });
    let halves = report(ReportOf::HalfHours, None);
    desk.look_up(&[all.clone(), missed.clone(), outbound.clone(), halves.clone()]).await;
    let rows = &desk.found(&all).calls().unwrap().rows;
    assert_eq!(Some(rows.len() as u64), desk.found(&all).calls().unwrap().total);
    assert!(rows.len() > 200, "{}", rows.len());
    assert!(rows.windows(2).all(|pair| pair[0].started >= pair[1].started), "newest first");
    let count = |test: &dyn Fn(&callboard::model::CallRecord) -> bool| rows.iter().filter(|call| test(call)).count();
    assert_eq!(
        desk.found(&missed).calls().unwrap().rows.len(),
        count(&|call| call.result == Some(CallResult::AgentMissed))
    );
    assert_eq!(desk.found(&outbound).calls().unwrap().rows.len(), count(&|call| call.kind == Some(CallKind::Outbound)));
    let table = desk.found(&halves).report().unwrap();
    let sum = |role| {
        let column = table.role(role).unwrap();
        table.rows.iter().filter_map(|row| row.cells[column].number()).sum::<f64>() as usize
    };
    assert_eq!(sum(Role::Inbound), count(&|call| call.kind == Some(CallKind::Inbound)));
    // By the documents the report tells of telemarketing alone unless the bot's numbers are asked for too; whose they are it
    // then says itself.
    let told: HashSet<(&str, &str)> =
        table.rows.iter().filter_map(|row| Some((row.relay.as_deref()?, row.number.as_deref()?))).collect();
    let robots = |relay: &str| if relay == "95588" { "robots" } else { "people" };
    assert_eq!(told.is_empty(), !strict, "a vendor that does not listen gives the same twice");
    assert!(told.iter().all(|(relay, of)| *of == robots(relay)), "{told:?}");
    // Masked, or withheld by the caller.
    let is_safe = |number: &str| number.contains("****") || number == "anonymous";
    assert!(rows.iter().all(|call| call.customer.number.as_ref().is_none_or(|number| is_safe(number.reveal()))));
    assert_eq!(sum(Role::Outbound), count(&|call| call.kind == Some(CallKind::Outbound)));
    assert!(table.plan.is_some() && table.rows.iter().all(|row| row.from.is_some() && row.relay.is_some()));
}

#[tokio::test]
async fn an_agents_states_add_up_to_the_report_and_their_calls_to_their_counters() {
    for strict in MODES {
        an_agents_states_add_up_to_the_report_and_their_calls_to_their_counters_in(strict).await;
    }
}

async fn an_agents_states_add_up_to_the_report_and_their_calls_to_their_counters_in(strict: bool) {
    let mut desk = Desk::open(|options| options.strict = strict).await;
    let id = desk.busiest();
    let agent = desk.board.agents().iter().find(|agent| agent.id == id).unwrap().clone();
    let history = Lookup::History(id.clone());
    let work = report(ReportOf::AgentsWork, Some(&id));
    let inbound = report(ReportOf::AgentsInbound, Some(&id));
    let mine = calls(CallsAsked { agent: Some(id.clone()), ..CallsAsked::default() });
    desk.look_up(&[history.clone(), work.clone(), inbound.clone(), mine.clone()]).await;

    let spans = desk.found(&history).history().unwrap();
    assert!(spans.windows(2).all(|pair| pair[0].to == Some(pair[1].from)), "one state follows the other");
    let table = desk.found(&work).report().unwrap();
    assert_eq!((table.rows.len(), table.rows[0].agent.as_ref()), (1, Some(&id)));
    for (role, states) in [
        (Role::Ready, &[State::Ready][..]),
        (Role::WrapUp, &[State::WrapUp]),
        (Role::Talking, &[State::Talking]),
        (Role::InCall, &[State::Dialling, State::Ringing, State::Talking, State::Holding]),
    ] {
        let of = spans.iter().filter(|span| states.contains(&span.state));
        let lived: i64 = of.clone().map(|span| span.to.unwrap_or(Stamp(AFTERNOON)).since(span.from)).sum();
        let told = table.rows[0].cells[table.role(role).unwrap()].number().unwrap() as i64;
        // The report has whole seconds.
        assert!((lived - told).abs() <= 1000 * of.count() as i64, "{role:?}: lived {lived}, told {told}");
    }

    let running = i64::from(agent.state().in_call() || agent.state() == State::WrapUp);
    let table = desk.found(&inbound).report().unwrap();
    let told = table.rows[0].cells[table.role(Role::Answered).unwrap()].number().unwrap() as i64;
    let live = agent.answered.unwrap() as i64;
    assert!((live - running..=live).contains(&told), "live {live}, report {told}");

    let rows = desk.found(&mine).calls().unwrap().rows.clone();
    let answered = rows
        .iter()
        .find(|call| call.result == Some(CallResult::Answered) && call.bridged.is_some())
        .unwrap()
        .id
        .clone();
    let one = Lookup::Call(answered.clone());
    desk.look_up(std::slice::from_ref(&one)).await;
    let detail = desk.found(&one).call().unwrap();
    let call = detail.call.as_ref().unwrap();
    assert_eq!(call.id, answered);
    assert!(detail.legs.iter().any(|leg| leg.agent.id.as_ref() == Some(&id)), "{:?}", detail.legs);
    for leg in &detail.legs {
        assert!(leg.started >= call.started && leg.ended <= call.ended, "{leg:?}");
    }
    let mut recording = desk.sources.feed.recording(&call.id, call.recording.as_deref().unwrap()).await.unwrap();
    let first = futures_util::StreamExt::next(&mut recording.bytes).await.unwrap().unwrap();
    assert_eq!(first[0], 0xff, "an MPEG frame");
}

#[tokio::test]
async fn the_funnel_and_the_choices_are_found() {
    for strict in MODES {
        the_funnel_and_the_choices_are_found_in(strict).await;
    }
}

async fn the_funnel_and_the_choices_are_found_in(strict: bool) {
    let mut desk = Desk::open(|options| {
        options.strict = strict;
        options.open_calls_per_minute = 10_000;
    })
    .await;
    let all = AiAsked::default();
    let lookups = [Lookup::AiFunnel(all), Lookup::AiChoices];
    desk.look_up(&lookups).await;
    let funnel = *desk.found(&lookups[0]).funnel().unwrap();
    // Of all sessions the poll counts the rest, so that there is one figure of each.
    assert!(funnel.asked.is_some_and(|asked| asked > 0) && funnel.sessions.is_none(), "{funnel:?}");
    let choices = desk.found(&lookups[1]).choices().unwrap();
    assert!(choices.missing.is_empty(), "{:?}", choices.missing);
    for field in [AiField::Robot, AiField::RatingLabel, AiField::DislikeLabel, AiField::Audience, AiField::Channel] {
        assert!(!choices.by_field[&field].is_empty(), "{field:?}");
    }
    assert_eq!(choices.zones[0].key, "Asia/Shanghai");
}

#[tokio::test]
async fn what_the_tenant_may_not_use_is_said_and_leaves_the_rest_alone() {
    for strict in MODES {
        what_the_tenant_may_not_use_is_said_and_leaves_the_rest_alone_in(strict).await;
    }
}

async fn what_the_tenant_may_not_use_is_said_and_leaves_the_rest_alone_in(strict: bool) {
    let mut desk = Desk::open(|options| {
        options.strict = strict;
        options.forbidden = vec!["agent-histories".to_owned()];
    })
    .await;
    let id = desk.busiest();
    let history = Lookup::History(id.clone());
    let work = report(ReportOf::AgentsWork, Some(&id));
    desk.look_up(&[history.clone(), work.clone()]).await;
    let failure = desk.found(&history).failure.clone().unwrap();
    assert!(failure.refused && failure.again.is_some(), "asked again now and then: {failure:?}");
    assert!(
        failure.problem.to_string().contains("agent-histories") && failure.problem.to_string().contains("403"),
        "{}",
        failure.problem.to_string()
    );
    assert_eq!(desk.found(&work).report().unwrap().rows.len(), 1);
    assert!(desk.simulator.streams() > 0, "the stream goes on");
}

/// The log of states hears no `timezoneid`: the vendor reads what is asked on its own wall.
#[tokio::test]
async fn the_day_of_a_site_far_from_the_vendors_zone_is_whole() {
    for strict in MODES {
        let mut desk = Desk::open(|options| {
            options.strict = strict;
            options.zone = chrono_tz::America::Los_Angeles;
        })
        .await;
        let id = desk.busiest();
        let (history, work) = (Lookup::History(id.clone()), report(ReportOf::AgentsWork, Some(&id)));
        desk.look_up(&[history.clone(), work.clone()]).await;
        let spans = desk.found(&history).history().unwrap();
        // Half past ten in the evening of the 20th there; its day began at eight in the morning of UTC.
        let (first, last) = (spans.first().unwrap(), spans.last().unwrap());
        assert_eq!((first.from, last.to), (Stamp(1_795_161_600_000), Some(Stamp(AFTERNOON))));
        assert!(spans.windows(2).all(|pair| pair[0].to == Some(pair[1].from)), "one state follows the other");
        let table = desk.found(&work).report().unwrap();
        let lived: i64 = spans
            .iter()
            .filter(|span| span.state == State::Talking)
            .map(|span| span.to.unwrap_or(Stamp(AFTERNOON)).since(span.from))
            .sum();
        let told = table.rows[0].cells[table.role(Role::Talking).unwrap()].number().unwrap() as i64;
        assert!(told > 0 && (lived - told).abs() <= 1000 * spans.len() as i64, "lived {lived}, told {told}");
    }
}

#[tokio::test]
async fn without_an_agents_token_the_panes_that_need_one_say_which_setting_helps() {
    let (simulator, mut config) = crate::sim_support::centre_and_settings(
        Options { strict: true, clock: std::sync::Arc::new(|| AFTERNOON), ..Options::new(7) },
        Vendors { sobot: true, ..Vendors::default() },
    )
    .await;
    config.tenants.get_mut::<callboard::platforms::sobot_call::CallTenant>().unwrap().token_agent = None;
    let sources = glue::start(&config, &(std::sync::Arc::new(|| Stamp(AFTERNOON)) as callboard::model::Clock)).unwrap();
    let mut desk = Desk { simulator, sources, board: Board::new() };
    desk.until("the agents are there", Board::has_roster).await;
    let (history, relays) = (Lookup::History(desk.busiest()), report(ReportOf::Relays, None));
    let all = calls(CallsAsked::default());
    desk.look_up(&[history.clone(), relays.clone(), all.clone()]).await;
    for lookup in [history, relays] {
        let failure = desk.found(&lookup).failure.clone().unwrap();
        assert!(
            failure.refused && failure.problem.to_string().contains("set token_agent in [sobot_call]"),
            "{failure:?}"
        );
    }
    assert!(desk.found(&all).failure.is_none(), "lists of calls need the company's token alone");
    assert!(desk.simulator.streams() > 0, "the stream goes on");
}
