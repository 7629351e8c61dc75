//! The vendors: their hosts, tokens and endpoints, each asked once and as cheaply as it can be.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::{Instant, timeout_at};

use super::{Check, Verdict, advice, glue, wire};
use crate::config::{CallCredentials, Config, SevenMoor, SobotCall, SobotCn, SobotOpen};
use crate::feed::Budget;
use crate::feed::ask::day::{span, today};
use crate::http::Http;
use crate::model::{AgentId, CallsAsked, Clock, Day, Figure, ReportAsked, ReportOf, SourceId, TokenHealth};
use crate::platforms::seven_moor::{MoorClient, MoorSettings};
use crate::platforms::sobot_call::CallClient;
use crate::platforms::sobot_cn::{CnClient, CnSettings};
use crate::platforms::sobot_open::OpenClient;
use crate::platforms::{
    AgentsApi, AiApi, AiFilter, CallsApi, ChatApi, ChatSiteApi, ChatSiteVendor, Error, Event, Events, Gate, Message,
    Numbers, SessionsApi, Urgency,
};

const ASKED_BY_A_PERSON: Urgency = Urgency::Interactive;
/// A pause that is waited for without a word.
const SHORT_PAUSE: Duration = Duration::from_secs(5);
/// How long a call may wait before the budget is looked at again.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// The checks of every section that is configured.
pub(super) fn checks(config: &Config, clock: &Clock, wait: Duration) -> Vec<Check> {
    let mut checks = Vec::new();
    let seen = wire::Seen::default();
    let mut add = |section: &'static str, made: Result<Vec<Check>, Error>| match made {
        Ok(more) => checks.extend(more),
        Err(error) => {
            let refused = Check::ready(format!("{section}.settings"), advice::verdict(&error, section));
            checks.push(refused.instead_of(section));
        }
    };
    if let Some(call) = &config.sobot_call {
        add("sobot_call", call_checks(config, call, clock, wait, &seen));
    }
    if let Some(open) = &config.sobot_open {
        add("sobot_open", open_checks(config, open, clock, &seen));
    }
    if let Some(cn) = &config.sobot_cn {
        add("sobot_cn", cn_checks(config, cn, clock, &seen));
    }
    if let Some(moor) = &config.seven_moor {
        add("seven_moor", moor_checks(config, moor, clock, &seen));
    }
    if !checks.is_empty() {
        checks.push(seen.check());
    }
    checks
}

fn token(health: Option<&TokenHealth>, clock: &Clock) -> Verdict {
    let Some(health) = health else { return Verdict::ok("a token was given") };
    if health.ready_made {
        return Verdict::ok("a ready-made token from the settings; the endpoints will tell whether it is good");
    }
    let left = health.until.map(|until| until.since(clock())).filter(|left| *left > 0);
    let left = left.map_or_else(String::new, |ms| {
        let minutes = Duration::from_secs(ms.unsigned_abs() / 60_000 * 60);
        format!(", good for {}", humantime::format_duration(minutes))
    });
    match health.since {
        Some(_) => Verdict::ok(format!("a token was given{left}")),
        None => Verdict::ok(format!("another session's token is shared{left}; asking for a new one would end it")),
    }
}

fn verdict<T>(section: &str, outcome: Result<T, Error>, says: impl FnOnce(T) -> Verdict) -> Verdict {
    match outcome {
        Ok(answer) => says(answer),
        Err(error) => advice::verdict(&error, section),
    }
}

fn rows<T>(found: &[T], total: Option<u64>, what: &str) -> Verdict {
    match total {
        Some(total) => Verdict::ok(format!("{} of {total} {what} on the first page", found.len())),
        None => Verdict::ok(format!("{} {what} on the first page", found.len())),
    }
}

