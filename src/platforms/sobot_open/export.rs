//! What is exported of it beside its section: its part of `init` and of `doctor`, and its words.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::section::SECTION;
use super::{OpenClient, OpenTenant};
use crate::config::{BotProbe, Config};
use crate::http::Http;
use crate::model::SourceId;
use crate::model::problem::Templates;
use crate::platforms::checks::{Check, Verdict, host, say};
use crate::platforms::questions::{Answers, FieldKind, Questions, field};
use crate::platforms::{
    AiApi, AiFilter, ChatApi, Checkup, DaySpan, Named, Platform, Quota, Result, SessionsApi, Urgency, World,
};

/// Whether the bots of these probes are among the tenant's robots. None is asked: that would spend an answer.
fn probed(probes: &[BotProbe], robots: &[Named]) -> Verdict {
    let missing: Vec<String> = probes
        .iter()
        .filter(|probe| !robots.iter().any(|robot| robot.key.trim() == probe.robot.trim()))
        .map(|probe| format!("{} ([bot_probe.{}])", probe.robot, probe.name))
        .collect();
    if missing.is_empty() {
        let count = probes.len();
        return Verdict::ok(format!("the bots of {count} probes are there; callboard probe NAME asks one"));
    }
    let known: Vec<String> = robots.iter().take(20).map(|robot| format!("{} {}", robot.key, robot.label)).collect();
    Verdict::failure(
        format!("no bot of the tenant has the id {}", missing.join(", ")),
        format!("set robot to one of: {}", known.join(", ")),
    )
}

impl Platform for OpenClient {
    type Tenant = OpenTenant;
    const ONE_TOKEN: bool = true;
    const TEMPLATES: Templates = super::problem::TEMPLATES;
    const QUESTIONS: &'static Questions = &Questions {
        section: SECTION.path,
        what: "Sobot chat and AI agents",
        file_key: "app_key_file",
        file: "open.key",
        has_token: true,
        fields: &[
            field(
                "base_url",
                "Address of your region's statistics service",
                FieldKind::Address(|region, _| region.statistics().map(str::to_owned)),
            ),
            field("app_id", "App id", FieldKind::Text),
            field("app_key", "App key (not shown)", FieldKind::Secret),
        ],
    };

    fn quota(tenant: &OpenTenant) -> Option<Quota<'_>> {
        let OpenTenant { calls_per_minute, base_url, app_id, .. } = tenant;
        Some(Quota { calls_per_minute: *calls_per_minute, base_url, id: app_id })
    }

    fn regional(tenant: &OpenTenant) -> Vec<(&'static str, &str)> {
        vec![("base_url", &tenant.base_url)]
    }

    fn described(answers: &Answers) -> OpenTenant {
        OpenTenant::new(answers.base_url(), answers.value("app_id"), answers.secret.clone())
    }

    fn connect(tenant: &OpenTenant, config: &Config, world: World) -> Result<Self> {
        Ok(Self::new(&tenant.client(config), world.clock, world.gate)?.hinted(world.hints))
    }

    fn checks(self: Arc<Self>, tenant: &OpenTenant, checkup: &Checkup<'_>) -> Result<Vec<Check>> {
        let http = Http::new(&tenant.base_url, "base_url in [sobot_open]")?;
        let mut checks =
            host::checks((SECTION.path, SourceId::Chat), "sobot_open.", &http, checkup.clock, checkup.seen);
        let day = checkup.today.date;
        let (api, now, told) = (Arc::clone(&self), checkup.clock.clone(), checkup.seen.clone());
        checks.push(
            Check::new("sobot_open.token", async move {
                let outcome = api.sign_in(Urgency::Interactive).await;
                told.signed(SourceId::Chat, api.chat_wire().signed_ms);
                say::verdict(SECTION.path, outcome, |()| say::token(api.sessions_token().as_ref(), &now))
            })
            .counted()
            .needs(["sobot_open.tls"]),
        );
        let api = Arc::clone(&self);
        checks.push(
            Check::new("sobot_open.chat", async move {
                let outcome = api.chat_page(day, 1, Urgency::Interactive).await;
                say::verdict(SECTION.path, outcome, |page| say::rows(&page.rows, page.total, "rows of chat workload"))
            })
            .counted()
            .needs(["sobot_open.token"]),
        );
        let api = Arc::clone(&self);
        checks.push(
            Check::new("sobot_open.ai", async move {
                let outcome = api.ai_page(day, &AiFilter::All, 1, Urgency::Interactive).await;
                say::verdict(SECTION.path, outcome, |page| {
                    Verdict::ok(match page.total {
                        Some(total) => format!("{total} AI sessions today"),
                        None => "answered, without a number of sessions".to_owned(),
                    })
                })
            })
            .counted()
            .needs(["sobot_open.token"]),
        );
        let probes = checkup.config.bot_probes.clone();
        if !probes.is_empty() {
            let api = Arc::clone(&self);
            checks.push(
                Check::new("sobot_open.bots", async move {
                    let outcome = api.every_robot(Urgency::Interactive).await;
                    say::verdict(SECTION.path, outcome, |robots| probed(&probes, &robots))
                })
                .counted()
                .needs(["sobot_open.token"]),
            );
        }
        checks.push(
            Check::new("sobot_open.lists", async move {
                let outcome = self.choices(day, Urgency::Interactive).await;
                say::verdict(SECTION.path, outcome, |choices| {
                    say::parts(
                        SECTION.path,
                        "robots, entrances, labels, audiences and zones can be listed",
                        &choices.missing,
                    )
                })
            })
            .counted()
            .needs(["sobot_open.token"]),
        );
        Ok(checks)
    }

    async fn enter(&self) -> Result<&'static str> {
        self.sign_in(Urgency::Interactive).await.map(|()| "a token was given")
    }

    async fn first_page(&self, today: DaySpan, _yesterday: DaySpan) -> Result<String> {
        let page = self.chat_page(today.date, 1, Urgency::Interactive).await?;
        Ok(format!("{} rows of chat workload on the first page", page.rows.len()))
    }

    fn words() -> BTreeSet<String> {
        let figures = super::metrics().into_iter().flat_map(|metric| [metric.label, metric.group]);
        figures.chain(super::words()).collect()
    }
}
