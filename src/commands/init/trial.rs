//! Trying answers with the vendor: the address, the token, the first page.

use std::sync::Arc;

use chrono_tz::Tz;

use super::interview::{Tenant, Trial};
use crate::commands::doctor::{self, Outcome};
use crate::commands::glue;
use crate::config::{CallCredentials, Config, SevenMoor, SobotCall, SobotCn, SobotOpen, TokenAgent};
use crate::feed::Budget;
use crate::feed::ask::day::{span, today};
use crate::http::{Http, Request, Verb};
use crate::model::Clock;
use crate::platforms::seven_moor::{MoorClient, MoorSettings};
use crate::platforms::sobot_call::CallClient;
use crate::platforms::sobot_cn::{CnClient, CnSettings};
use crate::platforms::sobot_open::OpenClient;
use crate::platforms::{AgentsApi, ChatApi, ChatSiteApi, Error, Gate, Result, Urgency};

/// Tries; the sentence says what came of it, and never holds a secret.
pub async fn attempt(trial: Trial, tenant: &Tenant, zone: Tz, clock: &Clock) -> std::result::Result<String, String> {
    let outcome = match trial {
        Trial::Address => reach(tenant, clock).await,
        Trial::Token | Trial::Page => enter(trial, tenant, zone, clock).await,
    };
    outcome.map_err(|error| sentence(&error, tenant.vendor.section))
}

fn sentence(error: &Error, section: &str) -> String {
    let verdict = doctor::advice::verdict(error, section);
    debug_assert!(verdict.outcome != Outcome::Ok);
    match verdict.advice {
        Some(advice) => format!("{}; {advice}", verdict.says),
        None => verdict.says,
    }
}

async fn reach(tenant: &Tenant, clock: &Clock) -> Result<String> {
    let http = Http::new(tenant.value("base_url"), "the address")?;
    let request = Request { verb: Verb::Get, path: "/", query: &[], headers: &[], body: None };
    http.ask(&request, || clock()).await?;
    Ok(format!("{} answers", http.host()))
}

async fn enter(trial: Trial, tenant: &Tenant, zone: Tz, clock: &Clock) -> Result<String> {
    const SOON: Urgency = Urgency::Interactive;
    let mut config = Config::default();
    config.site.timezone = zone;
    // Tokens are kept nowhere: a kept one would hide a wrong secret.
    config.cache.dir = None;
    let (id, secret, base_url) = (tenant.value("app_id"), tenant.secret.clone(), tenant.value("base_url").to_owned());
    let gate = |calls: u32| -> Arc<dyn Gate> { Arc::new(Budget::new(calls)) };
    let date = today(clock(), zone);
    match tenant.vendor.section {
        "sobot_call" => {
            let mut call = SobotCall::new(base_url, CallCredentials::App { id: id.to_owned(), secret });
            tenant.value("token_url").clone_into(&mut call.token_url);
            call.token_agent = tenant.values.get("token_agent").cloned().map(TokenAgent::Number);
            call.operator_user_id = tenant.values.get("operator_user_id").cloned();
            let settings = glue::call_settings(&config, &call);
            let client = CallClient::new(settings, clock.clone(), Arc::new(glue::random_bits))?;
            if trial == Trial::Token {
                client.sign_in().await?;
                let both = client.sign_in_agent().await?;
                return Ok(
                    if both { "a token was given, and one of the agent's" } else { "a token was given" }.to_owned()
                );
            }
            let page = client.page(1).await?;
            Ok(format!("{} agents on the first page", page.agents.len()))
        }
        "sobot_open" => {
            let open = SobotOpen::new(base_url, id, secret);
            let settings = glue::open_settings(&config, &open);
            let client = OpenClient::new(&settings, clock.clone(), gate(open.calls_per_minute))?;
            if trial == Trial::Token {
                return client.sign_in(SOON).await.map(|()| "a token was given".to_owned());
            }
            let page = client.chat_page(date, 1, SOON).await?;
            Ok(format!("{} rows of chat workload on the first page", page.rows.len()))
        }
        "sobot_cn" => {
            let cn = SobotCn::new(id, secret);
            let settings = CnSettings { base_url, app_id: cn.app_id, app_key: cn.app_key, cache: None };
            let client = CnClient::new(&settings, clock.clone(), gate(cn.calls_per_minute))?;
            if trial == Trial::Token {
                return client.sign_in(SOON).await.map(|()| "a token was given".to_owned());
            }
            site(&client, date, zone).await
        }
        _ => {
            let moor = SevenMoor::new(tenant.value("app_key"), secret);
            let settings =
                MoorSettings { base_url, app_key: moor.app_key, secret_key: moor.secret_key, zone: moor.zone };
            let gate = gate(moor.calls_per_minute);
            let client = MoorClient::new(&settings, clock.clone(), Arc::new(glue::random_bits), gate)?;
            site(&client, date, zone).await
        }
    }
}

async fn site<A: ChatSiteApi>(client: &A, date: chrono::NaiveDate, zone: Tz) -> Result<String> {
    let before = date.pred_opt().unwrap_or(date);
    let cut = client.chat_site(span(date, zone), span(before, zone), Urgency::Interactive).await?;
    Ok(match cut.missing.len() {
        0 => "today's figures were given".to_owned(),
        number => format!("today's figures were given, but for {number} parts"),
    })
}
