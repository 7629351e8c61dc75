//! Cells of figures whose columns are not, or only half, documented: reading a value in a unit, and telling the unit
//! from the values where no document does.

use serde_json::Value;

use super::lenient::Loose;
use crate::model::customer::{is_mobile, mask_within};
use crate::model::{Cell, Unit};

/// Reads a value in `unit`. A bare number in a column of durations is multiplied by `ms`; without that it is not known
/// what it counts, and it is unknown. Words where a number should be are shown as they came: the vendor's word is more
/// than none. A customer's number is no figure: it is masked here, since nothing behind this room knows what a column is
/// about.
pub(super) fn read(value: &Value, unit: Unit, ms: Option<f64>) -> Cell {
    let loose = Loose::of(value);
    let number = match unit {
        Unit::Count | Unit::Score => loose.number().ok().flatten(),
        Unit::Share => loose.percent().ok().flatten(),
        Unit::Moment => loose.stamp().ok().flatten().map(|at| at.ms() as f64),
        Unit::Duration => match loose.number() {
            Ok(number) => number.zip(ms).map(|(number, ms)| number * ms),
            Err(_) => loose.clock_ms().ok().flatten(),
        },
        Unit::Text => None,
    };
    let words = || loose.text().ok().flatten().filter(|text| unit == Unit::Text || is_word(text));
    let counted = matches!(unit, Unit::Count | Unit::Score);
    match loose.text().ok().flatten().filter(|text| counted && is_mobile(text)) {
        Some(number) => Cell::Text(mask_within(&number)),
        None => {
            number.map(Cell::Number).or_else(|| words().map(|text| Cell::Text(mask_within(&text)))).unwrap_or_default()
        }
    }
}

/// Neither a number nor a dash that stands for none.
fn is_word(text: &str) -> bool {
    Loose::Text(text).number().is_err() && text.chars().any(char::is_alphanumeric)
}

/// The unit that all of these values can be read in: counts, numbers with a fraction, shares written with a per cent
/// sign, durations written `00:34:59`, and else words. `None` where there is no value.
pub(super) fn unit_of<'a>(values: impl Iterator<Item = &'a Value>) -> Option<Unit> {
    let units = values.filter_map(|value| {
        let loose = Loose::of(value);
        // A dash stands for no value, in columns of any unit.
        let text = loose.text().ok().flatten().filter(|text| text.chars().any(char::is_alphanumeric))?;
        Some(match loose.number() {
            Ok(Some(number)) if number.fract() == 0.0 => Unit::Count,
            Ok(_) => Unit::Score,
            Err(_) if text.ends_with('%') && loose.percent().is_ok() => Unit::Share,
            Err(_) if loose.clock_ms().is_ok() => Unit::Duration,
            Err(_) => Unit::Text,
        })
    });
    units.reduce(|one, other| match (one, other) {
        _ if one == other => one,
        (Unit::Count, Unit::Score) | (Unit::Score, Unit::Count) => Unit::Score,
        _ => Unit::Text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_is_read_in_its_unit_or_shown_as_it_came() {
        for (value, unit, ms, cell) in [
            (json!("12"), Unit::Count, None, Cell::Number(12.0)),
            (json!("39.67%"), Unit::Share, None, Cell::Number(0.3967)),
            (json!(33.33), Unit::Share, None, Cell::Number(0.3333)),
            (json!("00:04:12"), Unit::Duration, None, Cell::Number(252_000.0)),
            (json!(36), Unit::Duration, Some(1000.0), Cell::Number(36_000.0)),
            (json!(36), Unit::Duration, None, Cell::Unknown),
            (json!("36"), Unit::Duration, None, Cell::Unknown),
            (json!("4分12秒"), Unit::Duration, None, Cell::Text("4分12秒".to_owned())),
            (json!("--"), Unit::Share, None, Cell::Unknown),
            (json!(""), Unit::Count, None, Cell::Unknown),
            (json!(null), Unit::Count, None, Cell::Unknown),
            (json!({"a": 1}), Unit::Count, None, Cell::Unknown),
            (json!(5), Unit::Text, None, Cell::Text("5".to_owned())),
            (json!("back to 139-1234-5001"), Unit::Text, None, Cell::Text("back to 139****5001".to_owned())),
            (json!("13912345002"), Unit::Text, None, Cell::Text("139****5002".to_owned())),
            (json!(13_912_345_003_i64), Unit::Count, None, Cell::Text("139****5003".to_owned())),
        ] {
            assert_eq!(read(&value, unit, ms), cell, "{value}");
        }
    }

    #[test]
    fn a_unit_is_told_from_all_values_of_a_column() {
        for (values, unit) in [
            (json!([1, "2", null]), Some(Unit::Count)),
            (json!([1, 2.5]), Some(Unit::Score)),
            (json!(["1%", "--", "2.5%"]), Some(Unit::Share)),
            (json!(["00:01:00"]), Some(Unit::Duration)),
            (json!(["1%", 3]), Some(Unit::Text)),
            (json!(["组", 3]), Some(Unit::Text)),
            (json!([null, {}, ""]), None),
        ] {
            assert_eq!(unit_of(values.as_array().unwrap().iter()), unit, "{values}");
        }
    }
}
