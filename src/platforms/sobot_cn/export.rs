//! What is exported of it beside its section: its part of `init` and of `doctor`, and its words.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::section::SECTION;
use super::{CnClient, CnTenant};
use crate::config::{Config, Region};
use crate::http::Http;
use crate::model::problem::Templates;
use crate::model::{SourceId, Tag};
use crate::platforms::checks::{Check, host, say};
use crate::platforms::platform::first_figures;
use crate::platforms::questions::{Answers, FieldKind, Questions, field};
use crate::platforms::{
    ChatPlatform, ChatPlatformApi, Checkup, DaySpan, Platform, PlatformPlan, Quota, Result, Urgency, World,
};

impl Platform for CnClient {
    type Tenant = CnTenant;
    const ONE_TOKEN: bool = true;
    const TEMPLATES: Templates = super::problem::TEMPLATES;
    const QUESTIONS: &'static Questions = &Questions {
        section: SECTION.path,
        what: "Sobot China: chats, robots, ratings",
        file_key: "app_key_file",
        file: "cn.key",
        has_token: true,
        fields: &[
            field(
                "base_url",
                "Address of the open platform",
                FieldKind::Address(|_, _| Some(Region::open_platform().to_owned())),
            ),
            field("app_id", "App id", FieldKind::Text),
            field("app_key", "App key (not shown)", FieldKind::Secret),
        ],
    };

    fn quota(tenant: &CnTenant) -> Option<Quota<'_>> {
        let CnTenant { calls_per_minute, base_url, app_id, .. } = tenant;
        Some(Quota { calls_per_minute: *calls_per_minute, base_url, id: app_id })
    }

    fn regional(tenant: &CnTenant) -> Vec<(&'static str, &str)> {
        vec![("base_url", &tenant.base_url)]
    }

    fn described(answers: &Answers) -> CnTenant {
        let tenant = CnTenant::new(answers.value("app_id"), answers.secret.clone());
        CnTenant { base_url: answers.base_url(), ..tenant }
    }

    fn connect(tenant: &CnTenant, config: &Config, world: World) -> Result<Self> {
        Ok(Self::new(&tenant.client(config), world.clock, world.gate)?.hinted(world.hints))
    }

    fn checks(self: Arc<Self>, tenant: &CnTenant, checkup: &Checkup<'_>) -> Result<Vec<Check>> {
        let (source, http) = (SourceId::Platform(Self::TAG), Http::new(&tenant.base_url, "base_url in [sobot_cn]")?);
        let mut checks = host::checks((SECTION.path, source), "sobot_cn.", &http, checkup.clock, checkup.seen);
        let (api, now, told) = (Arc::clone(&self), checkup.clock.clone(), checkup.seen.clone());
        let token = Check::new("sobot_cn.token", async move {
            let outcome = api.sign_in(Urgency::Interactive).await;
            told.signed(source, api.platform_wire().signed_ms);
            say::verdict(SECTION.path, outcome, |()| say::token(ChatPlatformApi::token(&*api).as_ref(), &now))
        });
        checks.push(token.counted().needs(["sobot_cn.tls"]));
        checks.push(say::platform("sobot_cn.actions", SECTION.path, self, checkup).needs(["sobot_cn.token"]));
        Ok(checks)
    }

    async fn enter(&self) -> Result<&'static str> {
        self.sign_in(Urgency::Interactive).await.map(|()| "a token was given")
    }

    async fn first_page(&self, today: DaySpan, yesterday: DaySpan) -> Result<String> {
        first_figures(self, today, yesterday).await
    }

    fn words() -> BTreeSet<String> {
        super::metrics().into_iter().flat_map(|metric| [metric.label, metric.group]).collect()
    }
}

impl ChatPlatform for CnClient {
    const TAG: Tag = Tag::of("sobot_cn");

    fn plan(tenant: &CnTenant) -> PlatformPlan {
        PlatformPlan { every: tenant.every, stale_after: tenant.stale_after }
    }
}
