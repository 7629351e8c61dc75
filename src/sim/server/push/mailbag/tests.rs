use super::*;

const NOW: i64 = 1_795_242_600_000;

fn bag(faults: &str) -> Mailbag {
    let faults = if faults.is_empty() { PushFaults::default() } else { PushFaults::read(faults).unwrap() };
    Mailbag::new(&Credentials::of(1), faults, 1)
}

/// So many callbacks, of two calls in turn.
fn callbacks(count: u64) -> Vec<Callback> {
    (0..count).map(|number| Callback { at: NOW, about: number % 2, body: json!({"number": number}) }).collect()
}

fn numbers(letters: &[Letter]) -> Vec<u64> {
    letters.iter().map(|letter| letter.body["number"].as_u64().unwrap()).collect()
}

fn is_signed(letter: &Letter) -> bool {
    let known = Credentials::of(1);
    letter.sign == signature(&[&known.company_id, &letter.time, &letter.code, &known.push_app_key])
}

#[test]
fn every_letter_is_signed_for_the_platforms_time_with_a_code_of_its_own() {
    let letters = bag("").fill(callbacks(100), NOW, NOW + 7);
    assert_eq!(numbers(&letters), (0..100).collect::<Vec<_>>());
    assert!(letters.iter().all(|letter| is_signed(letter) && letter.time == (NOW + 7).to_string()));
    assert!(letters.iter().all(|letter| letter.sign.len() == 32 && letter.sign == letter.sign.to_lowercase()));
    let codes: std::collections::BTreeSet<&str> = letters.iter().map(|letter| letter.code.as_str()).collect();
    assert_eq!(codes.len(), 100);
}

#[test]
fn what_is_lost_is_not_sent_and_counted() {
    let mut bag = bag("lost=20");
    let sent = bag.fill(callbacks(10_000), NOW, NOW).len() as u64;
    assert_eq!(sent + bag.lost(), 10_000);
    assert!((1_800..2_200).contains(&bag.lost()), "{}", bag.lost());
    assert!(bag.fill(Vec::new(), NOW + 3_600_000, NOW).is_empty(), "what is lost does not come later");
}

#[test]
fn what_is_doubled_comes_twice_signed_anew_and_what_is_replayed_with_the_same_code() {
    let letters = bag("doubled=100").fill(callbacks(10), NOW, NOW);
    assert_eq!(letters.len(), 20);
    for pair in letters.chunks(2) {
        assert_eq!(pair[0].body, pair[1].body);
        assert!(pair.iter().all(is_signed) && pair[0].code != pair[1].code);
    }
    let letters = bag("replayed=100").fill(callbacks(10), NOW, NOW);
    assert!(letters.len() == 20 && letters.chunks(2).all(|pair| pair[0] == pair[1] && is_signed(&pair[0])));
}

#[test]
fn what_is_late_comes_5_to_60_seconds_later_signed_for_then() {
    let mut bag = bag("late=100");
    assert!(bag.fill(callbacks(200), NOW, NOW).is_empty());
    assert!(bag.fill(Vec::new(), NOW + 4_999, NOW + 4_999).is_empty());
    let first = bag.fill(Vec::new(), NOW + 30_000, NOW + 30_000);
    let rest = bag.fill(Vec::new(), NOW + 60_000, NOW + 60_000);
    assert!(!first.is_empty() && !rest.is_empty());
    assert_eq!(first.len() + rest.len(), 200);
    assert!(rest.iter().all(|letter| is_signed(letter) && letter.time == (NOW + 60_000).to_string()));
}

#[test]
fn what_is_reordered_comes_after_the_next_of_the_same_call_or_at_last_alone() {
    let mut bag = bag("reordered=30");
    let mut letters = bag.fill(callbacks(1_000), NOW, NOW);
    letters.extend(bag.fill(Vec::new(), NOW + NO_LONGER, NOW));
    let mut sorted = numbers(&letters);
    sorted.sort_unstable();
    assert_eq!(sorted, (0..1_000).collect::<Vec<_>>(), "none is lost and none doubled");
    for call in 0..2 {
        let of_call: Vec<u64> = numbers(&letters).into_iter().filter(|number| number % 2 == call).collect();
        let swapped = of_call.windows(2).filter(|pair| pair[0] > pair[1]).count();
        assert!((80..200).contains(&swapped), "{swapped}");
    }
    assert!(letters.iter().all(is_signed));
}

#[test]
fn what_is_wrongly_signed_is_so_and_what_is_encrypted_has_nothing_but_its_content() {
    let letters = bag("wrong-sign=100").fill(callbacks(10), NOW, NOW);
    assert!(letters.len() == 10 && letters.iter().all(|letter| !is_signed(letter) && letter.sign.len() == 32));
    for letter in bag("encrypted=100").fill(callbacks(10), NOW, NOW) {
        assert!(is_signed(&letter));
        let keys: Vec<&String> = letter.body.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["content"]);
    }
}

#[test]
fn large_and_slow_ones_say_so_and_are_signed() {
    for (faults, manner) in [("large=100", Manner::Large), ("slow=100", Manner::Slow)] {
        let letters = bag(faults).fill(callbacks(10), NOW, NOW);
        assert!(letters.len() == 10 && letters.iter().all(|letter| letter.manner == manner && is_signed(letter)));
    }
}
