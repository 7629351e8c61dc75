use proptest::prelude::*;

use super::*;
use crate::lang::Language;
use crate::model::Stamp;

#[test]
fn hostile_text_loses_everything_but_its_letters() {
    for (dirty, cleaned) in [
        ("plain", "plain"),
        ("\u{1b}[31mred\u{1b}[0m", "red"),
        ("\u{1b}]0;title\u{7}after", "after"),
        ("\u{1b}]8;;http://evil\u{1b}\\link", "link"),
        ("\u{1b}]never ends", "]never ends"),
        ("\u{9b}2Jgone", "gone"),
        ("a\u{1b}", "a"),
        ("bell\u{7} null\u{0} del\u{7f}", "bell null del"),
        ("tab\tnew\nline\r", "tab new line"),
        ("\u{202e}gnp.exe\u{202c}", "gnp.exe"),
        ("zero\u{200b}width\u{2060}\u{feff}", "zerowidth"),
        ("\u{301}\u{301}lone", "lone"),
        ("e\u{301}", "é"),
        ("z\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}", "ź\u{302}\u{303}\u{304}"),
        ("\u{301}\ta", "a"),
        ("李\u{fe0f}娜", "李娜"),
        ("👩\u{200d}💻", "👩💻"),
        ("  padded  ", "padded"),
        ("한국", "한국"),
    ] {
        assert_eq!(clean(dirty), cleaned, "{dirty:?}");
    }
}

#[test]
fn width_counts_cells_and_cutting_keeps_letters_whole() {
    assert_eq!(width("李娜 ok"), 7);
    assert_eq!(cut("李娜张伟", 8, "…"), "李娜张伟");
    assert_eq!(cut("李娜张伟", 7, "…"), "李娜张…");
    assert_eq!(cut("李娜张伟", 6, "…"), "李娜…");
    assert_eq!(cut("Wang Fang", 6, "…"), "Wang…");
    assert_eq!(cut("Wang", 0, "…"), "");
    assert_eq!(pad("李娜", 6), "李娜  ");
    assert_eq!(pad_left("42", 5), "   42");
    assert_eq!(wrap("the quick brown fox", 9, "…"), ["the quick", "brown fox"]);
    assert_eq!(wrap("unbreakable", 5, "…"), ["unbr…"]);
    assert_eq!(wrap("数据为 41 秒前，且最近一次更新失败", 14, "…"), ["数据为 41 秒", "前，且最近一次", "更新失败"]);
    assert_eq!(wrap("通话（含保持）", 6, "…"), ["通话", "（含保", "持）"]);
}

#[test]
fn figures_read_as_a_person_writes_them() {
    assert_eq!(duration(Some(372_000), "–"), "06:12");
    assert_eq!(duration(Some(3_600_000 + 62_999), "–"), "1:01:02");
    assert_eq!(duration(Some(36_000_000), "–"), "10h00m");
    assert_eq!(duration(Some(100 * 3_600_000), "–"), "100h00m");
    assert_eq!(duration(Some(1_234 * 3_600_000 + 59 * 60_000), "–"), "1234h");
    assert_eq!(duration(Some(-5), "–"), "00:00");
    assert_eq!(duration(None, "–"), "–");
    assert_eq!(
        [
            age(Language::English, 999),
            age(Language::English, 59_000),
            age(Language::English, 60_000),
            age(Language::English, 7_200_000),
            age(Language::English, 200_000_000)
        ],
        ["0s", "59s", "1m", "2h", "2d"]
    );
    assert_eq!(
        [
            limit(Language::English, 20_000),
            limit(Language::English, 300_000),
            limit(Language::English, 5_400_000),
            limit(Language::English, 0)
        ],
        ["20s", "5m", "1h30m", "0s"]
    );
    assert_eq!(count(Some(1_234_567), "–"), "1,234,567");
    assert_eq!(count(Some(123), "–"), "123");
    assert_eq!(percent(Some(0.0434), "–"), "4.3 %");
    assert_eq!(percent(Some(1.0), "–"), "100 %");
    assert_eq!(percent(None, "–"), "–");
    assert_eq!(
        [
            ordinal(Language::English, 1),
            ordinal(Language::English, 2),
            ordinal(Language::English, 3),
            ordinal(Language::English, 11),
            ordinal(Language::English, 22)
        ],
        ["1st", "2nd", "3rd", "11th", "22nd"]
    );
}

#[test]
fn the_clock_shows_the_sites_time_and_its_offset() {
    let at = Stamp(1_795_242_727_000);
    let (text, offset) = clock(Language::English, at, chrono_tz::Asia::Shanghai, "%a %d %b %H:%M:%S").unwrap();
    assert_eq!((text.as_str(), offset.as_str()), ("Sat 21 Nov 14:32:07", "+08"));
    assert_eq!(clock(Language::English, at, chrono_tz::Asia::Kolkata, "%H:%M").unwrap().1, "+05:30");
    assert_eq!(clock(Language::English, Stamp(i64::MAX), chrono_tz::UTC, "%H:%M"), None);
}

