use super::*;

fn row(received: Option<u64>, first_reply_ms: Option<f64>) -> ChatAgent {
    ChatAgent { received, first_reply_ms, ..ChatAgent::default() }
}

#[test]
fn an_average_of_averages_weighs_by_the_chats_received() {
    let rows = [
        row(Some(3), Some(1_000.0)),
        row(Some(1), Some(5_000.0)),
        row(Some(0), Some(0.0)),
        row(None, Some(9.0)),
        row(Some(7), None),
    ];
    let totals = ChatTotals::of(&rows);
    assert_eq!((totals.first_reply_ms, totals.reply_ms), (Some(2_000.0), None));
}

#[test]
fn a_row_that_does_not_say_adds_nothing() {
    let chats = |chats| ChatAgent { chats, ..ChatAgent::default() };
    assert_eq!(ChatTotals::of(&[chats(Some(3)), chats(None), chats(Some(4))]).chats, Some(7));
    assert_eq!(ChatTotals::of(&[chats(None), chats(None)]).chats, None);
}
