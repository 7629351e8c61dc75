//! `callboard simulate`: the simulator alone.

use std::io::Write;

use super::{Failure, glue};
use crate::cli::{Common, Simulate};
use crate::sim::{Options, Simulator, afternoon_zone};

/// Serves until a signal comes. The first line printed is `listening on http://ADDRESS:PORT`; after it, what a
/// settings file needs to connect.
///
/// # Errors
/// When the address cannot be had.
pub async fn run(common: &Common, simulate: &Simulate) -> Result<(), Failure> {
    glue::settings_beside(common)?;
    let clock = glue::clock();
    let zone = afternoon_zone(clock().ms());
    let options = Options {
        agents: simulate.agents as usize,
        seed: simulate.seed,
        rate: simulate.rate,
        zone,
        clock: std::sync::Arc::new(move || clock().ms()),
        ..Options::default()
    };
    let simulator = Simulator::start(simulate.listen, options).await.map_err(|error| {
        Failure::Other(format!("cannot listen on {}: {error}; choose another --listen", simulate.listen))
    })?;
    let base = simulator.base_url();
    let credentials = simulator.credentials();
    let text = format!(
        "listening on {base}\n\n\
         # These lines in a settings file (mode 0600) connect a board to it:\n\
         [site]\nname = \"Simulated\"\ntimezone = \"{zone}\"\n\n\
         [sobot_call]\nbase_url = \"{base}\"\ntoken_url = \"{base}/tokens/company\"\napp_id = \"{}\"\n\
         app_secret = \"{}\"\noperator_user_id = \"{}\"\n\n\
         [sobot_open]\nbase_url = \"{base}\"\napp_id = \"{}\"\napp_key = \"{}\"\n",
        credentials.call_app_id,
        credentials.call_app_secret,
        credentials.operator_user_id,
        credentials.open_app_id,
        credentials.open_app_key,
    );
    let mut out = std::io::stdout();
    // A reader that only wants the first line may be gone already; the simulator serves on.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    glue::ended().await?;
    simulator.stop().await;
    Ok(())
}
