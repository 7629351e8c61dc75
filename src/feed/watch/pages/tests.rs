use super::*;
use crate::feed::fake::{agent, answered, centre, full, ids};
use crate::model::{Agent, Figure};

const GRACE: Duration = Duration::from_secs(10);

fn numbered(page: u32, total: u64, agents: Vec<Agent>) -> FullPage {
    FullPage { page, ..full(total, agents) }
}

fn emitted(step: PageOutcome) -> Emission {
    match step {
        PageOutcome::Emit(emission) => *emission,
        other => panic!("expected a roster, got {other:?}"),
    }
}

fn counts(roster: &Roster) -> Vec<(&str, u64)> {
    roster.agents.iter().map(|agent| (agent.id.as_str(), agent.answered.unwrap_or_default())).collect()
}

#[test]
fn pages_cover_the_total_by_the_size_the_vendor_echoes() {
    let pages = |asked, echoed, total, rows| pages_needed(total, rows_a_page(asked, echoed, rows, total));
    assert_eq!(pages(500, None, None, 0), 1);
    assert_eq!(pages(500, Some(500), Some(500), 500), 1);
    assert_eq!(pages(500, Some(500), Some(501), 500), 2);
    assert_eq!(pages(500, Some(200), Some(480), 200), 3, "smaller than asked");
    assert_eq!(pages(500, Some(0), Some(480), 200), 3, "an echo of nothing is no echo");
    assert_eq!(pages(500, None, Some(480), 200), 3, "no echo: as many as came");
    assert_eq!(pages(15, Some(500), Some(48), 15), 4, "larger than asked is not believed");
    assert_eq!(pages(500, Some(500), Some(40), 15), 3, "the echo only repeats the question");
    assert_eq!(pages(500, Some(500), Some(480), 479), 1, "one row could not be read");
    assert_eq!(pages(500, Some(500), Some(480), 0), 1, "of nothing nothing can be told");
    assert_eq!(pages(500, Some(15), Some(480), 480), 1, "an echo of less than came is not believed");
    assert_eq!(pages(100, Some(10), Some(480), 100), 5, "nor where there is more than one page");
    assert_eq!(pages(100, Some(100), Some(480), 480), 1, "a vendor that gives all at once has one page");
    assert_eq!(pages(1, Some(1), Some(u64::MAX), 1), u32::MAX);
}

#[test]
fn one_page_is_shown_at_once() {
    let mut pages = Pages::new(500, GRACE);
    let emission = emitted(pages.full(1, full(2, vec![agent("a", 1), agent("b", 2)]), false, Instant::now()));
    assert!(emission.roster.complete);
    assert_eq!(emission.roster.kind, RosterKind::Full);
    assert_eq!(ids(&emission.roster), ["a", "b"]);
    assert!(pages.is_told() && pages.knows(&AgentId::new("b")));
}

#[test]
fn a_vendor_that_gives_fewer_rows_than_it_echoes_is_asked_for_all_its_pages() {
    let mut pages = Pages::new(500, GRACE);
    let now = Instant::now();
    let page = |number, agents: &[&str]| FullPage {
        page_size: Some(500),
        ..numbered(number, 5, agents.iter().map(|id| agent(id, 1)).collect())
    };
    assert_eq!(pages.full(1, page(1, &["a"]), false, now), PageOutcome::Wait);
    for (number, id) in [(2, "b"), (3, "c"), (4, "d")] {
        assert_eq!(pages.full(number, page(number, &[id]), true, now), PageOutcome::Wait);
        assert_eq!(pages.needed(), 5, "the echo of a later page does not change that");
    }
    let emission = emitted(pages.full(5, page(5, &["e"]), true, now));
    assert_eq!(ids(&emission.roster), ["a", "b", "c", "d", "e"]);
    assert!(emission.roster.complete);
}

