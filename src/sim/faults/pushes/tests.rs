use super::*;

#[test]
fn a_list_has_names_and_all_with_shares_and_leaves_out_what_is_taken_out() {
    let read = |text: &str| PushFaults::read(text).unwrap().0;
    assert_eq!(read("lost=20, late"), [(PushFault::Lost, 20.0), (PushFault::Late, 1.0)]);
    assert_eq!(read("all=0.5,-slow,lost=3").len(), PushFault::ALL.len() - 1);
    assert!(read("all=0.5,lost=3").contains(&(PushFault::Lost, 3.0)));
    assert_eq!(read("all,-all,slow"), [(PushFault::Slow, 1.0)]);
}

#[test]
fn a_list_that_makes_no_sense_is_refused_in_a_sentence() {
    let error = |text: &str| PushFaults::read(text).unwrap_err();
    assert_eq!(error(" , "), "name at least one fault, or all");
    assert_eq!(error("lost,-lost"), "name at least one fault, or all");
    assert!(error("losst").starts_with("`losst` is no fault of callbacks; there are all, lost, doubled, "));
    assert_eq!(error("lost=0"), "`0` must be a number above 0 and at most 100: so many of a hundred callbacks");
    assert_eq!(error("lost=60,late=50"), "the shares add up to 110 of a hundred callbacks");
}

#[test]
fn each_fault_hits_its_share_and_the_same_seed_the_same_callbacks() {
    let faults = PushFaults::read("lost=20,doubled=5,slow=1").unwrap();
    let draw = |seed| {
        let mut dice = Dice::new(seed, 1);
        (0..20_000).map(|_| faults.draw(&mut dice)).collect::<Vec<_>>()
    };
    let drawn = draw(7);
    assert_eq!(drawn, draw(7));
    assert_ne!(drawn, draw(8));
    for (fault, share) in [(PushFault::Lost, 4_000_usize), (PushFault::Doubled, 1_000), (PushFault::Slow, 200)] {
        let hit = drawn.iter().filter(|drawn| **drawn == Some(fault)).count();
        assert!(hit.abs_diff(share) < share / 5, "{hit} of {share} are {}", fault.name());
    }
    assert!(drawn.iter().flatten().all(|fault| ["lost", "doubled", "slow"].contains(&fault.name())));
    assert_eq!(PushFaults::default().draw(&mut Dice::new(7, 1)), None);
}
