//! Several sites on one screen, told by hand.

use tokio::sync::watch;

use super::*;
use crate::config::KioskView;
use crate::feed::hub::HubState;
use crate::model::testing::centre;
use crate::ui::KioskSettings;

/// The far end of a site's link.
struct Link {
    told: mpsc::Sender<Told>,
    state: watch::Sender<HubState>,
    /// What is looked up of it.
    wants: watch::Receiver<Vec<Want>>,
}

/// A screen with several sites.
struct Sited {
    out: Out,
    keys: mpsc::UnboundedSender<Event>,
    links: Vec<Link>,
    began: Instant,
}

const NAMES: [&str; 3] = ["Acme", "Berlin", "Shanghai"];

impl Sited {
    fn now(&self) -> Stamp {
        T0.plus(i64::try_from(self.began.elapsed().as_millis()).unwrap())
    }

    /// A site's hub tells a whole board, of so many agents, and is heard from then on.
    async fn join(&self, site: usize, agents: usize) {
        let mut board = Board::new();
        let live = SourceReport { connects: 1, ..SourceReport::new(SourceId::Agents, Phase::Live) };
        board.apply(Update::new(self.now(), Payload::Source(live)));
        board.apply(Update::new(self.now(), crowd(agents)));
        self.links[site].told.send(Told::Board(Box::new(board))).await.unwrap();
        self.heard(site);
    }

    fn heard(&self, site: usize) {
        let heard = Some(self.now());
        self.links[site].state.send_modify(|state| (state.heard, state.open) = (heard, true));
    }

    async fn tell(&self, site: usize, payload: Payload) {
        self.links[site].told.send(Told::Update(Update::new(self.now(), payload))).await.unwrap();
        self.heard(site);
    }

    fn press(&self, keys: &str) {
        for key in keys.chars() {
            let code = match key {
                '\n' => KeyCode::Enter,
                '\x1b' => KeyCode::Esc,
                key => KeyCode::Char(key),
            };
            self.keys.send(Event::Key(KeyEvent::new(code, KeyModifiers::NONE))).unwrap();
        }
    }

    /// Seconds in which all hubs are heard.
    async fn pass(&self, seconds: u64) {
        self.pass_at(&[0, 1, 2], seconds).await;
    }

    /// Seconds in which the hubs of these sites are heard.
    async fn pass_at(&self, sites: &[usize], seconds: u64) {
        for _ in 0..seconds {
            for site in sites.iter().copied() {
                self.heard(site);
                self.tell(site, Payload::Heard(SourceId::Agents)).await;
            }
            after(1_000).await;
        }
    }

    /// The screen as it is now, in words.
    async fn shown(&self) -> String {
        let before = self.out.0.lock().unwrap().len();
        self.keys.send(Event::Resize(120, 34)).unwrap();
        after(50).await;
        let frames = self.out.0.lock().unwrap()[before..].concat();
        let mut parser = vt100::Parser::new(34, 120, 0);
        parser.process(frames.as_bytes());
        parser.screen().contents()
    }
}

/// An agent who has been in wrap-up for longer than any limit.
fn overdue() -> Payload {
    let agent = Agent {
        name: Some("Li Na".into()),
        login: Some(LoginState::Online),
        work: Some(WorkState::WrapUp),
        work_since: Some(T0.plus(-400_000)),
        ..Agent::new(AgentId::new("a"))
    };
    Payload::Roster(Box::new(Roster::whole(RosterKind::Full, vec![agent])))
}

/// One of the sites.
fn one(name: &str, clock: &Clock, kiosk: Option<KioskSettings>) -> (App, Link) {
    let (feed, _) = Feed::new(clock.clone(), Arc::new(|| 0.5));
    let wants = feed.wanted();
    let (told, updates) = mpsc::channel::<Told>(64);
    let (state, receiver) = watch::channel(HubState::default());
    let settings = Settings { site: name.to_owned(), kiosk, ..Settings::default() };
    let app = App::new(settings, Keymap::default(), feed, updates, clock.clone());
    (app.on_hub(receiver, "wang@jump1".to_owned()), Link { told, state, wants })
}

