use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn read<'a, T>(value: &'a Value, how: impl Fn(Loose<'a>) -> Read<T>) -> Read<T> {
    how(Loose::of(value))
}

#[test]
fn a_missing_null_or_blank_value_is_unknown_and_never_zero() {
    let fields = json!({"null": null, "blank": "  "});
    let fields = fields.as_object().unwrap();
    for key in ["absent", "null", "blank"] {
        let value = Loose::field(fields, key);
        assert_eq!(value.text(), Ok(None), "{key}");
        assert_eq!(value.count(), Ok(None), "{key}");
        assert_eq!(value.code(), Ok(None), "{key}");
        assert_eq!(value.number(), Ok(None), "{key}");
        assert_eq!(value.stamp(), Ok(None), "{key}");
        assert_eq!(value.flag(), Ok(None), "{key}");
        assert_eq!(value.clock_ms(), Ok(None), "{key}");
        assert_eq!(value.percent(), Ok(None), "{key}");
    }
}

#[test]
fn numbers_may_be_strings_and_strings_numbers() {
    for value in [json!(7), json!("7"), json!(" 7 "), json!(7.0), json!("7.0")] {
        assert_eq!(read(&value, Loose::count), Ok(Some(7)), "{value}");
        assert_eq!(read(&value, Loose::code), Ok(Some(7)), "{value}");
        assert_eq!(read(&value, Loose::number), Ok(Some(7.0)), "{value}");
    }
    assert_eq!(read(&json!(801), Loose::text), Ok(Some("801".to_owned())));
    assert_eq!(read(&json!("86400"), Loose::count), Ok(Some(86_400)));
    assert_eq!(read(&json!(18_446_744_073_709_551_615_u64), Loose::count), Ok(Some(u64::MAX)));
}

#[test]
fn what_cannot_be_a_count_is_bad_and_not_unknown() {
    for value in [
        json!(-1),
        json!("-1"),
        json!(7.5),
        json!("7.5"),
        json!("abc"),
        json!("1e3"),
        json!("inf"),
        json!("NaN"),
        json!(true),
        json!({}),
        json!([1]),
        json!(1e300),
    ] {
        assert_eq!(read(&value, Loose::count), Err(Bad::Count), "{value}");
    }
}

#[test]
fn codes_may_be_negative() {
    assert_eq!(read(&json!(-1), Loose::code), Ok(Some(-1)));
    assert_eq!(read(&json!("-1"), Loose::code), Ok(Some(-1)));
    assert_eq!(read(&json!("x"), Loose::code), Err(Bad::Code));
    assert_eq!(read(&json!(18_446_744_073_709_551_615_u64), Loose::code), Err(Bad::Code));
}

#[test]
fn a_timestamp_below_ten_to_the_eleven_is_seconds() {
    for (value, ms) in [
        (json!(1_638_944_241_704_i64), 1_638_944_241_704),
        (json!("1638944241704"), 1_638_944_241_704),
        (json!(1_638_944_241), 1_638_944_241_000),
        (json!("1638944241"), 1_638_944_241_000),
        (json!(1_638_944_241.5), 1_638_944_241_500),
        (json!(99_999_999_999_i64), 99_999_999_999_000),
        (json!(100_000_000_000_i64), 100_000_000_000),
    ] {
        assert_eq!(read(&value, Loose::stamp), Ok(Some(Stamp(ms))), "{value}");
    }
}

#[test]
fn a_timestamp_of_zero_or_less_means_there_was_none() {
    for value in [json!(0), json!("0"), json!(-1), json!(0.0)] {
        assert_eq!(read(&value, Loose::stamp), Ok(None), "{value}");
    }
    assert_eq!(read(&json!("yesterday"), Loose::stamp), Err(Bad::Time));
    assert_eq!(read(&json!(300_000_000_000_000_i64), Loose::stamp), Err(Bad::Time));
}

#[test]
fn durations_written_with_colons_become_milliseconds() {
    for (text, ms) in
        [("00:34:59", 2_099_000.0), ("01:12:43", 4_363_000.0), ("120:00:00", 432_000_000.0), ("05:01", 301_000.0)]
    {
        assert_eq!(Loose::Text(text).clock_ms(), Ok(Some(ms)), "{text}");
    }
    for text in ["1", "00:61:00", "00:00:60", "a:b:c", "1:2:3:4", "-1:00:00"] {
        assert_eq!(Loose::Text(text).clock_ms(), Err(Bad::Duration), "{text}");
    }
}

#[test]
fn percents_become_shares() {
    assert_eq!(Loose::Text("36.84%").percent(), Ok(Some(36.84 / 100.0)));
    assert_eq!(Loose::Text("0.00%").percent(), Ok(Some(0.0)));
    assert_eq!(Loose::Int(25).percent(), Ok(Some(0.25)));
    assert_eq!(Loose::Text("many%").percent(), Err(Bad::Percentage));
}

#[test]
fn the_raw_duration_is_preferred_to_the_written_one() {
    let both = json!({"avg": 353_669.5, "avg_str": "00:05:53"});
    assert_eq!(duration_ms(both.as_object().unwrap(), "avg", "avg_str"), Ok(Some(353_669.5)));
    let written = json!({"avg_str": "00:05:53"});
    assert_eq!(duration_ms(written.as_object().unwrap(), "avg", "avg_str"), Ok(Some(353_000.0)));
    let negative = json!({"avg": -3});
    assert_eq!(duration_ms(negative.as_object().unwrap(), "avg", "avg_str"), Err(Bad::Duration));
}

#[test]
fn the_first_spelling_that_is_there_counts() {
    let fields = json!({"ret_code": null, "retCode": "000000"});
    let fields = fields.as_object().unwrap();
    assert_eq!(Loose::spelt(fields, &["ret_code", "retCode"]), Loose::Text("000000"));
    assert_eq!(Loose::spelt(fields, &["other"]), Loose::Null);
}

proptest! {
    #[test]
    fn any_count_reads_the_same_as_number_and_as_string(count in 0_u64..=u64::MAX) {
        prop_assert_eq!(read(&json!(count), Loose::count), Ok(Some(count)));
        prop_assert_eq!(read(&json!(format!(" {count} ")), Loose::count), Ok(Some(count)));
    }

    #[test]
    fn no_text_makes_a_reading_panic(text in ".{0,40}") {
        let value = Loose::Text(&text);
        let _ = (value.count(), value.code(), value.number(), value.stamp(), value.flag(), value.percent());
        if let Ok(Some(ms)) = value.clock_ms() {
            prop_assert!(ms >= 0.0);
        }
    }
}

proptest! {
    #[test]
    fn what_is_trimmed_at_a_glance_is_trimmed_as_ever(text in "[ \u{a0}\u{3000}\ta张]{0,6}") {
        prop_assert_eq!(trimmed(&text), text.trim());
    }
}
