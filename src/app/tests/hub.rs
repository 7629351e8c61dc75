//! A board that a hub tells, from the inside: what stays when it is told anew, and what people do about alerts.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tokio::sync::watch;

use super::*;
use crate::feed::hub::{HubState, See, SeeAnswer};
use crate::feed::record::player::{FileTape, Tape as _};
use crate::model::testing::{NOW, centre};
use crate::model::{Mark, Problem, SeeTo, Seen, SeenHow};

/// What the hub does with what it is told.
type Answer = Result<SeeAnswer, Problem>;

struct Hubbed {
    app: App,
    told: mpsc::UnboundedReceiver<See>,
    state: watch::Sender<HubState>,
}

fn hubbed(answer: Answer) -> Hubbed {
    let clock: Clock = Arc::new(|| NOW);
    let (feed, _) = Feed::new(clock.clone(), Arc::new(|| 0.5));
    let (sees, told) = mpsc::unbounded_channel();
    let feed = feed.telling_hub(Box::new(move |see| {
        sees.send(see).unwrap();
        Box::pin(std::future::ready(answer.clone()))
    }));
    let (_, updates) = mpsc::channel::<Told>(1);
    let (state, receiver) = watch::channel(HubState { heard: Some(NOW), open: true, ..HubState::default() });
    let tell = Tell { bell: true, command: vec!["/bin/false".to_owned()], ..Tell::default() };
    let app = App::new(Settings::default(), Keymap::default(), feed, updates, clock).telling(tell);
    Hubbed { app: app.on_hub(receiver, "wang@jump1".to_owned()), told, state }
}

impl Hubbed {
    /// A whole board comes: the centre as another process would have it.
    fn join(&mut self) {
        let mut fresh = Board::new();
        centre(48).retell(NOW).into_iter().for_each(|update| fresh.apply(update));
        let seen = self.app.board.seen_alerts().retell();
        fresh.apply(Update::new(NOW, Payload::Seen(seen)));
        self.app.take_told([Told::Board(Box::new(fresh))]);
    }

    fn keys(&mut self, keys: &str) {
        for key in keys.chars() {
            let code = match key {
                '\n' => KeyCode::Enter,
                '\t' => KeyCode::Tab,
                key => KeyCode::Char(key),
            };
            let event = KeyEvent::new(code, KeyModifiers::NONE);
            let App { view, board, settings, .. } = &mut self.app;
            if let Effect::SeeTo(key, how) = view.take_key(event, board, NOW, settings) {
                self.app.see_to(key, how);
            }
        }
    }

    fn frame(&mut self) -> String {
        let App { view, board, settings, .. } = &mut self.app;
        view.put_in_order(board, NOW, settings);
        let mut terminal = Terminal::new(TestBackend::new(120, 34)).unwrap();
        terminal.draw(|frame| drop(crate::ui::draw(board, view, settings, NOW, frame))).unwrap();
        format!("{}", terminal.backend())
    }
}

#[tokio::test]
async fn what_a_hub_tells_anew_changes_nothing_that_is_looked_at_and_rings_no_bell() {
    for keys in ["", "jj", "/talking\nj", "jf", "2", "6", "jj\n", "\t\t\tj", "t"] {
        let mut hubbed = hubbed(Ok(SeeAnswer::Done));
        hubbed.join();
        assert!(hubbed.app.alarms.take_news().is_empty(), "what stands was told by the hub when it happened");
        assert!(!hubbed.app.alarms.standing().is_empty());
        hubbed.keys(keys);
        let before = hubbed.frame();
        hubbed.join();
        assert_eq!(hubbed.frame(), before, "{keys:?}");
        assert!(hubbed.app.alarms.take_news().is_empty());
        assert_eq!(hubbed.app.alarms.history().len(), 0);
    }
}

#[tokio::test]
async fn what_is_raised_while_the_hub_was_away_rings_the_bell_once() {
    let mut hubbed = hubbed(Ok(SeeAnswer::Done));
    let known: Vec<Agent> = centre(48).agents().iter().take(1).cloned().collect();
    let mut first = Board::new();
    let live = Payload::Source(SourceReport::new(SourceId::Agents, Phase::Live));
    first.apply(Update::new(NOW, live));
    first.apply(Update::new(NOW, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, known)))));
    hubbed.app.take_told([Told::Board(Box::new(first))]);
    hubbed.app.alarms.take_news();
    hubbed.join();
    assert!(!hubbed.app.alarms.take_news().is_empty());
    hubbed.join();
    assert!(hubbed.app.alarms.take_news().is_empty());
}