#[test]
fn two_pages_are_shown_together_with_what_was_heard_meanwhile() {
    let mut pages = Pages::new(2, GRACE);
    let now = Instant::now();
    assert_eq!(pages.full(1, numbered(1, 3, vec![agent("a", 1), agent("b", 2)]), false, now), PageOutcome::Wait);
    assert_eq!(pages.needed(), 2);
    assert_eq!(pages.changes(1, answered("a", 5), 1), None, "held back");
    let emission = emitted(pages.full(2, numbered(2, 3, vec![agent("c", 3)]), true, now));
    assert_eq!(counts(&emission.roster), [("a", 1), ("b", 2), ("c", 3)]);
    assert_eq!(emission.changes, [answered("a", 5)], "told after the roster");
    assert!(emission.roster.complete && !emission.short);
}

#[test]
fn of_two_agents_with_one_id_the_later_wins() {
    let mut pages = Pages::new(2, GRACE);
    let now = Instant::now();
    pages.full(1, numbered(1, 4, vec![agent("a", 1), agent("b", 2)]), false, now);
    let emission = emitted(pages.full(2, numbered(2, 4, vec![agent("b", 9), agent("d", 4)]), true, now));
    assert_eq!(counts(&emission.roster), [("a", 1), ("b", 9), ("d", 4)]);
    assert!(emission.short, "an agent moved between the pages: look again");
    assert!(!emission.roster.complete, "and an agent who is on neither page stays as they were until then");
}

#[test]
fn a_page_that_failed_is_shown_as_missing_and_joins_when_it_comes() {
    let mut pages = Pages::new(1, GRACE);
    let now = Instant::now();
    pages.full(1, numbered(1, 2, vec![agent("a", 1)]), false, now);
    assert_eq!(pages.give_up(|_, _| false, now), None, "still within its grace");
    let emission = pages.give_up(|page, since| page == 2 && since == now, now).expect("page 2 has failed");
    assert!(!emission.roster.complete);
    assert_eq!(emission.roster.total, Some(2));
    let passed = pages.changes(1, answered("a", 7), 1).expect("told at once");
    assert_eq!(passed.changes, answered("a", 7));
    let emission = emitted(pages.full(2, numbered(2, 2, vec![agent("b", 1)]), true, now));
    assert!(emission.roster.complete);
    assert_eq!(counts(&emission.roster), [("a", 7), ("b", 1)], "what was told meanwhile is in it");
    assert_eq!(emission.changes, [], "and is not told twice");
}

#[test]
fn the_grace_ends_the_wait() {
    let mut pages = Pages::new(1, GRACE);
    let now = Instant::now();
    pages.full(1, numbered(1, 2, vec![agent("a", 1)]), false, now);
    assert_eq!(pages.deadline(), Some(now + GRACE));
    assert_eq!(pages.give_up(|_, _| false, now + GRACE - Duration::from_millis(1)), None);
    assert!(pages.give_up(|_, _| false, now + GRACE).is_some());
    assert_eq!(pages.deadline(), None);
}

#[test]
fn agents_of_a_missing_page_that_the_board_keeps_stay_known() {
    let mut pages = Pages::new(1, GRACE);
    let now = Instant::now();
    pages.full(1, numbered(1, 2, vec![agent("a", 1)]), false, now);
    pages.full(2, numbered(2, 2, vec![agent("b", 1)]), true, now);
    pages.full(1, numbered(1, 2, vec![agent("a", 2)]), false, now);
    pages.give_up(|_, _| true, now).expect("shown without page 2");
    assert!(pages.knows(&AgentId::new("b")));
}

#[test]
fn a_page_that_comes_back_beside_living_ones_asks_for_a_resync() {
    let mut pages = Pages::new(1, GRACE);
    let now = Instant::now();
    pages.full(1, numbered(1, 2, vec![agent("a", 1)]), false, now);
    pages.full(2, numbered(2, 2, vec![agent("b", 1)]), true, now);
    assert_eq!(pages.full(2, numbered(2, 2, vec![agent("b", 2)]), true, now), PageOutcome::Resync);
    assert_eq!(
        pages.full(2, numbered(2, 2, vec![agent("b", 2)]), false, now),
        PageOutcome::Wait,
        "with no other alive everything begins anew"
    );
}

