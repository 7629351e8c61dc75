use std::fmt::Write as _;

use super::*;
use crate::model::live::calls::LIFE_MS;
use crate::model::live::check::ENDED_ENOUGH;
use crate::model::live::{Past, Stage};
use crate::model::testing;
use crate::model::{
    AgentChange, CallEvent, Callback, Change, Changes, Happening, PartyRole, Payload, Person, Roster, RosterKind,
    SummaryChange, Update, WorkState,
};

mod centre;

use centre::{Centre, name};

const T: Stamp = Stamp(1_774_000_000_000);

fn second(second: i64) -> Stamp {
    T.plus(second * 1_000)
}

/// So many agents, all of them ready, with callbacks listened for.
fn board(agents: usize) -> Board {
    let mut board = Board::new();
    for source in [SourceId::Agents, SourceId::Push] {
        testing::report(&mut board, T, source, Phase::Live, None);
    }
    let ready = |agent: usize| Agent {
        login: Some(crate::model::LoginState::Online),
        work: Some(WorkState::Ready),
        work_since: Some(T),
        ..Agent::new(AgentId::new(&name(agent)))
    };
    let mut roster = Roster::whole(RosterKind::Full, (0..agents).map(ready).collect());
    roster.summary.set(Figure::InboundNow, Some(0));
    roster.summary.set(Figure::OutboundNow, Some(0));
    board.apply(Update::new(T, Payload::Roster(Box::new(roster))));
    board
}

/// The same, which has seen enough calls end to know that no bot takes part.
fn board_without_bots(agents: usize) -> Board {
    let mut board = board(agents);
    let past = Past { inbound_ended: ENDED_ENOUGH, ..Past::default() };
    board.apply(Update::new(T, Payload::Pushed(vec![Callback::Past(Box::new(past))])));
    board
}

fn stream(board: &mut Board, at: Stamp, changes: Vec<Change>) {
    board.apply(Update::new(at, Payload::Changes(Changes { changes, ..Changes::default() })));
}

/// Nothing new, and both counts are looked at.
fn hear(board: &mut Board, at: Stamp) {
    board.apply(Update::new(at, Payload::Heard(SourceId::Agents)));
}

fn calls(count: u64) -> Change {
    Change::Summary(SummaryChange::Figure(Figure::InboundNow, Some(count)))
}

fn event(board: &mut Board, at: Stamp, event: CallEvent) {
    let event = CallEvent { kind: Some(CallKind::Inbound), made: Some(at), ..event };
    board.apply(Update::new(at, Payload::Pushed(vec![Callback::Event(Box::new(event))])));
}

#[test]
fn waiting_is_one_number_where_events_and_stream_agree_and_a_range_where_they_do_not() {
    let mut board = board_without_bots(2);
    event(&mut board, second(1), CallEvent::new("c", Happening::Created));
    assert_eq!(board.waiting(second(1)), Waiting::Between(0, 1), "the stream has not told of it");
    stream(&mut board, second(2), vec![calls(1)]);
    assert_eq!(board.waiting(second(2)), Waiting::Exact(1));
    assert_eq!(board.longest_wait(second(41)), Some(40_000));
    stream(&mut board, second(42), vec![calls(3)]);
    assert_eq!(board.waiting(second(42)), Waiting::Between(1, 3));
    assert_eq!(board.live().check().differs(), Some((second(42), 2)));
}

#[test]
fn without_callbacks_waiting_is_not_known_and_says_why() {
    let mut board = board(1);
    stream(&mut board, second(1), vec![calls(2)]);
    assert_eq!(board.waiting(second(1)), Waiting::AtMost(2, NoEvents::NoneYet));
    assert_eq!(board.longest_wait(second(1)), None);
    testing::report(&mut board, second(2), SourceId::Push, Phase::Off, None);
    assert_eq!(board.waiting(second(2)), Waiting::AtMost(2, NoEvents::NotListened));
    assert_eq!(Board::new().waiting(T), Waiting::Unknown(NoEvents::NotListened));
}

