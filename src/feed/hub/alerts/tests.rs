use proptest::prelude::*;
use tokio::time::Instant;

use super::*;
use crate::feed::Told;
use crate::feed::hub::{Envelope, Epoch, Follower, Input, Output, Publisher};
use crate::model::testing::{NOW, centre, change};
use crate::model::{AgentChange, Limits, LoginState, NewsKind, SeeTo, WorkState};

/// The hub: its board, what goes out, and its alerts.
struct Hub {
    publisher: Publisher,
    alerts: HubAlerts,
    at: Stamp,
    began: Instant,
}

impl Hub {
    fn new() -> Self {
        let began = Instant::now();
        let mut board = centre(48);
        for (index, since) in [(0, -400_000), (3, -410_000), (10, -420_000)] {
            let sets = vec![
                AgentChange::Login(Some(LoginState::Online)),
                AgentChange::Work(Some(WorkState::WrapUp)),
                AgentChange::WorkSince(Some(NOW.plus(since))),
            ];
            change(&mut board, NOW, index, sets);
        }
        let publisher = Publisher::new(Epoch(7), board, None, began);
        let mut alerts = HubAlerts::new(Rules::of_limits(&Limits::default()), Tz::UTC);
        alerts.look(publisher.board(), NOW);
        Self { publisher, alerts, at: NOW, began }
    }

    fn publish(&mut self, update: Option<Update>) {
        if let Some(update) = update {
            self.publisher.take(update, self.began, self.at).unwrap();
        }
    }

    fn see(&mut self, see: See) -> SeeAnswer {
        let (answer, update) = self.alerts.see(see, self.at);
        self.publish(update);
        answer
    }

    /// An alert about an agent.
    fn of_an_agent(&self) -> AlarmKey {
        let mut keys = self.alerts.alarms().standing().iter().map(|standing| &standing.key);
        keys.find(|key| matches!(key.about, About::Agent(_))).unwrap().clone()
    }

    fn send(&mut self) -> Envelope {
        let over = self.alerts.look(self.publisher.board(), self.at);
        self.publish(over);
        self.publisher.send(self.began, self.at).unwrap()
    }
}

/// A board on the hub.
struct Desk {
    follower: Follower,
    board: Board,
    alarms: Alarms,
}

impl Desk {
    fn new() -> Self {
        let alarms = Alarms::new(Rules::of_limits(&Limits::default()), Tz::UTC);
        Self { follower: Follower::new(Instant::now()), board: Board::new(), alarms }
    }

    fn take(&mut self, envelope: Envelope, at: Stamp) {
        for output in self.follower.step(Input::Envelope(envelope), Instant::now(), at) {
            let Output::Tell(told) = output else { continue };
            for told in told {
                match told {
                    Told::Update(update) => self.board.apply(update),
                    Told::Board(board) => self.board = board.continuing(std::mem::take(&mut self.board)),
                }
            }
        }
        self.alarms.check_all(&self.board, at);
    }

    fn marks(&self) -> Vec<(AlarmKey, Option<crate::model::Mark>, Option<String>)> {
        let standing = self.alarms.standing().iter();
        let all = standing
            .map(|standing| (standing.key.clone(), standing.mark, standing.by.as_ref().map(|by| by.who.clone())));
        let mut all: Vec<_> = all.collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }
}