#[test]
fn a_total_that_shrinks_needs_fewer_pages() {
    let mut pages = Pages::new(1, GRACE);
    let now = Instant::now();
    assert_eq!(pages.full(1, numbered(1, 3, vec![agent("a", 1)]), false, now), PageOutcome::Wait);
    assert_eq!(pages.needed(), 3);
    let emission = emitted(pages.full(2, numbered(2, 2, vec![agent("b", 1)]), true, now));
    assert_eq!(pages.needed(), 2);
    assert!(emission.roster.complete);
}

#[test]
fn more_pages_than_can_be_opened_are_never_complete() {
    let mut pages = Pages::new(1, GRACE);
    let now = Instant::now();
    assert_eq!(pages.full(1, numbered(1, 1_000_000, vec![agent("a", 1)]), false, now), PageOutcome::Wait);
    assert_eq!((pages.needed(), pages.is_cut_short()), (PAGES_MAX, true));
    assert!(!pages.give_up(|_, _| true, now).expect("shown").roster.complete);
}

#[test]
fn operations_for_unknown_agents_are_refused_and_named() {
    let mut pages = Pages::new(500, GRACE);
    pages.full(1, full(1, vec![agent("a", 1)]), false, Instant::now());
    let mut message = answered("a", 2);
    message.changes.extend(answered("x", 2).changes);
    let passed = pages.changes(1, message, 1).expect("told at once");
    assert_eq!(passed.changes.changes, answered("a", 2).changes);
    assert_eq!(passed.changes.rejects, [Reject::unknown(&AgentId::new("x"))]);
    assert_eq!(passed.changes.rejects[0].detail, "agent x is not on the board");
    assert_eq!(passed.missing, [AgentId::new("x")]);
    assert!(!passed.doubtful);
}

#[test]
fn only_the_leading_page_speaks_for_the_centre() {
    let mut pages = Pages::new(1, GRACE);
    let now = Instant::now();
    pages.full(1, numbered(1, 2, vec![agent("a", 1)]), false, now);
    pages.changes(1, centre(Figure::Answered, 3), 1);
    let emission = emitted(pages.full(2, numbered(2, 2, vec![agent("b", 1)]), true, now));
    assert_eq!(emission.changes, [centre(Figure::Answered, 3)]);
    let passed = pages.changes(2, centre(Figure::Answered, 2), 1).expect("told");
    assert_eq!(passed.changes, Changes::default());
    let passed = pages.changes(2, centre(Figure::Answered, 4), 2).expect("told");
    assert_eq!(passed.changes, centre(Figure::Answered, 4), "page 1 is away: page 2 leads");
}

#[test]
fn a_flood_while_assembling_is_folded_into_the_pages() {
    let mut pages = Pages::new(1, GRACE);
    let now = Instant::now();
    pages.full(1, numbered(1, 2, vec![agent("a", 0)]), false, now);
    let flood = LOG_MAX as u64 + 10;
    for count in 1..=flood {
        pages.changes(1, answered("a", count), 1);
    }
    let emission = emitted(pages.full(2, numbered(2, 2, vec![agent("b", 0)]), true, now));
    assert_eq!(counts(&emission.roster), [("a", LOG_MAX as u64), ("b", 0)]);
    assert_eq!(emission.changes.len(), 10);
    assert_eq!(emission.changes.last(), Some(&answered("a", flood)));
}

#[test]
fn changes_before_a_pages_full_message_are_overtaken_by_it() {
    let mut pages = Pages::new(1, GRACE);
    let now = Instant::now();
    pages.full(1, numbered(1, 2, vec![agent("a", 1)]), false, now);
    let passed = pages.changes(2, answered("b", 9), 1).expect("nothing held back");
    assert_eq!(passed.changes, Changes::default());
    let emission = emitted(pages.full(2, numbered(2, 2, vec![agent("b", 2)]), true, now));
    assert_eq!(counts(&emission.roster), [("a", 1), ("b", 2)]);
}

