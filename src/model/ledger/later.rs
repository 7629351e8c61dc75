//! What followed a lost call, and what a call says of contact with its customer.

use serde::{Deserialize, Serialize};

use crate::model::time::Stamp;

/// What followed a lost call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Later {
    /// A later contact with the same number.
    Contact,
    /// No later contact is in the records. Lost calls of the day with the same ordinal have the same number.
    Nothing(u32),
    /// It cannot be told: the number is withheld, or the record lacks the call's time.
    Unknown,
}

/// What a call says of contact with its customer, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bearing {
    /// It was lost; when it began.
    Lost(Stamp),
    /// Customer and agent spoke; when that began.
    Contact(Stamp),
}
