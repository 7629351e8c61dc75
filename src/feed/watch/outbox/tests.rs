use super::*;
use crate::feed::UPDATES_HELD;
use crate::feed::fake::{BASE, agent, answered};
use crate::model::{Board, Phase, Roster, RosterKind, SourceId, SourceReport};

fn outbox() -> (Outbox, mpsc::Receiver<Update>) {
    let (updates, inbox) = mpsc::channel(UPDATES_HELD);
    (Outbox::new(updates), inbox)
}

fn roster(agents: usize) -> Update {
    let agents = (0..agents).map(|index| agent(&index.to_string(), 1)).collect();
    Update::new(BASE, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents))))
}

fn live() -> Update {
    Update::new(BASE, Payload::Source(SourceReport::new(SourceId::Agents, Phase::Live)))
}

fn message(count: u64) -> Update {
    Update::new(BASE, Payload::Changes(answered("0", count)))
}

/// Everything that can be read without waiting.
async fn read(outbox: &mut Outbox, inbox: &mut mpsc::Receiver<Update>) -> Vec<Update> {
    let mut told = Vec::new();
    loop {
        while let Ok(update) = inbox.try_recv() {
            told.push(update);
        }
        if !outbox.is_behind() {
            return told;
        }
        outbox.catch_up().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_keeps_up_is_told_everything_as_it_is() {
    let (mut outbox, mut inbox) = outbox();
    let updates: Vec<Update> =
        [roster(500), live()].into_iter().chain((0..UPDATES_HELD as u64 - 2).map(message)).collect();
    for update in updates.clone() {
        outbox.tell(update).unwrap();
    }
    assert!(!outbox.is_behind());
    assert_eq!(read(&mut outbox, &mut inbox).await, updates);
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_does_not_read_finds_the_last_of_every_field_and_all_of_the_counters() {
    let (mut outbox, mut inbox) = outbox();
    outbox.tell(roster(500)).unwrap();
    outbox.tell(live()).unwrap();
    let sent = UPDATES_HELD as u64 * 20;
    for count in 0..sent {
        outbox.tell(message(count)).unwrap();
    }
    assert!(outbox.is_behind());
    let told = read(&mut outbox, &mut inbox).await;
    assert_eq!(told.len(), UPDATES_HELD + 1, "the channel, and one for everything after it");
    let mut board = Board::new();
    for update in told {
        board.apply(update);
    }
    assert_eq!(board.source(SourceId::Agents).applied, sent);
    assert_eq!(board.agents()[0].answered, Some(sent - 1));
    // It has caught up: from now on, it is told everything again.
    outbox.tell(message(1)).unwrap();
    outbox.tell(message(2)).unwrap();
    assert_eq!(read(&mut outbox, &mut inbox).await, [message(1), message(2)]);
}

#[tokio::test(start_paused = true)]
async fn rosters_do_not_pile_up_in_the_channel() {
    let (mut outbox, mut inbox) = outbox();
    for _ in 0..100 {
        outbox.tell(roster(500)).unwrap();
        outbox.tell(live()).unwrap();
    }
    let told = read(&mut outbox, &mut inbox).await;
    let rosters = told.iter().filter(|update| matches!(update.payload, Payload::Roster(_))).count();
    assert!((2..=3).contains(&rosters), "{rosters} rosters");
    // One after the other is read: none waits.
    for _ in 0..10 {
        outbox.tell(roster(500)).unwrap();
        assert!(!outbox.is_behind());
        assert_eq!(read(&mut outbox, &mut inbox).await.len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_waits_goes_out_only_when_everything_before_it_was_read() {
    let (mut outbox, mut inbox) = outbox();
    for count in 0..=UPDATES_HELD as u64 {
        outbox.tell(message(count)).unwrap();
    }
    for _ in 0..UPDATES_HELD - 1 {
        inbox.recv().await.unwrap();
    }
    let waits = tokio::time::timeout(std::time::Duration::from_secs(1), outbox.catch_up()).await;
    assert!(waits.is_err(), "one is unread");
    assert!(outbox.is_behind());
    inbox.recv().await.unwrap();
    outbox.catch_up().await.unwrap();
    assert!(!outbox.is_behind());
    assert!(matches!(inbox.recv().await.unwrap().payload, Payload::Changes(changes) if changes.spared.is_some()));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_told_once_the_reader_has_gone() {
    let (mut outbox, inbox) = outbox();
    for count in 0..=UPDATES_HELD as u64 {
        outbox.tell(message(count)).unwrap();
    }
    drop(inbox);
    assert_eq!(outbox.catch_up().await, Err(Ended));
    assert_eq!(outbox.tell(message(0)), Err(Ended));
}
