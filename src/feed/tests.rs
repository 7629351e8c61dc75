use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::feed::fake::BASE;
use crate::platforms::{Error, ErrorKind, FullPage, Result as Answer, Watch};

/// A vendor that never answers.
struct Mute;

impl AgentsApi for Mute {
    async fn watch(&self, _page: u32) -> Answer<Watch> {
        std::future::pending().await
    }
    async fn page(&self, _page: u32) -> Answer<FullPage> {
        std::future::pending().await
    }
    fn page_size(&self) -> u32 {
        500
    }
    async fn renew_token(&self) -> Answer<()> {
        Err(Error::new(ErrorKind::Settings, "a ready-made token"))
    }
}

fn feed() -> (Feed, mpsc::Receiver<Update>) {
    Feed::new(Arc::new(|| BASE), Arc::new(|| 0.5))
}

#[tokio::test(start_paused = true)]
async fn a_source_that_is_not_configured_says_so_once() {
    let (mut feed, mut updates) = feed();
    feed.off(SourceId::Chat);
    let update = updates.recv().await.expect("told");
    assert_eq!(update.at, BASE);
    let Payload::Source(report) = update.payload else { panic!("not a report") };
    assert_eq!((report.source, report.phase), (SourceId::Chat, Phase::Off));
    assert_eq!(report.error.as_ref().map(ToString::to_string).as_deref(), Some("chat statistics are not configured"));
    let more = tokio::time::timeout(Duration::from_hours(1), updates.recv()).await;
    assert!(more.is_err(), "nothing else is ever told");
}

#[tokio::test(start_paused = true)]
async fn every_source_has_its_own_words_for_not_being_configured() {
    let mut sentences: Vec<_> = SourceId::FIXED.into_iter().filter_map(|id| off_report(id).error).collect();
    sentences.dedup();
    assert_eq!(sentences.len(), SourceId::FIXED.len());
}

#[tokio::test(start_paused = true)]
async fn dropping_the_feed_ends_its_tasks() {
    let (mut feed, mut updates) = feed();
    feed.agents(Arc::new(Mute), WatchSettings::default());
    assert!(updates.recv().await.is_some(), "it tells that it connects");
    drop(feed);
    assert_eq!(updates.recv().await, None, "every sender is gone");
}

#[tokio::test(start_paused = true)]
async fn stop_ends_its_tasks_and_waits_for_them() {
    let (mut feed, mut updates) = feed();
    feed.agents(Arc::new(Mute), WatchSettings::default());
    tokio::time::sleep(Duration::from_secs(1)).await;
    feed.request(Request::Stop);
    feed.stop().await;
    while updates.try_recv().is_ok() {}
    assert_eq!(updates.try_recv(), Err(mpsc::error::TryRecvError::Disconnected));
}

#[tokio::test(start_paused = true)]
async fn a_feed_without_a_listener_ends() {
    let (env, updates) = Env::new(Arc::new(|| BASE), Arc::new(|| 0.5));
    drop(updates);
    let task = spawn_agents(Arc::new(Mute), WatchSettings::default(), env);
    tokio::time::timeout(Duration::from_secs(1), task).await.expect("it ends by itself").expect("without a panic");
}

#[test]
fn a_request_names_its_sources() {
    assert!(Request::Retry(None).retries(SourceId::Ai));
    assert!(Request::Retry(Some(SourceId::Ai)).retries(SourceId::Ai));
    assert!(!Request::Retry(Some(SourceId::Ai)).retries(SourceId::Chat));
    assert!(!Request::Stop.retries(SourceId::Ai));
}
