//! The token call. Asking for a token invalidates the earlier one for everybody, so it is shared on disk: see
//! [`token_cache`](crate::platforms::token_cache).

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use super::envelope::{Envelope, refused};
use super::settings::{OpenSettings, TOKEN_PATH};
use crate::config::token::Carrier;
use crate::http::apart::apart;
use crate::http::{Http, Request, Verb};
use crate::model::{Clock, Stamp};
use crate::platforms::lenient::Loose;
use crate::platforms::sign::md5_hex;
use crate::platforms::token_cache::{self, Mint, Minted, Place};
use crate::platforms::wipe::wipe_fields;
use crate::platforms::{Gate, Result};

pub(super) type Tokens = token_cache::Tokens<Credential>;

pub(super) struct Credential {
    http: Http,
    clock: Clock,
    app_id: String,
    app_key: SecretString,
}

pub(super) fn tokens(settings: &OpenSettings, http: Http, clock: Clock, gate: Arc<dyn Gate>) -> Tokens {
    let app_id = settings.app_id.trim().to_owned();
    let app_key = SecretString::from(settings.app_key.expose_secret().trim());
    let place = settings.cache.as_ref().map(|shared| Place {
        shared,
        base_url: &settings.base_url,
        app_id: &settings.app_id,
        app_key: &settings.app_key,
    });
    let credential = Credential { http, clock: clock.clone(), app_id, app_key };
    Tokens::new(credential, clock, gate, place.as_ref())
}

impl Mint for Credential {
    const SECTION: &'static str = "sobot_open";
    const CARRIER: Carrier = Carrier::Header;

    fn http(&self) -> &Http {
        &self.http
    }

    async fn mint(&self, now: Stamp) -> Result<Minted> {
        let seconds = now.ms().div_euclid(1000).to_string();
        let sign = md5_hex(&[&self.app_id, &seconds, self.app_key.expose_secret()]);
        let query = [("appid", self.app_id.clone()), ("create_time", seconds), ("sign", sign)];
        let request = Request { verb: Verb::Get, path: TOKEN_PATH, query: &query, headers: &[], body: None };
        let place = self.http.place(&request);
        let answer = self.http.ask_for_token(&request, || (self.clock)()).await?;
        let place = answer.place(&place).to_owned();
        let size = answer.body.len();
        let read = move || (Envelope::read_token(&answer, &place), place);
        let (envelope, place) = apart(size, read).await;
        let mut fields = envelope?.into_fields();
        let item = fields.get("item").and_then(|item| item.as_object()).unwrap_or(&fields);
        let Some(token) = token_cache::given(item, &["token"]) else {
            return Err(refused(&place, None));
        };
        let lifetime = Loose::spelt(item, &["expires_in", "expire_in", "expiresIn"]).number().ok().flatten();
        let lifetime = lifetime.filter(|seconds| *seconds > 0.0).map(|seconds| (seconds * 1000.0) as i64);
        wipe_fields(&mut fields);
        Ok(Minted { token, lifetime_ms: lifetime })
    }
}
