use std::borrow::Cow;

use super::*;
use crate::lists::{ListId, Opens, SheetFields, csv};
use crate::model::testing::NOW;

struct Fruit;

const COLUMNS: &[Column] = &[
    Column::left("name", "Name", 10),
    Column::right("count", "Count", 6),
    Column::right("talk", "Talk time", 7),
    Column::left("note", "Note", 8).hidden(),
];

const ROWS: &[(&str, Option<u64>, Option<i64>, &str)] = &[
    ("pear", Some(3), Some(60_000), "=1+1"),
    ("apple", None, Some(300_000), "a, b"),
    ("梨", Some(20), None, "say \"x\""),
    ("fig", Some(3), Some(61_000), ""),
];

impl Sheet for Fruit {
    fn id(&self) -> ListId {
        ListId::Rejected
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(COLUMNS)
    }
    fn rows(&self) -> usize {
        ROWS.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        Cow::Borrowed(ROWS[row].0)
    }
    fn value(&self, _: Language, row: usize, column: usize) -> Value<'_> {
        let row = &ROWS[row];
        match column {
            0 => Value::text(Some(row.0)),
            1 => Value::count(row.1),
            2 => Value::millis(row.2),
            _ => Value::text(Some(row.3)),
        }
    }
    fn stamp(&self) -> u64 {
        0
    }
    fn open(&self, _: Language, _row: usize) -> Option<Opens> {
        None
    }
    fn name(&self) -> String {
        "fruit".to_owned()
    }
}

/// Without the rows, so that any column may hold anything.
const FIELDS: SheetFields<'static> = SheetFields { language: Language::English, sheet: None, columns: COLUMNS };

const NOTATION: Notation =
    Notation { language: Language::English, dash: "–", zone: chrono_tz::Asia::Shanghai, at: NOW, revealed: false };

fn names(list: &List) -> Vec<&'static str> {
    list.order(NOTATION, &Fruit).iter().map(|row| ROWS[*row as usize].0).collect()
}

fn filtered(text: &str) -> List {
    List { filter: Filter::parse(text, &FIELDS).unwrap(), ..List::default() }
}

#[test]
fn figures_sort_largest_first_words_from_a_and_the_unknown_last_either_way() {
    let by = |key: &str, reverse| List { sort: Some(key.to_owned()), reverse, ..List::default() };
    assert_eq!(names(&List::default()), ["pear", "apple", "梨", "fig"]);
    assert_eq!(names(&by("count", false)), ["梨", "pear", "fig", "apple"]);
    assert_eq!(names(&by("count", true)), ["pear", "fig", "梨", "apple"]);
    assert_eq!(names(&by("name", false)), ["apple", "fig", "pear", "梨"]);
    assert_eq!(names(&by("talk", true)), ["pear", "fig", "apple", "梨"]);
}

#[test]
fn filters_ask_any_column_one_column_or_a_figure() {
    for (text, left) in [
        ("", &["pear", "apple", "梨", "fig"][..]),
        ("P", &["pear", "apple"]),
        ("name:p", &["pear", "apple"]),
        ("count>=3 !name:fig", &["pear", "梨"]),
        ("talk-time>1m", &["apple", "fig"]),
        ("talk=1m", &["pear"]),
        ("count<5", &["pear", "fig"]),
        ("/^p|梨/", &["pear", "梨"]),
        ("note:\"a, b\"", &["apple"]),
        ("co=20", &["梨"]),
        ("name=\"pea\"", &[]),
        ("name=\"Pear\"", &["pear"]),
        ("count=\"\"", &["apple"]),
    ] {
        assert_eq!(names(&filtered(text)), left, "{text}");
    }
}

#[test]
fn a_bad_filter_says_what_is_wrong() {
    for (text, sentence) in [
        ("colour:red", "there is no column `colour`; there are name, count, talk, …"),
        (
            "count>many",
            "count: `many` is not a number, a percentage such as 80%, or a duration such as 90s, 5m or 1h30m",
        ),
        ("/x", "the regular expression has no closing /"),
        ("!", "nothing follows the !"),
    ] {
        assert_eq!(Filter::parse(text, &FIELDS).unwrap_err().to_string(), sentence);
    }
}

#[test]
fn a_file_holds_what_is_shown_plainly_and_no_formulas() {
    let list = List {
        columns: Some(vec!["talk".to_owned(), "note".to_owned()]),
        filter: Filter::parse("!fig", &FIELDS).unwrap(),
        ..List::default()
    };
    let text = csv(NOTATION, &Fruit, &list, &list.order(NOTATION, &Fruit));
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines, ["Name,Talk time (s),Note", "pear,60,'=1+1", "apple,300,\"a, b\"", "梨,,\"say \"\"x\"\"\"", "",]);
}

#[test]
fn the_chosen_row_is_followed_and_one_that_has_gone_leaves_its_place() {
    let mut list = List { selected: Some("fig".to_owned()), cursor: 3, ..List::default() };
    let position = |list: &List| list.position(&Fruit, &list.order(NOTATION, &Fruit));
    assert_eq!(position(&list), Some(3));
    list.sort = Some("name".to_owned());
    assert_eq!(position(&list), Some(1));
    list.selected = Some("kiwi".to_owned());
    assert_eq!(position(&list), Some(3));
    list.filter = Filter::parse("pear", &FIELDS).unwrap();
    assert_eq!(position(&list), Some(0));
    list.filter = Filter::parse("nothing", &FIELDS).unwrap();
    assert_eq!(position(&list), None);
}

#[test]
fn a_heading_says_its_unit_once_whether_or_not_anything_is_known() {
    struct Rates;
    const HEADINGS: &[Column] =
        &[Column::left("name", "Name", 8), Column::right("valid", "Valid %", 8), Column::right("share", "Share", 8)];
    impl Sheet for Rates {
        fn id(&self) -> ListId {
            ListId::Rejected
        }
        fn columns(&self) -> Cow<'_, [Column]> {
            Cow::Borrowed(HEADINGS)
        }
        fn rows(&self) -> usize {
            1
        }
        fn key(&self, _row: usize) -> Cow<'_, str> {
            Cow::Borrowed("a")
        }
        fn value(&self, _: Language, _row: usize, column: usize) -> Value<'_> {
            if column == 0 { Value::text(Some("a")) } else { Value::Share(0.5) }
        }
        fn stamp(&self) -> u64 {
            0
        }
        fn open(&self, _: Language, _row: usize) -> Option<Opens> {
            None
        }
        fn name(&self) -> String {
            "rates".to_owned()
        }
    }
    let heading = |order: &[u32]| csv(NOTATION, &Rates, &List::default(), order).lines().next().unwrap().to_owned();
    assert_eq!(heading(&[0]), "Name,Valid %,Share (%)");
    assert_eq!(heading(&[]), "Name,Valid %,Share");
}

#[test]
fn a_duration_in_a_list_is_compared_with_its_unit() {
    let parse = |typed: &str| Filter::parse(typed, &SheetFields { sheet: Some(&Fruit), ..FIELDS });
    assert_eq!(parse("talk>5").unwrap_err().to_string(), "talk: `5` lacks its unit, as in 90s, 5m or 1h30m");
    for typed in ["talk>5m", "talk>0", "talk>1:30", "count>5"] {
        assert!(parse(typed).is_ok(), "{typed}");
    }
    assert_eq!(parse("coutn>5").unwrap_err().to_string(), "there is no column `coutn`; did you mean count?");
}