#[tokio::test]
async fn the_alert_command_of_a_board_on_a_hub_is_not_started_and_the_board_says_so() {
    let mut hubbed = hubbed(Ok(SeeAnswer::Done));
    assert!(hubbed.app.teller.runs_nothing() && hubbed.app.teller.is_on(), "the bell stays");
    assert!(hubbed.frame().contains("the alert command of these settings is not started"), "{}", hubbed.frame());
}

/// Acknowledges the first alert by hand; what the hub was told.
async fn acknowledge(hubbed: &mut Hubbed) -> See {
    hubbed.join();
    let key = hubbed.app.alarms.standing()[0].key.clone();
    hubbed.app.see_to(key, SeeTo::Acknowledge);
    let see = hubbed.told.recv().await.unwrap();
    let news = hubbed.app.hub.next().await;
    assert!(hubbed.app.hear_hub(news));
    see
}

#[tokio::test]
async fn what_a_person_does_about_an_alert_goes_to_the_hub_and_its_mark_comes_from_there() {
    let mut hubbed = hubbed(Ok(SeeAnswer::Done));
    let see = acknowledge(&mut hubbed).await;
    assert_eq!((see.how, see.who.as_str()), (SeenHow::Acknowledged, "wang@jump1"));
    assert!(hubbed.frame().contains("acknowledged at all boards of the hub"), "{}", hubbed.frame());
    assert!(hubbed.app.alarms.standing().iter().all(|standing| standing.mark.is_none()), "not before the hub says so");
    let See { rule, about, how, who } = see;
    let seen = Seen { rule, about, how, who, at: NOW };
    hubbed.app.take_told([Told::Update(Update::new(NOW, Payload::Seen(vec![seen])))]);
    hubbed.app.note();
    let marked: Vec<_> = hubbed.app.alarms.standing().iter().filter_map(|standing| standing.mark).collect();
    assert_eq!(marked, [Mark::Acknowledged(NOW)]);
}

#[tokio::test]
async fn what_the_hub_does_not_take_is_done_at_this_screen_alone_and_said_to_be() {
    for (answer, said) in [
        (Ok(SeeAnswer::NoRule), "the hub has no such rule"),
        (Ok(SeeAnswer::Cleared), "does not stand at the hub"),
        (Err(Problem::Said("it is silent".to_owned())), "could not be told"),
    ] {
        let mut hubbed = hubbed(answer);
        acknowledge(&mut hubbed).await;
        assert!(hubbed.frame().contains(said), "{said}: {}", hubbed.frame());
        let marked = hubbed.app.alarms.standing().iter().filter(|standing| standing.mark.is_some());
        assert_eq!(marked.count(), 1);
    }
}

#[tokio::test]
async fn how_the_board_stands_with_its_hub_is_shown_as_it_changes() {
    let mut hubbed = hubbed(Ok(SeeAnswer::Done));
    hubbed.join();
    hubbed.keys(" ");
    let bytes = HubState { bytes: 17, ..hubbed.state.borrow().clone() };
    hubbed.state.send_replace(bytes.clone());
    let news = hubbed.app.hub.next().await;
    assert!(!hubbed.app.hear_hub(news), "no frame for that alone");
    hubbed.state.send_replace(HubState { heard: Some(NOW.plus(-12_000)), open: false, ..bytes });
    let news = hubbed.app.hub.next().await;
    assert!(hubbed.app.hear_hub(news));
    assert!(hubbed.frame().contains("hub silent for 12s"), "{}", hubbed.frame());
    drop(hubbed.state);
    let news = hubbed.app.hub.next().await;
    hubbed.app.hear_hub(news);
    assert!(!hubbed.app.hub.is_busy());
    assert!(hubbed.app.view.hub().is_some(), "what is known of it stays on screen");
}

#[tokio::test]
async fn a_recording_begins_anew_with_the_board_that_the_hub_tells() {
    let dir = tempfile::tempdir().unwrap();
    let mut hubbed = hubbed(Ok(SeeAnswer::Done));
    hubbed.app = hubbed.app.exporting_to(dir.path().to_owned());
    hubbed.app.record();
    hubbed.join();
    hubbed.app.end_recording();
    hubbed.app.files.stop().await;
    let path = std::fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap().path();
    let board = FileTape::open(&path).unwrap().seek(NOW.plus(1)).unwrap();
    // Customers' numbers are masked in it.
    let told = |board: &Board| {
        board.agents().iter().map(|agent| (agent.id.clone(), agent.work, agent.work_since)).collect::<Vec<_>>()
    };
    assert_eq!(told(&board), told(&hubbed.app.board));
}