/// Runs a screen of three sites beside `script`.
async fn of_three<F: Future<Output = ()>>(
    kiosk: Option<KioskSettings>,
    turns: Vec<usize>,
    with: impl FnOnce(App) -> App,
    script: impl FnOnce(Sited) -> F,
) {
    let began = Instant::now();
    let clock: Clock = Arc::new(move || T0.plus(i64::try_from(began.elapsed().as_millis()).unwrap()));
    let (mut apps, mut links) = (Vec::new(), Vec::new());
    for name in NAMES {
        let (app, link) = one(name, &clock, kiosk.clone());
        apps.push(app);
        links.push(link);
    }
    let first = apps.remove(0);
    let app = with(first).beside(apps, turns);
    let (keys, events) = mpsc::unbounded_channel();
    let out = Out::default();
    let (screen, _) = Screen::fixed(Box::new(out.clone()), 120, 34).unwrap();
    let sited = Sited { out, keys, links, began };
    let local = LocalSet::new();
    local
        .run_until(async {
            let running = tokio::task::spawn_local(drive(app, screen, Keys(events), Signals::Never));
            script(sited).await;
            running.abort();
        })
        .await;
}

async fn by_hand<F: Future<Output = ()>>(script: impl FnOnce(Sited) -> F) {
    of_three(None, Vec::new(), |app| app, script).await;
}

