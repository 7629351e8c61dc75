//! What is exported of it beside its section: its part of `init` and of `doctor`, and its words.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::{Instant, timeout_at};

use super::section::SECTION;
use super::{CallClient, CallTenant, Credential, PushTenant, TokenAgent};
use crate::config::{Config, Exported, Tenant as _};
use crate::http::Http;
use crate::model::problem::Templates;
use crate::model::{AgentId, CallsAsked, Day, Figure, Measure, ReportAsked, ReportOf, SourceId};
use crate::platforms::checks::{Check, Verdict, advice, host, say};
use crate::platforms::questions::{Answers, FieldKind, Questions, field};
use crate::platforms::{
    AgentsApi, CallsApi, Checkup, DaySpan, Event, Events, Message, Numbers, Platform, Quota, Result, Untold, World,
    hosts,
};

impl Platform for CallClient {
    type Tenant = CallTenant;
    const BESIDE: &'static [Exported] = &[Exported::of::<PushTenant>()];
    const TEMPLATES: Templates = super::problem::TEMPLATES;
    const QUESTIONS: &'static Questions = &Questions {
        section: SECTION.path,
        what: "Sobot voice: the live agents",
        file_key: "app_secret_file",
        file: "call.secret",
        has_token: true,
        fields: &[
            field(
                "base_url",
                "Address of your region's data service",
                FieldKind::Address(|region, _| region.data_service().map(str::to_owned)),
            ),
            field(
                "token_url",
                "Address that gives tokens",
                FieldKind::Address(|_, base_url| Some(hosts::company_token_url(base_url))),
            ),
            field("app_id", "App id", FieldKind::Text),
            field("app_secret", "App secret (not shown)", FieldKind::Secret),
            field("operator_user_id", "Id of the user to act for (empty for none)", FieldKind::Optional),
            field(
                "token_agent",
                "Work number of the agent whose token asks for histories, reports and recordings (empty for the company's)",
                FieldKind::Optional,
            ),
            field(
                "match_callers",
                "Tell which callers of lost calls were not reached since? Records of calls then come with customers' numbers \
                 unmasked; each is dropped where it is read, for a mask and a hash that stay in this program (y/n)",
                FieldKind::Switch,
            ),
        ],
    };

    fn quota(tenant: &CallTenant) -> Option<Quota<'_>> {
        let id = match &tenant.credential {
            Credential::App { id, .. } => id,
            Credential::Token(_) => "a ready-made token",
        };
        Some(Quota { calls_per_minute: tenant.calls_per_minute, base_url: &tenant.base_url, id })
    }

    fn regional(tenant: &CallTenant) -> Vec<(&'static str, &str)> {
        let mut addresses = vec![("base_url", tenant.base_url.as_str())];
        if let Credential::App { .. } = tenant.credential {
            addresses.push(("token_url", &tenant.token_url));
        }
        addresses
    }

    fn untold(tenant: &CallTenant, config: &Config) -> Vec<Untold> {
        let (own, push) = (SECTION.path, PushTenant::SECTION.path);
        let still_lost = (!tenant.match_callers).then(|| Untold {
            measure: Measure::StillLost,
            why: format!("match_callers in [{own}] is off"),
            advice: format!("write match_callers = true in [{own}]"),
        });
        let by_events = if config.tenant::<PushTenant>().is_none() {
            let advice = format!("set listen, path, company_id and a key in [{push}]");
            Some((format!("[{push}] is not set, and callbacks alone tell who waits"), advice))
        } else if !(tenant.departments.is_empty() && tenant.agents.is_empty()) {
            let why = "callers are the whole company's, and whose they are is not told before they ring".to_owned();
            Some((why, format!("remove departments and agents from [{own}]")))
        } else {
            None
        };
        let who_waits = by_events.into_iter().flat_map(|(why, advice)| {
            [Measure::Waiting, Measure::LongestWait].map(|measure| Untold {
                measure,
                why: why.clone(),
                advice: advice.clone(),
            })
        });
        still_lost.into_iter().chain(who_waits).collect()
    }

    fn described(answers: &Answers) -> CallTenant {
        let credential = Credential::App { id: answers.value("app_id").to_owned(), secret: answers.secret.clone() };
        CallTenant {
            token_url: answers.value("token_url").to_owned(),
            token_agent: answers.values.get("token_agent").cloned().map(TokenAgent::Number),
            operator_user_id: answers.values.get("operator_user_id").cloned(),
            match_callers: answers.is_on("match_callers"),
            ..CallTenant::new(answers.base_url(), credential)
        }
    }

    fn connect(tenant: &CallTenant, config: &Config, world: World) -> Result<Self> {
        Ok(Self::new(tenant.client(config), world.clock, world.random)?.hinted(world.hints))
    }

    fn checks(self: Arc<Self>, tenant: &CallTenant, checkup: &Checkup<'_>) -> Result<Vec<Check>> {
        let http = Http::new(&tenant.base_url, "base_url in [sobot_call]")?;
        let mut checks =
            host::checks((SECTION.path, SourceId::Agents), "sobot_call.", &http, checkup.clock, checkup.seen);
        let mut token_needs = "sobot_call.tls";
        if let Credential::App { .. } = tenant.credential {
            let tokens = Http::new(hosts::origin(&tenant.token_url), "token_url in [sobot_call]")?;
            if tokens.host() != http.host() {
                checks.extend(host::checks(
                    (SECTION.path, SourceId::Agents),
                    "sobot_call.token_",
                    &tokens,
                    checkup.clock,
                    checkup.seen,
                ));
                token_needs = "sobot_call.token_tls";
            }
        }
        let (api, now) = (Arc::clone(&self), checkup.clock.clone());
        checks.push(
            Check::new("sobot_call.token", async move {
                let outcome = api.sign_in().await;
                say::verdict(SECTION.path, outcome, |()| say::token(api.calls_token().as_ref(), &now))
            })
            .needs([token_needs]),
        );
        let signed_in = ["sobot_call.tls", "sobot_call.token"];
        let mut as_agent = vec![];
        if tenant.token_agent.is_some() {
            let (api, now) = (Arc::clone(&self), checkup.clock.clone());
            checks.push(
                Check::new("sobot_call.agent_token", async move {
                    let outcome = api.sign_in_agent().await;
                    say::verdict(SECTION.path, outcome, |_| say::token(api.calls_agent_token().as_ref(), &now))
                })
                .needs(["sobot_call.token"]),
            );
            as_agent.push("sobot_call.agent_token");
        }
        let first: Arc<Mutex<Option<AgentId>>> = Arc::default();
        let inbound: Arc<Mutex<Option<u64>>> = Arc::default();
        let (api, found, now, told) =
            (Arc::clone(&self), Arc::clone(&first), checkup.clock.clone(), checkup.seen.clone());
        let calls = Arc::clone(&inbound);
        checks.push(
            Check::new("sobot_call.agents", async move {
                say::verdict(SECTION.path, api.page(1).await, |page| {
                    told.message(page.made, now());
                    let id = page.agents.first().map(|agent| agent.id.clone());
                    *found.lock().unwrap_or_else(PoisonError::into_inner) = id;
                    *calls.lock().unwrap_or_else(PoisonError::into_inner) = page.summary.get(Figure::InboundNow);
                    if page.agents.is_empty() {
                        return Verdict::warning(
                            "the answer lists no agent",
                            "check departments, agents and the status filters in [sobot_call], and what operator_user_id may see",
                        );
                    }
                    say::rows(&page.agents, page.total, "agents")
                })
            })
            .needs(signed_in),
        );
        if let Some(rule) = checkup.rules.list().iter().find(|rule| rule.only_with_callers) {
            let name = rule.name.clone();
            let sent = async move { callers(&name, *inbound.lock().unwrap_or_else(PoisonError::into_inner)) };
            checks.push(Check::new("sobot_call.alerts", sent).needs(["sobot_call.agents"]));
        }
        checks.extend(stream_checks(&self, checkup.wait).map(|check| check.needs(signed_in)));
        let day = checkup.today;
        let api = Arc::clone(&self);
        checks.push(
            Check::new("sobot_call.calls", async move {
                let outcome = api.calls_page(day, &CallsAsked::default(), 1, Numbers::Masked).await;
                say::verdict(SECTION.path, outcome, |page| say::rows(&page.rows, page.total, "calls of today"))
            })
            .needs(signed_in),
        );
        let api = Arc::clone(&self);
        checks.push(
            Check::new("sobot_call.histories", async move {
                let agent = first.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let Some(agent) = agent else { return Verdict::skipped("no agent whose history could be asked for") };
                let outcome = api.history_page(day, &agent, 1).await;
                say::verdict(SECTION.path, outcome, |page| say::rows(&page.rows, page.total, "states of an agent"))
            })
            .needs(["sobot_call.agents"])
            .needs(as_agent.clone()),
        );
        checks.push(
            Check::new("sobot_call.reports", async move {
                let asked = ReportAsked { of: ReportOf::Relays, day: Day::Today, agent: None };
                let outcome = self.report(day, &asked).await;
                say::verdict(SECTION.path, outcome, |table| {
                    Verdict::ok(format!("{} rows, {} columns", table.rows.len(), table.metrics.len()))
                })
            })
            .needs(signed_in)
            .needs(as_agent),
        );
        Ok(checks)
    }

    async fn enter(&self) -> Result<&'static str> {
        self.sign_in().await?;
        let both = self.sign_in_agent().await?;
        Ok(if both { "a token was given, and one of the agent's" } else { "a token was given" })
    }

    async fn first_page(&self, _today: DaySpan, _yesterday: DaySpan) -> Result<String> {
        let page = self.page(1).await?;
        Ok(format!("{} agents on the first page", page.agents.len()))
    }

    fn words() -> BTreeSet<String> {
        super::metrics().into_iter().flat_map(|metric| [metric.label, metric.group]).collect()
    }
}