fn see_of(alarms: &Alarms, key: &AlarmKey, how: SeenHow, who: &str) -> See {
    let rule = alarms.rules().get(key.rule).unwrap().name.clone();
    See { rule, about: key.about.clone(), how, who: who.to_owned() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Persons at three boards see to alerts in any order, each by what their own board shows, which may be late; a
    /// board joins in the middle. In the end all boards and the hub show the same.
    #[test]
    fn any_order_of_what_people_do_at_several_boards_ends_with_all_equal(
        acts in prop::collection::vec((0_usize..3, any::<prop::sample::Index>(), 0_u8..3, 0_i64..3, any::<bool>()), 1..20),
        joins in 0_usize..20,
    ) {
        let mut hub = Hub::new();
        let mut desks = [Desk::new(), Desk::new(), Desk::new()];
        hub.publisher.send(hub.began, hub.at).unwrap();
        for envelope in hub.publisher.keyframe(hub.at).unwrap() {
            for desk in &mut desks {
                desk.take(envelope.clone(), hub.at);
            }
        }
        let mut late = Desk::new();
        for (nth, (who, which, how, later, sent)) in acts.into_iter().enumerate() {
            if nth == joins {
                hub.send();
                let keyframe = hub.publisher.keyframe(hub.at).unwrap();
                // The others lost that envelope, and take the keyframe as well.
                for envelope in keyframe {
                    desks.iter_mut().chain([&mut late]).for_each(|desk| desk.take(envelope.clone(), hub.at));
                }
            }
            let desk = &desks[who];
            let key = which.get(desk.alarms.standing()).key.clone();
            let wished = [SeeTo::Acknowledge, SeeTo::Snooze(hub.at.plus(900_000)), SeeTo::Mute][usize::from(how)];
            let see = see_of(&desk.alarms, &key, desk.alarms.wish(&key, wished), &format!("user{who}@jump"));
            prop_assert_eq!(hub.see(see), SeeAnswer::Done);
            hub.at = hub.at.plus(later);
            if sent {
                let envelope = hub.send();
                let at = hub.at;
                for desk in &mut desks {
                    desk.take(envelope.clone(), at);
                }
                if nth >= joins { late.take(envelope, at) }
            }
        }
        hub.send();
        let keyframe = hub.publisher.keyframe(hub.at).unwrap();
        for envelope in keyframe {
            desks.iter_mut().chain([&mut late]).for_each(|desk| desk.take(envelope.clone(), hub.at));
        }
        let expected = desks[0].marks();
        prop_assert!(!expected.is_empty());
        for desk in desks.iter().chain([&late]) {
            prop_assert_eq!(desk.board.seen_alerts(), hub.publisher.board().seen_alerts());
            prop_assert_eq!(&desk.marks(), &expected);
        }
    }
}

#[test]
fn an_acknowledgement_holds_until_the_alert_clears_at_the_hub() {
    let mut hub = Hub::new();
    let key = hub.of_an_agent();
    let see = see_of(hub.alerts.alarms(), &key, SeenHow::Acknowledged, "wang@jump1");
    assert_eq!(hub.see(see.clone()), SeeAnswer::Done);
    hub.send();
    let marked =
        |hub: &Hub| hub.publisher.board().seen_alerts().iter().any(|(.., marks)| marks.acknowledged().is_some());
    assert!(marked(&hub));
    // All agents are gone, and with them what was the matter with them.
    let no_agents = crate::model::Roster::whole(crate::model::RosterKind::Full, Vec::new());
    hub.at = hub.at.plus(1_000);
    hub.publish(Some(Update::new(hub.at, Payload::Roster(Box::new(no_agents)))));
    hub.send();
    assert!(!marked(&hub), "{:?}", hub.alerts.alarms().standing());
    assert_eq!(hub.see(see), SeeAnswer::Cleared);
}

/// A hub that begins with nothing but what was done about alerts.
fn begun_again(seen: Vec<Seen>) -> Hub {
    let began = Instant::now();
    let mut board = Board::new();
    board.apply(Update::new(NOW, Payload::Seen(seen)));
    let mut alerts = HubAlerts::new(Rules::of_limits(&Limits::default()), Tz::UTC);
    alerts.spare(&board, NOW);
    Hub { publisher: Publisher::new(Epoch(8), board, None, began), alerts, at: NOW, began }
}

#[test]
fn what_was_acknowledged_before_the_hub_began_anew_holds_until_it_could_be_raised_again() {
    let mut first = Hub::new();
    let key = first.of_an_agent();
    first.see(see_of(first.alerts.alarms(), &key, SeenHow::Acknowledged, "wang@jump1"));
    let seen = first.publisher.board().seen_alerts().retell();
    let marked =
        |hub: &Hub| hub.publisher.board().seen_alerts().iter().any(|(.., marks)| marks.acknowledged().is_some());
    let mut hub = begun_again(seen.clone());
    hub.send();
    assert!(marked(&hub), "no agent is known yet");
    for update in first.publisher.board().retell(NOW) {
        if !matches!(update.payload, Payload::Seen(_)) {
            hub.publish(Some(update));
        }
    }
    hub.send();
    assert!(marked(&hub) && hub.alerts.alarms().stands(&key));
    let no_agents = crate::model::Roster::whole(crate::model::RosterKind::Full, Vec::new());
    hub.publish(Some(Update::new(hub.at, Payload::Roster(Box::new(no_agents)))));
    hub.send();
    assert!(!marked(&hub), "it stood, and has cleared");
    let mut hub = begun_again(seen.clone());
    hub.at = NOW.plus(SPARED - 1);
    hub.send();
    assert!(marked(&hub));
    hub.at = NOW.plus(SPARED);
    hub.send();
    assert!(!marked(&hub), "it was not raised");
    // The clock may have been set back meanwhile.
    let mut hub = begun_again(seen);
    hub.at = NOW.plus(-5_000);
    let see = See { rule: "wrap_up".to_owned(), about: key.about, how: SeenHow::Muted, who: "li".to_owned() };
    assert_eq!(hub.see(see), SeeAnswer::Done);
    assert!(hub.publisher.board().seen_alerts().retell().iter().all(|seen| seen.at >= NOW));
}

#[test]
fn other_rules_are_held_against_the_board_and_what_stands_by_the_old_ones_ends() {
    let mut hub = Hub::new();
    let key = hub.of_an_agent();
    let rule = hub.alerts.alarms().rules().list()[key.rule].name.clone();
    hub.see(see_of(hub.alerts.alarms(), &key, SeenHow::Acknowledged, "wang@jump1"));
    hub.alerts.take_news();
    let limits = Limits::default();
    let fewer = Rules::defaults(&limits).into_iter().filter(|known| known.name != rule).collect();
    let told = hub.alerts.rule(&Rules::new(fewer, &limits), hub.publisher.board(), hub.at);
    assert!(told.is_some(), "nothing of it is acknowledged any more");
    assert!(!hub.alerts.alarms().stands(&key));
    let see = See { rule, about: key.about, how: SeenHow::Muted, who: String::new() };
    assert_eq!(hub.see(see.clone()), SeeAnswer::NoRule);
    hub.alerts.rule(&Rules::of_limits(&limits), hub.publisher.board(), hub.at);
    assert_eq!(hub.see(see), SeeAnswer::Done);
}

#[test]
fn a_rule_that_the_hub_does_not_have_is_the_boards_own_matter() {
    let mut hub = Hub::new();
    let see = See { rule: "of_our_own".to_owned(), about: About::Centre, how: SeenHow::Muted, who: String::new() };
    assert_eq!(hub.see(see), SeeAnswer::NoRule);
    assert!(hub.publisher.board().seen_alerts().revision() == 0);
}

#[test]
fn what_is_muted_at_any_board_is_told_no_more() {
    let mut hub = Hub::new();
    assert!(!hub.alerts.take_news().is_empty());
    let key = hub.of_an_agent();
    hub.see(see_of(hub.alerts.alarms(), &key, SeenHow::Muted, "wang@jump1"));
    let no_agents = crate::model::Roster::whole(crate::model::RosterKind::Full, Vec::new());
    hub.publish(Some(Update::new(hub.at, Payload::Roster(Box::new(no_agents)))));
    hub.send();
    let ended = hub.alerts.take_news();
    assert!(ended.iter().all(|news| news.key != key || news.kind != NewsKind::Ended), "{ended:?}");
}

#[test]
fn what_a_board_asks_and_what_it_is_answered_are_read_as_they_were_written() {
    let see = See {
        rule: "wrap_up".to_owned(),
        about: About::Agent(crate::model::AgentId::new("a1")),
        how: SeenHow::Snoozed(Stamp(90)),
        who: "wang@jump1".to_owned(),
    };
    let json = serde_json::to_string(&see).unwrap();
    assert_eq!(json, r#"{"rule":"wrap_up","about":{"agent":"a1"},"how":{"snoozed":90},"who":"wang@jump1"}"#);
    assert_eq!(serde_json::from_str::<See>(&json).unwrap(), see);
    for answer in [SeeAnswer::Done, SeeAnswer::Cleared, SeeAnswer::NoRule] {
        let json = serde_json::to_string(&answer).unwrap();
        assert_eq!(serde_json::from_str::<SeeAnswer>(&json).unwrap(), answer);
    }
}
