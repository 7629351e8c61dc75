//! The token call. Whether asking for a token ends the earlier one is documented nowhere, so it is shared as if it did:
//! see [`token_cache`](crate::platforms::token_cache).

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use super::envelope::{self, To};
use super::settings::{CnSettings, TOKEN_PATH};
use crate::config::token::Carrier;
use crate::http::apart::apart;
use crate::http::{Http, Request, Verb};
use crate::model::{Clock, Stamp};
use crate::platforms::lenient::Loose;
use crate::platforms::sign::md5_hex;
use crate::platforms::token_cache::{self, Mint, Minted, Place};
use crate::platforms::wipe::wipe_fields;
use crate::platforms::{Gate, Result};

/// The longest life that can be asked for, in hours.
const HOURS: i64 = 24;
const HOUR_MS: i64 = 3_600_000;

pub(super) type Tokens = token_cache::Tokens<Credential>;

pub(super) struct Credential {
    http: Http,
    clock: Clock,
    app_id: String,
    app_key: SecretString,
}

pub(super) fn tokens(settings: &CnSettings, http: Http, clock: Clock, gate: Arc<dyn Gate>) -> Tokens {
    let app_id = settings.app_id.trim().to_owned();
    let app_key = SecretString::from(settings.app_key.expose_secret().trim());
    // One host may serve both platforms, and one app id may stand for both: the path tells the tokens apart.
    let address = format!("{}{TOKEN_PATH}", settings.base_url.trim().trim_end_matches('/'));
    let place = settings.cache.as_ref().map(|shared| Place {
        shared,
        base_url: &address,
        app_id: &settings.app_id,
        app_key: &settings.app_key,
    });
    let credential = Credential { http, clock: clock.clone(), app_id, app_key };
    Tokens::new(credential, clock, gate, place.as_ref())
}

impl Mint for Credential {
    const SECTION: &'static str = "sobot_cn";
    const CARRIER: Carrier = Carrier::Body;

    fn http(&self) -> &Http {
        &self.http
    }

    async fn mint(&self, now: Stamp) -> Result<Minted> {
        let created = now.ms().to_string();
        let sign = md5_hex(&[&self.app_id, self.app_key.expose_secret(), &created]);
        let query =
            [("appId", self.app_id.clone()), ("createTime", created), ("sign", sign), ("expire", HOURS.to_string())];
        let request = Request { verb: Verb::Get, path: TOKEN_PATH, query: &query, headers: &[], body: None };
        let place = self.http.place(&request);
        let answer = self.http.ask_for_token(&request, || (self.clock)()).await?;
        let place = answer.place(&place).to_owned();
        let (size, told) = (answer.body.len(), place.clone());
        let mut data = apart(size, move || envelope::data(&answer, &told, To::Token)).await?;
        let Some(token) = token_cache::given(&data, &["access_token", "accessToken"]) else {
            return Err(envelope::refused(&place, None));
        };
        // No answer of the documents tells how long it lives: as long as was asked for, then.
        let told = Loose::spelt(&data, &["expires_in", "expiresIn"]).number().ok().flatten();
        let lifetime = told.filter(|seconds| *seconds > 0.0).map_or(HOURS * HOUR_MS, |s| (s * 1000.0) as i64);
        wipe_fields(&mut data);
        Ok(Minted { token, lifetime_ms: Some(lifetime) })
    }
}
