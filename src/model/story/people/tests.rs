use super::*;
use crate::model::testing::NOW;
use crate::model::{AgentId, LoginState, Payload, Roster, RosterKind, Update, WorkState};

#[test]
fn places_are_told_apart_in_little_room() {
    let codes = [-1, 0, 17, i64::from(i32::MAX)].map(BusyReason::Other);
    let reasons = BusyReason::NAMED.iter().copied().chain(codes);
    let places: Vec<Place> =
        [Place::Out, Place::Locked, Place::There].into_iter().chain(reasons.map(Place::Busy)).collect();
    for (at, one) in places.iter().enumerate() {
        for (of, other) in places.iter().enumerate() {
            assert_eq!(Packed::of(*one) == Packed::of(*other), at == of, "{one:?} {other:?}");
        }
    }
    let odd = [i64::MAX, i64::from(i32::MIN)].map(|code| Packed::of(Place::Busy(BusyReason::Other(code))));
    assert_eq!(odd, [Packed::ODD; 2]);
    assert_eq!(size_of::<(Print, Packed)>(), 24);
}

#[test]
fn who_left_the_board_is_not_known_when_they_come_again() {
    let agent = |id: &str, login, work| Agent { login: Some(login), work: Some(work), ..Agent::new(AgentId::new(id)) };
    let out = |id| agent(id, LoginState::Offline, WorkState::Unknown);
    let ready = |id| agent(id, LoginState::Online, WorkState::Ready);
    let board = |agents: Vec<Agent>| {
        let mut board = Board::new();
        board.apply(Update::new(NOW, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents)))));
        board
    };
    let (mut people, mut facts) = (People::default(), Facts::default());
    let mut look = |people: &mut People, agents| people.look(&board(agents), None, NOW, &mut facts);
    // Of whom nothing is known beside them, as many are on the board as are known.
    look(&mut people, vec![out("a"), out("b")]);
    assert_eq!(people.known.len(), 2);
    look(&mut people, vec![ready("b"), Agent::new(AgentId::new("c"))]);
    assert_eq!(people.known.len(), 1);
    assert!(people.known.contains_key(&people.prints.of(&AgentId::new("b"))));
}
