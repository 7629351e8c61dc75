use std::sync::Arc;

use super::*;
use crate::feed::backoff::Ramp;
use crate::feed::fake::error;

const LIMITS: Limits =
    Limits { idle: Duration::from_mins(1), probe_every: Duration::from_mins(5), full_every: Duration::from_secs(10) };

struct Bench {
    machine: Machine,
    now: Instant,
}

impl Bench {
    fn new() -> Self {
        let now = Instant::now();
        Self { machine: Machine::new(LIMITS, Backoff::new(Ramp::default(), Arc::new(|| 1.0)), now), now }
    }

    fn error(&self) -> Option<String> {
        self.machine.error().map(ToString::to_string)
    }

    fn after(&mut self, seconds: f64, input: Input) -> Vec<Output> {
        self.now += Duration::from_secs_f64(seconds);
        self.machine.step(input, self.now)
    }

    fn live() -> Self {
        let mut bench = Self::new();
        bench.after(0.0, Input::Opened);
        bench.after(0.0, Input::Full);
        assert!(bench.machine.is_live());
        bench
    }

    fn wait(&self) -> Option<f64> {
        match self.machine.state() {
            State::Waiting { until } => Some((until - self.now).as_secs_f64()),
            _ => None,
        }
    }
}

#[test]
fn goes_from_connecting_over_awaiting_to_live() {
    let mut bench = Bench::new();
    assert_eq!(bench.machine.state(), State::Connecting { since: bench.now });
    assert_eq!(bench.after(1.0, Input::Opened), []);
    assert_eq!(bench.machine.state(), State::AwaitingFull { since: bench.now, heard: bench.now });
    assert_eq!(bench.after(1.0, Input::Full), []);
    assert_eq!(bench.machine.state(), State::Live { since: bench.now, heard: bench.now });
}

#[test]
fn waits_after_an_error_in_each_state_and_then_opens_again() {
    for inputs in [vec![], vec![Input::Opened], vec![Input::Opened, Input::Full]] {
        let mut bench = Bench::new();
        for input in inputs {
            bench.after(0.0, input);
        }
        assert_eq!(bench.after(0.0, Input::Failed(error(ErrorKind::Network))), [Output::Close]);
        assert_eq!(bench.wait(), Some(0.8));
        assert_eq!(bench.machine.tries(), 1);
        assert_eq!(bench.error().as_deref(), Some("Network for a test"));
        assert_eq!(bench.after(0.7, Input::Tick), [], "not before its time");
        assert_eq!(bench.after(0.1, Input::Tick), [Output::Open]);
        assert_eq!(bench.error().as_deref(), Some("Network for a test"), "kept until recovered");
    }
}

#[test]
fn only_where_something_is_listened_for_is_a_deadline_one_of_silence() {
    let mut bench = Bench::new();
    assert!(bench.machine.deadline_is_silence(), "connecting");
    bench.after(0.0, Input::Opened);
    assert!(bench.machine.deadline_is_silence(), "awaiting the full message");
    bench.after(0.0, Input::Full);
    assert!(bench.machine.deadline_is_silence(), "live");
    bench.after(0.0, Input::Closed);
    assert!(bench.wait().is_some() && !bench.machine.deadline_is_silence(), "what is unread shortens no wait");
}

#[test]
fn an_end_is_an_error_too() {
    let mut bench = Bench::live();
    assert_eq!(bench.after(1.0, Input::Closed), [Output::Close]);
    assert_eq!(bench.error().as_deref(), Some("the server closed the stream"));
}

#[test]
fn a_full_message_clears_the_error_and_the_count_but_not_the_ramp() {
    let mut bench = Bench::new();
    bench.after(0.0, Input::Failed(error(ErrorKind::Network)));
    bench.after(0.8, Input::Tick);
    bench.after(0.0, Input::Opened);
    bench.after(0.0, Input::Full);
    assert_eq!((bench.machine.error(), bench.machine.tries()), (None, 0));
    bench.after(59.9, Input::Heard);
    bench.after(0.0, Input::Closed);
    assert_eq!(bench.wait(), Some(0.8), "worth six polls, so that the next is opened at once");
    bench.after(0.8, Input::Tick);
    bench.after(0.0, Input::Closed);
    assert_eq!(bench.wait(), Some(3.2), "but 59.9 s are not healthy yet");
}

