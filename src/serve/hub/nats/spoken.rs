//! What a desk told, which stands as in a stream of events.

use bytes::Bytes;

use crate::feed::hub::wire::{self, Said};

/// What an event says; an answer stays as it is, with the number of its question.
#[derive(Debug)]
pub(super) enum Spoken {
    Said(Said),
    Found(u64, Bytes),
}

/// What this event says; `None` where it is none that a desk tells.
pub(super) fn read(event: &Bytes) -> Option<Spoken> {
    let text = std::str::from_utf8(event).ok()?;
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim_start);
    let (kind, data) = (field("event:")?, field("data:")?);
    if kind == wire::FOUND {
        let (question, _) = data.split_once(' ')?;
        return Some(Spoken::Found(question.parse().ok()?, Bytes::copy_from_slice(data.as_bytes())));
    }
    wire::read(Some(kind), data.to_owned()).ok().map(Spoken::Said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::hub::{Envelope, Epoch, Place, Publisher};
    use crate::model::{Board, Finding, Found, Lookup, Payload, Stamp, Update};
    use tokio::time::Instant;

    #[tokio::test]
    async fn what_a_desk_tells_is_read_again() {
        let place = Place { epoch: Epoch(3), n: 9 };
        let mut publisher = Publisher::new(Epoch(7), Board::new(), Some(place), Instant::now());
        let envelope: Envelope = publisher.send(Instant::now(), Stamp(5)).unwrap();
        let event = Bytes::from(wire::envelope(&envelope));
        assert!(matches!(read(&event), Some(Spoken::Said(Said::Envelope(read))) if read == envelope));
        let found = Found { lookup: Lookup::Call("a".to_owned()), finding: Finding::Asking };
        let update = Update::new(Stamp(5), Payload::Found(Box::new(found)));
        let event = Bytes::from(wire::found(17, &update).unwrap());
        let Some(Spoken::Found(17, line)) = read(&event) else { panic!("no answer") };
        assert_eq!(wire::read_found(std::str::from_utf8(&line).unwrap()), Some((17, update)));
        assert!(matches!(read(&Bytes::from(wire::about("{}"))), Some(Spoken::Said(Said::About(json))) if json == "{}"));
        assert!(read(&Bytes::from_static(b"hello")).is_none());
    }
}
