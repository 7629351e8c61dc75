use super::*;

#[test]
fn a_list_has_names_groups_and_all_and_leaves_out_what_is_taken_out() {
    assert_eq!(list("reset, 502").unwrap(), [Fault::Reset, Fault::BadGateway]);
    assert_eq!(list("all").unwrap(), Fault::ALL);
    assert_eq!(list("tokens,-clock").unwrap(), [Fault::TokenExpired, Fault::TokenStolen, Fault::Scheme]);
    assert_eq!(list("all,-all,join").unwrap(), [Fault::Join]);
    assert!(list("all,-bots").unwrap().iter().all(|fault| fault.group() != Group::Bots));
}

#[test]
fn a_list_that_names_nothing_is_refused_in_a_sentence() {
    assert_eq!(list(" , ").unwrap_err(), "name at least one fault, or all");
    assert_eq!(list("reset,-reset").unwrap_err(), "name at least one fault, or all");
    let error = list("resett").unwrap_err();
    assert!(error.starts_with("`resett` is no fault; there are all, connections, answers, "), "{error}");
    assert!(error.ends_with(", bot-stranger"), "{error}");
}

#[test]
fn every_name_is_one_faults_alone_and_reads_back() {
    for fault in Fault::ALL {
        assert_eq!(fault.name().parse(), Ok(*fault));
        assert!(Group::ALL.iter().all(|group| group.name() != fault.name()));
    }
}

#[test]
fn a_seed_gives_the_same_strikes_again_and_another_seed_others() {
    let draw = |seed| {
        let mut schedule = Schedule::new(Fault::ALL.to_vec(), seed);
        (0..1_000)
            .map(|_| (schedule.pause(Duration::from_secs(10)), schedule.next_strike().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(draw(7), draw(7));
    assert_ne!(draw(7), draw(8));
    let strikes = draw(7);
    assert!(Fault::ALL.iter().all(|fault| strikes.iter().any(|(_, strike)| strike.fault == *fault)));
    for (at, (pause, strike)) in strikes.iter().enumerate() {
        assert_eq!(strike.number, at as u64 + 1);
        assert!((1..=3).contains(&strike.times) && (0.2..=1.0).contains(&strike.part), "{strike:?}");
        assert!((5..=15).contains(&pause.as_secs()), "{pause:?}");
    }
    assert_eq!(Schedule::new(Vec::new(), 1).next_strike(), None);
}
