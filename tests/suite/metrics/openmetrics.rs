//! The OpenMetrics text format, version 1.0.0, held strictly: what a scraper may refuse is refused here.

use std::collections::{BTreeMap, BTreeSet};

/// A family of figures, as it was read.
#[derive(Debug, Default)]
pub(crate) struct Family {
    pub(crate) kind: String,
    pub(crate) help: String,
    pub(crate) unit: Option<String>,
    pub(crate) samples: Vec<Sample>,
}

/// One value.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) value: f64,
}

fn is_name(text: &str, colon: bool) -> bool {
    let first = |c: char| c.is_ascii_alphabetic() || c == '_' || colon && c == ':';
    text.starts_with(first) && text.chars().all(|c| first(c) || c.is_ascii_digit())
}

/// Labels between braces, and what stands behind them.
fn labels(mut text: &str) -> Result<(BTreeMap<String, String>, &str), String> {
    let mut labels = BTreeMap::new();
    loop {
        let (name, rest) = text.split_once("=\"").ok_or("a label without a value")?;
        if !is_name(name, false) {
            return Err(format!("no name of a label: {name:?}"));
        }
        let (mut value, mut chars) = (String::new(), rest.char_indices());
        let end = loop {
            match chars.next().ok_or("a label's value does not end")? {
                (at, '"') => break at,
                (_, '\\') => value.push(match chars.next().map(|(_, c)| c) {
                    Some('n') => '\n',
                    Some(c @ ('\\' | '"')) => c,
                    other => return Err(format!("escaped {other:?}")),
                }),
                (_, c) => value.push(c),
            }
        };
        if labels.insert(name.to_owned(), value).is_some() {
            return Err(format!("{name} twice"));
        }
        let rest = &rest[end + 1..];
        match rest.as_bytes() {
            [b',', ..] => text = &rest[1..],
            [b'}', ..] => return Ok((labels, &rest[1..])),
            _ => return Err(format!("neither , nor }} behind a label: {rest:?}")),
        }
    }
}

fn sample(line: &str) -> Result<Sample, String> {
    let end = line.find(['{', ' ']).ok_or("no value")?;
    let (name, rest) = line.split_at(end);
    if !is_name(name, true) {
        return Err(format!("no name: {name:?}"));
    }
    let (labels, rest) = match rest.strip_prefix('{') {
        Some(rest) => labels(rest)?,
        None => (BTreeMap::new(), rest),
    };
    let value = rest.strip_prefix(' ').ok_or("no blank before the value")?;
    let number = value.strip_prefix(['+', '-']).unwrap_or(value);
    let is_number = number.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    if !is_number && !matches!(value, "NaN" | "+Inf" | "-Inf") {
        return Err(format!("no number: {value:?}"));
    }
    let value = value.parse().map_err(|_| format!("no number, or more than one: {value:?}"))?;
    Ok(Sample { name: name.to_owned(), labels, value })
}

/// What a sample of a family of this kind may be called behind the family's name.
fn suffixes(kind: &str) -> Result<&'static [&'static str], String> {
    Ok(match kind {
        "gauge" | "unknown" => &[""],
        "counter" => &["_total", "_created"],
        "histogram" => &["_bucket", "_count", "_sum", "_created"],
        "info" => &["_info"],
        other => return Err(format!("no type: {other:?}")),
    })
}

fn histogram(name: &str, family: &Family) -> Result<(), String> {
    let of = |suffix: &str| {
        let own = format!("{name}{suffix}");
        family.samples.iter().filter(move |sample| sample.name == own)
    };
    let (mut bound, mut count) = (f64::NEG_INFINITY, 0.0);
    for bucket in of("_bucket") {
        let le = bucket.labels.get("le").ok_or("a bucket without le")?;
        let le: f64 = if le == "+Inf" { f64::INFINITY } else { le.parse().map_err(|_| format!("le {le:?}"))? };
        if le <= bound || bucket.value < count {
            return Err(format!("buckets of {name} do not rise"));
        }
        (bound, count) = (le, bucket.value);
    }
    let told: Vec<f64> = of("_count").map(|sample| sample.value).collect();
    if bound != f64::INFINITY || told != [count] {
        return Err(format!("{name}: the last bucket is not all of them"));
    }
    Ok(())
}

/// Whether a family is as its type and its unit have it.
fn judge(name: &str, family: &Family) -> Result<(), String> {
    let suffixes = suffixes(&family.kind)?;
    if family.help.is_empty() {
        return Err(format!("{name} has no help"));
    }
    if family.samples.is_empty() {
        return Err(format!("{name} has no sample"));
    }
    if family.unit.as_ref().is_some_and(|unit| !name.ends_with(&format!("_{unit}"))) {
        return Err(format!("{name} does not end with its unit"));
    }
    let mut seen = BTreeSet::new();
    for sample in &family.samples {
        let suffix = sample.name.strip_prefix(name).unwrap_or("?");
        if !suffixes.contains(&suffix) {
            return Err(format!("{} is no sample of {name}", sample.name));
        }
        if !seen.insert((&sample.name, &sample.labels)) {
            return Err(format!("{} twice with {:?}", sample.name, sample.labels));
        }
        let counts = matches!(suffix, "_total" | "_bucket" | "_count");
        if counts && !(sample.value >= 0.0 && sample.value.is_finite()) {
            return Err(format!("{} counts {}", sample.name, sample.value));
        }
    }
    if family.kind == "histogram" { histogram(name, family) } else { Ok(()) }
}

