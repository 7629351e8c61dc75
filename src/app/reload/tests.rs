use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::super::service::{Manager, ServiceNews};
use super::super::tell::Tell;
use super::super::tests::{Desk, after, over_limit, run_app};
use super::*;
use crate::config::SlowLine;
use crate::model::{Rule, Rules, State, Watch};
use crate::ui::{Keymap, Settings};

/// What reading the settings comes to, one answer a time.
type Answers = Arc<Mutex<Vec<Result<Box<Reloaded>, Problem>>>>;

fn reloaded(settings: Settings) -> Box<Reloaded> {
    Box::new(Reloaded {
        settings,
        keymap: Keymap::default(),
        tell: Tell::default(),
        slow_line: SlowLine::Auto,
        export_dir: PathBuf::from("."),
        taken: vec!["[limits] talking".to_owned()],
        waits: Vec::new(),
    })
}

/// Rules of which one is about agents in calls of so many ms and longer, behind others that come and go.
fn rules(before: usize, over_ms: i64) -> Rules {
    let other = |at| Rule::new(format!("other-{at}"), Watch::Stale { source: None, over_ms: Some(i64::MAX) });
    let own = Rule::new("talking", Watch::State { state: State::Talking, over_ms, who: Vec::new() });
    Rules::new((0..before).map(other).chain([own]).collect(), &crate::model::Limits::default())
}

async fn beside<F: Future<Output = ()>>(answers: Vec<Result<Box<Reloaded>, Problem>>, script: impl FnOnce(Desk) -> F) {
    let answers: Answers = Arc::new(Mutex::new(answers));
    let reload: Reload = Arc::new(move || answers.lock().unwrap().remove(0));
    let with = |app: App| app.reloading(reload);
    run_app(Settings { rules: rules(0, 60_000), ..Settings::default() }, with, script).await;
}

async fn reload(desk: &Desk) {
    for key in ":reload".chars() {
        desk.press(key);
    }
    desk.enter();
    // Paused time waits for the thread that reads them.
    after(50).await;
    after(50).await;
}

#[tokio::test(start_paused = true)]
async fn settings_with_a_mistake_change_nothing_and_the_sentence_is_on_the_screen() {
    let wrong = Problem::Said("config.toml:3: limits.talking must be a list".to_owned());
    beside(vec![Err(wrong)], async |desk| {
        desk.live().await;
        desk.tell(over_limit()).await;
        after(2_000).await;
        reload(&desk).await;
        assert!(desk.heard("config.toml:3: limits.talking must be a list").await);
        assert!(desk.heard("talking").await, "the alert stands");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_is_taken_and_what_needs_a_restart_is_said() {
    let settings = || Settings { rules: rules(0, 60_000), ..Settings::default() };
    let waits = vec!["[acme] base_url".to_owned()];
    let both = Box::new(Reloaded { waits, ..*reloaded(settings()) });
    let none = Box::new(Reloaded { taken: Vec::new(), ..*reloaded(settings()) });
    beside(vec![Ok(reloaded(settings())), Ok(both), Ok(none)], async |desk| {
        reload(&desk).await;
        assert!(desk.heard("the settings were read anew, and taken: [limits] talking").await);
        reload(&desk).await;
        assert!(desk.heard("[acme] base_url needs a restart").await);
        reload(&desk).await;
        assert!(desk.heard("nothing changed in them").await);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_alert_that_stands_is_judged_by_the_new_rules_and_not_raised_again() {
    // The bell rings when an alert is raised.
    let bell = Tell { bell: true, ..Tell::default() };
    let tell = bell.clone();
    let with_bell = |settings: Settings| Ok(Box::new(Reloaded { tell: tell.clone(), ..*reloaded(settings) }));
    let answers: Answers = Arc::new(Mutex::new(vec![
        // The rule stands elsewhere in the list, and its limit is lower.
        with_bell(Settings { rules: rules(3, 30_000), ..Settings::default() }),
        // It is met no longer.
        with_bell(Settings { rules: rules(1, 86_000_000), ..Settings::default() }),
        // And is met again, which is another alert.
        with_bell(Settings { rules: rules(0, 60_000), ..Settings::default() }),
    ]));
    let reload_from: Reload = Arc::new(move || answers.lock().unwrap().remove(0));
    let with = |app: App| app.reloading(reload_from).telling(bell);
    run_app(Settings { rules: rules(0, 60_000), ..Settings::default() }, with, async |desk| {
        desk.live().await;
        desk.tell(over_limit()).await;
        after(2_000).await;
        let rings = || desk.written().matches('\u{7}').count();
        assert_eq!(rings(), 1, "it was raised");
        reload(&desk).await;
        after(3_000).await;
        assert_eq!(rings(), 1, "the same alert goes on standing");
        reload(&desk).await;
        after(3_000).await;
        assert_eq!(rings(), 1);
        reload(&desk).await;
        after(3_000).await;
        assert_eq!(rings(), 2, "it ended, and was raised anew");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_manager_of_services_hears_of_the_first_frame_of_each_turn_of_reloads_and_of_the_end() {
    let heard: Arc<Mutex<Vec<ServiceNews>>> = Arc::default();
    let sink = Arc::clone(&heard);
    let manager = Manager {
        tell: Box::new(move |told| sink.lock().unwrap().push(told)),
        every: Some(std::time::Duration::from_secs(10)),
    };
    let answers: Answers = Arc::new(Mutex::new(vec![Ok(reloaded(Settings::default()))]));
    let reload_from: Reload = Arc::new(move || answers.lock().unwrap().remove(0));
    let with = |app: App| app.reloading(reload_from).serving(Some(manager));
    run_app(Settings::default(), with, async |desk| {
        after(100).await;
        assert!(desk.frames() > 0);
        let told = || std::mem::take(&mut *heard.lock().unwrap());
        assert_eq!(told(), [ServiceNews::Ready, ServiceNews::Alive]);
        after(60_000).await;
        let turns = told();
        assert!(turns.len() == 6 && turns.iter().all(|told| *told == ServiceNews::Alive), "{turns:?}");
        reload(&desk).await;
        let reloads: Vec<ServiceNews> = told().into_iter().filter(|told| *told != ServiceNews::Alive).collect();
        assert_eq!(reloads, [ServiceNews::Reloading, ServiceNews::Ready]);
        // A loop that does not turn says nothing.
        desk.quit().await;
        let last = told();
        assert_eq!(last.last(), Some(&ServiceNews::Stopping), "{last:?}");
        after(60_000).await;
        assert_eq!(told(), Vec::<ServiceNews>::new());
    })
    .await;
}

#[test]
fn a_long_list_of_changes_is_cut() {
    let names = |count: usize| (0..count).map(|at| format!("[a] {at}")).collect::<Vec<_>>();
    assert_eq!(listed(&names(2)), "[a] 0, [a] 1");
    assert_eq!(listed(&names(9)), "[a] 0, [a] 1, [a] 2, [a] 3, …");
}
