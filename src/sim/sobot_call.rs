//! Sobot's Data Service, as a board is led to it.

use super::Lines;

/// The section of the settings.
pub(super) fn settings(lines: &Lines<'_>) -> String {
    let Lines { base, credentials, strict, .. } = lines;
    let agent = if *strict { format!("token_agent = \"{}\"\n", credentials.agent_number) } else { String::new() };
    format!(
        "[sobot_call]\nbase_url = \"{base}\"\ntoken_url = \"{base}/tokens/company\"\napp_id = \"{}\"\napp_secret = \"{}\"\n\
         operator_user_id = \"{}\"\nmatch_callers = true\n{agent}",
        credentials.call_app_id, credentials.call_app_secret, credentials.operator_user_id
    )
}
