use tokio::time::Instant;

use super::*;
use crate::feed::hub::{Epoch, Publisher};
use crate::model::testing::NOW;
use crate::model::{Board, Finding, Found, Lookup, SourceId};

fn heard(at: i64) -> Update {
    Update::new(NOW.plus(at), Payload::Heard(SourceId::Chat))
}

/// An event's name and data, as a reader of the stream has them.
fn apart(event: &str) -> (Option<&str>, Option<&str>, String) {
    let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    assert!(event.ends_with("\n\n"));
    (field("event"), field("id"), field("data").unwrap().to_owned())
}

#[test]
fn an_envelope_is_read_as_it_was_written() {
    let now = Instant::now();
    let before = Place { epoch: Epoch(7), n: 41 };
    let mut publisher = Publisher::new(Epoch(u64::MAX), Board::new(), Some(before), now);
    publisher.take(heard(0), now, NOW).unwrap();
    let first = publisher.send(now, NOW).unwrap();
    let beat = publisher.send(now, NOW).unwrap();
    assert_eq!(first.continues, Some(before));
    for told in [first, beat] {
        let written = envelope(&told);
        let (event, id, data) = apart(&written);
        assert_eq!((event, id), (Some("u"), Some(told.place.to_string().as_str())));
        assert_eq!(read(event, data), Ok(Said::Envelope(told)));
    }
    let keyframe = publisher.keyframe(NOW).unwrap();
    for told in keyframe {
        let written = envelope(&told);
        let (event, id, data) = apart(&written);
        assert_eq!((event, id.is_some()), (Some("k"), matches!(told.body, Body::Keyframe { last: true, .. })));
        assert_eq!(read(event, data), Ok(Said::Envelope(told)));
    }
}

#[test]
fn an_answer_is_read_as_it_was_written() {
    let answer = Found { lookup: Lookup::Call("c1".to_owned()), finding: Finding::Asking };
    let update = Update::new(NOW, Payload::Found(Box::new(answer)));
    let written = found(17, &update).unwrap();
    let (event, _, data) = apart(&written);
    assert_eq!(read(event, data), Ok(Said::Found(17, Box::new(update))));
    assert_eq!(read_found("17 {}"), None);
    assert_eq!(read_found(&found_line(1, &heard(0)).unwrap()), None, "it answers nothing");
}

#[test]
fn what_no_hub_writes_is_garbled_and_what_a_later_one_may_is_passed_over() {
    for (event, data) in [
        ("u", ""),
        ("u", "1.2 3 4"),
        ("u", "1.2 3 4 -"),
        ("u", "1.2 3 4 - !"),
        ("u", "1.2 3 4 x AAAA"),
        ("u", "1.2 3 4 - AAAA more"),
        ("u", "x 3 4 - AAAA"),
        ("k", "1.2 0 2 3 4 AAAA"),
        ("k", "1.2 -1 0 3 4 AAAA"),
        ("k", "1.2 0 1 3 4"),
    ] {
        assert_eq!(read(Some(event), data.to_owned()), Err(Garbled), "{event} {data:?}");
    }
    assert_eq!(read(Some("hologram"), "1".to_owned()), Ok(Said::Other));
    assert_eq!(read(None, "1".to_owned()), Ok(Said::Other));
    assert_eq!(read(Some("hub"), "{}".to_owned()), Ok(Said::About("{}".to_owned())));
}