#[test]
fn a_stream_that_is_cut_after_ten_seconds_costs_less_than_a_second_however_often() {
    for lives in [10.0, 11.0, 30.0, 59.0, 61.0] {
        let mut bench = Bench::live();
        for _ in 0..50 {
            bench.after(lives, Input::Closed);
            assert_eq!(bench.wait(), Some(0.8), "after {lives} s");
            bench.after(0.8, Input::Tick);
            bench.after(0.0, Input::Opened);
            bench.after(0.0, Input::Full);
        }
    }
}

#[test]
fn a_stream_that_is_cut_is_opened_no_more_often_than_a_poll_would_be_made() {
    let mut bench = Bench::live();
    for wait in [0.8, 1.6, 3.2, 4.0, 4.0, 4.0] {
        bench.after(6.0, Input::Failed(error(ErrorKind::Network)));
        assert_eq!(bench.wait(), Some(wait));
        bench.after(wait, Input::Tick);
        bench.after(0.0, Input::Opened);
        bench.after(0.0, Input::Full);
    }
    bench.after(6.0, Input::Failed(error(ErrorKind::RateLimited(Duration::from_secs(45)))));
    assert_eq!(bench.wait(), Some(45.0), "what the vendor asks for is obeyed");
    let mut bench = Bench::live();
    bench.after(10.0, Input::Retry(Duration::from_secs(20)));
    bench.after(0.0, Input::Closed);
    assert_eq!(bench.wait(), Some(20.0), "in a stream too");
}

#[test]
fn streams_that_are_cut_right_behind_their_full_message_are_worth_less_than_polls() {
    let mut bench = Bench::live();
    for wait in [0.8, 1.6] {
        assert_eq!(bench.after(1.0, Input::Closed), [Output::Close]);
        assert_eq!(bench.wait(), Some(wait));
        bench.after(wait, Input::Tick);
        bench.after(0.0, Input::Opened);
        bench.after(0.0, Input::Full);
    }
    bench.after(1.0, Input::Closed);
    let polling = |bench: &Bench| bench.machine.state() == State::Polling { until: bench.now + LIMITS.probe_every };
    assert!(polling(&bench));
    assert_eq!(
        bench.error().as_deref(),
        Some("3 streams in a row ended right after their full message, last: the server closed the stream")
    );
    bench.after(300.0, Input::Tick);
    bench.after(0.0, Input::Opened);
    bench.after(0.0, Input::Full);
    bench.after(4.9, Input::Closed);
    assert!(polling(&bench), "one more is enough: the way is still the same");
    bench.after(300.0, Input::Tick);
    bench.after(0.0, Input::Opened);
    bench.after(0.0, Input::Full);
    bench.after(5.0, Input::Closed);
    assert!(bench.wait().is_some(), "one that lives is a stream again");
}

