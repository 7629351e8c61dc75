use super::*;

const MINUTES: i64 = 60_000;

fn held(now: Stamp) -> KeptToken {
    KeptToken { token: "t".into(), got_at: now, expires_at: now.plus(60 * MINUTES) }
}

#[tokio::test(start_paused = true)]
async fn no_clock_that_is_set_makes_a_token_live_longer() {
    let now = Stamp(1_772_445_600_000);
    let mut state = State::default();
    state.hold(held(now), now);
    let lasts = |state: &State, now| {
        let fresh = state.held_while(KeptToken::is_fresh, Steady::Refresh, now).is_some();
        (fresh, state.held_while(KeptToken::is_good, Steady::End, now).is_some())
    };
    assert_eq!(lasts(&state, now), (true, true));
    assert_eq!(lasts(&state, now.plus(-4 * MINUTES)), (true, true), "set back by a little");
    assert!(!lasts(&state, now.plus(-10 * MINUTES)).0, "by more: its age cannot be told");
    assert_eq!(lasts(&state, now.plus(55 * MINUTES)), (false, true), "set ahead");
    assert_eq!(lasts(&state, now.plus(61 * MINUTES)), (false, false));

    tokio::time::advance(Duration::from_mins(55)).await;
    assert_eq!(lasts(&state, now.plus(MINUTES)), (false, true), "nine tenths of its life are over");
    tokio::time::advance(Duration::from_mins(6)).await;
    assert_eq!(lasts(&state, now), (false, false), "and all of it");
}
