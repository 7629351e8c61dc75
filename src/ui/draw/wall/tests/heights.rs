//! The table of heights: every page of the wall at every size of screen, with any number of agents, with voice and
//! without, in both languages and in every kind of letters.

use super::measure::Frame;
use super::*;
use crate::model::{Compare, Limits, Measure, Message, Phase, Rule, State, Watch};
use crate::ui::draw::table;
use crate::ui::state::Page;
use crate::ui::testing::{report, roster};
use crate::ui::walls::{Target, Wall, WallFigure};

/// A screen, and how many rows high what is written on it is at least.
struct Screen {
    size: (u16, u16),
    /// All of it, on every page.
    all: u16,
    /// The figures of calls and agents, on their page.
    figures: u16,
    /// The name of the first alert, or the number.
    name: u16,
    /// The same where a pixel is a whole cell: on the smallest screen a long number may be cut.
    name_on_console: u16,
    /// The figures of the strip.
    strip: u16,
    /// The same where a pixel is a whole cell.
    strip_on_console: u16,
}

/// What is read from afar has nothing under three rows; nearer screens have large figures and names, and say the rest in
/// ordinary letters.
const SCREENS: [Screen; 4] = [
    Screen { size: (80, 24), all: 1, figures: 4, name: 4, name_on_console: 0, strip: 1, strip_on_console: 1 },
    Screen { size: (120, 34), all: 1, figures: 4, name: 4, name_on_console: 4, strip: 4, strip_on_console: 1 },
    Screen { size: (240, 67), all: 3, figures: 4, name: 4, name_on_console: 4, strip: 4, strip_on_console: 4 },
    Screen { size: (320, 90), all: 3, figures: 4, name: 4, name_on_console: 4, strip: 4, strip_on_console: 4 },
];

/// What has to be written, and how many rows high at least.
type Wanted = Vec<(String, u16)>;

/// Looks at one frame in every look and size.
fn measure(
    name: &str,
    desk: &Desk,
    frames: impl Fn(&Scene<'_>, &Screen) -> Vec<(Frame, Wanted)>,
    mut wrong: Vec<String>,
) -> Vec<String> {
    for (language, blocks) in LOOKS {
        let (settings, view) = dressed(desk, language, blocks);
        let scene = Scene::new(&desk.board, &view, &settings, desk.now);
        for screen in &SCREENS {
            for (nth, (frame, wanted)) in frames(&scene, screen).into_iter().enumerate() {
                let low = frame.low(screen.all).into_iter().chain(frame.spoilt());
                let missing = wanted.into_iter().filter_map(|(text, least)| {
                    let lines = frame.lines_of(&text);
                    (lines < least).then(|| format!("{text:?} is {lines} rows high, not {least}"))
                });
                let case = format!("{name}, page {nth}, {language:?} {blocks:?} {:?}", screen.size);
                wrong.extend(low.chain(missing).map(|what| format!("{case}: {what}")));
            }
        }
    }
    wrong
}

/// All of it at once: one wrong case is often many.
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

/// The figures that a page cannot do without.
fn figures(scene: &Scene<'_>, screen: &Screen) -> Wanted {
    let told = Told::usual(scene);
    let needed = told.calls.cards.iter().filter(|card| card.spare.is_none()).chain(&told.now);
    let far = screen.all > 1;
    let words = needed.clone().filter(|_| far).map(|card| (card.word.clone(), screen.all));
    needed.clone().map(|card| (card.figure.clone(), screen.figures)).chain(words).collect()
}

#[test]
fn figures_and_their_words() {
    let mut wrong = Vec::new();
    let mut boards: Vec<(String, Board)> = COUNTS.iter().map(|count| (format!("{count}"), centre(*count))).collect();
    boards.extend([("calls".to_owned(), calls_centre()), ("5 alone".to_owned(), crowd(5))]);
    for (name, board) in boards {
        let frames =
            |scene: &Scene<'_>, screen: &Screen| vec![(Frame::whole(scene, screen.size), figures(scene, screen))];
        wrong = measure(&name, &showing(board, Shows::Wall), frames, wrong);
    }
    none(&wrong);
}

#[test]
fn figures_that_the_site_chose_with_their_targets() {
    let below = |limit: f64| Target::of(Some((Compare::Below, limit)), None);
    let figure =
        |measure: Measure, label: Option<&str>, target| WallFigure { measure, label: label.map(str::to_owned), target };
    let figures = vec![
        figure(Measure::NoAgentYet, None, None),
        figure(Measure::ServiceLevel, None, below(80.0)),
        figure(Measure::Ready, Some("空闲坐席"), below(30.0)),
        figure(Measure::Talking, None, None),
        figure(Measure::LongestWait, None, below(1.0)),
    ];
    let mut desk = desk(calls_centre());
    desk.settings.wall = Wall { figures, ..Wall::default() };
    let frames = |scene: &Scene<'_>, screen: &Screen| {
        let told = chosen::cards(scene).into_iter().map(|card| (card.figure, screen.figures)).collect();
        vec![(Frame::whole(scene, screen.size), told)]
    };
    none(&measure("chosen", &desk, frames, Vec::new()));
}

