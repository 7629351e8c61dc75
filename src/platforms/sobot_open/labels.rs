//! What to call reasons and channels ("AI Agent API", enum tables `valid_trigger2_human_type` and `source`), in the
//! field's words and short enough for a pane.

use crate::platforms::AiFilter;

/// The key itself where no table names it.
pub(super) fn of(filter: &AiFilter) -> String {
    match filter {
        AiFilter::All => "all".to_owned(),
        AiFilter::Step(step) => step.title().to_owned(),
        AiFilter::HandedFor(key) => reason(key).unwrap_or(key).to_owned(),
        AiFilter::Channel(key) => channel(key).unwrap_or(key).to_owned(),
        AiFilter::Robot(key) => key.clone(),
    }
}

/// Why a person was called, by the table of its own.
pub(super) const REASONS: &[(&str, &str)] = &[
    ("KEY_WORD", "keyword"),
    ("REPEAT", "repeated question"),
    ("PROCESS_NODE_TRANSFER", "task workflow"),
    ("OTHER", "other"),
    ("CUSTOM_SCENE", "custom scenario"),
    ("MUCH_UNKNOWN", "missing knowledge"),
];

/// These stand in another table of the same document (`transfer_result`).
const MORE_REASONS: &[(&str, &str)] = &[("GPT_TRANSFER", "intent"), ("NEGATIVE_EMOTIONS", "negative emotions")];

/// Where a session came from.
pub(super) const CHANNELS: &[(&str, &str)] = &[
    ("PC", "Desktop site"),
    ("wap", "Mobile site"),
    ("APP", "App"),
    ("wxkf", "WeChat agent"),
    ("miniApp", "WeChat mini-program"),
    ("WeChat Official Account", "WeChat official account"),
    ("fb", "Facebook"),
    ("line", "LINE"),
    ("discord", "Discord"),
    ("telegram", "Telegram"),
    ("shopify", "Shopify"),
    ("TikTok Shop", "TikTok"),
    ("Amazon", "Amazon"),
    ("Walmart", "Walmart"),
    ("Zalo", "Zalo"),
    ("Kakao", "Kakao"),
    ("Lazada", "Lazada"),
    ("rednote", "rednote"),
];

/// Why a person was called.
pub(super) fn reason(key: &str) -> Option<&'static str> {
    find(REASONS, key).or_else(|| find(MORE_REASONS, key))
}

/// Where a session came from.
pub(super) fn channel(key: &str) -> Option<&'static str> {
    find(CHANNELS, key)
}

fn find(table: &[(&str, &'static str)], key: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == key).map(|(_, label)| *label)
}

/// Every label.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    [REASONS, MORE_REASONS, CHANNELS].into_iter().flatten().map(|(_, label)| *label)
}
