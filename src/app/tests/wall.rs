//! What a wall sends over its line in a minute, against the board at the same size under the same load.

use super::*;
use crate::config::KioskView;
use crate::model::{LoginState, WorkState};
use crate::ui::KioskSettings;

/// 1080 lines of a console's font.
const SIZE: (u16, u16) = (240, 67);
const AGENTS: u64 = 120;

/// Some of the agents go on to their next state with every round, and their figures with them.
fn load(round: u64, now: Stamp) -> Payload {
    let works = [WorkState::Ready, WorkState::Talking, WorkState::WrapUp, WorkState::Busy];
    let agent = |index: u64| {
        let steps = (round + index * 7) / 12;
        Agent {
            name: Some(format!("Agent {index}").into()),
            login: Some(LoginState::Online),
            work: works.get(usize::try_from((index + steps) % 4).unwrap()).copied(),
            work_since: Some(now.plus(-1_000 * i64::try_from((round + index * 7) % 12).unwrap())),
            answered: Some(index + steps),
            ..Agent::new(AgentId::new(&format!("agent-{index:04}")))
        }
    };
    Payload::Roster(Box::new(Roster::whole(RosterKind::Full, (0..AGENTS).map(agent).collect())))
}

/// Bytes that a screen sends in a minute, and those of its largest frame.
async fn minute(line: SlowLine, kiosk: bool) -> (usize, usize) {
    let began = Instant::now();
    let clock: Clock = Arc::new(move || T0.plus(i64::try_from(began.elapsed().as_millis()).unwrap()));
    let (feed, _) = Feed::new(clock.clone(), Arc::new(|| 0.5));
    let (updates, receiver) = mpsc::channel(64);
    let (keys, events) = mpsc::unbounded_channel();
    let out = Out::default();
    let (screen, _) = Screen::fixed(Box::new(out.clone()), SIZE.0, SIZE.1).unwrap();
    let views = vec![KioskView::Board, KioskView::Calls];
    let kiosk = kiosk.then_some(KioskSettings { views, every_ms: 20_000 });
    let settings = Settings { kiosk, ..Settings::default() };
    let app = App::new(settings, Keymap::default(), feed, receiver, clock).on_line(line);
    let desk = Desk { out, keys, updates, began };
    let local = LocalSet::new();
    local
        .run_until(async {
            let running = tokio::task::spawn_local(drive(app, screen, Keys(events), Signals::Never));
            desk.tell(Payload::Source(SourceReport::new(SourceId::Agents, Phase::Live))).await;
            // What stands at the start, and how the first frame goes, is of no minute.
            for round in 0..20 {
                desk.tell(load(round, desk.now())).await;
                after(1_000).await;
            }
            let before = desk.frames();
            for round in 20..80 {
                desk.tell(load(round, desk.now())).await;
                after(1_000).await;
            }
            running.abort();
            let frames = desk.out.0.lock().unwrap();
            let bytes = frames.iter().skip(before).map(String::len);
            (bytes.clone().sum(), bytes.max().unwrap_or(0))
        })
        .await
}

/// A spared line has its thousand bytes a second, and one frame more than that, whatever page comes up.
#[tokio::test(start_paused = true)]
async fn on_a_thin_line_a_wall_sends_no_more_than_the_board_may() {
    for kiosk in [false, true] {
        let (bytes, largest) = minute(SlowLine::Always, kiosk).await;
        assert!(largest > 500 && bytes <= 60 * 1_024 + largest, "{bytes} bytes, {largest} at once; a wall: {kiosk}");
    }
}

/// On any other its large letters and its turning pages cost no more than three times what the board's many figures do.
#[tokio::test(start_paused = true)]
async fn on_a_good_line_a_wall_sends_no_more_than_three_times_what_the_board_does() {
    let (board, wall) = (minute(SlowLine::Never, false).await, minute(SlowLine::Never, true).await);
    assert!(wall.0 <= 3 * board.0 && wall.1 < 64 * 1_024, "(bytes, largest): {wall:?} of a wall, {board:?} of a board");
}