/// Reads an exposition; what is wrong with it.
pub(crate) fn read(text: &str) -> Result<BTreeMap<String, Family>, String> {
    let body = text.strip_suffix("# EOF\n").ok_or("it does not end with # EOF and the end of that line")?;
    if !body.is_empty() && !body.ends_with('\n') {
        return Err("# EOF has no line of its own".to_owned());
    }
    let mut families: BTreeMap<String, Family> = BTreeMap::new();
    let mut running = String::new();
    for line in body.split_terminator('\n') {
        if let Some(about) = line.strip_prefix("# ") {
            let (what, rest) = about.split_once(' ').ok_or(format!("no metadata: {line}"))?;
            let (name, told) = rest.split_once(' ').ok_or(format!("no metadata: {line}"))?;
            if !is_name(name, true) {
                return Err(format!("no name: {name:?}"));
            }
            if running != name {
                if families.contains_key(name) {
                    return Err(format!("{name} comes in two places"));
                }
                name.clone_into(&mut running);
            }
            let family = families.entry(name.to_owned()).or_default();
            let place = match what {
                "HELP" => &mut family.help,
                "TYPE" => &mut family.kind,
                "UNIT" => family.unit.get_or_insert_default(),
                other => return Err(format!("no metadata: {other}")),
            };
            if !family.samples.is_empty() || !place.is_empty() {
                return Err(format!("{what} of {name} comes late, or again"));
            }
            told.clone_into(place);
        } else {
            let sample = sample(line).map_err(|why| format!("{why}, in {line:?}"))?;
            let family = families.get_mut(&running).filter(|_| sample.name.starts_with(&running));
            family.ok_or(format!("{line} stands in no family"))?.samples.push(sample);
        }
    }
    for (name, family) in &families {
        judge(name, family)?;
    }
    Ok(families)
}

#[test]
fn what_is_not_openmetrics_is_refused() {
    let good = "# HELP a_seconds Some time\n# TYPE a_seconds gauge\n# UNIT a_seconds seconds\n\
                a_seconds{b=\"c\\\"d\",e=\"\"} 1.5\na_seconds 2\n# EOF\n";
    let families = read(good).unwrap();
    assert_eq!(families["a_seconds"].samples[0].labels["b"], "c\"d");
    for (from, to) in [
        ("# EOF\n", ""),
        ("# EOF\n", "# EOF"),
        ("# EOF\n", "# EOF\n\n"),
        ("a_seconds 2\n", "a_seconds 2\n\n"),
        ("a_seconds 2\n", "a_seconds 2\r\n"),
        ("a_seconds 2\n", "a_seconds  2\n"),
        ("a_seconds 2\n", "a_seconds two\n"),
        ("a_seconds 2\n", "a_seconds nan\n"),
        ("a_seconds 2\n", "a_seconds 2 3 4\n"),
        ("a_seconds 2\n", "a_seconds_total 2\n"),
        ("a_seconds 2\n", "b_seconds 2\n"),
        ("a_seconds 2\n", "a_seconds{b=\"c\\\"d\",e=\"\"} 2\n"),
        ("a_seconds 2\n", "a_seconds{b=\"c\",b=\"d\"} 2\n"),
        ("a_seconds 2\n", "a_seconds{b=\"\\t\"} 2\n"),
        ("a_seconds 2\n", "a_seconds{1=\"c\"} 2\n"),
        ("a_seconds 2\n", "a_seconds{} 2\n"),
        ("a_seconds 2\n", "a_seconds 2\n# TYPE a_seconds gauge\n"),
        ("# HELP a_seconds Some time\n", ""),
        ("# TYPE a_seconds gauge\n", ""),
        ("gauge", "stateset"),
        ("gauge", "counter"),
        ("gauge", "histogram"),
        ("# UNIT a_seconds seconds", "# UNIT a_seconds bytes"),
    ] {
        assert!(good.contains(from));
        let bad = good.replace(from, to);
        assert!(read(&bad).is_err(), "{bad}");
    }
    let buckets = |first: u32, last: &str| {
        format!(
            "# HELP h Times\n# TYPE h histogram\nh_sum 1\nh_count 2\nh_bucket{{le=\"1.0\"}} {first}\n\
             h_bucket{{le=\"{last}\"}} 2\n# EOF\n"
        )
    };
    assert!(read(&buckets(1, "+Inf")).is_ok());
    assert!(read(&buckets(3, "+Inf")).is_err());
    assert!(read(&buckets(1, "2.0")).is_err());
}
