use futures_util::{FutureExt, StreamExt, stream};
use proptest::prelude::*;

use super::*;

const ROOM: usize = 1 << 20;

/// Everything is ready at once in these tests.
fn block_on<F: Future>(future: F) -> F::Output {
    future.now_or_never().unwrap()
}

fn pieces(chunks: &[&[u8]], limit: usize) -> Vec<Result<Piece>> {
    let chunks: Vec<Result<Bytes>> = chunks.iter().map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    block_on(decode(Box::pin(stream::iter(chunks)), limit, "a_vendor").collect())
}

/// What a stream means: everything but how its bytes were cut.
fn meaning(chunks: &[&[u8]], limit: usize) -> Vec<Result<Piece>> {
    pieces(chunks, limit).into_iter().filter(|piece| !matches!(piece, Ok(Piece::Bytes(_)))).collect()
}

fn data(text: &str) -> Vec<String> {
    bytes_data(text.as_bytes())
}

fn bytes_data(bytes: &[u8]) -> Vec<String> {
    meaning(&[bytes], ROOM)
        .into_iter()
        .map(|piece| match piece {
            Ok(Piece::Data(data)) => data,
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn lf_cr_and_crlf_all_end_lines() {
    for text in [
        "data: a\n\ndata: b\n\n",
        "data: a\r\rdata: b\r\r",
        "data: a\r\n\r\ndata: b\r\n\r\n",
        "data: a\r\n\ndata: b\n\r\n",
    ] {
        assert_eq!(data(text), ["a", "b"], "{text:?}");
    }
}

#[test]
fn one_leading_bom_is_ignored_and_a_second_is_not() {
    assert_eq!(data("\u{FEFF}data: a\n\n"), ["a"]);
    assert_eq!(data("\u{FEFF}\u{FEFF}data: a\n\ndata: b\n\n"), ["b"]);
    assert_eq!(data("data: \u{FEFF}a\n\n"), ["\u{FEFF}a"]);
}

#[test]
fn a_message_whose_end_has_not_come_is_told_as_soon_as_there_is_nothing_more_to_read() {
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let mut decoder = decode(Box::pin(stream::poll_fn(move |cx| receiver.poll_recv(cx))), ROOM, "a_vendor");
    let mut told = |piece: &'static [u8]| {
        sender.send(Ok(Bytes::from_static(piece))).unwrap();
        let mut told = Vec::new();
        while let Some(Some(piece)) = decoder.next().now_or_never() {
            told.extend(Some(piece.unwrap()).filter(|piece| !matches!(piece, Piece::Bytes(_))));
        }
        told
    };
    assert_eq!(told(b": ping\n\ndata: a\n\n"), [Piece::Data("a".to_owned())]);
    assert_eq!(told(b"data: b"), [Piece::Within(true)]);
    assert_eq!(told(b"c"), []);
    assert_eq!(told(b"\n\ndata: d"), [Piece::Within(false), Piece::Data("bc".to_owned()), Piece::Within(true)]);
    assert_eq!(told(b"\n\n: ping\n\n"), [Piece::Within(false), Piece::Data("d".to_owned())]);
    assert_eq!(told(b"event: x"), [Piece::Within(true)]);
    assert_eq!(told(b"\n\n"), [Piece::Within(false)], "an event without data ends as well");
}

#[test]
fn comments_are_signs_of_life_and_nothing_else() {
    let found = pieces(&[b": heartbeat\n\n", b":\n", b"data: a\n: between\ndata: b\n\n"], ROOM);
    // All three pieces are ready at once, so their bytes are told as one sum.
    assert_eq!(found, [Ok(Piece::Bytes(42)), Ok(Piece::Data("a\nb".to_owned()))]);
}

#[test]
fn data_lines_are_joined_with_lf() {
    assert_eq!(data("data: {\"a\":\ndata:1}\n\n"), ["{\"a\":\n1}"]);
    assert_eq!(data("data\ndata: x\n\n"), ["\nx"]);
    assert_eq!(data("data:  two blanks\n\n"), [" two blanks"]);
}

#[test]
fn an_unfinished_last_event_is_dropped() {
    assert_eq!(data("data: a\n\ndata: b\n"), ["a"]);
    assert_eq!(data("data: a\n\ndata: b"), ["a"]);
    assert_eq!(data("data: a"), Vec::<String>::new());
}

#[test]
fn bytes_that_are_not_utf8_are_replaced_and_the_stream_goes_on() {
    assert_eq!(bytes_data(b"data: Zo\xEB\n\ndata: b\n\n"), ["Zo\u{FFFD}", "b"]);
    assert_eq!(bytes_data(b"data: \xE5\xAE\n\n"), ["\u{FFFD}"]);
    assert_eq!(bytes_data(b"data: \xF0\x9F\x98x\xC0\xAF\n\n"), ["\u{FFFD}x\u{FFFD}\u{FFFD}"]);
    assert_eq!(bytes_data(b"\xFFdata: lost\ndata: kept\n\n"), ["kept"]);
}

#[test]
fn a_character_cut_by_the_end_of_a_piece_is_whole_again() {
    let text = "data: 张三😀\n\n".as_bytes();
    for cut in 1..text.len() {
        let (head, tail) = text.split_at(cut);
        assert_eq!(meaning(&[head, tail], ROOM), [Ok(Piece::Data("张三😀".to_owned()))], "cut at {cut}");
    }
}

#[test]
fn event_names_other_than_the_default_are_read_like_any_other() {
    assert_eq!(data("event: update\nid: 7\ndata: a\n\nevent: ping\n\n"), ["a"]);
}

#[test]
fn blank_events_are_ignored() {
    assert_eq!(data("data:\n\ndata:   \n\n\n\n\nid: 9\n\ndata: a\n\n"), ["a"]);
}

#[test]
fn retry_is_passed_on_before_the_data_beside_it() {
    assert_eq!(
        meaning(&[b"retry: 2500\ndata: a\n\nretry: soon\n\nretry: 10\n\n"], ROOM),
        [
            Ok(Piece::Retry(Duration::from_millis(2500))),
            Ok(Piece::Data("a".to_owned())),
            Ok(Piece::Retry(Duration::from_millis(10)))
        ]
    );
}

#[test]
fn an_event_larger_than_the_limit_is_an_error_after_the_events_before_it() {
    let limit = 20;
    let text = format!("data: a\n\ndata: {}\n\ndata: never\n\n", "x".repeat(40));
    let found = meaning(&[text.as_bytes()], limit);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], Ok(Piece::Data("a".to_owned())));
    let error = found[1].clone().unwrap_err();
    assert_eq!(error.kind, ErrorKind::TooLarge);
    assert_eq!(
        error.to_string(),
        "the stream sent an event of more than 20 bytes; raise max_event_bytes in [a_vendor], or ask for fewer \
         agents a page (page_size)"
    );
}

