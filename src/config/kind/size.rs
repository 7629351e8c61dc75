//! Sizes as they are written: `10MB`, `512 KiB`, `0`.

use super::super::value::Raw;

/// The units, each in bytes, the largest of a kind last.
const UNITS: [(&str, u64); 9] = [
    ("B", 1),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
];

/// So many bytes; a number without a unit is of bytes.
pub(super) fn read(raw: &Raw) -> Option<u64> {
    let text = match raw {
        Raw::Text(text) => text.trim(),
        Raw::Integer(number) => return u64::try_from(*number).ok(),
        _ => return None,
    };
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let unit = unit.trim();
    let (_, bytes) = UNITS.iter().find(|(name, _)| unit.is_empty() || name.eq_ignore_ascii_case(unit))?;
    number.parse::<u64>().ok()?.checked_mul(*bytes)
}

/// In the largest unit in which it is a whole number.
pub(super) fn shown(bytes: u64) -> String {
    let fits = |(_, unit): &&(&str, u64)| bytes >= *unit && bytes.is_multiple_of(*unit);
    match UNITS.iter().rfind(fits) {
        Some((name, unit)) => format!("{}{name}", bytes / unit),
        None => "0".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_a_number_and_its_unit() {
        let read = |text: &str| read(&Raw::Text(text.to_owned()));
        for (text, bytes) in [
            ("0", Some(0)),
            ("10MB", Some(10_000_000)),
            (" 10 mb ", Some(10_000_000)),
            ("512KiB", Some(524_288)),
            ("3 TB", Some(3_000_000_000_000)),
            ("7", Some(7)),
            ("7B", Some(7)),
            ("", None),
            ("MB", None),
            ("1.5MB", None),
            ("-1MB", None),
            ("10 M", None),
            ("99999999999999999999", None),
            ("99999999TB", None),
        ] {
            assert_eq!(read(text), bytes, "{text}");
        }
        assert_eq!(super::read(&Raw::Integer(-1)), None);
        assert_eq!([0, 999, 1_000, 1_000_000, 1 << 20].map(shown), ["0", "999B", "1kB", "1MB", "1MiB"]);
    }
}
