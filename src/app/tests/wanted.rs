//! What the feed is told of what is on screen.

use futures_util::FutureExt;

use super::*;

/// The next update that the sources tell.
async fn told(app: &mut App) -> Update {
    let mut batch = Vec::new();
    assert_eq!(app.updates.recv_many(&mut batch, 1).await, 1);
    let Some(Told::Update(update)) = batch.pop() else { panic!("an update") };
    update
}

#[tokio::test(start_paused = true)]
async fn the_feed_is_told_what_is_on_screen_when_that_changes() {
    use crate::model::{Data, Finding, Lookup};
    let (mut feed, receiver) = Feed::new(Arc::new(|| T0), Arc::new(|| 0.5));
    feed.lookups::<Absent, Absent>(None, None, Vec::new(), LookupSettings::default());
    let mut app = App::new(Settings::default(), Keymap::default(), feed, receiver, Arc::new(|| T0));
    app.want(vec![Want::all(Lookup::Health)]);
    let update = told(&mut app).await;
    let Payload::Found(found) = &update.payload else { panic!("{update:?}") };
    assert!(matches!(&found.finding, Finding::Data(data) if matches!(&**data, Data::Health(_))));
    app.want(vec![Want::all(Lookup::Health)]);
    after(60_000).await;
    assert!(told(&mut app).now_or_never().is_none(), "the same again is no news");
    app.want(Vec::new());
    app.want(vec![Want::all(Lookup::AiChoices)]);
    let update = told(&mut app).await;
    assert!(matches!(&update.payload, Payload::Found(found) if found.lookup == Lookup::AiChoices));
}
