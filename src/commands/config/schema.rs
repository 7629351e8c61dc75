//! A JSON schema of the settings file, for editors. It is of draft 7, which those know that check TOML by a schema (taplo,
//! and with it Even Better TOML): they know no later one.
//!
//! It refuses nothing that the program reads. What takes more than one key it does not say: `callboard config check` does.

use litemap::LiteMap;

use chrono_tz::TZ_VARIANTS;
use serde_json::{Map, Value, json};

use crate::config::keys::{Key, Kind, Name, Section, Shown};
use crate::config::{Schema, documented};
use crate::ui::Action;

/// A duration, as `90s`, `1h 30m` or `2 min` is written.
const DURATION: &str = r"^\s*([0-9.]+\s*[A-Za-zµ]*\s*)+$";

/// A table of the settings.
#[derive(Default)]
struct Table {
    about: String,
    keys: Map<String, Value>,
    tables: LiteMap<String, Table>,
    /// What stands under names that are the user's own, and what names those may be.
    others: Option<(Value, Value)>,
}

impl Table {
    fn within(&mut self, name: &str) -> &mut Self {
        self.tables.entry(name.to_owned()).or_default()
    }

    fn fill(&mut self, schema: &Schema, section: &Section) {
        self.about = flat(section.doc);
        for key in section.keys {
            let value = value(schema, key, None);
            match key.name {
                Name::Exact(name) => {
                    self.keys.insert(name.to_owned(), value);
                }
                Name::Code(codes) => {
                    self.keys.extend(codes.iter().map(|code| (code.to_string(), value.clone())));
                }
                Name::Action => {
                    let of = |action: Action| (action.name().to_owned(), self::value(schema, key, Some(action)));
                    self.keys.extend(Action::BINDABLE.iter().copied().map(of));
                }
                Name::Agent | Name::Department => {
                    self.others = Some((json!({"minLength": 1, "maxLength": 64}), value));
                }
            }
        }
    }

    fn into_map(self) -> Map<String, Value> {
        let mut properties = self.keys;
        properties.extend(self.tables.into_iter().map(|(name, table)| (name, table.into_map().into())));
        let (names, others) = self.others.map_or((None, false.into()), |(names, others)| (Some(names), others));
        let mut out = Map::new();
        out.insert("type".to_owned(), "object".into());
        out.insert("description".to_owned(), self.about.into());
        out.insert("properties".to_owned(), properties.into());
        out.insert("additionalProperties".to_owned(), others);
        out.extend(names.map(|names| ("propertyNames".to_owned(), names)));
        out
    }
}

/// The schema of all there is to set.
pub fn schema(schema: &Schema) -> Value {
    let about = "Settings of callboard: callboard man settings says all of them, callboard config check what is wrong.";
    let mut top = Table { about: about.to_owned(), ..Table::default() };
    for section in schema.sections() {
        // A section of any name stands in the one that names are given in.
        let parent = schema.parent_of_names(section);
        let place = parent.unwrap_or(section.path).split('.').fold(&mut top, Table::within);
        if parent.is_some() {
            let mut one = Table::default();
            one.fill(schema, section);
            place.others = Some((json!({"pattern": "^[A-Za-z0-9_-]{1,32}$"}), one.into_map().into()));
        } else {
            place.fill(schema, section);
        }
    }
    let mut root = top.into_map();
    root.insert("$schema".to_owned(), "http://json-schema.org/draft-07/schema#".into());
    root.insert("title".to_owned(), "callboard".into());
    root.into()
}

/// What a key takes, with its documentation, its default and its examples.
fn value(schema: &Schema, key: &Key, action: Option<Action>) -> Value {
    let mut value = kind(key.kind);
    let mut set = |name: &str, to: Value| drop(value.as_object_mut().map(|value| value.insert(name.to_owned(), to)));
    let about = action.map_or_else(|| flat(&documented(schema, key)), |action| action.description().to_owned());
    set("description", format!("{about} It must be {}.", key.kind.allowed()).into());
    match (action, key.shown) {
        (Some(action), _) => set("default", json!(action.default_keys())),
        (None, Shown::Default(text)) => {
            if let Some(default) = parsed(&format!("x = {text}")) {
                set("default", default);
            }
        }
        // What it follows from may be set: an editor would fill in a guess.
        (None, Shown::Follows(_)) => {}
        (None, Shown::Example(lines)) => {
            set("examples", lines.iter().filter_map(|line| parsed(line)).collect::<Vec<Value>>().into());
        }
    }
    value
}

/// The value of a line as the settings have it.
fn parsed(line: &str) -> Option<Value> {
    let document: toml::Table = toml::from_str(line).ok()?;
    let (_, value) = document.into_iter().next()?;
    serde_json::to_value(value).ok()
}

/// What of a kind a schema can say; it is never more than the program asks for.
fn kind(kind: Kind) -> Value {
    let time = json!({"type": "string", "pattern": DURATION});
    match kind {
        Kind::Text => json!({"type": "string", "pattern": r"\S", "maxLength": 512}),
        Kind::OptionalText => json!({"type": "string", "maxLength": 512}),
        Kind::Secret => json!({"type": "string", "pattern": r"\S"}),
        Kind::EnvName => json!({"type": "string", "pattern": "^[A-Z_][A-Z0-9_]{0,127}$"}),
        Kind::Path | Kind::Listen => json!({"type": "string", "minLength": 1}),
        Kind::Bool => json!({"type": "boolean"}),
        Kind::Integer(min, max) => json!({"type": "integer", "minimum": min, "maximum": max}),
        Kind::Code(codes) => json!({"enum": codes}),
        Kind::Codes(codes) => json!({"type": "array", "items": {"enum": codes}}),
        Kind::Percent => json!({"type": "number", "minimum": 0, "maximum": 100}),
        Kind::Number => json!({"type": "number", "minimum": 0, "maximum": 1_000_000_000}),
        Kind::Duration(..) => time,
        Kind::Limits => json!({"type": "array", "items": time, "minItems": 1, "maxItems": 3}),
        Kind::Size(..) => {
            json!({"type": ["string", "integer"], "pattern": r"^\s*[0-9]+\s*[A-Za-z]*\s*$", "minimum": 0})
        }
        Kind::HubUrl => {
            json!({"type": "string", "pattern": r"^\s*([Hh][Tt][Tt][Pp][Ss]?|[Nn][Aa][Tt][Ss]|[Tt][Ll][Ss])://"})
        }
        Kind::NatsUrl => json!({"type": "string", "pattern": r"^\s*([Nn][Aa][Tt][Ss]|[Tt][Ll][Ss])://"}),
        Kind::Word => json!({"type": "string", "pattern": r"^[A-Za-z0-9_-]{1,32}$"}),
        Kind::Url => json!({"type": "string", "pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]?://"}),
        Kind::Networks | Kind::Texts | Kind::Command | Kind::Bindings | Kind::Figures => {
            json!({"type": "array", "items": {"type": "string"}})
        }
        Kind::Choices(words) => json!({"type": "array", "items": {"enum": words}}),
        Kind::Choice(words) | Kind::ChoiceBut(words, _) => json!({"enum": words}),
        Kind::Zone => json!({"enum": TZ_VARIANTS.iter().map(|zone| zone.name()).collect::<Vec<_>>()}),
        Kind::SortOrder => json!({"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]{0,63},(asc|desc)$"}),
    }
}

/// Lines as one.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