fn call_checks(
    config: &Config,
    call: &SobotCall,
    clock: &Clock,
    wait: Duration,
    seen: &wire::Seen,
) -> Result<Vec<Check>, Error> {
    const SECTION: &str = "sobot_call";
    let http = Http::new(&call.base_url, "base_url in [sobot_call]")?;
    let client =
        Arc::new(CallClient::new(glue::call_settings(config, call), clock.clone(), Arc::new(glue::random_bits))?);
    let mut checks = wire::checks((SECTION, SourceId::Agents), "sobot_call.", &http, clock, seen);
    let mut token_needs = "sobot_call.tls";
    if let CallCredentials::App { .. } = call.credentials {
        let tokens = Http::new(origin(&call.token_url), "token_url in [sobot_call]")?;
        if tokens.host() != http.host() {
            checks.extend(wire::checks((SECTION, SourceId::Agents), "sobot_call.token_", &tokens, clock, seen));
            token_needs = "sobot_call.token_tls";
        }
    }
    let (api, now) = (Arc::clone(&client), clock.clone());
    checks.push(
        Check::new("sobot_call.token", async move {
            let outcome = api.sign_in().await;
            verdict(SECTION, outcome, |()| token(api.calls_token().as_ref(), &now))
        })
        .needs([token_needs]),
    );
    let signed_in = ["sobot_call.tls", "sobot_call.token"];
    let mut as_agent = vec![];
    if call.token_agent.is_some() {
        let (api, now) = (Arc::clone(&client), clock.clone());
        checks.push(
            Check::new("sobot_call.agent_token", async move {
                let outcome = api.sign_in_agent().await;
                verdict(SECTION, outcome, |_| token(api.calls_agent_token().as_ref(), &now))
            })
            .needs(["sobot_call.token"]),
        );
        as_agent.push("sobot_call.agent_token");
    }
    let first: Arc<Mutex<Option<AgentId>>> = Arc::default();
    let inbound: Arc<Mutex<Option<u64>>> = Arc::default();
    let (api, found, now, told) = (Arc::clone(&client), Arc::clone(&first), clock.clone(), seen.clone());
    let calls = Arc::clone(&inbound);
    checks.push(
        Check::new("sobot_call.agents", async move {
            verdict(SECTION, api.page(1).await, |page| {
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
                rows(&page.agents, page.total, "agents")
            })
        })
        .needs(signed_in),
    );
    let rules = glue::alerts::rules(config);
    if let Some(rule) = rules.list().iter().find(|rule| rule.only_with_callers) {
        let name = rule.name.clone();
        let sent = async move { callers(&name, *inbound.lock().unwrap_or_else(PoisonError::into_inner)) };
        checks.push(Check::new("sobot_call.alerts", sent).needs(["sobot_call.agents"]));
    }
    checks.extend(stream_checks(&client, wait).map(|check| check.needs(signed_in)));
    let day = span(today(clock(), config.site.timezone), config.site.timezone);
    let api = Arc::clone(&client);
    checks.push(
        Check::new("sobot_call.calls", async move {
            let outcome = api.calls_page(day, &CallsAsked::default(), 1, Numbers::Masked).await;
            verdict(SECTION, outcome, |page| rows(&page.rows, page.total, "calls of today"))
        })
        .needs(signed_in),
    );
    let api = Arc::clone(&client);
    checks.push(
        Check::new("sobot_call.histories", async move {
            let agent = first.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let Some(agent) = agent else { return Verdict::skipped("no agent whose history could be asked for") };
            let outcome = api.history_page(day, &agent, 1).await;
            verdict(SECTION, outcome, |page| rows(&page.rows, page.total, "states of an agent"))
        })
        .needs(["sobot_call.agents"])
        .needs(as_agent.clone()),
    );
    checks.push(
        Check::new("sobot_call.reports", async move {
            let asked = ReportAsked { of: ReportOf::Relays, day: Day::Today, agent: None };
            let outcome = client.report(day, &asked).await;
            verdict(SECTION, outcome, |table| {
                Verdict::ok(format!("{} rows, {} columns", table.rows.len(), table.metrics.len()))
            })
        })
        .needs(signed_in)
        .needs(as_agent),
    );
    Ok(checks)
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

/// Scheme and host of an address.
pub(super) fn origin(address: &str) -> &str {
    let after_scheme = address.find("://").map_or(0, |at| at + 3);
    let path = address.get(after_scheme..).and_then(|rest| rest.find('/'));
    path.and_then(|at| address.get(..after_scheme + at)).unwrap_or(address)
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

fn open_checks(config: &Config, open: &SobotOpen, clock: &Clock, seen: &wire::Seen) -> Result<Vec<Check>, Error> {
    const SECTION: &str = "sobot_open";
    let http = Http::new(&open.base_url, "base_url in [sobot_open]")?;
    let budget = Arc::new(glue::open_budget(config, open));
    let gate: Arc<dyn Gate> = Arc::<Budget>::clone(&budget);
    let client = Arc::new(OpenClient::new(&glue::open_settings(config, open), clock.clone(), gate)?);
    let mut checks = wire::checks((SECTION, SourceId::Chat), "sobot_open.", &http, clock, seen);
    let day = today(clock(), config.site.timezone);
    let (api, now, told) = (Arc::clone(&client), clock.clone(), seen.clone());
    checks.push(
        within_budget("sobot_open.token", &budget, async move {
            let outcome = api.sign_in(ASKED_BY_A_PERSON).await;
            told.signed(SourceId::Chat, api.chat_wire().signed_ms);
            verdict(SECTION, outcome, |()| token(api.sessions_token().as_ref(), &now))
        })
        .needs(["sobot_open.tls"]),
    );
    let api = Arc::clone(&client);
    checks.push(
        within_budget("sobot_open.chat", &budget, async move {
            let outcome = api.chat_page(day, 1, ASKED_BY_A_PERSON).await;
            verdict(SECTION, outcome, |page| rows(&page.rows, page.total, "rows of chat workload"))
        })
        .needs(["sobot_open.token"]),
    );
    let api = Arc::clone(&client);
    checks.push(
        within_budget("sobot_open.ai", &budget, async move {
            let outcome = api.ai_page(day, &AiFilter::All, 1, ASKED_BY_A_PERSON).await;
            verdict(SECTION, outcome, |page| {
                Verdict::ok(match page.total {
                    Some(total) => format!("{total} AI sessions today"),
                    None => "answered, without a number of sessions".to_owned(),
                })
            })
        })
        .needs(["sobot_open.token"]),
    );
    checks.push(
        within_budget("sobot_open.lists", &budget, async move {
            let outcome = client.choices(day, ASKED_BY_A_PERSON).await;
            verdict(SECTION, outcome, |choices| {
                parts(SECTION, "robots, entrances, labels, audiences and zones can be listed", &choices.missing)
            })
        })
        .needs(["sobot_open.token"]),
    );
    Ok(checks)
}

/// A check that passes `budget`. That the vendor wants no call for a while is said at once and not waited for.
fn within_budget(name: &str, budget: &Arc<Budget>, asking: impl Future<Output = Verdict> + Send + 'static) -> Check {
    let budget = Arc::clone(budget);
    Check::new(name, async move {
        let mut asking = std::pin::pin!(asking);
        loop {
            if let Some(paused) = paused(&budget).await {
                return paused;
            }
            tokio::select! {
                biased;
                verdict = &mut asking => return verdict,
                // The answer to another call may have told meanwhile.
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    })
}

/// That the vendor wants no call now, as it told this or another session: waiting for it would look like a fault.
async fn paused(budget: &Budget) -> Option<Verdict> {
    let left = budget.look().await.paused_for.filter(|left| *left > SHORT_PAUSE)?;
    Some(Verdict::failure(
        format!("the vendor wants no call for {} s more, as it told this session or another", left.as_secs()),
        "ask again then; if it comes again, lower calls_per_minute, or look for other programs that ask the tenant",
    ))
}

/// A picture of several answers, of which some may be missing.
fn parts(section: &str, says: &str, missing: &[String]) -> Verdict {
    match missing.first() {
        None => Verdict::ok(says),
        Some(first) => {
            let more = match missing.len() {
                1 => String::new(),
                number => format!(" (and {} more)", number - 1),
            };
            Verdict::warning(
                format!("{first}{more}"),
                format!("that part of the board stays empty: ask the vendor what the app of [{section}] may do"),
            )
        }
    }
}

fn cn_checks(config: &Config, cn: &SobotCn, clock: &Clock, seen: &wire::Seen) -> Result<Vec<Check>, Error> {
    const SECTION: &str = "sobot_cn";
    let http = Http::new(&cn.base_url, "base_url in [sobot_cn]")?;
    let settings = CnSettings {
        base_url: cn.base_url.clone(),
        app_id: cn.app_id.clone(),
        app_key: cn.app_key.clone(),
        cache: config.cache.shared(),
    };
    let budget = Arc::new(glue::budget(config, SECTION, cn.calls_per_minute, &cn.base_url, &cn.app_id));
    let gate: Arc<dyn Gate> = Arc::<Budget>::clone(&budget);
    let client = Arc::new(CnClient::new(&settings, clock.clone(), gate)?);
    let mut checks = wire::checks((SECTION, SourceId::Site(CnClient::TAG)), "sobot_cn.", &http, clock, seen);
    let (api, now, told) = (Arc::clone(&client), clock.clone(), seen.clone());
    checks.push(
        within_budget("sobot_cn.token", &budget, async move {
            let outcome = api.sign_in(ASKED_BY_A_PERSON).await;
            told.signed(SourceId::Site(CnClient::TAG), api.chat_site_wire().signed_ms);
            verdict(SECTION, outcome, |()| token(ChatSiteApi::token(&*api).as_ref(), &now))
        })
        .needs(["sobot_cn.tls"]),
    );
    checks.push(
        site_check("sobot_cn.actions", SECTION, client, (config, &budget), clock, seen).needs(["sobot_cn.token"]),
    );
    Ok(checks)
}

fn moor_checks(config: &Config, moor: &SevenMoor, clock: &Clock, seen: &wire::Seen) -> Result<Vec<Check>, Error> {
    const SECTION: &str = "seven_moor";
    let http = Http::new(&moor.base_url, "base_url in [seven_moor]")?;
    let settings = MoorSettings {
        base_url: moor.base_url.clone(),
        app_key: moor.app_key.clone(),
        secret_key: moor.secret_key.clone(),
        zone: moor.zone,
    };
    let budget = Arc::new(glue::budget(config, SECTION, moor.calls_per_minute, &moor.base_url, &moor.app_key));
    let gate: Arc<dyn Gate> = Arc::<Budget>::clone(&budget);
    let client = Arc::new(MoorClient::new(&settings, clock.clone(), Arc::new(glue::random_bits), gate)?);
    let mut checks = wire::checks((SECTION, SourceId::Site(MoorClient::TAG)), "seven_moor.", &http, clock, seen);
    let reports = site_check("seven_moor.reports", SECTION, client, (config, &budget), clock, seen);
    checks.push(reports.needs(["seven_moor.tls"]));
    Ok(checks)
}

/// A vendor that tells of a site's chats at once: all its parts in one check.
fn site_check<A: ChatSiteVendor>(
    name: &str,
    section: &'static str,
    client: Arc<A>,
    (config, budget): (&Config, &Arc<Budget>),
    clock: &Clock,
    seen: &wire::Seen,
) -> Check {
    let (source, seen) = (SourceId::Site(A::TAG), seen.clone());
    let zone = config.site.timezone;
    let date = today(clock(), zone);
    let before = date.pred_opt().unwrap_or(date);
    let (day, yesterday) = (span(date, zone), span(before, zone));
    within_budget(name, budget, async move {
        let outcome = client.chat_site(day, yesterday, ASKED_BY_A_PERSON).await;
        seen.signed(source, client.chat_site_wire().signed_ms);
        verdict(section, outcome, |cut| parts(section, "every part of today's picture was answered", &cut.missing))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_pause_that_another_session_was_told_is_said_and_not_waited_for() {
        let budget = Budget::new(18);
        assert!(paused(&budget).await.is_none());
        budget.pause(Duration::from_secs(42));
        let said = paused(&budget).await.unwrap();
        assert!(said.says.contains("no call for 42 s more"), "{}", said.says);
        tokio::time::advance(Duration::from_secs(38)).await;
        assert!(paused(&budget).await.is_none(), "the rest of it is waited for");
    }
}
