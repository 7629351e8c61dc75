//! The shapes on the wire, read without a fixed idea of what a value is.
//!
//! Borrowed from the message and read in one pass: a `serde_json::Value` of the whole would cost more than everything
//! done with it. What comes in lists is made into what it means on the way ([`gather`](super::gather)). Nothing here
//! fails because a value has an unexpected type; only what is not JSON fails.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::agents::Agents;
use super::fields::is_known;
use super::gather::{List, gather};
use super::key::Key;
use super::operations::Operations;
use super::problem::Kind;
use super::scalar::{Scalar, visit_scalars};
use crate::model::caps;

/// An object's fields in the order they came, and how many were left out; or the fact that it was none.
pub(super) enum Fields<'a> {
    Alien,
    Object(Vec<(Cow<'a, str>, Scalar<'a>)>, usize),
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FieldsVisitor;
        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Fields<'de>;
            visit_scalars!('de, |_| Fields::Alien);
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Fields::Alien)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                let mut found = Vec::with_capacity(8);
                let mut left_out = 0;
                while let Some(key) = fields.next_key::<Key<'de>>()? {
                    if found.len() >= caps::OBJECT && !is_known(key.name()) {
                        fields.next_value::<IgnoredAny>()?;
                        left_out += 1;
                        continue;
                    }
                    found.push((key.into_name(), fields.next_value()?));
                }
                Ok(Fields::Object(found, left_out))
            }
        }
        deserializer.deserialize_any(FieldsVisitor)
    }
}

/// `agentsMetrics`: the page of agents.
pub(super) struct Page<'a> {
    pub(super) number: Scalar<'a>,
    pub(super) size: Scalar<'a>,
    pub(super) total: Scalar<'a>,
    pub(super) rows: Option<List<Agents>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Page<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const fn bare<'p>(rows: Option<List<Agents>>) -> Page<'p> {
            Page { number: Scalar::Null, size: Scalar::Null, total: Scalar::Null, rows }
        }
        struct PageVisitor;
        impl<'de> Visitor<'de> for PageVisitor {
            type Value = Page<'de>;
            visit_scalars!('de, |_| bare(None));
            // One table of the documents says that the page itself is the list.
            fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Self::Value, A::Error> {
                Ok(bare(Some(gather(sequence)?)))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                let mut page = bare(None);
                while let Some(key) = fields.next_key::<Key<'de>>()? {
                    match key.name() {
                        "pageNum" => page.number = fields.next_value()?,
                        "pageSize" => page.size = fields.next_value()?,
                        "total" => page.total = fields.next_value()?,
                        "list" => page.rows = Some(fields.next_value()?),
                        _ => {
                            fields.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(page)
            }
        }
        deserializer.deserialize_any(PageVisitor)
    }
}

/// A whole message, or the envelope that a plain call wraps around it.
#[derive(Default)]
pub(super) struct Envelope<'a> {
    pub(super) message_id: Option<Scalar<'a>>,
    pub(super) created: Option<Scalar<'a>>,
    pub(super) summary: Option<Fields<'a>>,
    pub(super) page: Option<Page<'a>>,
    pub(super) list: Option<List<Operations>>,
    pub(super) code: Option<Scalar<'a>>,
    pub(super) status: Option<Scalar<'a>>,
    pub(super) message: Option<Scalar<'a>>,
    pub(super) reason: Option<Scalar<'a>>,
    pub(super) data: Option<Document<'a>>,
}

/// A JSON document: an object, or something else of which only the kind is told.
pub(super) enum Document<'a> {
    Object(Box<Envelope<'a>>),
    Other(Kind),
}

impl<'de: 'a, 'a> Deserialize<'de> for Document<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DocumentVisitor;
        impl<'de> Visitor<'de> for DocumentVisitor {
            type Value = Document<'de>;
            visit_scalars!('de, |scalar: Scalar<'_>| Document::Other(match scalar {
                Scalar::Null => Kind::Null,
                Scalar::Bool(_) => Kind::Bool,
                Scalar::Text(_) => Kind::Text,
                _ => Kind::Number,
            }));
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Document::Other(Kind::List))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                let mut found = Envelope::default();
                while let Some(key) = fields.next_key::<Key<'de>>()? {
                    match key.name() {
                        "MessageID" => found.message_id = Some(fields.next_value()?),
                        "creationTime" => found.created = Some(fields.next_value()?),
                        "agentsSummary" => found.summary = Some(fields.next_value()?),
                        "agentsMetrics" => found.page = Some(fields.next_value()?),
                        "list" => found.list = Some(fields.next_value()?),
                        "code" => found.code = Some(fields.next_value()?),
                        "status" => found.status = Some(fields.next_value()?),
                        "message" => found.message = Some(fields.next_value()?),
                        "reason" => found.reason = Some(fields.next_value()?),
                        "data" => found.data = Some(fields.next_value()?),
                        _ => {
                            fields.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(Document::Object(Box::new(found)))
            }
        }
        deserializer.deserialize_any(DocumentVisitor)
    }
}
