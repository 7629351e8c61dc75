//! Sobot's open platform, as a board is led to it.

use super::Lines;

/// The section of the settings.
pub(super) fn settings(lines: &Lines<'_>) -> String {
    let Lines { base, credentials, .. } = lines;
    let (id, key) = (&credentials.open_app_id, &credentials.open_app_key);
    format!("[sobot_open]\nbase_url = \"{base}\"\napp_id = \"{id}\"\napp_key = \"{key}\"\n")
}