#[test]
fn callbacks_that_fall_silent_while_calls_come_and_go_leave_a_bound() {
    let mut board = board_without_bots(1);
    event(&mut board, second(1), CallEvent::new("c", Happening::Created));
    stream(&mut board, second(1), vec![calls(1)]);
    (2..300).for_each(|at| hear(&mut board, second(at)));
    assert_eq!(board.waiting(second(300)), Waiting::Exact(1), "a quiet stream is no suspicion");
    for (at, count) in [(300, 2), (310, 3), (320, 5)] {
        stream(&mut board, second(at), vec![calls(count)]);
    }
    hear(&mut board, second(340));
    assert_eq!(board.waiting(second(340)), Waiting::AtMost(5, NoEvents::Silent(second(1))));
    event(&mut board, second(341), CallEvent::new("d", Happening::Created));
    assert_eq!(board.waiting(second(341)), Waiting::Between(2, 5));
}

#[test]
fn a_stream_that_is_not_heard_is_nothing_to_hold_events_against() {
    let mut board = board(1);
    event(&mut board, second(1), CallEvent::new("c", Happening::Created));
    assert_eq!(board.waiting(second(62)), Waiting::Unchecked(1, NoCheck::NoStream));
}

#[test]
fn calls_that_the_stream_has_not_had_for_a_minute_are_over() {
    let mut board = board(1);
    event(&mut board, second(1), CallEvent::new("c", Happening::Created));
    stream(&mut board, second(2), vec![calls(1)]);
    stream(&mut board, second(30), vec![calls(0)]);
    (31..90).for_each(|at| hear(&mut board, second(at)));
    assert_eq!(board.live().len(), 1);
    hear(&mut board, second(90));
    assert_eq!((board.live().len(), board.live().past().ended_unseen), (0, 1));
}

/// An agent's events and states of the stream, as they come together in a call.
fn at_agent(board: &mut Board, at: Stamp, call: &str, agent: usize, told: Option<Happening>, work: WorkState) {
    let id = AgentId::new(&name(agent));
    if let Some(what) = told {
        let who = Person { id: Some(id.clone()), ..Person::default() };
        let party = Some(format!("{call}-{agent}").into());
        event(board, at, CallEvent { role: Some(PartyRole::Agent), agent: who, party, ..CallEvent::new(call, what) });
    }
    let sets =
        [AgentChange::Work(Some(work)), AgentChange::WorkSince(Some(at)), AgentChange::Call(Some(CallKind::Inbound))];
    stream(board, at, sets.map(|set| Change::Agent { id: id.clone(), set }).into());
}

#[test]
fn before_enough_calls_have_ended_it_is_not_known_whether_bots_take_part() {
    let mut board = board(1);
    let unsure = |count| Waiting::Unchecked(count, NoCheck::TooFew);
    for call in 1..=ENDED_ENOUGH {
        let at = second(call as i64 * 10);
        event(&mut board, at, CallEvent::new(&call.to_string(), Happening::Created));
        stream(&mut board, at, vec![calls(1)]);
        hear(&mut board, at.plus(2_000));
        assert_eq!(board.waiting(at.plus(2_000)), unsure(1));
        event(&mut board, at.plus(5_000), CallEvent::new(&call.to_string(), Happening::Deleted));
        stream(&mut board, at.plus(5_000), vec![calls(0)]);
        hear(&mut board, at.plus(7_000));
        assert_eq!(board.waiting(at.plus(7_000)), Waiting::Exact(0), "where all have an agent, none has a bot");
    }
    let at = second(1_000);
    event(&mut board, at, CallEvent::new("c", Happening::Created));
    stream(&mut board, at, vec![calls(1)]);
    assert_eq!(board.waiting(at), Waiting::Exact(1));
}