#[test]
fn a_snapshot_is_brought_up_to_date_with_what_was_heard() {
    let mut pages = Pages::new(2, GRACE);
    let answer = vec![full(3, vec![agent("a", 1), agent("b", 1)]), numbered(2, 3, vec![agent("c", 1)])];
    let roster = pages.snapshot(RosterKind::Resync, (1..).zip(answer), &[answered("c", 2), answered("x", 1)]);
    assert_eq!(counts(&roster), [("a", 1), ("b", 1), ("c", 2)]);
    assert!(roster.complete);
    assert_eq!(pages.needed(), 2);
}

/// A board of these pages of two rows, as the streams bring them in this order; `None` while it waits for more.
fn assembled(total: Option<u64>, order: &[(u32, &[&str])]) -> (Pages, Option<Emission>) {
    let mut pages = Pages::new(2, GRACE);
    let now = Instant::now();
    let mut last = None;
    for (at, (number, ids)) in order.iter().enumerate() {
        let page = FullPage { total, ..numbered(*number, 0, ids.iter().map(|id| agent(id, 1)).collect()) };
        last = match pages.full(*number, page, at > 0, now) {
            PageOutcome::Emit(emission) => Some(*emission),
            PageOutcome::Wait => None,
            PageOutcome::Resync => panic!("page {number} comes again"),
        };
    }
    (pages, last)
}

#[test]
fn pages_end_where_the_rows_end_whatever_the_total_says() {
    for (total, order, needed) in [
        (Some(5), &[(1, &["a", "b"][..]), (2, &["c", "d"]), (3, &[])][..], 2),
        (Some(1_000_000), &[(1, &["a", "b"]), (2, &[])], 1),
        (Some(1_000_000), &[(1, &["a", "b"]), (3, &["a", "b"]), (2, &["a", "b"])], 1),
        (Some(9), &[(1, &["a", "b"]), (2, &["c", "d"]), (3, &["c", "d"])], 2),
        (Some(4), &[(1, &["a"]), (2, &["b"]), (3, &[])], 2),
        (None, &[(1, &["a", "b"]), (2, &["c"])], 2),
        (None, &[(1, &["a", "b"]), (2, &["c", "d"]), (3, &[])], 2),
        (None, &[(1, &["a", "b"]), (2, &["a", "b"])], 1),
        (None, &[(1, &["a"])], 1),
        (None, &[(1, &["a", "b", "c"])], 1),
        (Some(1), &[(1, &["a", "b"]), (2, &["c"])], 2),
        (Some(3), &[(1, &["a", "b"]), (2, &["c", "d"]), (3, &["e"])], 3),
        (Some(0), &[(1, &["a"])], 1),
    ] {
        let (pages, emission) = assembled(total, order);
        let emission = emission.unwrap_or_else(|| panic!("{order:?} of {total:?}: waits for page {}", pages.needed()));
        assert_eq!(pages.needed(), needed, "{order:?} of {total:?}");
        assert!(!pages.is_cut_short());
        let mut there: Vec<&str> = order.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
        there.sort_unstable();
        there.dedup();
        assert_eq!(ids(&emission.roster), there, "{order:?} of {total:?}");
        assert_eq!(emission.roster.total, total);
    }
}

#[test]
fn rows_go_on_while_full_pages_come_without_a_total() {
    let (pages, emission) = assembled(None, &[(1, &["a", "b"]), (2, &["c", "d"])]);
    assert_eq!((pages.needed(), emission), (3, None));
}

#[test]
fn an_agent_who_is_counted_and_listed_nowhere_is_looked_for_once() {
    let (mut pages, emission) = assembled(Some(4), &[(1, &["a", "b"]), (2, &["c"])]);
    assert!(emission.expect("all pages are there").short);
    let page = |number, ids: &[&str]| (number, numbered(number, 4, ids.iter().map(|id| agent(id, 1)).collect()));
    let answer = [page(1, &["a", "b"]), page(2, &["c"])];
    let roster = pages.snapshot(RosterKind::Full, answer, &[]);
    assert!(roster.complete, "the vendor lists no more than that");
    assert_eq!((roster.total, roster.agents.len()), (Some(4), 3));
}