#[test]
fn figures_of_a_site_without_voice() {
    let mut wrong = Vec::new();
    for (name, board) in [("centre", centre_without_voice()), ("open", only_open()), ("two", two_vendors())] {
        let frames = |scene: &Scene<'_>, screen: &Screen| {
            let told = cards::other(scene);
            let figures = told.iter().map(|card| (card.figure.clone(), screen.figures));
            let words = told.iter().map(|card| (card.word.clone(), screen.all));
            vec![(Frame::whole(scene, screen.size), figures.chain(words).collect())]
        };
        wrong = measure(name, &desk(board), frames, wrong);
    }
    none(&wrong);
}

/// Before the first message there is nothing but the reason.
#[test]
fn the_reason_for_an_empty_wall() {
    let mut board = Board::new();
    report(&mut board, crate::ui::testing::NOW, SourceId::Agents, Phase::Connecting, None);
    let frames = |scene: &Scene<'_>, screen: &Screen| vec![(Frame::whole(scene, screen.size), Vec::new())];
    none(&measure("connecting", &desk(board), frames, Vec::new()));
}

/// All pages of a turn of the agents, one after the other.
fn tiles(scene: &Scene<'_>, view: &View, screen: &Screen) -> Vec<(Frame, Wanted)> {
    let mut view = view.clone();
    let mut frames = Vec::new();
    loop {
        let page = Scene::new(scene.board, &view, scene.settings, scene.now);
        let frame = Frame::whole(&page, screen.size);
        let shown = view.grid_page().unwrap();
        let (first, told) = (shown.first, shown.told(frame.tiles));
        let agents = shown.order.iter().take(told).skip(first).take(frame.tiles);
        let agents = agents.filter_map(|id| scene.board.agent(scene.board.slot(id.as_str())?));
        let words = agents.map(|agent| (table::state_word(scene.language, agent.state()), screen.all));
        let wanted: Wanted = words.collect();
        let next = first + frame.tiles;
        if screen.all > 1 {
            let (used, of) = (frame.used(), shown.order.len());
            assert!(used * 3 > usize::from(screen.size.1), "{of} at {:?}: {used} rows are in use", screen.size);
        }
        frames.push((frame, wanted));
        if next >= told {
            return frames;
        }
        view.turn_to(next);
    }
}

#[test]
fn agents_on_all_of_their_pages() {
    let mut wrong = Vec::new();
    for count in COUNTS {
        let desk = showing(crowd(count), Shows::Grid);
        let frames = |scene: &Scene<'_>, screen: &Screen| tiles(scene, scene.view, screen);
        wrong = measure(&format!("{count}"), &desk, frames, wrong);
    }
    // Not all of them are confirmed.
    let mut board = centre(48);
    let agents = board.agents()[..30].to_vec();
    roster(&mut board, crate::ui::testing::NOW, agents, 480, false);
    let frames = |scene: &Scene<'_>, screen: &Screen| tiles(scene, scene.view, screen);
    none(&measure("not whole", &showing(board, Shows::Grid), frames, wrong));
}

#[test]
fn teams() {
    let mut wrong = Vec::new();
    for count in COUNTS {
        let desk = showing(crowd(count), Shows::Teams);
        let frames = |scene: &Scene<'_>, screen: &Screen| {
            let words = [State::Ready, State::Talking].map(|state| (crate::lang::word(scene, state), screen.all));
            vec![(Frame::whole(scene, screen.size), words.into())]
        };
        wrong = measure(&format!("{count}"), &desk, frames, wrong);
    }
    none(&wrong);
}

/// A wall on which so many agents have just gone over their limit.
fn alarm(board: Board, count: usize) -> Desk {
    let kiosk = Some(KioskSettings { views: vec![KioskView::Board], every_ms: 20_000 });
    let mut desk = Desk::new(board, Settings { kiosk, ..settings() });
    // What stands at the start is no news.
    desk.listen(2).alarm(&(0..count).collect::<Vec<_>>());
    assert!((0..60).any(|_| desk.listen(1).view.shows() == Shows::Alarm), "{count} have no turn");
    desk
}

/// One alert that escalated beside one that has just been raised.
fn escalated() -> Desk {
    let watch = Watch::State { state: State::WrapUp, over_ms: 300_000, who: Vec::new() };
    let rule = Rule { escalate_after_ms: Some(60_000), ..Rule::new("wrap_up", watch) };
    let rules = Rules::new(vec![rule], &Limits::default());
    let departments = [("夜班 Night".to_owned(), vec!["1000".to_owned(), "1003".to_owned()])].into_iter().collect();
    let before = desk(crowd(24));
    let mut desk = Desk::new(before.board, Settings { rules, departments, ..before.settings });
    desk.listen(2).alarm(&[0]).listen(59).alarm(&[3]);
    assert!((0..3).any(|_| desk.listen(1).view.alarm().len() == 2), "both at once");
    desk
}