/// Whether a rule that looks at callers without an agent can be raised: by the `inbound` calls in progress.
fn callers(rule: &str, inbound: Option<u64>) -> Verdict {
    match inbound {
        Some(_) => Verdict::ok(format!("the rule {rule} is on: the vendor sends the inbound calls in progress")),
        None => Verdict::warning(
            format!(
                "the rule {rule} is off: the vendor does not send the inbound calls in progress (inboundCallsCount)"
            ),
            "ask the vendor for that figure; or write a rule of your own with figure = \"ready\" and equals = 0, which \
             needs none",
        ),
    }
}

/// The stream: its first message, then its first change.
fn stream_checks(client: &Arc<CallClient>, wait: Duration) -> impl Iterator<Item = Check> {
    let open: Arc<tokio::sync::Mutex<Option<Events>>> = Arc::default();
    let (api, kept) = (Arc::clone(client), Arc::clone(&open));
    let shown = humantime::format_duration(wait).to_string();
    let patience = shown.clone();
    let stream = Check::new("sobot_call.stream", async move {
        let mut watch = match api.watch(1).await {
            Ok(watch) => watch,
            Err(error) => return advice::verdict(&error, "sobot_call"),
        };
        let deadline = Instant::now() + wait;
        loop {
            match timeout_at(deadline, watch.events.next()).await {
                Ok(Some(Ok(Event::Message(Message::Full(page))))) => {
                    *kept.lock().await = Some(watch.events);
                    return Verdict::ok(format!("the first message came, with {} agents", page.agents.len()));
                }
                Ok(Some(Ok(Event::Message(Message::Rejected(_))))) => {
                    return Verdict::failure(
                        "the first message cannot be read",
                        "check base_url in [sobot_call]; if it is right, run with --log-level debug and report what the log says",
                    );
                }
                Ok(Some(Ok(_))) => {}
                Ok(Some(Err(error))) => return advice::verdict(&error, "sobot_call"),
                Ok(None) => {
                    return Verdict::failure(
                        "the stream ended before its first message",
                        "a proxy that ends long answers? let it pass text/event-stream unbuffered",
                    );
                }
                Err(_) => {
                    return Verdict::failure(
                        format!("the stream is open and said nothing for {shown}"),
                        "try a longer --wait; a proxy may be holding it back: let it pass text/event-stream unbuffered",
                    );
                }
            }
        }
    });
    let change = Check::new("sobot_call.change", async move {
        let Some(mut events) = open.lock().await.take() else { return Verdict::skipped("no stream is open") };
        let deadline = Instant::now() + wait;
        loop {
            match timeout_at(deadline, events.next()).await {
                Ok(Some(Ok(Event::Message(Message::Changes(_))))) => return Verdict::ok("the first change came"),
                Ok(Some(Ok(_))) => {}
                Ok(Some(Err(error))) => return advice::verdict(&error, "sobot_call"),
                Ok(None) => {
                    return Verdict::failure(
                        "the stream ended after its first message",
                        "a proxy that ends long answers? let it pass text/event-stream unbuffered",
                    );
                }
                Err(_) => {
                    return Verdict::warning(
                        format!("no change came within {patience}"),
                        "nothing to do if the centre is quiet; else try a longer --wait, and look for a proxy that buffers",
                    );
                }
            }
        }
    });
    // The rest is the wait for headers, which the client limits itself.
    let limit = wait.saturating_add(Duration::from_mins(1));
    [stream.within(limit), change.within(limit).needs(["sobot_call.stream"])].into_iter()
}
