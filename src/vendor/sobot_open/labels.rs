//! What to call reasons and channels ("AI Agent API", enum tables `valid_trigger2_human_type` and `source`), in the
//! field's words and short enough for a pane.

use crate::vendor::AiFilter;

/// The key itself where no table names it.
pub(super) fn of(filter: &AiFilter) -> String {
    match filter {
        AiFilter::All => "all".to_owned(),
        AiFilter::Ended => "ended".to_owned(),
        AiFilter::Valid => "valid".to_owned(),
        AiFilter::Handed => "handed to a person".to_owned(),
        AiFilter::HandedFor(key) => reason(key).unwrap_or(key).to_owned(),
        AiFilter::Channel(key) => channel(key).unwrap_or(key).to_owned(),
        AiFilter::Robot(key) => key.clone(),
    }
}

/// Why a person was called. The last two stand in another table of the same document (`transfer_result`).
pub(super) fn reason(key: &str) -> Option<&'static str> {
    Some(match key {
        "KEY_WORD" => "keyword",
        "REPEAT" => "repeated question",
        "PROCESS_NODE_TRANSFER" => "task workflow",
        "OTHER" => "other",
        "CUSTOM_SCENE" => "custom scenario",
        "MUCH_UNKNOWN" => "missing knowledge",
        "GPT_TRANSFER" => "intent",
        "NEGATIVE_EMOTIONS" => "negative emotions",
        _ => return None,
    })
}

/// Where a session came from.
pub(super) fn channel(key: &str) -> Option<&'static str> {
    Some(match key {
        "PC" => "Desktop site",
        "wap" => "Mobile site",
        "APP" => "App",
        "wxkf" => "WeChat agent",
        "miniApp" => "WeChat mini-program",
        "fb" => "Facebook",
        "line" => "LINE",
        "discord" => "Discord",
        "telegram" => "Telegram",
        "shopify" => "Shopify",
        "TikTok Shop" => "TikTok",
        _ => return None,
    })
}
