//! Frames are drawn for what can be seen.

use super::*;
use crate::model::{AgentChange, Change, Changes};

fn app() -> App {
    let (feed, receiver) = Feed::new(Arc::new(|| T0), Arc::new(|| 0.5));
    App::new(Settings::default(), Keymap::default(), feed, receiver, Arc::new(|| T0))
}

fn roster() -> Payload {
    let agents = ["Ann", "Ben"].map(|name| Agent { name: Some(name.into()), ..Agent::new(AgentId::new(name)) });
    Payload::Roster(Box::new(Roster {
        kind: RosterKind::Full,
        summary: Summary::default(),
        total: Some(2),
        complete: true,
        agents: agents.to_vec(),
    }))
}

fn take(app: &mut App, payload: Payload) -> bool {
    app.take(&mut vec![Told::Update(Update::new(T0, payload))])
}

#[tokio::test(start_paused = true)]
async fn what_only_says_that_all_is_well_is_not_drawn() {
    let mut app = app();
    assert!(take(&mut app, roster()));
    assert!(!take(&mut app, Payload::Heard(SourceId::Agents)));
    let set = AgentChange::Name(Some("Cid".into()));
    let change = Change::Agent { id: AgentId::new("Ben"), set };
    assert!(take(&mut app, Payload::Changes(Changes { changes: vec![change], ..Changes::default() })));
}

#[tokio::test(start_paused = true)]
async fn a_frame_has_what_was_heard_since_the_last_one() {
    let mut app = app();
    take(&mut app, roster());
    let out = Out::default();
    let (mut screen, _) = Screen::fixed(Box::new(out.clone()), 120, 34).unwrap();
    let mut frames = Frames::new();
    app.draw(&mut screen, &mut frames).unwrap();
    let set = AgentChange::Name(Some("Zoe".into()));
    let change = Change::Agent { id: AgentId::new("Ben"), set };
    take(&mut app, Payload::Changes(Changes { changes: vec![change], ..Changes::default() }));
    app.draw(&mut screen, &mut frames).unwrap();
    let written = out.0.lock().unwrap().concat();
    assert!(written.contains("Zoe"), "{written:?}");
    let before = out.0.lock().unwrap().len();
    app.draw(&mut screen, &mut frames).unwrap();
    assert_eq!(out.0.lock().unwrap().len(), before, "the same once more is not written");
}

#[tokio::test(start_paused = true)]
async fn the_first_agents_are_shown_at_once_and_what_comes_after_waits_for_its_time() {
    let mut app = app();
    let (mut screen, _) = Screen::fixed(Box::new(Out::default()), 120, 34).unwrap();
    let mut frames = Frames::new();
    let mut hear = |app: &mut App, frames: &mut Frames, payload| {
        app.hear_all(&mut vec![Told::Update(Update::new(T0, payload))], &mut screen, frames).unwrap();
        let due = frames.at().saturating_duration_since(Instant::now());
        app.draw(&mut screen, frames).unwrap();
        due
    };
    let connecting = || Payload::Source(SourceReport::new(SourceId::Agents, Phase::Connecting));
    assert_eq!(hear(&mut app, &mut frames, connecting()), Duration::ZERO, "the first frame");
    assert_eq!(hear(&mut app, &mut frames, connecting()), pace::FRAME, "an empty board is drawn again when it is time");
    assert_eq!(hear(&mut app, &mut frames, roster()), Duration::ZERO);
    assert_eq!(hear(&mut app, &mut frames, roster()), pace::FRAME);
}

#[tokio::test(start_paused = true)]
async fn the_first_agents_are_not_left_until_the_next_frame_is_due() {
    beside(async |desk| {
        let mut report = SourceReport::new(SourceId::Agents, Phase::Connecting);
        desk.tell(Payload::Source(report.clone())).await;
        after(1).await;
        report.phase = Phase::AwaitingFull;
        desk.tell(Payload::Source(report)).await;
        after(1).await;
        let before = desk.frames();
        desk.tell(roster()).await;
        after(1).await;
        assert_eq!(desk.frames(), before + 1, "a frame at once");
        assert!(desk.written().contains("Ben"));
        let later = Agent { name: Some("Zoe".into()), ..Agent::new(AgentId::new("Zoe")) };
        desk.tell(Payload::Roster(Box::new(Roster::whole(RosterKind::Full, vec![later])))).await;
        after(1).await;
        assert!(!desk.written().contains("Zoe"), "those after them wait for the next frame");
        after(33).await;
        assert!(desk.written().contains("Zoe"));
    })
    .await;
}