#[test]
fn alerts() {
    let mut wrong = Vec::new();
    let mut desks: Vec<(String, Desk)> = Vec::new();
    for (agents, alerts) in [(1, 1), (5, 3), (48, 6), (300, 24), (2000, 90)] {
        desks.push((format!("{alerts} of {agents}"), alarm(crowd(agents), alerts)));
    }
    desks.push(("escalated".to_owned(), escalated()));
    for (name, desk) in &desks {
        let frames = |scene: &Scene<'_>, screen: &Screen| {
            let state = crate::lang::word(scene, State::WrapUp);
            let frame = Frame::whole(scene, screen.size);
            // Who is first among them; by their number where a console's letters, or a small screen's, are not the name's.
            let label = desk.board.agents()[0].label().to_owned();
            let name = if frame.lines_of(&label) < screen.name { "1000".to_owned() } else { label };
            let least = if scene.settings.console { screen.name_on_console } else { screen.name };
            vec![(frame, vec![(name, least), (state, screen.all)])]
        };
        wrong = measure(name, desk, frames, wrong);
    }
    none(&wrong);
}

/// What is not live, on the pages of the wall that rest on it.
#[test]
fn the_band() {
    let mut wrong = Vec::new();
    for (shows, sources) in [
        (Shows::Wall, &[SourceId::Agents, SourceId::Chat, SourceId::Ai][..]),
        (Shows::Grid, &[SourceId::Agents]),
        (Shows::Teams, &[SourceId::Agents]),
    ] {
        let mut desk = showing(centre(48), shows);
        let now = desk.now;
        for source in sources {
            report(&mut desk.board, now, *source, Phase::Stopped, Some("connection refused by sg.sobot.io:443"));
            let frames = |scene: &Scene<'_>, screen: &Screen| vec![(Frame::whole(scene, screen.size), Vec::new())];
            wrong = measure(&format!("{shows:?} without {source}"), &desk, frames, wrong);
        }
    }
    none(&wrong);
}

/// A message across every page of the wall, and from whom it is.
#[test]
fn messages() {
    let mut wrong = Vec::new();
    let long = "all lines of the night shift go to the second floor until the electricians are done ".repeat(2);
    for (shows, texts) in [
        (Shows::Wall, &["三点消防演习", long.trim()][..]),
        (Shows::Grid, &["fire drill at 15:00"]),
        (Shows::Teams, &["三点消防演习"]),
    ] {
        let mut desk = showing(centre(48), shows);
        let until = desk.now.plus(3_600_000);
        for text in texts {
            let from = Some("ana".to_owned());
            desk.view.show_message(Some(Message { text: (*text).to_owned(), from, until }));
            let frames = |scene: &Scene<'_>, screen: &Screen| {
                vec![(Frame::whole(scene, screen.size), vec![("ana".to_owned(), screen.all)])]
            };
            wrong = measure(&format!("{shows:?} {text:?}"), &desk, frames, wrong);
        }
    }
    none(&wrong);
}

/// What stands above the pages of the round that are pages of the board: figures with their words, whether they are live,
/// the time; a message.
#[test]
fn what_stands_above_the_other_pages_of_the_round() {
    let mut wrong = Vec::new();
    for (name, board, wanted) in [("calls", calls_centre(), 5), ("chats", centre_without_voice(), 3)] {
        let views = vec![KioskView::Calls, KioskView::Chat, KioskView::Ai, KioskView::Reports, KioskView::Health];
        let kiosk = Some(KioskSettings { views, every_ms: 20_000 });
        let mut desk = Desk::new(board, Settings { kiosk, ..settings() });
        let mut pages: Vec<Page> = Vec::new();
        while pages.len() < wanted {
            turn_to(&mut desk, |view| view.shows() == Shows::Page && !pages.contains(view.page()));
            pages.push(desk.view.page().clone());
            let until = desk.now.plus(60_000);
            desk.view.show_message(Some(Message { text: "fire drill".to_owned(), from: None, until }));
            let frames = |scene: &Scene<'_>, screen: &Screen| {
                let least = if scene.settings.console { screen.strip_on_console } else { screen.strip };
                let clock = (scene.clock(scene.now, "%H:%M"), least);
                vec![(Frame::above(scene, screen.size), vec![clock, ("fire drill".to_owned(), screen.all)])]
            };
            wrong = measure(&format!("{name} {:?}", desk.view.page()), &desk, frames, wrong);
        }
    }
    none(&wrong);
}
