use super::*;
use crate::sim::faults::Schedule;
use crate::sim::random;

const OPEN: &str = "When are you open?";

fn script(seed: u64, status: &'static str, question: &str) -> Script {
    Script::draw(&mut Dice::new(seed, random::ANSWERS), status, question)
}

/// What comes of a fault, wherever it strikes.
fn struck(fault: Fault, check: impl Fn(Script)) {
    let mut schedule = Schedule::new(vec![fault], 3);
    for seed in 0..50 {
        let mut script = script(seed, ENABLE, OPEN);
        script.strike(&schedule.strike(fault), 10_000);
        check(script);
    }
}

fn is_words(step: &TimedPart) -> bool {
    matches!(step.said, Said::Words(_))
}

#[test]
fn an_answer_comes_in_pieces_of_words_with_what_there_is_to_know_behind_them() {
    let mut first_words = Vec::new();
    for seed in 0..50 {
        let script = script(seed, ENABLE, OPEN);
        let (info, words) = script.steps.split_last().unwrap();
        assert_eq!((info.said.clone(), script.close, script.kind), (Said::Info, Close::Usual, "QA_DIRECT"));
        assert!(words.len() > 5 && words.iter().all(is_words));
        assert!(script.accepted >= 30 && script.steps.iter().all(|step| step.after > 0));
        let whole = script.whole();
        assert_eq!(whole, [Said::Words("We are open from 9:00 to 21:00, every day of the week.".to_owned())]);
        first_words.push(words[0].after);
    }
    first_words.sort_unstable();
    first_words.dedup();
    assert!(first_words.len() > 30, "each takes a time of its own");
    assert_eq!(script(4, ENABLE, OPEN), script(4, ENABLE, OPEN));
}

#[test]
fn what_no_bot_knows_is_said_to_be_unknown_and_chinese_is_answered_in_chinese() {
    assert_eq!(script(1, ENABLE, "Why?").kind, "UNKNOWN");
    let Some(Said::Words(words)) = script(1, ENABLE, "请问几点关门").whole().pop() else { panic!("words") };
    assert!(words.contains("营业"), "{words}");
}

#[test]
fn a_bot_that_rests_says_so_and_nothing_else() {
    for id in [21, 22, 23] {
        let (_, status) = robot(&id.to_string()).unwrap();
        let script = script(1, status, OPEN);
        assert_eq!((script.status, script.whole()), (status, vec![Said::Info]));
    }
    assert_eq!(robot("15").unwrap().1, ENABLE);
    assert!(robot("99").is_none() && robot("").is_none());
}

#[test]
fn a_fault_strikes_in_the_middle_of_an_answer() {
    let all = script(0, ENABLE, OPEN).whole();
    struck(Fault::BotCut, |script| {
        assert!(!script.steps.is_empty() && script.steps.iter().all(is_words));
        assert_eq!(script.close, Close::Cut);
        assert_ne!(script.whole(), all);
    });
    struck(Fault::BotError, |script| {
        let (end, words) = script.steps.split_last().unwrap();
        assert!(!words.is_empty() && words.iter().all(is_words));
        assert_eq!(end.said, Said::Broken);
        assert_eq!(script.whole().last(), Some(&Said::Broken));
    });
    struck(Fault::BotReordered, |script| {
        assert!(script.steps.first().is_some_and(is_words) && script.steps.last().is_some_and(is_words));
        assert_eq!(script.steps.iter().filter(|step| step.said == Said::Info).count(), 1);
        assert_eq!(script.whole(), all);
    });
}

#[test]
fn a_fault_can_leave_an_answer_without_words_and_without_an_end() {
    struck(Fault::BotEmpty, |script| assert!(script.steps.is_empty() && script.whole().is_empty()));
    struck(Fault::BotSlow, |script| assert!(script.steps[0].after > 10_000));
    struck(Fault::BotEndless, |script| {
        assert!(script.steps.iter().all(is_words));
        assert_eq!(script.close, Close::Never);
    });
    for (fault, status) in [(Fault::BotExhausted, "EXHAUST"), (Fault::BotExpired, "EXPIRE")] {
        struck(fault, |script| assert_eq!((script.status, script.whole()), (status, vec![Said::Info])));
    }
}
