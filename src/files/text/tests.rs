use proptest::prelude::*;

use super::*;

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

#[test]
fn text_is_read_with_and_without_a_mark_and_in_either_order_of_bytes() {
    for text in ["", "a", "name = \"李娜 😀\"\r\n", "\n", "{\"a\":1}"] {
        assert_eq!(read(text.into()).as_deref(), Ok(text));
        assert_eq!(read(format!("\u{FEFF}{text}").into()).as_deref(), Ok(text));
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let marked = utf16(&format!("\u{FEFF}{text}"), order);
            assert_eq!(read(marked.clone()).as_deref(), Ok(text));
            assert_eq!(read_lossy(marked), text);
        }
    }
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        assert_eq!(read(utf16("{\"a\":\"李娜\"}", order)).as_deref(), Ok("{\"a\":\"李娜\"}"), "without a mark");
    }
}

#[test]
fn only_the_mark_in_front_is_taken_and_only_once() {
    assert_eq!(read("\u{FEFF}\u{FEFF}a\u{FEFF}".into()).as_deref(), Ok("\u{FEFF}a\u{FEFF}"));
    assert_eq!(without_mark("\u{FEFF}a"), "a");
    assert_eq!(without_mark("a\u{FEFF}"), "a\u{FEFF}");
}

#[test]
fn what_is_no_text_is_refused_with_its_line_or_replaced() {
    for (bytes, line, replaced) in [
        (&b"a\nb\xFFc\n"[..], 2, "a\nb\u{FFFD}c\n"),
        (b"\xEF\xBB\xBF\xC0\xAF", 1, "\u{FFFD}\u{FFFD}"),
        (b"a\n\n\xE6\x9D", 3, "a\n\n\u{FFFD}"),
        (b"\xED\xA0\xBD", 1, "\u{FFFD}\u{FFFD}\u{FFFD}"),
        (b"\xFF\xFEa\0\n\0\x3D\xD8b\0", 2, "a\n\u{FFFD}b"),
        (b"\xFF\xFEa\0b", 1, "a\u{FFFD}"),
        (b"\xFF\xFE\0\0a\0\0\0", 1, "\u{FFFD}\u{FFFD}\0\0a\0\0\0"),
    ] {
        assert_eq!(read(bytes.to_vec()), Err(NoText { line }), "{bytes:?}");
        assert_eq!(read_lossy(bytes.to_vec()), replaced, "{bytes:?}");
    }
    assert_eq!(NoText { line: 7 }.to_string(), "line 7 is not UTF-8 text");
}

proptest! {
    #[test]
    fn what_is_read_is_read_alike_both_ways(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        let lossy = read_lossy(bytes.clone());
        if let Ok(text) = read(bytes) {
            prop_assert_eq!(text, lossy);
        }
    }

    #[test]
    fn plain_text_stays_as_it_is(text in "[^\u{0}\u{FEFF}]{0,40}") {
        prop_assert_eq!(read(text.clone().into()), Ok(text.clone()));
    }
}
