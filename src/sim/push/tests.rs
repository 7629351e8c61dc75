//! What is pushed: every event, in an order that a call can have, and enough to know at any moment where every call is.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::*;
use crate::sim::world::Batch;
use crate::sim::zone::{HOUR, MINUTE, SECOND};

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Shanghai;

/// Midnight of Saturday 21 November 2026 in Shanghai.
const MIDNIGHT: i64 = 1_795_190_400_000;

const EVENTS: [&str; 15] = [
    "EventRinging",
    "EventDialing",
    "EventEstablished",
    "EventReleased",
    "EventAttachedDataChanged",
    "EventHeld",
    "EventRetrieved",
    "EventPartyAdded",
    "EventPartyDeleted",
    "EventPartyChanged",
    "EventDtmfSent",
    "EventCallCreated",
    "EventCallDeleted",
    "EventPartyError",
    "EventAgentError",
];

/// A centre of so many agents at midnight, when no call goes on.
fn at_midnight(seed: u64, agents: usize) -> World {
    let mut world = World::new(seed, agents, ZONE, MIDNIGHT);
    world.listen();
    world
}

/// What is pushed in a day.
fn day() -> Vec<Callback> {
    let mut world = at_midnight(1, 48);
    world.advance(MIDNIGHT + 24 * HOUR - 1);
    world.callbacks()
}

fn text<'a>(body: &'a Value, key: &str) -> &'a str {
    body.get(key).and_then(Value::as_str).unwrap_or_default().trim()
}

/// The event's name; none for what is no event of a call or an agent.
fn event(callback: &Callback) -> Option<&str> {
    Some(text(&callback.body, "messageID")).filter(|name| name.starts_with("Event"))
}

#[test]
fn who_listens_changes_nothing_and_without_a_listener_nothing_is_kept() {
    let mut deaf = World::new(3, 60, ZONE, MIDNIGHT + 14 * HOUR);
    let mut heard = World::new(3, 60, ZONE, MIDNIGHT + 14 * HOUR);
    heard.listen();
    let until = MIDNIGHT + 15 * HOUR;
    let (mine, theirs): (Vec<Batch>, Vec<Batch>) = (heard.advance(until), deaf.advance(until));
    assert_eq!(mine, theirs);
    assert!(deaf.outbox.is_none() && deaf.callbacks().is_empty());
    assert!(heard.callbacks().len() > 1_000);
    assert!(heard.callbacks().is_empty(), "what was fetched is not told again");
}

#[test]
fn all_fifteen_events_are_sent_within_a_day() {
    let day = day();
    let sent: BTreeSet<&str> = day.iter().filter_map(event).collect();
    assert_eq!(sent, EVENTS.into());
    assert!(day.is_sorted_by_key(|callback| callback.at));
}

#[test]
fn an_event_has_the_fields_of_the_page_and_those_of_its_agent() {
    const ALL: [&str; 5] = ["messageID", "creationTime", "companyId", "referenceID", "attachedData"];
    const CALL: [&str; 12] = [
        "callID",
        "partyID",
        "callType",
        "partyRole",
        "ANI",
        "DNIS",
        "thisDN",
        "thisDNRole",
        "otherDN",
        "otherDNRole",
        "thirdDN",
        "thirdDNRole",
    ];
    let roles = ["", "Origination", "Destination", "TransferBy", "TransferTo", "ConsultBy"];
    let mut seen = BTreeSet::new();
    for callback in day().iter().filter(|callback| event(callback).is_some()) {
        let body = &callback.body;
        let of_agent = text(body, "messageID") == "EventAgentError";
        let mut keys: BTreeSet<&str> = ALL.into();
        if of_agent {
            keys.insert("thisDN");
        } else {
            keys.extend(CALL);
        }
        if of_agent || text(body, "partyRole") == "Agent" {
            keys.extend(["agentID", "agentUUID", "thisQueues"]);
        }
        assert_eq!(body.as_object().unwrap().keys().map(String::as_str).collect::<BTreeSet<_>>(), keys);
        assert_eq!(body["creationTime"], callback.at);
        assert!(body["referenceID"].is_i64() && body["attachedData"].is_string(), "{body}");
        for role in ["thisDNRole", "otherDNRole", "thirdDNRole"] {
            assert!(roles.contains(&text(body, role)), "{body}");
            seen.insert(text(body, role).to_owned());
        }
        seen.insert(text(body, "callType").to_owned());
        seen.insert(text(body, "partyRole").to_owned());
        let public = matches!(text(body, "callType"), "Inbound" | "Outbound");
        assert_eq!(!text(body, "DNIS").is_empty(), public, "{body}");
    }
    for usual in ["Inbound", "Outbound", "Internal", "Consult", "Customer", "Agent", "VirtualAgent", "ThirdPSTN"] {
        assert!(seen.contains(usual), "never saw {usual}");
    }
    for role in ["Origination", "Destination", "TransferBy", "TransferTo", "ConsultBy"] {
        assert!(seen.contains(role), "never saw {role}");
    }
}

