//! `callboard simulate`: the simulator alone.

use std::io::Write;
use std::sync::Arc;

use super::{Failure, glue};
use crate::cli::{Centre, Common, Simulate};
use crate::model::Clock;
use crate::sim::{Options, Simulator, afternoon_zone};

/// A centre on `clock`, in a zone where it is the busy middle of the afternoon.
pub fn options(centre: &Centre, clock: &Clock) -> Options {
    let zone = afternoon_zone(clock().ms());
    let clock = clock.clone();
    Options {
        agents: centre.agents as usize,
        rate: centre.rate,
        zone,
        clock: Arc::new(move || clock().ms()),
        ..Options::new(centre.seed)
    }
}

/// Serves until a signal comes. The first line printed is `listening on http://ADDRESS:PORT`; after it, what a
/// settings file needs to connect.
///
/// # Errors
/// When the address cannot be had.
pub async fn run(common: &Common, simulate: &Simulate) -> Result<(), Failure> {
    glue::settings_beside(common)?;
    let options = options(&simulate.centre, &glue::clock());
    let zone = options.zone;
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
