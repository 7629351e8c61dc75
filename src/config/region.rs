//! What the regions are called. Which hosts they have is their platforms' business.

use super::choice::Region;

impl Region {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Singapore, Self::NorthAmerica, Self::China];

    /// What to call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Singapore => "Singapore",
            Self::NorthAmerica => "North America",
            Self::China => "China",
        }
    }
}