#[test]
fn an_agent_of_whom_no_event_tells_may_have_a_call_or_share_one() {
    let mut board = board_without_bots(6);
    event(&mut board, second(1), CallEvent::new("c", Happening::Created));
    event(&mut board, second(1), CallEvent::new("d", Happening::Created));
    stream(&mut board, second(1), vec![calls(2)]);
    at_agent(&mut board, second(2), "c", 0, Some(Happening::Ringing), WorkState::Ringing);
    at_agent(&mut board, second(5), "c", 0, Some(Happening::Established), WorkState::Talking);
    assert_eq!(board.waiting(second(5)), Waiting::Exact(1));
    // The events of one who is asked are lost: for the stream alone both callers may have an agent.
    at_agent(&mut board, second(9), "", 1, None, WorkState::Talking);
    assert_eq!((board.waiting(second(9)), board.untold(second(9))), (Waiting::Between(0, 1), 1));
    stream(&mut board, second(10), vec![calls(9)]);
    for agent in 2..5 {
        at_agent(&mut board, second(10), "", agent, None, WorkState::Talking);
    }
    assert_eq!(board.waiting(second(10)), Waiting::Unchecked(4, NoCheck::Untold(4)));
}

#[test]
fn what_an_agent_did_in_an_earlier_call_says_nothing_of_the_present_one() {
    let mut board = board_without_bots(2);
    event(&mut board, second(1), CallEvent::new("c", Happening::Created));
    stream(&mut board, second(1), vec![calls(1)]);
    at_agent(&mut board, second(2), "c", 0, Some(Happening::Ringing), WorkState::Ringing);
    at_agent(&mut board, second(5), "c", 0, Some(Happening::Established), WorkState::Talking);
    hear(&mut board, second(6));
    at_agent(&mut board, second(20), "c", 0, None, WorkState::Holding);
    assert_eq!((board.waiting(second(20)), board.untold(second(20))), (Waiting::Exact(0), 0), "it is one call still");
    // It is passed on, and that the first agent left it is not told: what rings there then is another call.
    at_agent(&mut board, second(30), "c", 1, Some(Happening::Ringing), WorkState::Ringing);
    at_agent(&mut board, second(33), "c", 1, Some(Happening::Established), WorkState::Talking);
    at_agent(&mut board, second(33), "", 0, None, WorkState::WrapUp);
    at_agent(&mut board, second(50), "", 0, None, WorkState::Ringing);
    stream(&mut board, second(53), vec![calls(2)]);
    at_agent(&mut board, second(53), "", 0, None, WorkState::Talking);
    assert_eq!((board.untold(second(53)), board.waiting(second(53)).allows(0)), (1, true));
}

#[test]
fn who_is_asked_shares_the_call_of_the_one_who_asks() {
    let mut board = board_without_bots(2);
    event(&mut board, second(1), CallEvent::new("c", Happening::Created));
    event(&mut board, second(1), CallEvent::new("d", Happening::Created));
    stream(&mut board, second(1), vec![calls(2)]);
    at_agent(&mut board, second(2), "c", 0, Some(Happening::Ringing), WorkState::Ringing);
    at_agent(&mut board, second(5), "c", 0, Some(Happening::Established), WorkState::Talking);
    hear(&mut board, second(6));
    at_agent(&mut board, second(20), "c", 0, Some(Happening::Held), WorkState::Dialling);
    let consult = |agent: usize, what| CallEvent {
        consult: true,
        role: Some(PartyRole::Agent),
        agent: Person { id: Some(AgentId::new(&name(agent))), ..Person::default() },
        party: Some(format!("x-{agent}").into()),
        ..CallEvent::new("x", what)
    };
    event(&mut board, second(20), consult(0, Happening::Dialling));
    at_agent(&mut board, second(20), "", 1, None, WorkState::Ringing);
    event(&mut board, second(24), consult(1, Happening::Established));
    at_agent(&mut board, second(24), "", 1, None, WorkState::Talking);
    assert_eq!((board.waiting(second(24)), board.untold(second(24))), (Waiting::Exact(1), 0));
}

