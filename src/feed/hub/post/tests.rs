use proptest::prelude::*;

use super::*;
use crate::feed::hub::envelope::Epoch;

fn place(n: u64) -> Place {
    Place { epoch: Epoch(u64::MAX), n }
}

fn envelope(continues: Option<Place>, bytes: Vec<u8>) -> Envelope {
    Envelope { place: place(7), vocabulary: 4, sent: Stamp(-5), continues, body: Body::Updates(Piece::of(bytes)) }
}

fn parts(pieces: &[Vec<u8>]) -> Vec<Envelope> {
    let last = pieces.len() - 1;
    let part = |(at, bytes): (usize, &Vec<u8>)| {
        let body = Body::Keyframe { part: at as u32, last: at == last, piece: Piece::of(bytes.clone()) };
        Envelope { body, ..envelope(None, Vec::new()) }
    };
    pieces.iter().enumerate().map(part).collect()
}

fn read_again(written: &(Headers, Bytes)) -> Result<Posted, Garbled> {
    let (headers, body) = written;
    read(|name| headers.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone()), body)
}

#[test]
fn an_envelope_that_is_too_large_leaves_its_place_for_the_keyframe() {
    let large = envelope(None, vec![1; LARGEST + 1]);
    assert!(is_large(&large) && !is_large(&envelope(None, vec![1; LARGEST])));
    let written = write(&large);
    assert!(written.1.is_empty());
    assert_eq!(read_again(&written), Ok(Posted::Large(place(7))));
}

#[test]
fn what_no_hub_writes_is_no_envelope() {
    let written = write(&envelope(Some(place(3)), vec![1]));
    for (at, (name, _)) in written.0.iter().enumerate() {
        let mut wrong = written.clone();
        "x".clone_into(&mut wrong.0[at].1);
        assert_eq!(read_again(&wrong), Err(Garbled), "{name}");
    }
    let (manifest, chunks) = pack(&parts(&[vec![1, 2], vec![3]]), 9).unwrap();
    assert_eq!((manifest.chunks, manifest.bytes, manifest.seq), (1, 11, 9));
    let cut = chunks[0].slice(..10);
    assert_eq!(unpack(&manifest, std::slice::from_ref(&cut)), Err(Garbled));
    assert_eq!(unpack(&Manifest { bytes: 10, ..manifest.clone() }, &[cut]), Err(Garbled));
    assert_eq!(unpack(&manifest, &[]), Err(Garbled));
}

proptest! {
    #[test]
    fn an_envelope_is_read_as_it_was_written(
        n in proptest::option::of(0_u64..9),
        bytes in proptest::collection::vec(any::<u8>(), 0..50),
    ) {
        let envelope = envelope(n.map(place), bytes);
        prop_assert_eq!(read_again(&write(&envelope)), Ok(Posted::Envelope(envelope)));
    }

    #[test]
    fn a_keyframe_is_unpacked_as_it_was_packed(sizes in proptest::collection::vec(0_usize..3 * CHUNK / 2, 1..4)) {
        let parts = parts(&sizes.iter().map(|size| vec![7; *size]).collect::<Vec<_>>());
        let (manifest, chunks) = pack(&parts, 1).unwrap();
        prop_assert!(chunks.iter().all(|chunk| chunk.len() <= CHUNK) && chunks.len() == manifest.chunks);
        let text = serde_json::to_string(&manifest).unwrap();
        prop_assert_eq!(unpack(&serde_json::from_str(&text).unwrap(), &chunks), Ok(parts));
    }
}
