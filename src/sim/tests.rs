//! The whole of the simulator's own promises: documented sizes, credentials that can be known beforehand.

use super::*;

#[test]
fn credentials_follow_from_the_seed_alone() {
    assert!(Credentials::of(7) == Credentials::of(7));
    assert!(Credentials::of(7) != Credentials::of(8));
    assert_ne!(Credentials::of(7).call_app_secret, Credentials::of(7).open_app_key);
}

#[test]
fn the_usual_centre_has_48_agents_and_the_vendors_limits() {
    let options = Options::default();
    assert_eq!(options.agents, 48);
    assert_eq!(options.open_calls_per_minute, 20);
    assert_eq!(options.heartbeat, Duration::from_secs(15));
    assert_eq!(options.auth_scheme, AuthScheme::Bearer);
    assert!((options.clock)() > 1_700_000_000_000);
}