#[test]
fn an_answer_of_which_no_event_told_is_taken_from_the_stream() {
    let mut board = board_without_bots(1);
    event(&mut board, second(1), CallEvent::new("c", Happening::Created));
    stream(&mut board, second(1), vec![calls(1)]);
    at_agent(&mut board, second(2), "c", 0, Some(Happening::Ringing), WorkState::Ringing);
    at_agent(&mut board, second(5), "", 0, None, WorkState::Talking);
    assert_eq!(board.waiting(second(5)), Waiting::Between(0, 1), "the event may be under way");
    (6..=20).for_each(|at| hear(&mut board, second(at)));
    assert_eq!((board.waiting(second(20)), board.longest_wait(second(20))), (Waiting::Exact(0), Some(0)));
    assert_eq!(board.live().get("c").unwrap().stage, Stage::Talking);
    event(&mut board, second(60), CallEvent::new("c", Happening::Deleted));
    let past = board.live().past();
    assert_eq!((past.not_whole, past.not_whole_since), (1, Some(second(60))));
}

#[test]
fn a_call_of_which_nothing_is_heard_for_longer_than_any_lasts_is_over_and_its_end_unseen() {
    let mut board = board(1);
    event(&mut board, second(1), CallEvent::new("c", Happening::Created));
    stream(&mut board, second(2), vec![calls(1)]);
    hear(&mut board, second(1).plus(LIFE_MS));
    assert_eq!((board.live().len(), board.live().past().ended_unseen), (1, 0));
    hear(&mut board, second(2).plus(LIFE_MS));
    assert_eq!((board.live().len(), board.live().past().ended_unseen), (0, 1));
    assert_eq!(board.live().past().not_whole, 1);
}

/// What an hour came to.
#[derive(Debug, Default)]
struct Hour {
    exact: u64,
    ranges: u64,
    /// Seconds of which it claimed nothing.
    unsure: u64,
    /// Seconds in which one number was shown that was not true, and in which a range did not hold the truth.
    wrong: u64,
    outside: u64,
    /// Of the ranges, how wide they were together.
    width: u64,
    calls: u64,
    unseen: u64,
}

/// Seconds of a simulated hour, with so many events in a hundred lost, late and doubled.
fn hour(seed: u64, lost: u64, late: u64, bots: bool, records: bool) -> (Hour, Board) {
    let agents = 24;
    let (mut centre, mut board, mut hour) = (Centre::new(seed, agents, bots), board(agents), Hour::default());
    let mut known = centre.agents.clone();
    let mut under_way: Vec<(i64, CallEvent)> = Vec::new();
    for at in 1..=4_500 {
        for event in centre.pass(at > 3_600) {
            hour.calls += u64::from(event.what == Some(Happening::Created));
            for _ in 0..=u64::from(centre.dice.comes(late)) {
                let delay = if centre.dice.comes(late) { centre.dice.below(20) as i64 } else { 0 };
                if !centre.dice.comes(lost) {
                    under_way.push((at + delay, event.clone()));
                }
            }
        }
        let mut changes = vec![calls(centre.inbound())];
        for (agent, now) in centre.agents.iter().enumerate() {
            if known[agent] == *now {
                continue;
            }
            known[agent] = now.clone();
            let sets = [
                AgentChange::Work(Some(now.work)),
                AgentChange::WorkSince(Some(now.since)),
                AgentChange::Call(Some(if now.work == WorkState::Ready { CallKind::None } else { CallKind::Inbound })),
            ];
            let id = AgentId::new(&name(agent));
            changes.extend(sets.map(|set| Change::Agent { id: id.clone(), set }));
        }
        stream(&mut board, second(at), changes);
        let (due, later): (Vec<_>, Vec<_>) = under_way.into_iter().partition(|(due, _)| *due <= at);
        under_way = later;
        let mut callbacks: Vec<Callback> = due.into_iter().map(|(_, event)| Callback::Event(Box::new(event))).collect();
        let ended = centre.records();
        if records {
            callbacks.extend(ended.into_iter().map(|id| Callback::Ended(id.into(), second(at))));
        }
        board.apply(Update::new(second(at), Payload::Pushed(callbacks)));
        // Afterwards the last calls come to their end.
        if at > 3_900 {
            continue;
        }
        let (said, truth) = (board.waiting(second(at)), centre.waiting());
        match said {
            Waiting::Exact(count) => {
                hour.exact += 1;
                hour.wrong += u64::from(count != truth);
            }
            Waiting::Between(least, most) => {
                hour.ranges += 1;
                hour.width += most - least;
                hour.outside += u64::from(!said.allows(truth));
            }
            Waiting::AtMost(..) => {
                hour.ranges += 1;
                hour.outside += u64::from(!said.allows(truth));
            }
            Waiting::Unchecked(..) | Waiting::Unknown(_) => hour.unsure += 1,
        }
    }
    hour.unseen = board.live().past().ended_unseen;
    (hour, board)
}