#[test]
fn an_event_of_just_the_limit_passes_however_many_there_are() {
    let event = format!("data: {}\n\n", "x".repeat(14));
    let many = event.repeat(50);
    assert_eq!(meaning(&[many.as_bytes()], 20).len(), 50);
    assert!(meaning(&[many.as_bytes()], 19)[0].is_err());
}

#[test]
fn an_endless_line_is_stopped_while_little_of_it_is_held() {
    for line in [b"data: ".as_slice(), b"unknown: ".as_slice(), b"".as_slice()] {
        let taken = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&taken);
        let head = stream::iter([Ok(Bytes::copy_from_slice(line))]);
        let endless = head.chain(stream::repeat_with(move || {
            counted.fetch_add(1000, Ordering::Relaxed);
            Ok(Bytes::from_static(&[b'x'; 1000]))
        }));
        let found: Vec<_> = block_on(decode(Box::pin(endless), 100_000, "a_vendor").collect());
        assert_eq!(found.last().unwrap().as_ref().unwrap_err().kind, ErrorKind::TooLarge, "{line:?}");
        assert!(taken.load(Ordering::Relaxed) <= 102_000, "{line:?}");
    }
}

#[test]
fn comments_without_end_never_look_like_one_large_event() {
    let text = ": heartbeat\n".repeat(1000) + "data: a\n\n";
    assert_eq!(meaning(&[text.as_bytes()], 50), [Ok(Piece::Data("a".to_owned()))]);
    let long = format!(":{}\ndata: a\n\n", "x".repeat(1000));
    assert_eq!(meaning(&[long.as_bytes()], 50), [Ok(Piece::Data("a".to_owned()))]);
}

