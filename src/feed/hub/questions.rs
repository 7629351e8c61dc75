//! What a board wants to know, on its way to the hub.
//!
//! Everywhere else a number that a person typed is written masked, and a hub that read it so would ask the vendor for
//! `138****8000`. So what travels here has it whole. It goes from a board to its hub over TLS, or within one machine, and
//! nowhere else: to no log, no file and no other board. The answer comes back masked, and by the question's number.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::{AskedNumber, AskedText, CallsAsked, Lookup, Want};

/// A want as it is written for the hub alone, with what a person typed whole. `Debug` shows it masked.
///
/// Whether numbers are looked at unmasked does not travel: a hub answers masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmasked(pub Want);

/// How it is written: the question as everywhere, and beside it what is masked there.
#[derive(Serialize, Deserialize)]
struct Line {
    lookup: Lookup,
    /// All of them without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rows: Option<usize>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    beside: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    customer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attached: Option<String>,
}

impl Serialize for Unmasked {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(Want { lookup, rows, beside, plain: _ }) = self;
        let asked = calls(lookup);
        let line = Line {
            lookup: lookup.clone(),
            rows: (*rows < usize::MAX).then_some(*rows),
            beside: *beside,
            customer: asked.and_then(|asked| asked.customer.as_ref()).map(|number| number.reveal().to_owned()),
            attached: asked.and_then(|asked| asked.more().attached.as_ref()).map(|text| text.reveal().to_owned()),
        };
        line.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Unmasked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Line { mut lookup, rows, beside, customer, attached } = Line::deserialize(deserializer)?;
        let customer = customer.as_deref().and_then(AskedNumber::new);
        let attached = attached.as_deref().and_then(AskedText::new);
        let masked = calls(&lookup).map(|asked| (asked.customer.is_some(), asked.more().attached.is_some()));
        if masked.unwrap_or_default() != (customer.is_some(), attached.is_some()) {
            return Err(de::Error::custom("a question by number or text, without it or with a masked one alone"));
        }
        if let Lookup::Calls(asked) = &mut lookup {
            asked.customer = customer;
            asked.ask_more(|more| more.attached = attached);
        }
        Ok(Self(Want { lookup, rows: rows.unwrap_or(usize::MAX), plain: false, beside }))
    }
}

const fn calls(lookup: &Lookup) -> Option<&CallsAsked> {
    match lookup {
        Lookup::Calls(asked) => Some(asked),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
