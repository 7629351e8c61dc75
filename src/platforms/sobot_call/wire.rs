//! The shapes on the wire, read without a fixed idea of what a value is.
//!
//! Borrowed from the message and read in one pass: a `serde_json::Value` of the whole would cost more than everything
//! done with it. Nothing here fails because a value has an unexpected type; only what is not JSON fails.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::fields::is_known;
use super::problem::Kind;
use super::scalar::{Scalar, visit_scalars};
use crate::model::caps;
use crate::platforms::lenient::{is_no_list, trimmed};

/// The name of a field, borrowed where it has no escapes.
pub(super) struct Key<'a>(Cow<'a, str>);

impl Key<'_> {
    pub(super) fn name(&self) -> &str {
        trimmed(&self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl<'de> Visitor<'de> for Name {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field name")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Name)
    }
}

/// One operation of a change message.
pub(super) enum Op<'a> {
    /// An empty object.
    Empty,
    /// Not an object at all.
    Alien,
    /// An operation.
    Set(SetOp<'a>),
}

/// What an operation says. A field that is not there is `None`; a null value is there.
#[derive(Default)]
pub(super) struct SetOp<'a> {
    pub(super) op: Option<Scalar<'a>>,
    pub(super) id: Option<Scalar<'a>>,
    pub(super) path: Option<Scalar<'a>>,
    pub(super) value: Option<Scalar<'a>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Op<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OpVisitor;
        impl<'de> Visitor<'de> for OpVisitor {
            type Value = Op<'de>;
            visit_scalars!('de, |_| Op::Alien);
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Op::Alien)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                let mut found = SetOp::default();
                let mut empty = true;
                while let Some(key) = fields.next_key::<Key<'de>>()? {
                    empty = false;
                    let slot = match key.name() {
                        "op" => &mut found.op,
                        "id" => &mut found.id,
                        "path" => &mut found.path,
                        "value" => &mut found.value,
                        _ => {
                            fields.next_value::<IgnoredAny>()?;
                            continue;
                        }
                    };
                    *slot = Some(fields.next_value()?);
                }
                Ok(if empty { Op::Empty } else { Op::Set(found) })
            }
        }
        deserializer.deserialize_any(OpVisitor)
    }
}

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
                    let key = match key.0 {
                        Cow::Borrowed(key) => Cow::Borrowed(trimmed(key)),
                        Cow::Owned(key) => Cow::Owned(key.trim().to_owned()),
                    };
                    found.push((key, fields.next_value()?));
                }
                Ok(Fields::Object(found, left_out))
            }
        }
        deserializer.deserialize_any(FieldsVisitor)
    }
}

/// A list of something, or the fact that it was none.
pub(super) enum List<T> {
    Alien,
    /// What some send where there is nothing to list: `{}`, `""`, `null`, `false`.
    Nothing,
    /// The first of them, and how many came behind those.
    Items(Vec<T>, usize),
}

/// What comes in lists.
pub(super) trait Item {
    /// So many of a list are kept.
    const MOST: usize;
}

impl Item for Fields<'_> {
    const MOST: usize = caps::AGENTS;
}

impl Item for Op<'_> {
    const MOST: usize = caps::OPERATIONS;
}

/// Reads a list, as much of it as is kept.
fn items<'de, T: Deserialize<'de> + Item, A: SeqAccess<'de>>(mut items: A) -> Result<List<T>, A::Error> {
    let mut list = Vec::new();
    while list.len() < T::MOST {
        let Some(item) = items.next_element()? else { return Ok(List::Items(list, 0)) };
        list.push(item);
    }
    let mut beyond = 0;
    while items.next_element::<IgnoredAny>()?.is_some() {
        beyond += 1;
    }
    Ok(List::Items(list, beyond))
}

impl<'de, T: Deserialize<'de> + Item> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de> + Item> Visitor<'de> for ListVisitor<T> {
            type Value = List<T>;
            visit_scalars!('de, |scalar: Scalar<'_>| match scalar {
                Scalar::Null | Scalar::Bool(false) => List::Nothing,
                Scalar::Text(text) if is_no_list(&text) => List::Nothing,
                _ => List::Alien,
            });
            fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Self::Value, A::Error> {
                items(sequence)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                let mut found = List::Nothing;
                while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    found = List::Alien;
                }
                Ok(found)
            }
        }
        deserializer.deserialize_any(ListVisitor(std::marker::PhantomData))
    }
}

/// `agentsMetrics`: the page of agents.
pub(super) struct Page<'a> {
    pub(super) number: Scalar<'a>,
    pub(super) size: Scalar<'a>,
    pub(super) total: Scalar<'a>,
    pub(super) rows: Option<List<Fields<'a>>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Page<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const fn bare(rows: Option<List<Fields<'_>>>) -> Page<'_> {
            Page { number: Scalar::Null, size: Scalar::Null, total: Scalar::Null, rows }
        }
        struct PageVisitor;
        impl<'de> Visitor<'de> for PageVisitor {
            type Value = Page<'de>;
            visit_scalars!('de, |_| bare(None));
            // One table of the documents says that the page itself is the list.
            fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Self::Value, A::Error> {
                Ok(bare(Some(items(sequence)?)))
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
    pub(super) list: Option<List<Op<'a>>>,
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
