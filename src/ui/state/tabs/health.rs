//! How everything stands.

/// What was chosen about how everything stands.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct HealthTab {
    /// Whether the rejected operations have the keys.
    pub(in crate::ui) rejected: bool,
}
