//! What is heard while a frame is due is taken with it.

use super::*;

/// So many may wait in the channel of [`beside`].
fn waiting(desk: &Desk) -> usize {
    desk.updates.max_capacity() - desk.updates.capacity()
}

#[tokio::test(start_paused = true)]
async fn what_comes_between_two_frames_waits_for_the_next_and_is_in_it() {
    beside(async |desk| {
        after(500).await;
        desk.tell(roster(1)).await;
        after(1).await;
        assert_eq!(waiting(&desk), 0, "after quiet it is taken, and drawn, at once");
        desk.tell(roster(2)).await;
        after(1).await;
        assert_eq!(waiting(&desk), 0, "it is taken, and asks for a frame");
        let before = desk.frames();
        for answered in [3, 4, 517] {
            desk.tell(roster(answered)).await;
            after(1).await;
        }
        assert_eq!((waiting(&desk), desk.frames()), (3, before), "no one is woken for what a frame will show");
        after(40).await;
        assert_eq!((waiting(&desk), desk.frames()), (0, before + 1));
        assert!(desk.written().contains("517"), "the frame has the last of it");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_key_is_answered_with_what_waits() {
    beside(async |desk| {
        after(500).await;
        for answered in [1, 2, 518] {
            desk.tell(roster(answered)).await;
            after(1).await;
        }
        assert_eq!(waiting(&desk), 1);
        desk.press('z');
        after(1).await;
        assert_eq!(waiting(&desk), 0);
        assert!(desk.written().contains("518"));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn on_a_line_whose_frames_are_far_apart_what_comes_does_not_wait() {
    on_line(SlowLine::Always, async |desk| {
        after(6_000).await;
        for answered in 1..20 {
            desk.tell(roster(answered)).await;
            after(50).await;
        }
        assert!(waiting(&desk) <= 1, "{} wait", waiting(&desk));
    })
    .await;
}
