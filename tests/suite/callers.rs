//! Callers whom no agent has yet, as the board works them out, against those who are in the simulated centre's menu,
//! queue, or with its bot.

use callboard::model::{Board, Callers, Payload, Roster, RosterKind, Stamp, Update};

use crate::sim_support::Centre;
use crate::vendor_support::full;

/// Two hours of a simulated centre of 300, in which colleagues are asked all the time and some calls go to numbers
/// outside, looked at every two minutes.
#[tokio::test]
async fn callers_without_an_agent_are_known_but_for_colleagues_who_are_asked_and_numbers_outside() {
    let centre = Centre::open(|options| options.agents = 300).await;
    let token = centre.call_token().await;
    let mut off: Vec<i64> = Vec::new();
    let mut most = 0;
    for look in 0..60 {
        centre.pass(120_000);
        let page = full(&centre.snapshot("pageSize=500", &token).await.to_string());
        let callers = centre.sim.live_truth()["callers"].clone();
        let [menu, bot, queue, outside] =
            ["menu", "bot", "queue", "outside"].map(|place| callers[place].as_i64().expect("a count"));
        let roster =
            Roster { summary: page.summary, total: page.total, ..Roster::whole(RosterKind::Full, page.agents) };
        let mut board = Board::new();
        board.apply(Update::new(Stamp(centre.now()), Payload::Roster(Box::new(roster))));
        let known = board.no_agent_yet().unwrap_or_else(|| panic!("look {look}: {:?}", board.callers()));
        let error = i64::try_from(known).unwrap() - (menu + bot + queue);
        assert!((-3..=outside).contains(&error), "look {look}: {known} known, {callers}");
        off.push(error);
        most = most.max(queue);
    }
    let exact = off.iter().filter(|off| **off == 0).count();
    let worst = (off.iter().min().unwrap(), off.iter().max().unwrap());
    println!("{exact} of {} exact, {worst:?}, up to {most} in the queue: {off:?}", off.len());
    assert!(most > 0, "callers wait in this centre");
    // What the page behind the figure and the manual say of it.
    let close = off.iter().filter(|off| off.abs() <= 1).count();
    let measured = Callers::MEASURED;
    assert_eq!((off.len(), close, worst), (measured.looks, measured.close, (&-measured.low, &measured.high)));
}