#[tokio::test(start_paused = true)]
async fn the_list_of_sites_comes_first_and_says_of_each_what_its_hub_told() {
    by_hand(async |sited| {
        after(1_500).await;
        let text = sited.shown().await;
        assert!(text.contains("0 of 3 sites live") && text.matches("not reached").count() == 3, "{text}");
        sited.join(0, 3).await;
        sited.join(1, 20).await;
        sited.pass_at(&[0, 1], 2).await;
        let text = sited.shown().await;
        assert!(text.contains("2 of 3 sites live") && text.matches("not reached").count() == 1, "{text}");
        // One hub is silent from here on, and one site's vendor.
        for _ in 0..12 {
            sited.heard(0);
            after(1_000).await;
        }
        let text = sited.shown().await;
        assert!(text.contains("hub silent for 1"), "{text}");
        for _ in 0..30 {
            sited.heard(0);
            after(1_000).await;
        }
        let text = sited.shown().await;
        assert!(text.contains("STALE ") && text.contains("0 of 3 sites live"), "{text}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_site_is_opened_as_it_is_and_left_as_it_was_and_the_others_are_kept_up_meanwhile() {
    by_hand(async |sited| {
        for (site, agents) in [(0, 3), (1, 20), (2, 7)] {
            sited.join(site, agents).await;
        }
        sited.pass(2).await;
        sited.press("j\n");
        let text = sited.shown().await;
        assert!(text.contains("Berlin") && text.contains("20 agents") && text.contains("agent-0019"), "{text}");
        sited.press("/agent-0013\nj");
        assert!(!sited.shown().await.contains("agent-0019"));
        // To the next site, which has grown since.
        sited.tell(2, crowd(31)).await;
        sited.press("}");
        let text = sited.shown().await;
        assert!(text.contains("Shanghai") && text.contains("31 agents"), "{text}");
        sited.tell(1, crowd(15)).await;
        sited.press("{");
        let text = sited.shown().await;
        assert!(text.contains("Berlin") && text.contains("15 agents"), "{text}");
        assert!(text.contains("agent-0013") && !text.contains("agent-0012"), "the filter is as it was: {text}");
        // Out of the filter, out of the choice, to the list: Berlin is chosen there.
        sited.press("\x1b\x1b\x1b\x1b");
        assert!(sited.shown().await.contains("sites live"));
        sited.press("\n");
        assert!(sited.shown().await.contains("Berlin"));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn nothing_of_a_site_that_is_not_open_is_drawn_or_looked_up() {
    by_hand(async |sited| {
        for site in 0..3 {
            sited.join(site, 5).await;
        }
        sited.pass(2).await;
        sited.press("\n2");
        after(500).await;
        let wants = |site: usize| sited.links[site].wants.borrow().len();
        assert!(wants(0) > 0, "the calls of the site that is open are looked up");
        sited.press("}");
        after(500).await;
        assert_eq!(wants(0), 0, "and no longer once another is");
        sited.press("{");
        after(500).await;
        assert!(wants(0) > 0, "as it was left");
        // In the help no clock moves: whatever comes for the others, no frame does.
        sited.press("?");
        after(1_500).await;
        let before = sited.out.0.lock().unwrap().len();
        for _ in 0..50 {
            sited.tell(1, crowd(50)).await;
            sited.tell(2, roster(3)).await;
            after(20).await;
        }
        assert_eq!(sited.out.0.lock().unwrap().len(), before);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_alert_at_another_site_is_in_the_header_is_said_and_is_told_with_the_sites_name() {
    let tell = Tell { notify: Some(crate::term::Osc::Nine), ..Tell::default() };
    of_three(
        None,
        Vec::new(),
        |app| app.telling(tell),
        async |sited| {
            for site in 0..3 {
                sited.join(site, 3).await;
            }
            sited.pass(2).await;
            sited.press("\n");
            sited.tell(2, overdue()).await;
            sited.pass(2).await;
            let text = sited.shown().await;
            let header = text.lines().next().unwrap();
            assert!(header.contains("Acme") && header.contains("▲ Shanghai 1"), "{text}");
            assert!(text.contains("a new alert at Shanghai"), "{text}");
            assert!(sited.out.0.lock().unwrap().concat().contains("Shanghai, Li Na: "));
            sited.press("{");
            let text = sited.shown().await;
            assert!(text.contains("Alerts 1") && !text.lines().next().unwrap().contains("▲ Shanghai"), "{text}");
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn walls_take_turns_through_the_sites_that_are_named() {
    let kiosk = KioskSettings { views: vec![KioskView::Board], every_ms: 10_000 };
    of_three(
        Some(kiosk),
        vec![0, 2],
        |app| app,
        async |sited| {
            for site in 0..3 {
                sited.join(site, 5).await;
            }
            let mut seen = Vec::new();
            for _ in 0..100 {
                sited.pass(1).await;
                let text = sited.shown().await;
                let name = NAMES.into_iter().find(|name| text.lines().next().unwrap().contains(name)).unwrap();
                if seen.last() != Some(&name) {
                    seen.push(name);
                }
            }
            assert_eq!(seen.get(..4), Some(&["Acme", "Shanghai", "Acme", "Shanghai"][..]), "{seen:?}");
        },
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_the_settings_say_anew_holds_for_every_site_and_each_keeps_its_name() {
    let clock: Clock = Arc::new(|| T0);
    let mut apps: Vec<App> = NAMES.iter().map(|name| one(name, &clock, None).0).collect();
    let mut app = apps.remove(0).beside(apps, Vec::new());
    let settings = Settings { privacy_reveal: true, ..Settings::default() };
    let reloaded = Reloaded {
        settings,
        keymap: Keymap::default(),
        tell: Tell::default(),
        slow_line: SlowLine::Auto,
        export_dir: PathBuf::from("."),
        taken: Vec::new(),
        waits: Vec::new(),
    };
    app.reloaded(Ok(Box::new(reloaded)));
    let mut told = vec![(app.settings.site.clone(), app.settings.privacy_reveal)];
    told.extend(app.sites.others().map(|site| (site.settings.site.clone(), site.settings.privacy_reveal)));
    assert_eq!(told, NAMES.map(|name| (name.to_owned(), true)));
}

#[tokio::test]
async fn a_recording_goes_on_while_another_site_is_open_and_ends_with_the_program() {
    let dir = tempfile::tempdir().unwrap();
    let clock: Clock = Arc::new(|| T0);
    let mut apps: Vec<App> = NAMES.iter().map(|name| one(name, &clock, None).0).collect();
    let first = apps.remove(0).exporting_to(dir.path().to_owned());
    let mut app = first.beside(apps, Vec::new());
    app.open_site(1);
    app.record();
    app.open_site(2);
    assert!(!app.tape.is_on());
    let board = Box::new(centre(12));
    app.take_beside(1, &mut vec![Told::Board(board)]);
    app.each_beside(App::end_recording);
    app.files.stop().await;
    let path = std::fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap().path();
    let reader = crate::feed::record::Reader::open(&path).unwrap();
    assert_eq!(reader.about().site, "Berlin");
    let mut recorded = Board::new();
    crate::feed::record::Updates::new(reader).for_each(|update| recorded.apply(update.unwrap()));
    assert_eq!(recorded.agents().len(), 12);
}

#[test]
fn a_site_with_a_new_alert_has_its_turn_before_its_time_but_not_twice_in_a_row() {
    let clock: Clock = Arc::new(|| T0);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _entered = runtime.enter();
    let mut apps: Vec<App> = (0..4).map(|nth| one(&format!("s{nth}"), &clock, None).0).collect();
    let mut app = apps.remove(0).beside(apps, Vec::new());
    assert_eq!(app.sites.next_turn(), Some(1));
    let news = |app: &mut App, place: usize| {
        let mut site = app.sites.take(place).unwrap();
        site.is_news = true;
        app.sites.put(place, site);
    };
    news(&mut app, 3);
    let place = app.sites.next_turn().unwrap();
    assert_eq!(place, 3);
    app.open_site(place);
    news(&mut app, 2);
    assert_eq!(app.sites.next_turn(), Some(0), "the others are not kept waiting");
    app.open_site(0);
    assert_eq!(app.sites.next_turn(), Some(2));
}
