//! A vendor's own figures: their columns, what they are called here, and their cells as values.

use std::borrow::Cow;

use crate::lang::{self, Language};
use crate::lists::{Column, Value};
use crate::model::{BusyReason, Cell, Metric, Unit};
use crate::ui::settings::Settings;
use crate::ui::text;

/// Cells a heading takes at most; the panel of columns has the whole words.
const WIDEST: u16 = 17;

/// The columns of a vendor's figures, behind others.
pub(in crate::ui) fn columns_of(
    language: Language,
    settings: &Settings,
    metrics: &[Metric],
    before: &[Column],
) -> Vec<Column> {
    let metric = |metric: &Metric| {
        let name = text::clean(&label(language, settings, metric)).into_owned();
        let label = text::width(&name) as u16;
        let least = if metric.unit == Unit::Duration { 7 } else { 6 };
        Column {
            key: Cow::Owned(metric.key.clone()),
            title: Cow::Owned(text::capital(&name)),
            group: Cow::Owned(lang::of(language, &metric.group).to_owned()),
            width: label.clamp(least, WIDEST),
            right: metric.unit != Unit::Text,
            shown: metric.shown,
        }
    };
    before.iter().cloned().chain(metrics.iter().map(metric)).collect()
}

/// A metric's cell as a value.
pub(in crate::ui) fn value<'a>(metric: Option<&Metric>, cell: Option<&'a Cell>) -> Value<'a> {
    match (cell, metric.map(|metric| metric.unit)) {
        (Some(Cell::Text(text)), _) => Value::text(Some(text)),
        (Some(Cell::Number(number)), Some(unit)) => match unit {
            Unit::Count => Value::Count(*number),
            Unit::Duration => Value::Millis(*number),
            Unit::Share if metric.is_some_and(Metric::is_ratio) => Value::Score(*number),
            Unit::Share => Value::Share(*number),
            Unit::Moment => Value::Moment(crate::model::Stamp(*number as i64)),
            Unit::Score | Unit::Text => Value::Score(*number),
        },
        _ => Value::None,
    }
}

/// A folded cell as a value of its own.
pub(in crate::ui) fn owned(metric: &Metric, cell: &Cell) -> Value<'static> {
    match value(Some(metric), Some(cell)) {
        Value::Text(text) => Value::word(text.into_owned()),
        Value::Count(number) => Value::Count(number),
        Value::Score(number) => Value::Score(number),
        Value::Millis(ms) => Value::Millis(ms),
        Value::Share(share) => Value::Share(share),
        Value::Moment(at) => Value::Moment(at),
        Value::None => Value::None,
    }
}

/// What a figure is called here: time in a reason for being busy goes by the tenant's own name for that.
pub(in crate::ui) fn label(language: Language, settings: &Settings, metric: &Metric) -> String {
    let (line, word) = match metric.label.strip_prefix("line busy, ") {
        Some(word) => (true, word),
        None => (false, metric.label.as_str()),
    };
    let is_it = |reason: &&BusyReason| reason.word().is_some_and(|own| own.replace('-', " ") == word);
    let reason = BusyReason::NAMED.iter().find(is_it).filter(|reason| settings.reasons.contains_key(reason));
    match reason.filter(|_| matches!(metric.group.as_str(), "breaks" | "line busy")) {
        Some(reason) if line => tr!(language, "line busy, {reason}", reason = settings.reason(language, *reason)),
        Some(reason) => settings.reason(language, *reason),
        None => lang::of(language, &metric.label).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fold;

    #[test]
    fn time_in_a_reason_goes_by_the_tenants_name_for_it() {
        let metric = |label: &str, group: &str| Metric {
            key: "key".to_owned(),
            label: label.to_owned(),
            group: group.to_owned(),
            unit: Unit::Duration,
            fold: Fold::Sum,
            role: None,
            shown: false,
        };
        let reasons = [(BusyReason::Training, "Coaching".to_owned()), (BusyReason::Custom1, "Mail".to_owned())];
        let settings = Settings { reasons: reasons.into_iter().collect(), ..Settings::default() };
        for (name, group, said) in [
            ("training", "breaks", "Coaching"),
            ("custom 1", "breaks", "Mail"),
            ("line busy, training", "line busy", "line busy, Coaching"),
            ("dining", "breaks", "dining"),
            ("training", "work", "training"),
        ] {
            assert_eq!(label(Language::English, &settings, &metric(name, group)), said);
        }
    }
}