#[test]
fn the_snapshot_call_stands_in_while_there_is_no_full_message() {
    let from = |bench: &Bench| bench.machine.stand_in_at().map(|at| (at - bench.now).as_secs_f64());
    let mut bench = Bench::new();
    assert_eq!(from(&bench), Some(5.0), "no answer");
    bench.after(1.0, Input::Opened);
    assert_eq!(from(&bench), Some(4.0), "no full message, counted from the beginning");
    bench.after(1.0, Input::Heard);
    assert_eq!(from(&bench), Some(3.0), "comments bring no agent");
    bench.after(0.0, Input::Within(true));
    assert_eq!(from(&bench), Some(8.0), "a message on its way has its time");
    bench.after(1.0, Input::Failed(error(ErrorKind::Network)));
    assert_eq!((from(&bench), bench.wait()), (None, Some(0.8)), "the next attempt comes before");
    bench.after(0.8, Input::Tick);
    assert_eq!(from(&bench), Some(2.5), "each attempt counts from the same beginning, but has a moment for itself");
    bench.after(0.0, Input::Opened);
    bench.after(0.0, Input::Full);
    assert_eq!(from(&bench), None);
    bench.after(0.0, Input::Retry(Duration::from_secs(20)));
    bench.after(600.0, Input::Closed);
    assert_eq!((from(&bench), bench.wait()), (Some(5.0), Some(20.0)), "the figures grow old from now on");
    assert!(bench.machine.may_stand_in());

    for hopeless in
        [ErrorKind::TokenRefused, ErrorKind::Settings, ErrorKind::Final, ErrorKind::RateLimited(Duration::from_mins(1))]
    {
        let mut bench = Bench::new();
        bench.after(0.0, Input::Failed(error(hopeless)));
        if let Some(wait) = bench.wait() {
            assert_eq!(from(&bench), None, "{hopeless:?}: the call would fare no better");
            assert!(!bench.machine.may_stand_in());
            bench.after(wait, Input::Tick);
        }
        assert_eq!(from(&bench), Some(5.0), "{hopeless:?}: until an attempt is long in failing");
    }
    for other in [ErrorKind::Network, ErrorKind::Late, ErrorKind::Answer, ErrorKind::TooLarge] {
        let mut bench = Bench::new();
        bench.after(1.0, Input::Failed(error(other)));
        bench.after(0.8, Input::Tick);
        assert_eq!(from(&bench), Some(3.2), "{other:?}: the call may do");
        assert!(bench.machine.may_stand_in());
    }
}

#[test]
fn sixty_healthy_seconds_reset_the_ramp() {
    let mut bench = Bench::new();
    for wait in [0.8, 1.6, 3.2] {
        bench.after(0.0, Input::Closed);
        assert_eq!(bench.wait(), Some(wait));
        bench.after(wait, Input::Tick);
    }
    bench.after(0.0, Input::Opened);
    bench.after(0.0, Input::Full);
    bench.after(59.0, Input::Heard);
    bench.after(1.0, Input::Closed);
    assert_eq!(bench.wait(), Some(0.8));
}

#[test]
fn a_long_wait_for_the_full_message_is_not_health() {
    let mut bench = Bench::new();
    bench.after(0.0, Input::Closed);
    bench.after(0.8, Input::Tick);
    bench.after(0.0, Input::Opened);
    bench.after(59.0, Input::Heard);
    bench.after(59.0, Input::Closed);
    assert_eq!(bench.wait(), Some(1.6));
}

#[test]
fn silence_ends_every_connected_state() {
    let mut bench = Bench::new();
    assert_eq!(bench.after(59.9, Input::Tick), []);
    assert_eq!(bench.after(0.1, Input::Tick), [Output::Close]);
    assert_eq!(bench.error().as_deref(), Some("no answer for 60 s"));

    let mut bench = Bench::new();
    bench.after(0.0, Input::Opened);
    assert_eq!(bench.after(60.0, Input::Tick), [Output::Close]);
    assert_eq!(bench.error().as_deref(), Some("no bytes for 60 s"));

    let mut bench = Bench::live();
    bench.after(30.0, Input::Heard);
    assert_eq!(bench.after(59.9, Input::Tick), [], "any byte is a sign of life");
    assert_eq!(bench.after(0.1, Input::Tick), [Output::Close]);
    assert_eq!(bench.error().as_deref(), Some("no bytes for 60 s"));
}

