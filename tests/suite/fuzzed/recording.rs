//! Any bytes as a recording; whole blocks with anything in them; and a good recording with damage in one place.
//!
//! The encoder here is written after the format's description, not with the program's own.

use std::io::Cursor;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use callboard::feed::record::player::{Control, FileTape, Player, Tape};
use callboard::feed::record::{FORMAT, MAGIC, Reader, RecordingError, Updates};
use callboard::model::{Board, Update};

use super::bytes::{Taken, assert_harmless};

const NAME: &str = "own.callboard";
const ABOUT: &str = r#"{"vocabulary":1,"program":"0.1.0","site":"Here","timezone":"UTC","began":1763700000000}"#;
/// Bytes of a block's head.
const HEAD: usize = 44;

/// The first byte says what the rest is.
pub fn run(data: &[u8]) {
    let mut taken = Taken(data);
    match taken.below(3) {
        0 => read(taken.0),
        1 => read(&made(&mut taken)),
        _ => damaged(&mut taken),
    }
}

/// Reads everything in every way there is; what comes out of it are the updates before the first error.
fn updates(file: &[u8]) -> (Vec<Update>, Option<RecordingError>) {
    let reader = match Reader::new(Cursor::new(file), Path::new(NAME)) {
        Ok(reader) => reader,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut found = Vec::new();
    for update in Updates::new(reader) {
        match update {
            Ok(update) => found.push(update),
            Err(error) => return (found, Some(error)),
        }
    }
    (found, None)
}

fn read(file: &[u8]) {
    let (found, error) = updates(file);
    if let Some(error) = error {
        assert_harmless(&error.to_string(), "an error");
    }
    let mut board = Board::new();
    for update in found {
        board.apply(update);
    }
    let Ok(reader) = Reader::new(Cursor::new(file), Path::new(NAME)) else { return };
    if let Ok(tape) = FileTape::new(reader) {
        play(tape);
    }
}

/// To and fro on the tape.
fn play(tape: FileTape<Cursor<&[u8]>>) {
    let (from, to) = tape.span();
    assert!(from <= to);
    let now = Instant::now().into();
    let Ok((mut player, _)) = Player::new(tape, 10.0, None, now) else { return };
    for (seconds, control) in [(1, Control::Step), (2, Control::Seek(3_600_000)), (3, Control::Seek(i64::MIN))] {
        let now = now + Duration::from_secs(seconds);
        player.control(control, now);
        player.advance(now);
    }
    let _ = (
        player.due(),
        player.dial().at(now),
        player.failure().map(|why| assert_harmless(&why.to_string(), "a failure")),
    );
}

/// A recording whose frame is whole: what is in its blocks is anybody's.
fn made(taken: &mut Taken<'_>) -> Vec<u8> {
    let mut file = head(ABOUT);
    while !taken.is_over() {
        let kind = taken.byte() % 8;
        let (first, last) = match taken.below(4) {
            0 => (taken.long(), taken.long()),
            near => (1_763_700_000_000 + i64::from(taken.short()), 1_763_700_000_000 + near as i64 * 60_000),
        };
        let mut raw = Vec::new();
        let lines = taken.below(8);
        for _ in 0..lines {
            match taken.below(4) {
                0 => raw.extend_from_slice(taken.slice(200)),
                chosen => {
                    let at = if chosen == 1 { taken.long() } else { first };
                    let line = GOOD_LINES[taken.below(GOOD_LINES.len())];
                    raw.extend_from_slice(line.replace("1763700000000", &at.to_string()).as_bytes());
                }
            }
            raw.push(b'\n');
        }
        let (count, size) = match taken.below(8) {
            0 => (u32::from(taken.short()), taken.long() as u32),
            _ => (lines as u32, raw.len() as u32),
        };
        block(&mut file, kind, (count, size), (first, last), &raw);
    }
    file
}

const GOOD_LINES: [&str; 6] = [
    r#"{"at":1763700000000,"kind":"heard","data":"agents"}"#,
    r#"{"at":1763700000000,"kind":"roster","data":{"kind":"full","summary":{"figures":[null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null,null],"extra":{}},"total":2,"complete":true,"agents":[{"id":"a","customer":{},"extra":{}},{"id":"b","answered":7,"customer":{},"extra":{}}]}}"#,
    r#"{"at":1763700000000,"kind":"source","data":{"source":"chat","phase":"waiting","until":1763700000000,"tries":3,"error":"no","connects":0,"resyncs":0,"bytes":0,"skew_ms":null}}"#,
    r#"{"at":1763700000000,"kind":"changes","data":{"changes":[{"agent":{"id":"a","set":{"work_since":1763700000000}}}]}}"#,
    r#"{"at":1763700000000,"kind":"changes","data":{"changes":[{"agent":{"id":"a","set":{"answered":18446744073709551615}}},{"agent":{"id":"b","set":{"answered":9}}}]}}"#,
    r#"{"at":1763700000000,"kind":"changes","data":{"changes":[],"rejects":[{"reason":"bad_value","detail":"x"}]}}"#,
];

/// A session of three blocks, and what is in it.
static GOOD: LazyLock<(Vec<u8>, Vec<Update>)> = LazyLock::new(|| {
    let mut file = head(ABOUT);
    let at = |ms: i64| (1_763_700_000_000 + ms, 1_763_700_000_000 + ms);
    for (kind, from, lines) in [(2, 0, &GOOD_LINES[..2]), (0, 1000, &GOOD_LINES[2..3]), (0, 2000, &GOOD_LINES[5..])] {
        let raw = lines.join("\n") + "\n";
        block(&mut file, kind, (lines.len() as u32, raw.len() as u32), at(from), raw.as_bytes());
    }
    let (found, error) = updates(&file);
    assert!(error.is_none() && found.len() == 4, "{found:?} {error:?}");
    (file, found)
});

/// One place of a good recording is damaged: what comes out is its beginning, never anything else.
fn damaged(taken: &mut Taken<'_>) {
    let (mut file, good) = GOOD.clone();
    let at = usize::from(taken.short()) % file.len();
    let more = match taken.below(4) {
        0 => {
            // Up to 32 bits in one place: more than that no checksum of 32 bits promises to see.
            for place in file.iter_mut().skip(at).take(4) {
                *place ^= taken.byte();
            }
            false
        }
        1 => {
            file.truncate(at);
            false
        }
        2 => {
            file.iter_mut().skip(at).for_each(|byte| *byte = 0);
            false
        }
        _ => {
            file.extend_from_slice(taken.0);
            true
        }
    };
    let (found, _) = updates(&file);
    assert!(found.iter().zip(&good).all(|(found, good)| found == good), "{found:?}");
    assert!(if more { found.len() >= good.len() } else { found.len() <= good.len() }, "{found:?}");
    read(&file);
}

fn crc(bytes: &[u8]) -> [u8; 4] {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum().to_le_bytes()
}

fn head(about: &str) -> Vec<u8> {
    let mut head = MAGIC.to_vec();
    head.extend_from_slice(&FORMAT.to_le_bytes());
    head.extend_from_slice(&(about.len() as u32).to_le_bytes());
    head.extend_from_slice(about.as_bytes());
    let sum = crc(&head);
    head.extend_from_slice(&sum);
    head
}

fn block(file: &mut Vec<u8>, kind: u8, (count, size): (u32, u32), span: (i64, i64), raw: &[u8]) {
    // One block of deflate that is stored as it is: a compressor would take most of a fuzzer's time.
    let length = u16::try_from(raw.len()).expect("a few lines");
    let mut packed = vec![1];
    packed.extend_from_slice(&length.to_le_bytes());
    packed.extend_from_slice(&(!length).to_le_bytes());
    packed.extend_from_slice(raw);
    let start = file.len();
    file.extend_from_slice(b"BLK\n");
    file.extend_from_slice(&[kind, 0, 0, 0]);
    for number in [count, size, packed.len() as u32] {
        file.extend_from_slice(&number.to_le_bytes());
    }
    for moment in [span.0, span.1] {
        file.extend_from_slice(&moment.to_le_bytes());
    }
    file.extend_from_slice(&crc(&packed));
    let sum = crc(&file[start..]);
    file.extend_from_slice(&sum);
    assert_eq!(file.len() - start, HEAD);
    file.extend_from_slice(&packed);
}
