use super::*;

const T: Stamp = Stamp(1_772_409_600_000);

fn told(story: &mut Vec<CallStep>, what: Happening, at: i64) {
    let event = CallEvent { role: Some(PartyRole::Agent), ..CallEvent::new("1", what) };
    tell(story, &event, T.plus(at), at < 0);
}

#[test]
fn steps_stand_where_they_happened_and_one_told_twice_is_one() {
    let mut story = Vec::new();
    for (what, at) in [
        (Happening::Created, 0),
        (Happening::Established, 9_000),
        (Happening::Ringing, 4_000),
        (Happening::Established, 9_900),
        (Happening::Dialling, -2_000),
    ] {
        told(&mut story, what, at);
    }
    let seen: Vec<_> = story.iter().map(|step| (step.what, step.at.since(T), step.late)).collect();
    assert_eq!(
        seen,
        [
            (Happening::Dialling, -2_000, true),
            (Happening::Created, 0, false),
            (Happening::Ringing, 4_000, false),
            (Happening::Established, 9_000, false),
        ]
    );
}

#[test]
fn what_happened_at_one_moment_stands_as_it_was_told_and_there_is_an_end_to_it() {
    let mut story = Vec::new();
    told(&mut story, Happening::Released, 0);
    told(&mut story, Happening::Deleted, 0);
    tell(&mut story, &CallEvent { what: None, ..CallEvent::new("1", Happening::Created) }, T, false);
    assert_eq!(story.iter().map(|step| step.what).collect::<Vec<_>>(), [Happening::Released, Happening::Deleted]);
    for at in 0..200 {
        told(&mut story, Happening::KeyPressed, at);
    }
    assert_eq!(story.len(), caps::STEPS);
}
