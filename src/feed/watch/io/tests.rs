use std::task::{Context, Waker};

use futures_util::stream::poll_fn as told;

use super::*;
use crate::model::Changes;
use crate::platforms::Message;

fn message(number: u64) -> Event {
    let rejects = vec![crate::model::Reject::of_agents(number, 1)];
    Event::Message(Message::Changes(Changes { rejects, ..Changes::default() }))
}

fn told_by(heard: &Heard) -> Vec<String> {
    heard.news.iter().map(|news| format!("{news:?}")).collect()
}

fn as_news(events: impl IntoIterator<Item = Event>) -> Vec<String> {
    events.into_iter().map(|event| format!("{:?}", News::Event(event))).collect()
}

/// A stream of these messages, each preceded by its bytes, that has nothing to read after each until others had their
/// turn, as connections do; and that ends, or says no more.
fn one_by_one(count: u64, ends: bool) -> impl Stream<Item = Result<Event>> + Unpin {
    let (mut next, mut had_turn) = (0, true);
    told(move |context: &mut Context<'_>| {
        if next == 2 * count {
            return if ends { Poll::Ready(None) } else { Poll::Pending };
        }
        if next % 2 == 0 && !std::mem::replace(&mut had_turn, true) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        had_turn = next % 2 == 0;
        next += 1;
        Poll::Ready(Some(Ok(if next % 2 == 1 { Event::Bytes(10) } else { message(next / 2) })))
    })
}

#[tokio::test]
async fn a_burst_is_handed_on_together_its_bytes_as_one_sum_and_its_messages_in_order() {
    let mut heard = Heard::default();
    heard.gather(&mut one_by_one(9, false)).await;
    let expected = as_news([Event::Bytes(90)].into_iter().chain((1..=9).map(message)));
    assert_eq!((told_by(&heard), heard.is_over), (expected, false));
}

#[tokio::test]
async fn no_burst_is_longer_than_what_is_handed_on_together_and_none_of_it_is_lost() {
    let mut events = one_by_one(200, true);
    let (mut heard, mut all, mut bytes) = (Heard::default(), Vec::new(), 0);
    while !heard.is_over {
        heard.gather(&mut events).await;
        assert!((1..=TOGETHER).contains(&heard.news.len()));
        for news in heard.news.drain(..) {
            match news {
                News::Event(Event::Bytes(more)) => bytes += more,
                news => all.push(format!("{news:?}")),
            }
        }
    }
    assert_eq!(all.pop().as_deref(), Some("Closed"));
    assert_eq!((all, bytes), (as_news((1..=200).map(message)), 2_000));
}

#[tokio::test]
async fn what_is_told_before_a_failure_comes_before_it() {
    let broken = || Error::new(ErrorKind::Network, Streaming::NoAnswer(Duration::ZERO));
    let mut events = stream::iter([Ok(Event::Bytes(1)), Ok(message(1)), Err(broken()), Ok(message(2))]);
    let mut heard = Heard::default();
    heard.gather(&mut events).await;
    let mut expected = as_news([Event::Bytes(1), message(1)]);
    expected.push(format!("{:?}", News::Failed(broken())));
    assert_eq!((told_by(&heard), heard.is_over), (expected, true));
}

#[test]
fn nothing_is_handed_on_before_something_came() {
    let (mut heard, mut silent) = (Heard::default(), told(|_: &mut Context<'_>| Poll::Pending));
    let mut gathering = std::pin::pin!(heard.gather(&mut silent));
    assert!(gathering.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
}
