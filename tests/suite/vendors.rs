//! Several vendors on one site: the whole way from settings over HTTP to the board, on the simulator.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use std::time::Duration;

use callboard::cli::Vendors;
use callboard::model::join::{Join, holders};
use callboard::model::platform::together;
use callboard::model::{Board, ChatSource, Common, JoinHow, Phase, PlatformDay, SourceId, Tag, Together};
use callboard::sim::{Options, Simulator};
use tokio::time::timeout;

use crate::sim_support::feed_on_a_centre;

const CHINA: Tag = Tag::of("sobot_cn");
const MOOR: Tag = Tag::of("seven_moor");

/// Far beyond anything healthy; only a fault is met by it.
const PATIENCE: Duration = Duration::from_mins(5);

/// A board on a centre whose clock stands still, when `done` holds of it.
async fn board(
    vendors: Vendors,
    change: impl FnOnce(&mut Options),
    done: impl Fn(&Board) -> bool,
) -> (Board, Simulator) {
    let (simulator, mut sources) = feed_on_a_centre(vendors, change).await;
    let mut board = Board::new();
    let waited = timeout(PATIENCE, async {
        while !done(&board) {
            board.apply(sources.updates.recv().await.unwrap());
        }
    });
    waited.await.unwrap();
    (board, simulator)
}

const ALL: Vendors = Vendors { sobot: true, cn: true, moor: true };

fn platform(board: &Board, tag: Tag) -> Option<&ChatSource> {
    board.platforms().find(|platform| platform.tag == tag)
}

fn day(board: &Board, tag: Tag) -> Option<&PlatformDay> {
    platform(board, tag)?.day.as_ref()
}

fn voice_and_chats(board: &Board) -> bool {
    board.has_roster() && board.chat().is_some()
}

#[tokio::test]
async fn three_vendors_stand_on_one_board_and_add_up() {
    let done = |board: &Board| voice_and_chats(board) && [CHINA, MOOR].iter().all(|tag| day(board, *tag).is_some());
    let (board, simulator) = board(ALL, |_| {}, done).await;
    let truth = simulator.truth();
    let (china, moor) = (day(&board, CHINA).unwrap(), day(&board, MOOR).unwrap());
    assert_eq!(china.totals.chats, truth["cn"]["people"]["chats"].as_u64());
    assert_eq!((&china.missing, &moor.missing), (&vec![], &vec![]));
    assert!(moor.trend.as_ref().is_some_and(|trend| !trend.rows.is_empty()));
    let platforms = board.platform_totals();
    let titles: Vec<&str> = platforms.iter().map(|platform| platform.title.as_str()).collect();
    assert_eq!(titles, ["Sobot", "7moor", "Sobot China"]);
    let sum = platforms.iter().filter_map(|platform| platform.get(Common::Chats)).sum();
    assert_eq!(together(&platforms, Common::Chats), Together::Sum(sum));
    // The simulator's 7moor agents bear the names of voice agents.
    let holders = holders(board.agents(), &moor.agents, &litemap::LiteMap::new());
    let joined = board.agents().iter().filter_map(|agent| {
        let join = Join::of(&holders, &agent.id)?;
        Some((agent.name.clone().map(String::from), moor.agents[join.rows[0]].name.clone(), join.how))
    });
    let joined: Vec<_> = joined.collect();
    assert!(joined.len() > 5, "{joined:?}");
    assert!(joined.iter().all(|(platform, chat, how)| platform == chat && *how == JoinHow::Name));
    simulator.stop().await;
}

const OTHERS: [SourceId; 3] = [SourceId::Agents, SourceId::Chat, SourceId::Platform(CHINA)];

#[tokio::test]
async fn a_vendor_that_is_refused_leaves_the_others_alone() {
    let done = |board: &Board| {
        let refused = platform(board, MOOR).is_some_and(|platform| platform.source.error.is_some());
        let live = |source| board.source(source).phase == Phase::Live;
        refused && voice_and_chats(board) && OTHERS.into_iter().all(live)
    };
    let (board, simulator) = board(ALL, |options| options.forbidden = vec!["im-report".to_owned()], done).await;
    let moor = platform(&board, MOOR).unwrap();
    assert!(moor.day.is_none() && moor.source.phase != Phase::Live, "{:?}", moor.source);
    for source in OTHERS {
        assert_eq!(board.source(source).error, None, "{source}");
    }
    assert!(day(&board, CHINA).is_some_and(|day| day.missing.is_empty()));
    simulator.stop().await;
}

#[tokio::test]
async fn a_tenant_of_one_vendor_alone_has_that_and_nothing_else() {
    let vendors = Vendors { sobot: false, cn: false, moor: true };
    let off = |board: &Board, source| board.source(source).phase_since.is_some();
    let done = |board: &Board| day(board, MOOR).is_some() && SourceId::FIXED.iter().all(|id| off(board, *id));
    let (board, simulator) = board(vendors, |_| {}, done).await;
    for source in SourceId::FIXED {
        assert_eq!(board.source(source).phase, Phase::Off, "{source}");
    }
    assert_eq!(board.platform_totals().len(), 1);
    assert!(day(&board, MOOR).is_some_and(|day| day.agents.len() > 5));
    simulator.stop().await;
}
