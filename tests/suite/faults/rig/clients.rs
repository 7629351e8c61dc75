//! The clients of a board in the rig.

use super::*;

pub(super) fn call_client(sim: &Simulator, plan: Plan, clock: &Clock) -> CallClient {
    let known = sim.credentials();
    let settings = CallSettings {
        credential: Credential::App {
            id: known.call_app_id.clone(),
            secret: SecretString::from(known.call_app_secret.clone()),
        },
        operator_user_id: known.operator_user_id.clone(),
        sort: "agentNumber,asc".to_owned(),
        page_size: plan.page_size,
        max_event_bytes: plan.max_event,
        ..call_settings(&sim.base_url())
    };
    CallClient::new(settings, clock.clone(), Arc::new(|| fastrand::u128(..))).unwrap()
}

pub(super) fn open_client(sim: &Simulator, clock: &Clock) -> OpenClient {
    let known = sim.credentials();
    let settings = OpenSettings {
        app_id: known.open_app_id.clone(),
        app_key: SecretString::from(known.open_app_key.clone()),
        ..open_settings(&sim.base_url(), None)
    };
    OpenClient::new(&settings, clock.clone(), Arc::new(Budget::new(CALLS_A_MINUTE))).unwrap()
}
