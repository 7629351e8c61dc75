use super::*;
use crate::model::testing::NOW;

fn call(id: &str) -> Lookup {
    Lookup::Call(id.to_owned())
}

fn answer(at: i64) -> Update {
    let found = Found { lookup: call("masked"), finding: Finding::Asking };
    Update::new(NOW.plus(at), Payload::Found(Box::new(found)))
}

fn told(updates: &[Update]) -> Vec<(i64, Lookup)> {
    let found = |update: &Update| match &update.payload {
        Payload::Found(found) => (update.at.since(NOW), found.lookup.clone()),
        other => panic!("{other:?}"),
    };
    updates.iter().map(found).collect()
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_told_of_the_question_as_it_was_asked() {
    let start = Instant::now();
    let mut asking = Asking::new();
    assert_eq!(asking.due(), None, "nothing is wanted");
    asking.want(vec![Want::all(call("a")), Want::all(call("b"))], start);
    let (wants, anew) = asking.say(start).unwrap();
    assert!(wants.len() == 2 && anew);
    assert_eq!(asking.due(), None, "it is being said");
    // One comes before it is known what it answers.
    assert_eq!(asking.answered(8, answer(2)), None);
    let heard = asking.heard(Answers { questions: vec![7, 8], found: vec![(7, answer(0)), (8, answer(1))] }, start);
    assert_eq!(told(&heard), [(0, call("a")), (1, call("b")), (2, call("b"))], "the later one is told last");
    assert_eq!(told(&asking.answered(7, answer(3)).into_iter().collect::<Vec<_>>()), [(3, call("a"))]);
    assert_eq!(asking.answered(9, answer(4)), None, "nothing of that number is asked");
    assert_eq!(asking.due(), Some(start + RENEW));
}

#[tokio::test(start_paused = true)]
async fn what_is_wanted_meanwhile_is_said_at_once_and_what_was_not_heard_again() {
    let start = Instant::now();
    let mut asking = Asking::new();
    asking.want(vec![Want::all(call("a"))], start);
    asking.say(start).unwrap();
    asking.want(vec![Want::all(call("b"))], start);
    assert_eq!(asking.say(start), None, "one thing at a time");
    asking.heard(Answers { questions: vec![1], found: Vec::new() }, start);
    let (wants, anew) = asking.say(start).unwrap();
    assert_eq!((wants, anew), (vec![Want::all(call("b"))], false));
    asking.unheard(start);
    assert_eq!(asking.due(), Some(start + AGAIN));
    asking.say(start + AGAIN).unwrap();
    asking.opened(start);
    assert!(asking.say(start).unwrap().1, "another hub may answer, which knows nothing of what was told");
    asking.heard(Answers { questions: vec![1], found: Vec::new() }, start);
    asking.want(Vec::new(), start);
    assert_eq!(asking.say(start), Some((Vec::new(), false)), "that nothing is wanted is said too");
    asking.heard(Answers { questions: Vec::new(), found: Vec::new() }, start);
    assert_eq!(asking.due(), None);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_asked_is_told_to_have_failed_with_the_reason_and_the_next_try() {
    let mut asking = Asking::new();
    let why = Problem::Said("the hub is away".to_owned());
    assert!(asking.failed(&why, None, NOW).is_empty(), "nothing is wanted");
    asking.want(vec![Want::all(call("a")), Want::all(call("b"))], Instant::now());
    let again = Some(NOW.plus(2_000));
    let failed = asking.failed(&why, again, NOW);
    assert_eq!(told(&failed), [(0, call("a")), (0, call("b"))]);
    for update in failed {
        let Payload::Found(found) = update.payload else { panic!("{update:?}") };
        let failure = Failure { problem: why.clone(), refused: false, again, absent: false };
        assert_eq!(found.finding, Finding::Failed(failure));
    }
}