#[test]
fn an_error_of_the_bytes_is_the_last_item() {
    let broken = Error::new(ErrorKind::Network, "the line broke");
    let chunks =
        vec![Ok(Bytes::from_static(b"data: a\n\nda")), Err(broken.clone()), Ok(Bytes::from_static(b"ta: b\n\n"))];
    let found: Vec<_> = block_on(decode(Box::pin(stream::iter(chunks)), ROOM, "a_vendor").collect());
    assert_eq!(found.last(), Some(&Err(broken)));
    assert_eq!(found.iter().filter(|piece| matches!(piece, Ok(Piece::Data(_)))).count(), 1);
}

fn cut<'a>(bytes: &'a [u8], cuts: &[prop::sample::Index]) -> Vec<&'a [u8]> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    places.sort_unstable();
    let mut parts = Vec::new();
    let mut from = 0;
    for place in places {
        parts.push(&bytes[from..place]);
        from = place;
    }
    parts.push(&bytes[from..]);
    parts
}

/// Streams made of what matters to the rules, and of noise.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        Just(b"data:".to_vec()),
        Just(b"data: ".to_vec()),
        Just(b"data".to_vec()),
        Just(b"event: x".to_vec()),
        Just(b"retry: 12".to_vec()),
        Just(b": comment".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\n\n".to_vec()),
        Just("\u{FEFF}".as_bytes().to_vec()),
        Just("张😀é".as_bytes().to_vec()),
        Just(vec![0xE5, 0xBC]),
        Just(vec![0xFF]),
        Just(vec![b'y'; 70]),
        prop::collection::vec(any::<u8>(), 0..6),
    ];
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn any_split_of_the_bytes_gives_the_same_messages(
        bytes in soup(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        limit in prop_oneof![Just(ROOM), Just(64_usize), Just(10_usize)],
    ) {
        let whole = meaning(&[&bytes], limit);
        let parts = cut(&bytes, &cuts);
        prop_assert_eq!(meaning(&parts, limit), whole.clone());
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        prop_assert_eq!(meaning(&single, limit), whole);
    }

    #[test]
    fn every_byte_is_counted_once(
        bytes in soup(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let counted: usize = pieces(&cut(&bytes, &cuts), ROOM)
            .into_iter()
            .map(|piece| if let Ok(Piece::Bytes(count)) = piece { count } else { 0 })
            .sum();
        prop_assert_eq!(counted, bytes.len());
    }

    #[test]
    fn replacing_gives_what_the_standard_library_gives(
        bytes in prop::collection::vec(any::<u8>(), 0..60),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let mut mender = Mender::default();
        let mut out = Vec::new();
        for part in cut(&bytes, &cuts) {
            out.extend_from_slice(&mender.mend(Bytes::copy_from_slice(part)));
        }
        // What is still held back is the beginning of a character that never came.
        out.extend_from_slice(&mender.mend(Bytes::from_static(b"!")));
        let mut closed = bytes.clone();
        closed.push(b'!');
        prop_assert_eq!(String::from_utf8(out).unwrap(), String::from_utf8_lossy(&closed));
    }
}
