//! The sample file and the manual's tables, written from the table of keys.

use super::keys::{Key, LOG, Section, Shown};
use super::schema::{Schema, env_name};
use super::tenant::Exported;
use std::fmt::Write;

const HEAD: &str = "\
#:schema ./config.schema.json
# Settings of callboard, with every key. A line such as `# key = value` shows the built-in default;
# remove the `# ` to change it. Lines that end in `# example` have no default. To configure a
# tenant's section, remove the `# ` before its [header] too.
#
# Any key can also be set by environment: CALLBOARD_ + SECTION + __ + KEY in capitals, such as
# {such_as}; lists are comma-separated there. Environment stands over this
# file, flags over both. Paths are relative to this file; ~/ is the home directory.
#
# The first line is for editors: callboard config schema > config.schema.json, beside this file, and they know every key.
";

/// What ends a line of the sample that is no default.
pub(super) const EXAMPLE_MARK: &str = "  # example";

/// The sample file: every key with its documentation, its bounds and its default, commented out.
/// `assets/config.sample.toml` is exactly this.
pub fn sample(schema: &Schema) -> String {
    let mut out = HEAD.replace("{such_as}", &such_as(schema));
    for section in schema.sections() {
        push_section(&mut out, section);
        for key in section.keys {
            push_key(&mut out, schema, key);
        }
    }
    out
}

fn push_section(out: &mut String, section: &Section) {
    out.push('\n');
    push_comment(out, section.doc);
    let mark = if section.optional { "# " } else { "" };
    push_line(out, &format!("{mark}[{}]", section.path));
}

fn push_key(out: &mut String, schema: &Schema, key: &Key) {
    out.push('\n');
    push_comment(out, &documented(schema, key));
    if let Some(bounds) = key.kind.bounds() {
        push_comment(out, &format!("Allowed: {bounds}."));
    }
    if let Shown::Example(lines) = key.shown {
        for line in lines {
            push_line(out, &format!("# {line}{EXAMPLE_MARK}"));
        }
    }
    if let Some(value) = key.default() {
        push_line(out, &format!("# {} = {value}", key.name_shown()));
    }
}

fn push_comment(out: &mut String, text: &str) {
    for line in text.lines() {
        push_line(out, &format!("# {line}"));
    }
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

/// The manual's tables: for each section what it is for, and its keys with default and meaning.
pub fn manual(schema: &Schema) -> String {
    let mut out = String::new();
    for section in schema.sections() {
        // Writing to a string cannot fail.
        let _ = write!(out, "\n### [{}]\n\n{}\n", section.path, section.doc);
        if !section.keys.is_empty() {
            out.push_str("\n| key | default | meaning |\n|---|---|---|\n");
        }
        for key in section.keys {
            let default = key.default().map_or_else(|| "–".to_owned(), |value| format!("`{}`", cell(&value)));
            let bounds = key.kind.bounds().map_or_else(String::new, |bounds| format!(" Allowed: {bounds}."));
            let path = format!("{}.{}", section.path, key.name_shown());
            let _ = writeln!(out, "| `{path}` | {default} | {}{} |", cell(&documented(schema, key)), cell(&bounds));
        }
    }
    out.push('\n');
    out
}

/// What a key is for, with the names of the platforms that it is about.
pub fn documented(schema: &Schema, key: &Key) -> String {
    let regional = schema.platforms().iter().filter(|platform| platform.regional);
    let sections: Vec<String> = regional.map(|platform| format!("[{}]", platform.section.path)).collect();
    key.doc.replace("{regional}", &sections.join(" and "))
}

/// How a key is set by environment.
fn such_as(schema: &Schema) -> String {
    let told = |platform: &Exported| platform.such_as.map(|(key, value)| (platform.section.path, key, value));
    let (section, key, value) = schema.platforms().iter().find_map(told).unwrap_or((LOG.path, "level", "debug"));
    format!("{}={value}", env_name(&format!("{section}.{key}")))
}

fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}
