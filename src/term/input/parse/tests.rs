use proptest::prelude::*;

use super::*;

/// Everything that is read of `pieces`, and of the quiet after them.
fn read(pieces: &[&[u8]]) -> Vec<Event> {
    let (mut parser, mut events) = (Parser::default(), Vec::new());
    for piece in pieces {
        parser.feed(piece, &mut events);
    }
    parser.give_up(&mut events);
    events
}

fn plain(code: KeyCode) -> Event {
    key(code, KeyModifiers::NONE)
}

fn click(kind: MouseEventKind, column: u16, row: u16) -> Event {
    Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
}

/// What terminals send, and what it is.
fn sequences() -> Vec<(&'static [u8], Vec<Event>)> {
    use KeyCode::{BackTab, Backspace, Char, Delete, Down, End, Enter, Esc, F, Home, Insert, Left, PageDown, PageUp};
    use KeyCode::{Right, Tab, Up};
    let with = |code, modifiers| vec![key(code, modifiers)];
    let mut all: Vec<(&[u8], Vec<Event>)> = vec![
        (b"\x1b", vec![plain(Esc)]),
        (b"\r", vec![plain(Enter)]),
        (b"\t", vec![plain(Tab)]),
        (b"\x7f", vec![plain(Backspace)]),
        (b"\x03", with(Char('c'), KeyModifiers::CONTROL)),
        (b"\x00", with(Char(' '), KeyModifiers::CONTROL)),
        (b"\x1c", with(Char('4'), KeyModifiers::CONTROL)),
        (b"q", vec![plain(Char('q'))]),
        (b"G", with(Char('G'), KeyModifiers::SHIFT)),
        ("é".as_bytes(), vec![plain(Char('é'))]),
        ("好".as_bytes(), vec![plain(Char('好'))]),
        ("😀".as_bytes(), vec![plain(Char('😀'))]),
        (b"\x1bq", with(Char('q'), KeyModifiers::ALT)),
        ("\x1b好".as_bytes(), with(Char('好'), KeyModifiers::ALT)),
        (b"\x1b\r", with(Enter, KeyModifiers::ALT)),
        (b"\x1b[", with(Char('['), KeyModifiers::ALT)),
        (b"\x1bO", with(Char('O'), KeyModifiers::ALT)),
        (b"\x1b]", with(Char(']'), KeyModifiers::ALT)),
        (b"\x1b\x1b", vec![plain(Esc), plain(Esc)]),
        (b"\x1b\x1b[A", vec![plain(Esc), plain(Up)]),
        (b"\x1b[Z", vec![plain(BackTab)]),
        (b"\x1b[1;5A", with(Up, KeyModifiers::CONTROL)),
        (b"\x1b[1;2D", with(Left, KeyModifiers::SHIFT)),
        (b"\x1b[1;2:3D", vec![]),
        (b"\x1b[3;3~", with(Delete, KeyModifiers::ALT)),
        (b"\x1b[[A", vec![plain(F(1))]),
        (b"\x1b[[E", vec![plain(F(5))]),
        (b"\x1b[27;5;113~", with(Char('q'), KeyModifiers::CONTROL)),
        (b"\x1b[113;5u", with(Char('q'), KeyModifiers::CONTROL)),
        (b"\x1b[27u", vec![plain(Esc)]),
        (b"\x1bOM", vec![plain(Enter)]),
        (b"\x1bOy", vec![plain(Char('9'))]),
        (b"\x1b[<0;3;2M", vec![click(MouseEventKind::Down(MouseButton::Left), 2, 1)]),
        (b"\x1b[<2;300;200m", vec![click(MouseEventKind::Up(MouseButton::Right), 299, 199)]),
        (b"\x1b[<64;1;1M", vec![click(MouseEventKind::ScrollUp, 0, 0)]),
        (b"\x1b[<65;1;1M", vec![click(MouseEventKind::ScrollDown, 0, 0)]),
        (b"\x1b[M !!", vec![click(MouseEventKind::Down(MouseButton::Left), 0, 0)]),
        (b"\x1b[32;5;6M", vec![click(MouseEventKind::Down(MouseButton::Left), 4, 5)]),
        (b"\x1b[200~quit\rq\x1b[A y\x1b[201~", vec![Event::Paste("quit\rq\x1b[A y".to_owned())]),
        // What no key sends.
        (b"\x1b[12;3R", vec![]),
        (b"\x1b[?2026;2$y", vec![]),
        (b"\x1b[?62;22c", vec![]),
        (b"\x1b[>0;276;0c", vec![]),
        (b"\x1b[I", vec![]),
        (b"\x1b[201~", vec![]),
        (b"\x1b]11;rgb:0000/0000/0000\x07", vec![]),
        (b"\x1b]11;rgb:0000/0000/0000\x1b\\", vec![]),
        (b"\x1bP1$r0m\x1b\\", vec![]),
        (b"\x1b[999999999999999~", vec![]),
        (b"\x1b[<0;0;0M", vec![]),
        (b"\x1b[1;5", vec![]),
    ];
    let letters: [(u8, KeyCode); 6] =
        [(b'A', Up), (b'B', Down), (b'C', Right), (b'D', Left), (b'F', End), (b'H', Home)];
    for (letter, code) in letters {
        all.push((Vec::leak(vec![0x1b, b'[', letter]), vec![plain(code)]));
        all.push((Vec::leak(vec![0x1b, b'O', letter]), vec![plain(code)]));
    }
    let numbers = [
        (1, Home),
        (2, Insert),
        (3, Delete),
        (4, End),
        (5, PageUp),
        (6, PageDown),
        (7, Home),
        (8, End),
        (11, F(1)),
        (15, F(5)),
        (17, F(6)),
        (21, F(10)),
        (23, F(11)),
        (24, F(12)),
        (34, F(20)),
    ];
    for (number, code) in numbers {
        all.push((Vec::leak(format!("\x1b[{number}~").into_bytes()), vec![plain(code)]));
    }
    all
}