/// Goes on with a party from its state by an event; none if it cannot.
fn next(state: &'static str, event: &str) -> Option<&'static str> {
    Some(match (state, event) {
        ("idle", "EventRinging" | "EventDialing") => "rung",
        ("rung", "EventEstablished") | ("held", "EventRetrieved") => "talks",
        ("talks", "EventHeld") => "held",
        ("rung" | "talks" | "held", "EventReleased") => "released",
        ("released", "EventPartyDeleted") => "gone",
        ("talks", "EventPartyAdded" | "EventDtmfSent" | "EventPartyChanged" | "EventAttachedDataChanged")
        | ("rung" | "talks", "EventPartyError") => state,
        _ => return None,
    })
}

#[test]
fn a_call_is_created_first_and_deleted_last_and_each_of_its_parties_takes_legal_steps() {
    let mut calls: HashMap<String, BTreeMap<String, &'static str>> = HashMap::new();
    let mut over = BTreeSet::new();
    for callback in day() {
        let Some(name) = event(&callback) else { continue };
        let (call, party) = (text(&callback.body, "callID"), text(&callback.body, "partyID"));
        assert!(!over.contains(call), "after its end: {}", callback.body);
        match name {
            "EventAgentError" => {}
            "EventCallCreated" => {
                assert!(calls.insert(call.to_owned(), BTreeMap::new()).is_none(), "created twice: {call}");
            }
            "EventCallDeleted" => {
                let parties = calls.remove(call).expect("created before");
                assert!(!parties.is_empty() && parties.values().all(|state| matches!(*state, "released" | "gone")));
                over.insert(call.to_owned());
            }
            _ => {
                let parties = calls.get_mut(call).expect("created before");
                let state = parties.entry(party.to_owned()).or_insert("idle");
                *state = next(state, name).unwrap_or_else(|| panic!("{name} of one who is {state}: {}", callback.body));
            }
        }
    }
    assert!(over.len() > 1_000 && calls.len() < 20, "{} over, {} go on", over.len(), calls.len());
}

#[test]
fn records_follow_the_end_of_their_call_and_are_those_of_the_reports() {
    let mut world = at_midnight(1, 48);
    world.advance(MIDNIGHT + 12 * HOUR);
    let pushed = world.callbacks();
    let mut ended = BTreeSet::new();
    let mut told: HashMap<String, Vec<Value>> = HashMap::new();
    for callback in pushed {
        let call = text(&callback.body, "callID").to_owned();
        match text(&callback.body, "messageID") {
            "EventCallDeleted" => assert!(ended.insert(call)),
            "" => {
                assert!(ended.contains(&call), "a record before the end: {}", callback.body);
                told.entry(call).or_default().push(callback.body);
            }
            _ => {}
        }
    }
    let talks: Vec<&Talk> = world.ledger.today.talks.iter().filter(|talk| talk.ended()).collect();
    assert_eq!((talks.len(), told.len()), (ended.len(), ended.len()));
    let mut bots = 0;
    for talk in talks {
        let mut told = told[&record::call_id(talk)].iter();
        assert_eq!(told.next(), Some(&record::main(&world, talk, false)));
        let parties = record::parties(&world, talk, false);
        for party in &parties[..parties.len() - 1] {
            assert_eq!(told.next(), Some(party));
        }
        if talk.bot.0 == 0 {
            assert_eq!(told.next(), None);
            continue;
        }
        bots += 1;
        let bot = told.next().expect("the bot's record");
        assert_eq!(told.count(), talk.legs.len());
        let number = |key: &str| bot[key].as_i64().unwrap();
        assert_eq!(number("virtualAgentCallDuration"), (talk.bot.1 / 1000) - (talk.bot.0 / 1000));
        if let Some(leg) = talk.handled().next() {
            assert_eq!(number("waitingForHumanAnswerDuration"), leg.answer / 1000 - talk.bot.1 / 1000);
        }
        let bots_phase = &bot["dialogue"][1];
        assert_eq!((&bots_phase["phase"], &bots_phase["endTime"]), (&"VirtualAgent".into(), &talk.bot.1.into()));
        let of_customer = |said: &&Value| said["dialogueRole"] == "Customer";
        let said = bots_phase["contentList"].as_array().unwrap().iter().filter(of_customer).count();
        assert_eq!(number("totalCustomerRepliesToVirtualAgentCount"), said as i64);
    }
    assert!(bots > 50, "{bots}");
}

#[test]
fn the_last_state_that_is_told_of_an_agent_is_how_the_agent_stands() {
    let mut world = at_midnight(2, 60);
    let mut told: BTreeMap<String, Value> = BTreeMap::new();
    let mut with_call = 0;
    for minute in 1..=(12 * 60) {
        world.advance(MIDNIGHT + minute * MINUTE);
        for callback in world.callbacks() {
            if text(&callback.body, "messageID") == "AgentHistoryLogES" {
                assert_eq!(callback.body["startTime"], callback.at);
                told.insert(text(&callback.body, "agentID").to_owned(), callback.body);
            }
        }
        for agent in &world.crew.agents {
            let Some(body) = told.get(&agent.number.to_string()) else { continue };
            let (work, login, reason) = agent.vitals.state();
            assert_eq!((&body["workStatus"], &body["loginStatus"]), (&work.into(), &login.into()));
            assert_eq!(body["notReadyStatus"], reason);
            let seat = agent.seat.filter(|_| crate::sim::world::in_call(work));
            let call = seat.and_then(|seat| world.ledger.talk(seat.number));
            if let (Some(seat), Some(talk)) = (seat, call) {
                with_call += 1;
                assert_eq!(body["callID"], record::call_id(talk));
                assert_eq!(body["partyId"], record::party_id(talk, seat.leg as u64));
            }
        }
    }
    assert!(told.len() > 40 && with_call > 1_000, "{} agents, {with_call} in calls", told.len());
}

/// A call as the events alone tell it.
struct Heard {
    /// Where it is without an agent.
    place: &'static str,
    waits_since: i64,
    /// The agents who have it, but for those who are asked, by their party's id.
    agents: BTreeMap<String, &'static str>,
}

/// Counts calls by their events, and knows nothing of the world.
#[derive(Default)]
struct Counter(BTreeMap<String, Heard>);

impl Counter {
    fn hear(&mut self, body: &Value) {
        let at = body["creationTime"].as_i64().unwrap_or_default();
        let (name, id) = (text(body, "messageID"), text(body, "callID").to_owned());
        if name == "EventCallCreated" {
            self.0.insert(id, Heard { place: "menu", waits_since: at, agents: BTreeMap::new() });
            return;
        }
        let Some(call) = self.0.get_mut(&id) else { return };
        let mut place = |place| {
            call.place = place;
            call.waits_since = at;
        };
        match (name, text(body, "partyRole")) {
            ("EventCallDeleted", _) => drop(self.0.remove(&id)),
            ("EventDtmfSent", _) | ("EventReleased", "VirtualAgent") => place("queue"),
            ("EventEstablished", "VirtualAgent") => place("bot"),
            ("EventEstablished", "ThirdPSTN") => place("outside"),
            (_, "Agent") if text(body, "callType") != "Consult" => {
                let party = text(body, "partyID").to_owned();
                match name {
                    "EventRinging" => drop(call.agents.insert(party, "ringing")),
                    "EventDialing" => drop(call.agents.insert(party, "dialing")),
                    "EventEstablished" | "EventRetrieved" => drop(call.agents.insert(party, "talking")),
                    "EventHeld" => drop(call.agents.insert(party, "held")),
                    "EventReleased" if call.agents.remove(&party).is_some_and(|state| state != "ringing") => {
                        place("queue");
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn phases(&self) -> BTreeMap<String, &'static str> {
        let phase = |call: &Heard| call.agents.values().next().copied().unwrap_or(call.place);
        self.0.iter().map(|(id, call)| (id.clone(), phase(call))).collect()
    }

    /// Since when the first of those who wait has waited.
    fn longest(&self) -> Option<i64> {
        let waits = |call: &&Heard| match call.agents.values().next() {
            None => call.place == "queue",
            Some(state) => *state == "ringing",
        };
        self.0.values().filter(waits).map(|call| call.waits_since).min()
    }
}

#[test]
fn events_alone_tell_at_every_moment_where_every_call_is_and_who_has_waited_longest() {
    let mut most = BTreeMap::new();
    for (seed, agents) in [(1, 48), (5, 14)] {
        let mut world = at_midnight(seed, agents);
        let mut counter = Counter::default();
        let mut now = MIDNIGHT;
        // Night and morning in one step a minute, then the busy hours second by second.
        while now < MIDNIGHT + 11 * HOUR {
            now += if now < MIDNIGHT + 9 * HOUR { MINUTE } else { SECOND };
            world.advance(now);
            for callback in world.callbacks() {
                counter.hear(&callback.body);
            }
            let live = world.live();
            let truth: BTreeMap<String, &str> =
                live.iter().map(|live| (record::call_id(live.talk), live.phase.name())).collect();
            assert_eq!(counter.phases(), truth, "{now}");
            let longest = live.iter().filter_map(crate::sim::live::Live::waits_since).min();
            assert_eq!(counter.longest(), longest, "{now}");
            for phase in truth.values() {
                *most.entry((*phase).to_owned()).or_insert(0) += 1;
            }
        }
    }
    for phase in crate::sim::live::Phase::ALL {
        assert!(most.get(phase.name()).is_some_and(|count| *count > 50), "{}: {most:?}", phase.name());
    }
}
