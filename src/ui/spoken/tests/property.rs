//! Whatever happens: no minute has too many sentences, the same of the same, nothing is lost, nothing acts on a terminal.

use proptest::prelude::*;

use super::*;
use crate::model::{News, NewsKind, plain};

const STATES: [WorkState; 5] =
    [WorkState::Ready, WorkState::Talking, WorkState::WrapUp, WorkState::Holding, WorkState::Ringing];

/// What may happen, after so many ms.
#[derive(Clone, Debug)]
enum Step {
    Works(usize, usize),
    Beat,
    Calls(usize, usize),
    Breaks,
    Lives,
}

fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let step = prop_oneof![
        6 => (0_usize..12, 0_usize..5).prop_map(|(who, state)| Step::Works(who, state)),
        4 => Just(Step::Beat),
        1 => (0_usize..40, 0_usize..20).prop_map(|(answered, lost)| Step::Calls(answered, lost)),
        1 => Just(Step::Breaks),
        2 => Just(Step::Lives),
    ];
    prop::collection::vec((0_i64..40_000, step), 1..60)
}

fn name(id: usize) -> String {
    format!("{id}\u{1b}[31m 13812345678 \u{202e}")
}

fn updates(steps: &[(i64, Step)]) -> Vec<Update> {
    let agents = (0..12).map(|id| who(&id.to_string(), &name(id), WorkState::Ready)).collect();
    let mut all = vec![live(0, SourceId::Agents), live(0, SourceId::Calls), calls(0, 20, 2, 1), roster(0, agents, &[])];
    let mut now = 0;
    for (after, step) in steps {
        now += after;
        all.push(match step {
            Step::Works(who, state) => works(now, &who.to_string(), STATES[*state]),
            Step::Beat => told(now, Payload::Heard(SourceId::Agents)),
            Step::Calls(answered, lost) => calls(now, 20 + answered, 2, 1 + lost),
            Step::Breaks => {
                let phase = Phase::Waiting { until: NOW.plus(now), tries: 1 };
                told(now, Payload::Source(SourceReport::new(SourceId::Agents, phase)))
            }
            Step::Lives => live(now, SourceId::Agents),
        });
    }
    all
}

fn said(updates: &[Update], whose: Whose, asked_between: bool) -> (Vec<Sentence>, Vec<Sentence>) {
    let mut narrator = Narrator::new(manner(Language::English, whose));
    let mut told = Vec::new();
    for update in updates {
        if let Some(now) = narrator.now.filter(|_| asked_between) {
            let (mut at, step) = (now, update.at.since(now) / 7 + 1);
            while at < update.at {
                told.extend(narrator.wait_until(at));
                at = at.plus(step);
            }
        }
        told.extend(narrator.take(update.clone()));
    }
    (told, narrator.finish())
}

/// How many alerts a sentence tells to be raised, or to have come and gone.
fn counted(text: &str) -> usize {
    let number = |text: &str| text.split(' ').next().and_then(|word| word.parse::<usize>().ok());
    match text {
        _ if text.contains(" went over their limits") => number(text).unwrap_or(0),
        _ if text.contains("raised and cleared meanwhile") => number(text).unwrap_or(0),
        _ if text.contains(" for more than ") => 1,
        _ => 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_minute_has_too_many_sentences_and_each_is_one_calm_line(steps in steps()) {
        let (told, last) = said(&updates(&steps), Whose::All, false);
        for (nth, sentence) in told.iter().enumerate() {
            let window = told[nth..].iter().take_while(|other| other.at.since(sentence.at) < WINDOW_MS);
            prop_assert!(window.count() <= MOST);
        }
        for pair in told.windows(2) {
            prop_assert!(pair[0].at <= pair[1].at);
        }
        for sentence in told.iter().chain(&last) {
            let line = sentence.line(ZONE, false);
            prop_assert!(!line.chars().any(plain::acts) && line.ends_with('.'), "{line:?}");
            prop_assert!(!line.contains("13812345678"), "{line:?}");
            prop_assert!(line.chars().count() < 1_000, "{line:?}");
        }
    }

    #[test]
    fn it_says_the_same_however_often_it_is_asked_in_between(steps in steps()) {
        let updates = updates(&steps);
        prop_assert_eq!(said(&updates, Whose::All, false), said(&updates, Whose::All, true));
    }

    /// Every alert of an agent that is raised is said to be, or counted among those that came and went.
    #[test]
    fn no_alert_is_lost(steps in steps()) {
        let updates = updates(&steps);
        let (told, last) = said(&updates, Whose::None, false);
        let of_agents = |news: &News| {
            news.kind == NewsKind::Raised && matches!(news.key.about, crate::model::About::Agent(_))
        };
        let mut lookout = Lookout::new(Rules::default(), ZONE);
        let raised = updates.iter().flat_map(|update| lookout.take(update.clone())).filter(of_agents).count();
        let others = "No agent is ready";
        let counted: usize = told.iter().chain(&last).filter(|one| !one.text.contains(others)).map(|one| counted(&one.text)).sum();
        // One that clears and is raised again before either was said is one.
        prop_assert!(counted <= raised + 2, "{counted} of {raised}");
        if told.iter().chain(&last).all(|one| !one.text.contains("cleared")) {
            prop_assert_eq!(counted, raised);
        }
    }
}