#[test]
fn a_message_that_never_ends_is_waited_for_but_not_for_ever() {
    let mut bench = Bench::live();
    for _ in 0..20 {
        bench.after(30.0, Input::Within(true));
        bench.after(0.0, Input::Heard);
        assert_eq!(bench.after(0.0, Input::Tick), [], "each is another message");
    }
    bench.after(0.0, Input::Within(false));
    for _ in 0..20 {
        bench.after(30.0, Input::Heard);
        assert_eq!(bench.after(0.0, Input::Tick), [], "comments are signs of life");
    }
    bench.after(0.0, Input::Within(true));
    for _ in 0..5 {
        bench.after(30.0, Input::Heard);
        assert_eq!(bench.after(0.0, Input::Tick), []);
    }
    bench.after(30.0, Input::Heard);
    assert_eq!(bench.after(0.0, Input::Tick), [Output::Close]);
    assert_eq!(bench.error().as_deref(), Some("bytes arrive, but no whole message for 180 s"));
}

#[test]
fn a_slow_full_message_is_waited_for_but_not_for_ever() {
    let mut bench = Bench::new();
    bench.after(0.0, Input::Opened);
    for _ in 0..5 {
        bench.after(30.0, Input::Heard);
        assert_eq!(bench.after(0.0, Input::Tick), []);
    }
    bench.after(29.0, Input::Heard);
    assert_eq!(bench.after(1.0, Input::Tick), [Output::Close]);
    assert_eq!(bench.error().as_deref(), Some("bytes arrive, but no full message for 180 s"));
}

#[test]
fn a_refused_token_is_renewed_once_and_then_backs_off() {
    let mut bench = Bench::new();
    let refused = || Input::Failed(error(ErrorKind::TokenRefused));
    assert_eq!(bench.after(0.0, refused()), [Output::Close, Output::RenewToken]);
    assert_eq!(bench.machine.tries(), 0, "not a network error");
    assert_eq!(bench.after(0.0, Input::Renewed(Ok(()))), [Output::Open], "at once");
    assert_eq!(bench.after(0.0, refused()), [Output::Close]);
    assert_eq!(bench.wait(), Some(0.8));
    assert_eq!(bench.after(0.8, Input::Tick), [Output::RenewToken], "the next attempt has a new token");
    assert_eq!(bench.after(0.0, Input::Renewed(Err(error(ErrorKind::Settings)))), [Output::Close]);
    assert_eq!(bench.wait(), Some(30.0), "only settings help");
    assert_eq!(bench.after(30.0, Input::Tick), [Output::RenewToken]);
    assert_eq!(bench.after(0.0, Input::Renewed(Ok(()))), [Output::Open]);
    bench.after(0.0, Input::Opened);
    bench.after(0.0, Input::Full);
    assert_eq!(bench.after(0.0, refused()), [Output::Close, Output::RenewToken], "a full message makes it new");
}

#[test]
fn settings_errors_wait_at_the_cap_and_limits_as_long_as_told() {
    let mut bench = Bench::new();
    bench.after(0.0, Input::Failed(error(ErrorKind::Settings)));
    assert_eq!(bench.wait(), Some(30.0));
    bench.after(30.0, Input::Tick);
    bench.after(0.0, Input::Failed(error(ErrorKind::RateLimited(Duration::from_secs(45)))));
    assert_eq!(bench.wait(), Some(45.0));
}

#[test]
fn a_server_sets_the_base() {
    let mut bench = Bench::live();
    bench.after(0.0, Input::Retry(Duration::from_secs(3)));
    bench.after(0.0, Input::Closed);
    assert_eq!(bench.wait(), Some(3.0));
}

#[test]
fn what_is_not_a_stream_is_polled_and_asked_for_again() {
    let mut bench = Bench::new();
    assert_eq!(bench.after(0.0, Input::Failed(error(ErrorKind::NotAStream))), [Output::Close]);
    assert_eq!(bench.machine.state(), State::Polling { until: bench.now + LIMITS.probe_every });
    assert_eq!(bench.after(300.0, Input::Tick), [Output::Open]);
    assert_eq!(bench.after(0.0, Input::Failed(error(ErrorKind::Network))), [Output::Close]);
    assert_eq!(
        bench.machine.state(),
        State::Polling { until: bench.now + LIMITS.probe_every },
        "whatever fails while polling goes back to polling"
    );
    bench.after(300.0, Input::Tick);
    bench.after(0.0, Input::Opened);
    bench.after(0.0, Input::Full);
    assert!(bench.machine.is_live());
    bench.after(0.0, Input::Closed);
    assert_eq!(bench.wait(), Some(0.8), "once live it is an ordinary stream again");
}

