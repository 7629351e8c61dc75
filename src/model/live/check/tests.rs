use super::*;

const T: Stamp = Stamp(1_774_000_000_000);

fn second(second: i64) -> Stamp {
    T.plus(second * 1_000)
}

/// So many without an agent by events, none of them with a bot.
fn events(without_agent: u64) -> ByEvents {
    ByEvents { without_agent, apart: Apart::Surely, ..ByEvents::default() }
}

fn waiting(check: &Check, at: i64, ours: u64, theirs: u64) -> Waiting {
    check.waiting(second(at), events(ours), None, Ok(ByStream::exactly(theirs)))
}

#[test]
fn where_both_agree_it_is_one_number_and_where_they_differ_a_range() {
    let mut check = Check::default();
    check.compare(second(0), 4, Some(ByStream::exactly(4)));
    assert_eq!(waiting(&check, 0, 4, 4), Waiting::Exact(4));
    check.compare(second(1), 4, Some(ByStream::exactly(7)));
    assert_eq!(waiting(&check, 1, 4, 7), Waiting::Between(4, 7));
    assert_eq!(waiting(&check, 1, 7, 4), Waiting::Between(4, 7), "whichever is the larger");
    assert_eq!(check.differs(), Some((second(1), 3)));
    assert_eq!(waiting(&check, 3, 7, 7), Waiting::Exact(7), "a matter of moments");
}

#[test]
fn after_a_difference_that_lasted_both_must_agree_for_five_seconds() {
    let mut check = Check::default();
    for at in 0..=6 {
        check.compare(second(at), 4, Some(ByStream::exactly(5)));
    }
    assert_eq!(waiting(&check, 7, 5, 5), Waiting::Between(5, 6), "before it was looked at again");
    check.compare(second(7), 5, Some(ByStream::exactly(5)));
    assert_eq!(waiting(&check, 11, 5, 5), Waiting::Between(5, 6));
    assert_eq!(waiting(&check, 12, 5, 5), Waiting::Exact(5));
    check.compare(second(12), 5, Some(ByStream::exactly(5)));
    check.compare(second(13), 5, Some(ByStream::exactly(6)));
    check.compare(second(14), 6, Some(ByStream::exactly(6)));
    assert_eq!(waiting(&check, 14, 6, 6), Waiting::Exact(6), "the one that lasted is forgotten");
}

#[test]
fn silence_while_calls_move_is_suspicion_and_silence_on_a_quiet_stream_is_none() {
    let mut check = Check::default();
    for at in 0..600 {
        check.see(second(at), (3, 0, 2));
    }
    assert!(!check.is_silent(second(600)), "nothing moved");
    for at in 0..3 {
        check.see(second(600 + at), (4 + at as u64, 0, 2));
    }
    assert!(!check.is_silent(second(629)), "retries may be under way");
    assert!(check.is_silent(second(630)));
    let why = NoEvents::Silent(second(0));
    assert_eq!(check.waiting(second(630), events(4), Some(why), Ok(ByStream::exactly(7))), Waiting::AtMost(7, why));
    let none = check.waiting(second(630), events(4), Some(why), Err(NoCheck::Narrowed));
    assert_eq!(none, Waiting::Unknown(why));
    check.heard();
    assert!(!check.is_silent(second(631)));
}

#[test]
fn what_nothing_is_held_against_says_so() {
    let check = Check::default();
    let alone = check.waiting(T, events(4), None, Err(NoCheck::NotSent));
    assert_eq!(alone, Waiting::Unchecked(4, NoCheck::NotSent));
    assert_eq!((alone.exact(), alone.at_least(), alone.at_most(), alone.unchecked()), (None, None, None, Some(4)));
}

#[test]
fn who_is_with_a_bot_is_left_out_where_events_are_whole_and_else_makes_a_range() {
    let check = Check::default();
    let by_events = ByEvents { without_agent: 9, elsewhere: 3, begun: 2, menu_or_queue: 0, apart: Apart::Surely };
    let told = |apart, stream| check.waiting(T, ByEvents { apart, ..by_events }, None, Ok(ByStream::exactly(stream)));
    assert_eq!(told(Apart::Surely, 9), Waiting::Exact(6));
    assert_eq!(told(Apart::Surely, 10), Waiting::Between(6, 7));
    assert_eq!(told(Apart::Within, 9), Waiting::Between(4, 9));
    assert_eq!(told(Apart::Lossy, 9), Waiting::Unchecked(6, NoCheck::Lossy));
    assert_eq!(told(Apart::TooFew, 9), Waiting::Unchecked(6, NoCheck::TooFew));
    let none = ByEvents { apart: Apart::Lossy, ..ByEvents::default() };
    assert_eq!(check.waiting(T, none, None, Ok(ByStream::exactly(0))), Waiting::Exact(0));
}

#[test]
fn agents_whose_calls_are_not_told_make_a_range_and_many_of_them_no_claim() {
    let check = Check::default();
    let stream = |untold| ByStream { least: 9 - untold, most: 9, untold };
    assert_eq!(check.waiting(T, events(8), None, Ok(stream(1))), Waiting::Between(8, 9), "though events are within");
    assert_eq!(check.waiting(T, events(4), None, Ok(stream(3))), Waiting::Between(4, 9));
    assert_eq!(check.waiting(T, events(9), None, Ok(stream(4))), Waiting::Unchecked(5, NoCheck::Untold(4)));
}

#[test]
fn a_clock_that_is_set_makes_no_difference_older() {
    let mut check = Check::default();
    check.compare(second(0), 4, Some(ByStream::exactly(7)));
    check.clock_set(3_600_000);
    assert_eq!(check.differs(), Some((second(3_600), 3)));
}

#[test]
fn those_of_whom_events_do_not_tell_whether_they_are_in_the_menu_make_a_range() {
    let by_events = ByEvents { without_agent: 5, elsewhere: 1, begun: 0, menu_or_queue: 2, apart: Apart::Surely };
    let told = |apart| {
        let events = ByEvents { apart, ..by_events };
        Check::default().waiting(T, events, None, Ok(ByStream::exactly(5)))
    };
    assert_eq!((told(Apart::Surely), by_events.waiting()), (Waiting::Between(2, 4), 2));
    assert_eq!(told(Apart::Within), Waiting::Between(2, 5));
}