#[test]
fn characters_that_stand_alone_are_as_wide_as_the_screen_buffer_draws_them() {
    let every = (' '..=char::MAX).map(String::from);
    let alone: Vec<(String, usize)> = every.filter_map(|text| Some((text.clone(), lone_width(&text)?))).collect();
    assert!(alone.len() > 21_500, "{}", alone.len());
    for (text, cells) in alone {
        assert_eq!(cells, usize::from(text.cell_width()), "{text:?}");
        assert_eq!(format!("{text}{text}").graphemes(true).count(), 2, "{text:?}");
        assert_eq!(clean(&format!("a{text}a")), format!("a{text}a"), "{text:?}");
    }
}

/// Cells of a text by what is to be seen together.
fn slow_width(text: &str) -> usize {
    text.graphemes(true).map(grapheme_width).sum()
}

/// The same as [`cut`], by what is to be seen together.
fn slow_cut(text: &str, cells: usize) -> String {
    if slow_width(text) <= cells {
        return text.to_owned();
    }
    let Some(mut room) = cells.checked_sub(1) else { return String::new() };
    let fits = text.graphemes(true).take_while(|grapheme| {
        let left = room.checked_sub(grapheme_width(grapheme));
        room = left.unwrap_or(0);
        left.is_some()
    });
    format!("{}…", fits.collect::<String>().trim_end())
}

proptest! {
    #[test]
    fn cleaned_text_has_no_control_and_stays_as_it_is(dirty in "\\PC*|[\\x00-\\x{9f}\\x{200b}-\\x{206f}e\\x{301}\\x{1b}\\[0-9m;李娜 ]{0,60}|.{0,60}") {
        let once = clean(&dirty).into_owned();
        prop_assert!(!once.contains(char::is_control));
        let invisible = ['\u{200b}', '\u{202e}', '\u{2066}', '\u{feff}', '\u{1b}'];
        prop_assert!(!once.contains(invisible));
        prop_assert_eq!(clean(&once).into_owned(), once);
    }

    #[test]
    fn fitted_text_never_takes_more_cells_than_asked(dirty in any::<String>(), cells in 0_usize..40) {
        let fitted = fit(&dirty, cells, "…");
        prop_assert!(width(&fitted) <= cells);
        prop_assert_eq!(fit(&fitted, cells, "…"), fitted.clone());
        prop_assert!(width(&pad(&fitted, cells)) == cells);
    }

    #[test]
    fn what_stands_alone_is_measured_and_cut_like_any_other_text(
        text in "[ -~]{0,20}|[ -~·×–‖…≤≥←↘─█▼À-ſЀ-ѿ一-鿿、。，：；（）！？]{0,20}|[ -~é李Ж│\\x{301}\\x{483}\\x{fe0f}\\x00]{0,9}|.{0,20}",
        cells in 0_usize..24,
    ) {
        prop_assert_eq!(width(&text), slow_width(&text));
        prop_assert_eq!(cut(&text, cells, "…").into_owned(), slow_cut(&text, cells));
        let parts: Vec<_> = alone(&text).collect();
        let whole = parts.iter().map(|(part, _)| *part).collect::<String>() == text;
        prop_assert_eq!(lone_width(&text), whole.then(|| parts.iter().map(|(_, cells)| cells).sum()));
    }

    #[test]
    fn the_screen_buffer_agrees_on_the_width(dirty in any::<String>()) {
        let cleaned = fit(&dirty, 60, "…");
        let mut buffer = ratatui::buffer::Buffer::empty(ratatui::layout::Rect::new(0, 0, 80, 1));
        let (end, _) = buffer.set_stringn(0, 0, &cleaned, 80, ratatui::style::Style::new());
        prop_assert_eq!(usize::from(end), width(&cleaned));
    }
}

/// What a terminal draws of a text, and where it stands then.
fn terminal_takes(text: &str) -> usize {
    // Whatever is drawn here fits: fewer cells are cleared sooner.
    let mut terminal = vt100::Parser::new(2, 48, 0);
    terminal.process(text.as_bytes());
    usize::from(terminal.screen().cursor_position().1)
}

/// vt100 leaves out U+FFFD, which terminals draw; the screen buffer leaves a blank behind half-width voicing marks.
fn is_drawn_otherwise(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{ff9e}' | '\u{ff9f}')
}

#[test]
fn every_character_that_is_kept_takes_the_cells_that_are_counted() {
    for c in ('!'..=char::MAX).filter(|c| !is_drawn_otherwise(*c)) {
        let text = clean(&format!("a{c}b")).into_owned();
        assert_eq!(width(&text), terminal_takes(&text), "{}", text.escape_unicode());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn characters_together_take_the_cells_that_are_counted(text in "[\\PC\\p{Arabic}\\p{Hangul}\\p{Devanagari}\\p{Thai}\\p{M}\u{1f1e6}-\u{1f1ff}👨👩👧]{1,12}") {
        let text = clean(&text.replace(is_drawn_otherwise, "")).into_owned();
        prop_assert_eq!(width(&text), terminal_takes(&text), "{}", text.escape_unicode());
    }
}
