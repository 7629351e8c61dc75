//! What the client needs to know, and where it asks.

use secrecy::SecretString;

use super::scope::Narrowed;
use crate::files::private::Shared;

/// Path of the chat workload.
pub const WORKLOAD_PATH: &str = "/chat-static-api/api/customerService/staffWorkStatis";
/// Path of the AI records.
pub const RECORDS_PATH: &str = "/ai-agent-open/api/statistics/recordList";
/// Path of the list of robots.
pub const ROBOTS_PATH: &str = "/ai-agent-open/api/statistics/queryAiRobotList";
/// Path of the list of entrances that customers came through.
pub const ENTRANCES_PATH: &str = "/ai-agent-open/api/statistics/sourceList";
/// Path of the list of the tenant's time zones.
pub const ZONES_PATH: &str = "/ai-agent-open/api/statistics/getTimezoneInfo";
/// Path of the list of labels of ratings.
pub const RATING_LABELS_PATH: &str = "/ai-agent-open/api/statistics/getLabels";
/// Path of the list of labels of dislikes.
pub const DISLIKE_LABELS_PATH: &str = "/ai-agent-open/api/statistics/getLabelInfoList";
/// Path of the list of audiences.
pub const AUDIENCES_PATH: &str = "/ai-agent-open/api/statistics/simpleList";
/// Path of the token call.
pub const TOKEN_PATH: &str = "/api/get_token";
/// Rows a page at most; the vendor cuts larger wishes to this.
pub const MAX_PAGE_SIZE: u32 = 100;

/// Everything this client needs to know.
#[derive(Clone, Debug)]
pub struct OpenSettings {
    /// Scheme and host.
    pub base_url: String,
    /// The app id.
    pub app_id: String,
    /// Its key.
    pub app_key: SecretString,
    /// IANA zone of the site: the vendor's days begin at its midnight.
    pub timezone: String,
    /// `en` or `zh`: the language of the vendor's own sentences.
    pub language: String,
    /// `search_way`: 1 gives a row an agent by department, 2 a row for each of an agent's skill groups.
    pub search_way: u8,
    /// To whom the questions are narrowed.
    pub narrowed: Narrowed,
    /// Bots that are probed: their probes' sessions are left out of all figures.
    pub probed: Vec<String>,
    /// Where the token is kept for other sessions; `None` keeps it in memory only.
    pub cache: Option<Shared>,
}