#[test]
fn what_terminals_send_is_read_whole_and_cut_at_every_byte() {
    for (bytes, expected) in sequences() {
        let shown = bytes.escape_ascii();
        assert_eq!(read(&[bytes]), expected, "{shown}");
        for at in 1..bytes.len() {
            let (before, after) = bytes.split_at(at);
            assert_eq!(read(&[before, after]), expected, "{shown} cut at {at}");
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(read(&single), expected, "{shown} byte by byte");
    }
}

#[test]
fn a_sequence_leaves_nothing_behind_for_the_key_after_it() {
    for (bytes, mut expected) in sequences() {
        let mut events = Vec::new();
        let mut parser = Parser::default();
        parser.feed(bytes, &mut events);
        parser.give_up(&mut events);
        parser.feed(b"q", &mut events);
        expected.push(plain(KeyCode::Char('q')));
        assert_eq!(events, expected, "{}", bytes.escape_ascii());
    }
}

#[test]
fn control_c_gets_through_half_a_string_of_the_terminal() {
    for half in [&b"\x1b]0;never ended"[..], b"\x1b[1;", b"\x1bP"] {
        assert_eq!(read(&[half, b"\x03"]), [key(KeyCode::Char('c'), KeyModifiers::CONTROL)]);
    }
}

#[test]
fn bytes_that_are_no_text_are_left_out_alone() {
    for bad in [&b"\xff"[..], b"\x80", b"\xc3", b"\xe5\xa5", b"\xc0\x80", b"\xed\xa0\x80", b"\xf8", b"\x9b"] {
        assert_eq!(read(&[bad, b"q"]).last(), Some(&plain(KeyCode::Char('q'))), "{bad:?}");
    }
}

#[test]
fn a_long_paste_is_cut_and_its_end_is_found() {
    let text = "字".repeat(LONGEST_PASTE);
    let mut bytes = b"\x1b[200~".to_vec();
    bytes.extend_from_slice(text.as_bytes());
    bytes.extend_from_slice(b"\x1b[201~q");
    for size in [1000, 4095, bytes.len()] {
        let events = read(&bytes.chunks(size).collect::<Vec<_>>());
        let [Event::Paste(kept), last] = events.as_slice() else { panic!("{} events", events.len()) };
        assert!(kept.len() <= LONGEST_PASTE + 64 && kept.starts_with("字字"), "{}", kept.len());
        assert_eq!(*last, plain(KeyCode::Char('q')));
    }
}

#[test]
fn a_key_that_is_held_down_is_no_paste() {
    assert_eq!(read(&[&b"j".repeat(700)]).len(), 700);
    assert_eq!(read(&[&b"\x1b[B".repeat(700)]).len(), 700);
}

#[test]
fn what_is_typed_fast_is_still_typed() {
    let typed = b"/state:talking missed>0\r";
    assert_eq!(read(&[typed]).len(), typed.len());
}

proptest! {
    #[test]
    fn any_bytes_are_survived_and_what_follows_is_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let (mut parser, mut events) = (Parser::default(), Vec::new());
        parser.feed(&bytes, &mut events);
        parser.give_up(&mut events);
        prop_assert_eq!(parser.open(), Open::Nothing);
        events.clear();
        parser.feed(b"q", &mut events);
        prop_assert_eq!(events, [plain(KeyCode::Char('q'))]);
    }

    #[test]
    fn where_pieces_are_cut_changes_nothing(
        picks in proptest::collection::vec(any::<prop::sample::Index>(), 1..12),
        size in 1_usize..9,
    ) {
        let all: Vec<_> = sequences().into_iter().filter(|(bytes, _)| bytes.len() > 2 && *bytes != b"\x1b[1;5").collect();
        let bytes: Vec<u8> = picks.iter().flat_map(|pick| pick.get(&all).0.iter().copied()).collect();
        let pieces: Vec<&[u8]> = bytes.chunks(size).collect();
        prop_assert_eq!(read(&pieces), read(&[&bytes]));
    }
}
