use super::*;

fn backoff(random: f64) -> Backoff {
    Backoff::new(Ramp::default(), Arc::new(move || random))
}

fn ms(wait: Duration) -> u128 {
    wait.as_millis()
}

#[test]
fn doubles_from_its_base_to_its_cap_and_stays_there() {
    let mut whole = backoff(1.0);
    let waits: Vec<_> = (0..9).map(|_| ms(whole.next_wait())).collect();
    assert_eq!(waits, [800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000, 30_000]);
    for _ in 0..1_000 {
        assert_eq!(ms(whole.next_wait()), 30_000, "it never ends, and never overflows");
    }
}

#[test]
fn jitters_between_half_and_whole() {
    let mut half = backoff(0.0);
    assert_eq!([ms(half.next_wait()), ms(half.next_wait())], [400, 800]);
    let mut middle = backoff(0.5);
    assert_eq!(ms(middle.next_wait()), 600);
    let mut wild = backoff(7.0);
    assert_eq!(ms(wild.next_wait()), 800, "randomness outside its range does not leave the ramp");
}

#[test]
fn a_server_sets_the_base_without_resetting_the_ramp() {
    let mut backoff = backoff(1.0);
    backoff.next_wait();
    backoff.next_wait();
    backoff.set_base(Duration::from_secs(3));
    assert_eq!(ms(backoff.next_wait()), 12_000, "third step of the new ramp");
    backoff.set_base(Duration::from_hours(1));
    assert_eq!(ms(backoff.next_wait()), 30_000, "no server makes us wait longer than the cap");
    backoff.reset();
    backoff.set_base(Duration::ZERO);
    assert_eq!(ms(backoff.next_wait()), 100, "no server makes us hammer it");
}

#[test]
fn resets_to_the_foot() {
    let mut backoff = backoff(1.0);
    backoff.next_wait();
    backoff.next_wait();
    backoff.reset();
    assert_eq!(ms(backoff.next_wait()), 800);
}
