use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::{FutureExt, StreamExt, stream as streams};
use proptest::prelude::*;

use super::*;

const MOST: usize = 1 << 20;

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// All that comes of these pieces, and whether it ended in an error.
fn streamed(pieces: Vec<Vec<u8>>) -> (Vec<u8>, bool) {
    let bytes: ByteStream = Box::pin(streams::iter(pieces.into_iter().map(|piece| Ok(piece.into()))));
    let found: Vec<Result<Bytes>> = stream(bytes, "there".to_owned()).collect().now_or_never().unwrap();
    let failed = found.iter().any(Result::is_err);
    (found.into_iter().flatten().flatten().collect(), failed)
}

#[test]
fn as_many_members_are_unpacked_as_there_are_and_what_is_behind_is_left() {
    let (one, two) = (packed(b"{\"a\":"), packed(b"1}"));
    for (what, body, read) in [
        ("plain", b"{\"a\":1}".to_vec(), &b"{\"a\":1}"[..]),
        ("nothing", Vec::new(), b""),
        ("one member", packed(b"{\"a\":1}"), b"{\"a\":1}"),
        ("two members", [&one[..], &two].concat(), b"{\"a\":1}"),
        ("empty ones between", [&packed(b"")[..], &one, &packed(b""), &two, &packed(b"")].concat(), b"{\"a\":1}"),
        ("noughts behind", [&one[..], &two, &[0; 512]].concat(), b"{\"a\":1}"),
        ("words behind", [&one[..], &two, b"bye"].concat(), b"{\"a\":1}"),
        ("half a mark behind", [&one[..], &two, &[0x1F]].concat(), b"{\"a\":1}"),
        ("one byte", vec![0x1F], &[0x1F]),
    ] {
        assert_eq!(whole(body.clone(), MOST).unwrap(), read, "{what}");
        for size in [1, 2, 7, 1000] {
            let pieces = body.chunks(size).map(<[u8]>::to_vec).collect();
            assert_eq!(streamed(pieces), (read.to_vec(), false), "{what} in pieces of {size}");
        }
    }
    assert_eq!(whole(packed(&packed(b"twice")), MOST).unwrap(), b"twice");
}

#[test]
fn what_is_cut_off_or_damaged_is_no_answer() {
    let good = packed(b"a good answer, of some length");
    for length in 2..good.len() {
        assert!(matches!(whole(good[..length].to_vec(), MOST), Err(Wrong::Damaged(_))), "{length}");
    }
    for at in good.len() - 8..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1;
        assert!(matches!(whole(bad, MOST), Err(Wrong::Damaged(_))), "{at}");
    }
    assert!(streamed(vec![[&MAGIC[..], b"no header of a member"].concat()]).1);
    let said = Wrong::Damaged(io::ErrorKind::UnexpectedEof.into()).told("GET /x at h").to_string();
    assert_eq!(said, "GET /x at h: the answer cannot be unpacked (unexpected end of file); trying again");
}

#[test]
fn a_little_that_unpacks_to_too_much_is_stopped_on_the_way() {
    let bomb = packed(&vec![b' '; 64 << 20]);
    assert!(bomb.len() < 100_000);
    assert!(matches!(whole(bomb.clone(), MOST), Err(Wrong::TooLarge)));
    let many = packed(&vec![b' '; MOST / 2]).repeat(3);
    assert!(matches!(whole(many, MOST), Err(Wrong::TooLarge)), "all members together");
    assert!(matches!(whole(packed(&bomb), MOST), Err(Wrong::TooLarge)), "at any depth");
}

#[test]
fn a_packed_stream_is_not_held_back() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let mut members = Members::default();
    for event in [&b"data: a\n\n"[..], b"data: b\n\n"] {
        encoder.write_all(event).unwrap();
        encoder.flush().unwrap();
        let mut out = Vec::new();
        members.push(&std::mem::take(encoder.get_mut()), MOST, &mut out).unwrap();
        assert_eq!(out, event);
    }
}

proptest! {
    #[test]
    fn members_cut_anywhere_give_what_was_packed(
        parts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..300), 1..5),
        size in 1_usize..50,
    ) {
        let body: Vec<u8> = parts.iter().flat_map(|part| packed(part)).collect();
        let pieces = body.chunks(size).map(<[u8]>::to_vec).collect();
        prop_assert_eq!(streamed(pieces), (parts.concat(), false));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100), size in 1_usize..20) {
        let body = [&MAGIC[..], &bytes].concat();
        let _ = whole(body.clone(), MOST);
        streamed(body.chunks(size).map(<[u8]>::to_vec).collect());
    }
}
