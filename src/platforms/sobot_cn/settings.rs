//! What the client needs to know, and where it asks.

use secrecy::SecretString;

use crate::files::private::Shared;

/// Path of all actions.
pub const API_PATH: &str = "/open/platform/api.json";
/// Path of the token call.
pub const TOKEN_PATH: &str = "/open/platform/getAccessToken.json";

/// Everything this client needs to know.
#[derive(Clone, Debug)]
pub struct CnSettings {
    /// Scheme and host.
    pub base_url: String,
    /// The app id.
    pub app_id: String,
    /// Its key.
    pub app_key: SecretString,
    /// Where the token is kept for other sessions; `None` keeps it in memory only.
    pub cache: Option<Shared>,
}
