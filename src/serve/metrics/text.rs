//! Values as the OpenMetrics text format has them.

use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, MetricEncoder, NoLabelSet, text};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::{Registry, Unit as Named};

use super::latency::Latency;
use super::meter::{Kind, Unit};
use super::sample::{Number, Sample};

/// All of these, which are in order.
///
/// # Errors
/// When they cannot be written, which would be a fault of ours.
pub(super) fn write(samples: Vec<Sample>) -> Result<String, fmt::Error> {
    let mut registry = Registry::default();
    registry.register_collector(Box::new(Known(samples)));
    let mut written = String::new();
    text::encode(&mut written, &registry)?;
    Ok(written)
}

/// What is known now.
#[derive(Debug)]
struct Known(Vec<Sample>);

impl Collector for Known {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        for family in self.0.chunk_by(|one, next| one.meter == next.meter) {
            let Some(meter) = family.first().map(|sample| sample.meter) else { continue };
            let (about, unit) = (meter.about(), meter.about().unit().map(named));
            let mut metric = encoder.encode_descriptor(about.stem(), about.help, unit.as_ref(), kind(about.kind))?;
            for sample in family {
                if sample.labels.is_empty() {
                    number(&mut metric, about.kind, &sample.value)?;
                } else {
                    let labels: Vec<(&str, &str)> =
                        sample.labels.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    number(&mut metric.encode_family(&labels)?, about.kind, &sample.value)?;
                }
            }
        }
        Ok(())
    }
}

fn number(metric: &mut MetricEncoder<'_>, kind: Kind, value: &Number) -> fmt::Result {
    match (kind, value) {
        (Kind::Gauge, Number::Whole(count)) => metric.encode_gauge(count),
        (Kind::Gauge, Number::Real(value)) => metric.encode_gauge(value),
        (Kind::Counter, Number::Whole(count)) => metric.encode_counter::<NoLabelSet, _, u64>(count, None),
        (Kind::Histogram, Number::Many(times)) => histogram(metric, times),
        // Nothing is declared as the one and put as the other.
        _ => Err(fmt::Error),
    }
}

fn histogram(metric: &mut MetricEncoder<'_>, times: &Latency) -> fmt::Result {
    metric.encode_histogram::<NoLabelSet>(times.sum().as_secs_f64(), times.count(), &times.buckets(), None)
}

const fn kind(kind: Kind) -> MetricType {
    match kind {
        Kind::Gauge => MetricType::Gauge,
        Kind::Counter => MetricType::Counter,
        Kind::Histogram => MetricType::Histogram,
    }
}

fn named(unit: Unit) -> Named {
    match unit {
        Unit::Seconds => Named::Seconds,
        Unit::Bytes => Named::Bytes,
        // Of the library's own words this one is in the plural, which no one else writes.
        Unit::Ratio => Named::Other(unit.word().to_owned()),
    }
}