#[test]
fn three_streams_in_a_row_without_a_full_message_are_held_back_by_a_proxy() {
    let mut bench = Bench::new();
    for wait in [0.8, 1.6] {
        bench.after(0.0, Input::Opened);
        bench.after(60.0, Input::Tick);
        assert_eq!(bench.wait(), Some(wait));
        bench.after(wait, Input::Tick);
    }
    bench.after(0.0, Input::Opened);
    bench.after(60.0, Input::Tick);
    assert!(matches!(bench.machine.state(), State::Polling { .. }));
    assert_eq!(bench.error().as_deref(), Some("3 streams in a row gave no full message, last: no bytes for 60 s"));
}

#[test]
fn streams_that_end_before_their_full_message_are_given_up_however_they_end() {
    let ends = [
        (Input::Closed, "the server closed the stream"),
        (Input::Failed(error(ErrorKind::Network)), "Network for a test"),
        (Input::Failed(error(ErrorKind::TooLarge)), "TooLarge for a test"),
    ];
    for (end, why) in ends {
        let mut bench = Bench::new();
        for wait in [0.8, 1.6] {
            bench.after(0.0, Input::Opened);
            bench.after(1.0, end.clone());
            assert_eq!(bench.wait(), Some(wait));
            bench.after(wait, Input::Tick);
        }
        bench.after(0.0, Input::Opened);
        bench.after(1.0, end);
        assert!(matches!(bench.machine.state(), State::Polling { .. }), "{why}");
        let told = format!("3 streams in a row gave no full message, last: {why}");
        assert_eq!(bench.error().as_deref(), Some(told.as_str()));
    }
}

#[test]
fn a_proxy_that_holds_even_the_headers_back_is_given_up_and_a_dead_line_is_not() {
    for (kind, gives_up) in [(ErrorKind::Late, true), (ErrorKind::Network, false)] {
        let mut bench = Bench::new();
        for wait in [0.8, 1.6] {
            bench.after(15.0, Input::Failed(error(kind)));
            assert_eq!(bench.wait(), Some(wait));
            bench.after(wait, Input::Tick);
        }
        bench.after(15.0, Input::Failed(error(kind)));
        assert_eq!(matches!(bench.machine.state(), State::Polling { .. }), gives_up, "{kind:?}");
    }
}

#[test]
fn an_unreadable_first_message_ends_the_stream_a_later_one_does_not() {
    let mut bench = Bench::new();
    bench.after(0.0, Input::Opened);
    assert_eq!(bench.after(0.0, Input::Unreadable("not JSON".into())), [Output::Close]);
    assert_eq!(bench.error().as_deref(), Some("the first message cannot be read: not JSON"));
    let mut bench = Bench::live();
    assert_eq!(bench.after(0.0, Input::Unreadable("not JSON".into())), []);
    assert!(bench.machine.is_live());
}

#[test]
fn a_person_need_not_wait() {
    let mut bench = Bench::new();
    bench.after(0.0, Input::Closed);
    assert_eq!(bench.after(0.1, Input::RetryNow), [Output::Open]);
    bench.after(0.0, Input::Closed);
    assert_eq!(bench.wait(), Some(1.6), "the ramp stays");

    let mut polling = Bench::new();
    polling.after(0.0, Input::Failed(error(ErrorKind::NotAStream)));
    assert_eq!(polling.after(1.0, Input::RetryNow), [Output::Open]);

    let mut live = Bench::live();
    assert_eq!(live.after(0.0, Input::RetryNow), []);
    assert!(live.machine.is_live());
}
