//! `callboard demo`: the live board on the embedded simulator, over real HTTP and real SSE.

use std::net::{Ipv4Addr, SocketAddr};

use secrecy::SecretString;

use super::{Failure, board, glue, simulate, threads};
use crate::app::Audit;
use crate::cli::{Common, Demo, Vendors};
use crate::config::{CallCredentials, Config, SevenMoor, SobotCall, SobotCn, SobotOpen};
use crate::sim::{Credentials, Simulator};

/// Starts the simulator on a free port of this machine, and the board on it; on a wall if `kiosk` or the settings say so.
///
/// # Errors
/// When no port is to be had, or the board fails.
pub async fn run(common: &Common, demo: &Demo, kiosk: bool) -> Result<(), Failure> {
    let mut config = glue::settings_beside(common)?;
    config.kiosk.enabled |= kiosk || demo.kiosk;
    let clock = glue::clock();
    let options = simulate::options(&demo.centre, &clock);
    let zone = options.zone;
    let simulator = threads::beside(Simulator::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), options))
        .await
        .map_err(|error| Failure::Other(format!("the simulator cannot listen on this machine: {error}")))?;
    "Acme Support (demo)".clone_into(&mut config.site.name);
    config.site.timezone = zone;
    connect(&mut config, &simulator.base_url(), simulator.credentials(), demo.centre.vendors);
    // Nobody's number is shown here, so that needs no book.
    let audit = Audit::new("demo".to_owned(), |_| Ok(()));
    let outcome = board::show(&config, clock, audit).await;
    simulator.stop().await;
    outcome
}

/// Points `config` at a simulator, as a tenant of these vendors and no other; 7moor's times are the
/// site's. Its tokens are kept out of the disk cache:
/// they die with the process.
pub fn connect(config: &mut Config, base_url: &str, credentials: &Credentials, vendors: Vendors) {
    let secret = |text: &String| SecretString::from(text.clone());
    config.sobot_call = vendors.sobot.then(|| {
        let credential =
            CallCredentials::App { id: credentials.call_app_id.clone(), secret: secret(&credentials.call_app_secret) };
        let mut call = SobotCall::new(base_url, credential);
        call.operator_user_id = Some(credentials.operator_user_id.clone());
        call
    });
    config.sobot_open = vendors
        .sobot
        .then(|| SobotOpen::new(base_url, credentials.open_app_id.clone(), secret(&credentials.open_app_key)));
    config.sobot_cn = vendors.cn.then(|| {
        let mut cn = SobotCn::new(credentials.cn_app_id.clone(), secret(&credentials.cn_app_key));
        base_url.clone_into(&mut cn.base_url);
        cn
    });
    config.seven_moor = vendors.seven_moor.then(|| {
        let mut moor = SevenMoor::new(credentials.moor_app_key.clone(), secret(&credentials.moor_secret_key));
        base_url.clone_into(&mut moor.base_url);
        moor.zone = config.site.timezone;
        moor
    });
    config.cache.dir = None;
    // An invented centre begins the same way every time, and leaves nothing behind.
    config.screen.remember = None;
}
