//! Figures as filters write them, and how they are compared.

/// How a figure is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `=`
    Equal,
}

impl Compare {
    /// Whether `left` is so to `right`.
    pub fn holds<T: PartialOrd + Copy>(self, left: T, right: T) -> bool {
        match self {
            Self::More => left > right,
            Self::AtLeast => left >= right,
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::Equal => left == right,
        }
    }
}

/// Splits what stands behind a column into the comparison and the value.
pub(super) fn comparison(tail: &str) -> (Compare, &str) {
    for (sign, compare) in [
        (">=", Compare::AtLeast),
        ("<=", Compare::AtMost),
        (":>=", Compare::AtLeast),
        (":<=", Compare::AtMost),
        (":>", Compare::More),
        (":<", Compare::Less),
        ("==", Compare::Equal),
        (">", Compare::More),
        ("<", Compare::Less),
        ("=", Compare::Equal),
        (":", Compare::Equal),
    ] {
        if let Some(value) = tail.strip_prefix(sign) {
            return (compare, value);
        }
    }
    (Compare::Equal, tail)
}

/// A number, a percentage or a duration.
pub(super) fn figure(text: &str) -> Option<f64> {
    if let Ok(number) = text.trim_end_matches('%').parse::<f64>() {
        return number.is_finite().then_some(number);
    }
    duration_ms(text).map(|ms| ms as f64)
}

/// Whether a duration ends with a number without a unit: `5`, `1h30`. Nothing at all needs no unit, and `5:00` has
/// two.
pub(super) fn lacks_unit(text: &str) -> bool {
    let bare = text.ends_with(|c: char| c.is_ascii_digit()) && !text.contains(':');
    bare && duration_ms(text).is_some_and(|ms| ms != 0)
}

/// `90`, `90s`, `5m`, `1h30m`, `5:00`, `1:05:00`, in ms.
pub fn duration_ms(text: &str) -> Option<i64> {
    if text.contains(':') {
        let parts: Vec<i64> = text.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let seconds = match parts.as_slice() {
            [minutes, seconds] => minutes.checked_mul(60)?.checked_add(*seconds)?,
            [hours, minutes, seconds] => {
                hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(*seconds)?
            }
            _ => return None,
        };
        return seconds.checked_mul(1000);
    }
    let mut total: i64 = 0;
    let mut digits = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let unit = match c {
            's' => 1000,
            'm' => 60_000,
            'h' => 3_600_000,
            'd' => 86_400_000,
            _ => return None,
        };
        total = total.checked_add(digits.parse::<i64>().ok()?.checked_mul(unit)?)?;
        digits.clear();
    }
    if digits.is_empty() {
        return (!text.is_empty()).then_some(total);
    }
    total.checked_add(digits.parse::<i64>().ok()?.checked_mul(1000)?)
}
