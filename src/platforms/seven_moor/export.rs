//! What is exported of it beside its section: its part of `init` and of `doctor`, and its words.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::section::{self, SECTION};
use super::{MoorClient, MoorTenant};
use crate::config::Config;
use crate::http::Http;
use crate::model::problem::Templates;
use crate::model::{SourceId, Tag};
use crate::platforms::checks::{Check, host, say};
use crate::platforms::platform::first_figures;
use crate::platforms::questions::{Answers, FieldKind, Questions, field};
use crate::platforms::{ChatPlatform, Checkup, DaySpan, Platform, PlatformPlan, Quota, Result, World};

impl Platform for MoorClient {
    type Tenant = MoorTenant;
    const TEMPLATES: Templates = super::problem::TEMPLATES;
    const QUESTIONS: &'static Questions = &Questions {
        section: SECTION.path,
        what: "7moor: chats",
        file_key: "secret_key_file",
        file: "moor.key",
        has_token: false,
        fields: &[
            field("base_url", "Address of the open platform", FieldKind::Address(|_, _| Some(section::base_url()))),
            field("app_key", "App key, the account's number", FieldKind::Text),
            field("secret_key", "Secret key (not shown)", FieldKind::Secret),
        ],
    };

    fn quota(tenant: &MoorTenant) -> Option<Quota<'_>> {
        let MoorTenant { calls_per_minute, base_url, app_key, .. } = tenant;
        Some(Quota { calls_per_minute: *calls_per_minute, base_url, id: app_key })
    }

    fn described(answers: &Answers) -> MoorTenant {
        let tenant = MoorTenant::new(answers.value("app_key"), answers.secret.clone());
        MoorTenant { base_url: answers.base_url(), ..tenant }
    }

    fn connect(tenant: &MoorTenant, _config: &Config, world: World) -> Result<Self> {
        Ok(Self::new(&tenant.client(), world.clock, world.random, world.gate)?.hinted(world.hints))
    }

    fn checks(self: Arc<Self>, tenant: &MoorTenant, checkup: &Checkup<'_>) -> Result<Vec<Check>> {
        let (source, http) = (SourceId::Platform(Self::TAG), Http::new(&tenant.base_url, "base_url in [seven_moor]")?);
        let mut checks = host::checks((SECTION.path, source), "seven_moor.", &http, checkup.clock, checkup.seen);
        checks.push(say::platform("seven_moor.reports", SECTION.path, self, checkup).needs(["seven_moor.tls"]));
        Ok(checks)
    }

    async fn first_page(&self, today: DaySpan, yesterday: DaySpan) -> Result<String> {
        first_figures(self, today, yesterday).await
    }

    fn words() -> BTreeSet<String> {
        super::GROUPS.map(str::to_owned).into()
    }
}

impl ChatPlatform for MoorClient {
    const TAG: Tag = Tag::of("seven_moor");

    fn plan(tenant: &MoorTenant) -> PlatformPlan {
        PlatformPlan { every: tenant.every, stale_after: tenant.stale_after }
    }
}
