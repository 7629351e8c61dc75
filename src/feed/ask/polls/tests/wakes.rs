//! Who waits for a credential that others share, or for a clock to sign by.

use super::*;
use crate::feed::fake::{BASE, error};
use crate::platforms::ErrorKind;

#[tokio::test(start_paused = true)]
async fn a_shared_credential_that_recovers_wakes_who_waits_for_it() {
    let tenant = Tenant::new(50, 0);
    tenant.refuse(|_| Some(error(ErrorKind::Settings)));
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).chat(ChatSettings::default());
    let told = rig.pass(60.0).await;
    assert!(matches!(last_report(&told).phase, Phase::Waiting { .. }));
    tenant.obey();
    let asked = tenant.asked().len();
    assert!(chats(&rig.pass(60.0).await).is_empty(), "it waits for ten minutes");
    assert_eq!(tenant.asked().len(), asked);
    tenant.recoveries.tell();
    let told = rig.pass(5.0).await;
    assert_eq!((chats(&told).len(), &last_report(&told).phase), (1, &Phase::Live));
}

#[tokio::test(start_paused = true)]
async fn ai_sessions_that_wait_are_woken_as_chats_are() {
    let tenant = Tenant::new(0, 400);
    tenant.refuse(|_| Some(error(ErrorKind::Settings)));
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).ai(AiSettings::default());
    let told = rig.pass(60.0).await;
    assert!(matches!(last_report(&told).phase, Phase::Waiting { .. }));
    tenant.obey();
    assert!(ais(&rig.pass(60.0).await).is_empty(), "they wait for ten minutes");
    tenant.recoveries.tell();
    let told = rig.pass(10.0).await;
    assert!(ais(&told).iter().any(|day| day.totals.sessions == Some(400)));
    assert_eq!(last_report(&told).phase, Phase::Live);
}

#[tokio::test(start_paused = true)]
async fn a_clock_to_sign_by_wakes_who_was_refused_without_one() {
    let tenant = Tenant::new(50, 0);
    tenant.refuse(|_| Some(error(ErrorKind::Settings)));
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).chat(ChatSettings::default());
    rig.pass(60.0).await;
    tenant.obey();
    rig.env.hints.note(Some(600_000));
    assert_eq!(chats(&rig.pass(5.0).await).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_woken_from_a_wait_that_the_vendor_asked_for_nor_from_none() {
    let tenant = Tenant::new(50, 0);
    tenant.refuse(|_| Some(error(ErrorKind::RateLimited(Duration::from_mins(5)))));
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).chat(ChatSettings::default());
    rig.pass(60.0).await;
    let asked = tenant.asked().len();
    tenant.recoveries.tell();
    rig.pass(60.0).await;
    assert_eq!(tenant.asked().len(), asked);
    tenant.obey();
    rig.pass(300.0).await;
    let asked = tenant.asked().len();
    tenant.recoveries.tell();
    rig.pass(10.0).await;
    assert!(tenant.asked().len() <= asked + 1, "healthy: no more than it would ask anyway");
}
