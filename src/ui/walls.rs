//! What a wall is set to show: which figures, by which targets, of which departments.

use std::collections::HashSet;

use crate::model::{Agent, Compare, Measure};

/// What a wall is set to show; nothing of it is the usual.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wall {
    /// Its name, where the settings have one.
    pub name: Option<String>,
    /// Its figures, in order; none for the usual ones.
    pub figures: Vec<WallFigure>,
    /// The departments that it shows; none for all agents.
    pub departments: Vec<String>,
    /// Ids or work numbers of who is in them.
    pub who: HashSet<String>,
}

impl Wall {
    /// Whether it shows but some of the agents.
    pub const fn is_narrow(&self) -> bool {
        !self.departments.is_empty()
    }

    /// Whether it shows this one.
    pub fn has(&self, agent: &Agent) -> bool {
        let named = |name: &str| self.who.contains(name.trim());
        !self.is_narrow() || named(agent.id.as_str()) || agent.number.as_deref().is_some_and(named)
    }
}

/// A figure of a wall.
#[derive(Clone, Debug, PartialEq)]
pub struct WallFigure {
    /// Which.
    pub measure: Measure,
    /// What the site calls it.
    pub label: Option<String>,
    /// By what it is judged.
    pub target: Option<Target>,
}

/// How a figure stands to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// As it should.
    Met,
    /// It is worth a warning.
    Warning,
    /// It is critical.
    Critical,
}

/// By what a figure is judged: at least one of both limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    warning: Option<(Compare, f64)>,
    critical: Option<(Compare, f64)>,
}

impl Target {
    /// On which side of which limit it is worth a warning, and critical; `None` without either.
    pub fn of(warning: Option<(Compare, f64)>, critical: Option<(Compare, f64)>) -> Option<Self> {
        (warning.is_some() || critical.is_some()).then_some(Self { warning, critical })
    }

    /// The limit that is to be kept, and on which side of it the figure may not be.
    pub fn limit(self) -> Option<(Compare, f64)> {
        self.warning.or(self.critical)
    }

    /// How this value stands.
    pub fn judge(self, value: f64) -> Judged {
        let holds = |limit: Option<(Compare, f64)>| limit.is_some_and(|(compare, limit)| compare.holds(value, limit));
        match (holds(self.critical), holds(self.warning)) {
            (true, _) => Judged::Critical,
            (false, true) => Judged::Warning,
            (false, false) => Judged::Met,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_kept_on_either_side() {
        let below = Target::of(Some((Compare::Below, 3.0)), Some((Compare::Equals, 0.0))).unwrap();
        let above = Target::of(Some((Compare::Above, 3.0)), Some((Compare::Above, 9.0))).unwrap();
        let one = Target::of(None, Some((Compare::Above, 9.0))).unwrap();
        for (value, of_below, of_above, of_one) in [
            (0.0, Judged::Critical, Judged::Met, Judged::Met),
            (2.0, Judged::Warning, Judged::Met, Judged::Met),
            (3.0, Judged::Met, Judged::Met, Judged::Met),
            (4.0, Judged::Met, Judged::Warning, Judged::Met),
            (9.0, Judged::Met, Judged::Warning, Judged::Met),
            (10.0, Judged::Met, Judged::Critical, Judged::Critical),
        ] {
            let judged = (below.judge(value), above.judge(value), one.judge(value));
            assert_eq!(judged, (of_below, of_above, of_one), "{value}");
        }
        assert_eq!(Target::of(None, None), None);
        assert_eq!(one.limit(), Some((Compare::Above, 9.0)));
    }
}