#[test]
fn with_no_event_lost_waiting_is_right_and_one_number_all_the_hour() {
    for seed in 0..3 {
        let (hour, board) = hour(seed, 0, 0, false, true);
        assert!(hour.calls > 500, "{hour:?}");
        assert_eq!((hour.wrong, hour.outside, hour.unseen), (0, 0, 0), "{hour:?}");
        assert!(hour.ranges <= 120, "until the first event, and after changes in many seconds in a row: {hour:?}");
        assert!(hour.unsure <= 450, "until {ENDED_ENOUGH} calls have ended: {hour:?}");
        assert!(board.live().is_empty() && board.live().past().whole_in_a_row == hour.calls, "{hour:?}");
    }
}

#[test]
fn with_bots_waiting_is_one_number_once_events_were_seen_to_be_whole() {
    let (hour, _) = hour(7, 0, 0, true, true);
    assert_eq!((hour.wrong, hour.outside), (0, 0), "{hour:?}");
    assert!(hour.exact > 1_700, "{hour:?}");
}

/// With bots, so many events in a hundred late and doubled, and with records.
const CENTRES: [(bool, u64, bool); 4] = [(false, 0, true), (false, 5, false), (true, 0, true), (true, 5, true)];

/// With `lost` events in a hundred lost, no second's answer is wrong: every number is true and every range holds the truth.
fn no_answer_is_wrong(lost: u64) -> Vec<Hour> {
    let mut table = String::from("bots late records: an hour\n");
    let mut hours = Vec::new();
    for (seed, (bots, late, records)) in (1..).zip(CENTRES) {
        let (hour, board) = hour(seed + lost * 10, lost, late, bots, records);
        assert!(hour.calls > 500 && hour.exact + hour.ranges + hour.unsure == 3_900, "{lost} % lost: {hour:?}");
        if records {
            assert!(board.live().is_empty(), "{lost} % lost: {} calls stay", board.live().len());
        }
        writeln!(table, "{bots} {late} {records}: {hour:?}").unwrap();
        hours.push(hour);
    }
    let wrong: u64 = hours.iter().map(|hour| hour.wrong + hour.outside).sum();
    assert_eq!(wrong, 0, "{lost} % lost\n{table}");
    hours
}

#[test]
fn with_no_event_lost_no_answer_is_wrong() {
    no_answer_is_wrong(0);
}

#[test]
fn with_one_event_in_a_hundred_lost_no_answer_is_wrong_and_most_are_one_number() {
    let hours = no_answer_is_wrong(1);
    assert!(hours[0].exact > 2_400, "it is of use: {hours:?}");
}

#[test]
fn with_one_event_in_twenty_lost_no_answer_is_wrong() {
    no_answer_is_wrong(5);
}

#[test]
fn with_one_event_in_ten_lost_no_answer_is_wrong() {
    no_answer_is_wrong(10);
}

#[test]
fn with_one_event_in_five_lost_no_answer_is_wrong() {
    no_answer_is_wrong(20);
}

#[test]
fn with_every_second_event_lost_no_answer_is_wrong() {
    no_answer_is_wrong(50);
}