#[test]
fn the_snapshots_pages_are_shown_without_one_that_failed() {
    let mut pages = Pages::new(2, GRACE);
    let page = |number, ids: &[&str]| (number, numbered(number, 5, ids.iter().map(|id| agent(id, 1)).collect()));
    let roster = pages.snapshot(RosterKind::Full, [page(1, &["a", "b"]), page(3, &["e"])], &[]);
    assert!(!roster.complete);
    assert_eq!((ids(&roster), pages.needed()), (vec!["a", "b", "e"], 3));
}

#[test]
fn a_list_without_anybody_is_not_believed_while_the_vendor_counts_some() {
    let mut pages = Pages::new(500, GRACE);
    let now = Instant::now();
    let emission = emitted(pages.full(1, full(480, Vec::new()), false, now));
    assert!(emission.short && !emission.roster.complete, "an agent who was on the board stays, unconfirmed");
    assert!(!pages.snapshot(RosterKind::Full, [(1, full(480, Vec::new()))], &[]).complete);
    assert!(pages.snapshot(RosterKind::Full, [(1, full(0, Vec::new()))], &[]).complete, "a centre can be empty");
}

/// So many agents, from `first` on.
fn crowd(first: usize, count: usize) -> Vec<Agent> {
    (first..first + count).map(|index| Agent::new(AgentId::new(&index.to_string()))).collect()
}

#[test]
fn agents_far_beyond_what_was_asked_for_are_left_out_of_a_page_and_counted() {
    let mut page = full(6_000, crowd(0, 50_100));
    page.keep_to(100);
    assert_eq!((page.agents.len(), page.total, page.sent), (6_000, Some(50_100), 50_100));
    assert_eq!(page.rejects[0].detail.to_string(), "44100 agents on page 1, for which 100 were asked");
    let mut whole = full(50_100, crowd(0, 50_100));
    whole.keep_to(100);
    assert_eq!((whole.agents.len(), whole.rejects.len()), (50_100, 0), "a vendor that gives all at once");
    let mut pages = Pages::new(100, GRACE);
    let emission = emitted(pages.full(1, page, false, Instant::now()));
    assert_eq!((pages.needed(), emission.roster.agents.len()), (1, 6_000));
}

#[test]
fn all_pages_together_hold_no_more_agents_than_a_board() {
    const SIZE: usize = 200_000;
    let page = |number: u32| {
        (number, FullPage { page: number, ..full(4 * SIZE as u64, crowd((number as usize - 1) * SIZE, SIZE)) })
    };
    let mut pages = Pages::new(SIZE as u32, GRACE);
    let roster = pages.snapshot(RosterKind::Full, (1..=4).map(page), &[]);
    assert_eq!(roster.agents.len(), caps::AGENTS);
    assert!(!roster.complete && pages.is_crowded());
    let (_, small) = page(1);
    let roster = pages.snapshot(RosterKind::Full, [(1, FullPage { total: Some(SIZE as u64), ..small })], &[]);
    assert!(roster.complete && !pages.is_crowded());
}

#[test]
fn what_is_held_back_is_bounded_by_its_operations() {
    let mut pages = Pages::new(1, GRACE);
    pages.full(1, numbered(1, 2, vec![agent("a", 0)]), false, Instant::now());
    for _ in 0..3 {
        let message = answered("a", 1);
        let changes = std::iter::repeat_n(message.changes[0].clone(), caps::OPERATIONS / 2).collect();
        pages.changes(1, Changes { changes, ..Changes::default() }, 1);
    }
    assert_eq!(pages.logged, caps::OPERATIONS / 2, "the rest is in the pages");
}
