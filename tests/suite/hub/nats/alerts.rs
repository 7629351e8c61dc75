//! Alerts where several hubs lead one after the other: each is told once, and what people did about it holds.

use std::sync::atomic::Ordering;

use callboard::config::{AlertFigure, AlertRule, AlertSide, AlertWatch, Origin};
use callboard::feed::hub::{See, SeeAnswer};
use callboard::model::{About, NewsKind, Phase, SeenHow, SourceId};

use super::doors::finding;
use super::*;

/// A rule that is met as long as the centre is there.
pub(super) fn always() -> AlertRule {
    AlertRule {
        name: "few".to_owned(),
        origin: Origin::Default,
        off: false,
        watch: Some(AlertWatch::Figure(AlertFigure::LoggedIn)),
        over: None,
        side: Some(AlertSide::Below(1_000.0)),
        agents: Vec::new(),
        department: None,
        hold: None,
        escalate_after: None,
        severity: None,
    }
}

impl Contender {
    /// Waits until it has told that the rule is met.
    async fn tells(&mut self) {
        let told = async {
            while !self
                .news
                .recv()
                .await
                .unwrap()
                .iter()
                .any(|news| &*news.rule == "few" && news.kind == NewsKind::Raised)
            {}
        };
        timeout(PATIENCE, told).await.expect("it never tells");
    }

    /// What it has told of that rule by now.
    fn told(&mut self) -> Vec<NewsKind> {
        let mut told = Vec::new();
        while let Ok(news) = self.news.try_recv() {
            told.extend(news.into_iter().filter(|news| &*news.rule == "few").map(|news| news.kind));
        }
        told
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alert_that_stands_is_told_once_whichever_hub_leads_and_what_people_did_about_it_holds() {
    let Some(server) = Nats::start() else { return };
    let (_sim, mut config) = centre(173).await;
    config.alerts.rules = vec![always()];
    let mut first = Contender::start(&on(&config, &server.url(), "jump1")).await;
    first.leads().await;
    let own = board(&config, &server.url());
    let mut wall = Wall::of(&own);
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    first.tells().await;
    let see = See { rule: "few".to_owned(), about: About::Centre, how: SeenHow::Acknowledged, who: "wang".to_owned() };
    assert_eq!(wall.sources.feed.see(see).await, Ok(SeeAnswer::Done));
    let is_seen = |wall: &Wall| wall.board.seen_alerts().iter().any(|(rule, ..)| rule == "few");
    wall.until("what was done", is_seen).await;
    let mut second = Contender::start(&on(&config, &server.url(), "jump2")).await;
    second.stands_by().await;
    // Boards are told who goes on where this one fails.
    let stands_by = |wall: &Wall| wall.state().about.and_then(|about| about.standing_by).unwrap_or_default();
    wall.until("who stands by", |wall| stands_by(wall) == ["jump2"]).await;
    let (_, says) = finding(&own, "hub.leader").await;
    let epoch = wall.state().epoch.unwrap();
    assert!(says.contains(&format!("epoch {epoch}")) && says.ends_with("; stands by: jump2"), "{says}");
    first.end().await;
    second.leads().await;
    wall.until("the other", |wall| wall.state().about.is_some_and(|about| about.leader == "jump2")).await;
    wall.until("its agents", |wall| wall.board.source(SourceId::Agents).phase == Phase::Live).await;
    wall.until("its epoch", |wall| wall.state().epoch != Some(epoch)).await;
    assert!(stands_by(&wall).is_empty(), "{:?}", wall.state());
    looks(&mut wall, &second).await;
    assert_eq!(second.told(), []);
    assert!(is_seen(&wall));
    // One who has to begin without the board of who led knows as well what was told.
    second.end().await;
    server_forgets_the_board(&server).await;
    let mut third = Contender::start(&on(&config, &server.url(), "jump3")).await;
    third.leads().await;
    wall.until("the third", |wall| wall.state().about.is_some_and(|about| about.leader == "jump3")).await;
    wall.until("its agents", |wall| wall.board.source(SourceId::Agents).phase == Phase::Live).await;
    looks(&mut wall, &third).await;
    assert_eq!((third.told(), third.stats().went_on), (vec![], 0));
    assert!(is_seen(&wall), "it was told anew");
    third.end().await;
}

/// Waits until the hub has held its rules against what is there now: it does so with each batch of updates, and once a second
/// against all of it.
async fn looks(wall: &mut Wall, hub: &Contender) {
    let from = hub.looks.load(Ordering::SeqCst);
    wall.until("more looks", |_| hub.looks.load(Ordering::SeqCst) > from + 4).await;
}

/// The server keeps no whole board any more, from which one could go on.
async fn server_forgets_the_board(server: &Nats) {
    let link = Link::connect(&settings(&server.url(), Shown::Nothing)).await.unwrap();
    let layout = Layout::new("main");
    link.purge(&layout.keyframes(), &layout.now()).await.unwrap();
    link.purge(&layout.stream(), &layout.input()).await.unwrap();
}
