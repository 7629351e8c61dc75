//! The rhythm of a day: load by the hour, when customers are called, and breaks by the hour.

use super::codes;
use super::random::Dice;
use super::zone::SECOND;

/// Expected share of the available time that inbound agents are in calls, at each full hour.
const LOAD: [f64; 25] = [
    0.28, 0.22, 0.20, 0.18, 0.20, 0.24, 0.30, 0.40, 0.52, 0.66, 0.77, 0.75, 0.62, 0.60, 0.68, 0.73, 0.70, 0.62, 0.52,
    0.50, 0.48, 0.42, 0.34, 0.30, 0.28,
];

/// The highest of the hours' loads; arrivals are drawn at it and thinned.
pub(super) const BUSIEST: f64 = 0.80;

/// Calls a second that would keep one logged-in agent wholly busy: breaks and the length of a call are in it.
pub(super) const CALLS_A_SECOND: f64 = 0.80 / 300.0;

/// Share of dialled customers who pick up.
pub(super) const CONNECTS: f64 = 0.74;

/// The load at this minute of the day.
pub(super) fn load(minute: f64) -> f64 {
    let hour = (minute / 60.0).clamp(0.0, 23.999);
    let at = |index: usize| LOAD.get(index).copied().unwrap_or_default();
    let (from, to) = (at(hour as usize), at(hour as usize + 1));
    from + (to - from) * hour.fract()
}

/// Whether customers may be called at this minute of the day.
pub(super) fn dialling(minute: f64) -> bool {
    (450.0..1260.0).contains(&minute)
}

/// A time away from the calls.
pub(super) struct Pause {
    pub(super) work: i64,
    pub(super) login: i64,
    pub(super) reason: i64,
    /// In ms.
    pub(super) lasts: i64,
}

/// Why and for how long an agent leaves at this minute of the day: at noon and at six mostly to eat.
pub(super) fn pause(dice: &mut Dice, minute: f64) -> Pause {
    let dining = if (660.0..825.0).contains(&minute) || (1050.0..1140.0).contains(&minute) { 95 } else { 5 };
    let reasons = [
        (codes::REASON_BREAK, 34, 8, 16),
        (codes::REASON_DINING, dining, 28, 48),
        (codes::REASON_TRAINING, 4, 35, 95),
        (codes::REASON_MEETING, 8, 15, 45),
        (codes::REASON_ACTIVITY, 4, 6, 20),
        (codes::REASON_CUSTOM[0], 10, 6, 22),
        (codes::REASON_CUSTOM[1], 5, 5, 15),
        (codes::REASON_CUSTOM[2], 2, 5, 12),
        (codes::REASON_DO_NOT_DISTURB, 12, 2, 11),
        (codes::REASON_NONE, 7, 3, 12),
    ];
    let chosen = dice.weighted(&reasons.map(|(_, weight, _, _)| weight));
    let (reason, _, shortest, longest) = reasons.get(chosen).copied().unwrap_or_default();
    let lasts = dice.between(shortest * 60, longest * 60) * SECOND;
    if reason == codes::REASON_NONE {
        return Pause { work: codes::WORK_LOCKED, login: codes::LOGIN_LOCKED, reason, lasts };
    }
    Pause { work: codes::WORK_OCCUPIED, login: codes::LOGIN_OCCUPIED, reason, lasts }
}
