//! Under the real clock, which moves on between two looks at it, as paused time does not.

use super::*;
use crate::feed::fake::BASE;

/// Far more than it needs; only a poller that never asks gets here.
const FOR_EVER: Duration = Duration::from_secs(20);

async fn first(rig: &mut Rig, wanted: fn(&Payload) -> bool) {
    let found = async {
        while let Some(update) = rig.updates.recv().await {
            if wanted(&update.payload) {
                return;
            }
        }
        panic!("the poller ended");
    };
    tokio::time::timeout(FOR_EVER, found).await.expect("the poller asks");
}

#[tokio::test]
async fn chats_are_asked_for() {
    let tenant = Tenant::with_latency(250, 0, Duration::ZERO);
    let mut rig = Rig::new(tenant, BASE).chat(ChatSettings::default());
    first(&mut rig, |payload| matches!(payload, Payload::Chat(day) if day.rows.len() == 250)).await;
}

#[tokio::test]
async fn ai_sessions_are_asked_for() {
    let tenant = Tenant::with_latency(0, 400, Duration::ZERO);
    let mut rig = Rig::new(tenant, BASE).ai(AiSettings::default());
    first(&mut rig, |payload| matches!(payload, Payload::Ai(day) if day.totals.valid.is_some())).await;
}
