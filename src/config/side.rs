//! From where on a figure is too much.

/// On which side of which limit a figure is too much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AlertSide {
    /// Above it.
    Above(f64),
    /// Below it.
    Below(f64),
    /// Exactly there.
    Equals(f64),
}
