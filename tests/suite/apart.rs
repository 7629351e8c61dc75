//! Large answers are read apart from the thread that waits for connections, timers and, in the program, for more.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use callboard::model::{AgentId, AiAsked, CallsAsked, Day, ReportAsked, ReportOf};
use callboard::platforms::seven_moor::{QUALITY_PATH, TIME_PATH, WORKLOAD_PATH};
use callboard::platforms::{
    AgentsApi, AiApi, AiFilter, CallsApi, ChatApi, ChatPlatformApi, Event, Message, Numbers, SessionsApi, Urgency,
    sobot_call, sobot_cn, sobot_open,
};
use futures_util::StreamExt;
use tokio::runtime::Builder;

use crate::lenient::{LISTS, REPORTS, Tenant, date, day, tenant};

/// How many threads a runtime of one thread starts beside it while `work` is done.
fn threads(work: impl Future<Output = ()>) -> usize {
    let started = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&started);
    let mut builder = Builder::new_current_thread();
    builder.enable_all().on_thread_start(move || _ = count.fetch_add(1, Ordering::SeqCst));
    builder.build().unwrap().block_on(work);
    started.load(Ordering::SeqCst)
}

/// What is asked at an entrance, and what every path of it answers; `@` stands for filling.
const VOICE: &str = r#"{"code":200,"data":{"total":1,"list":[{"callID":"a","partyId":"a","startTimeMs":1,"z":"@"}]}}"#;
const PAGE: &str =
    r#"{"MessageID":"EventAgentsMetricsWatch","agentsMetrics":{"total":1,"list":[{"agentUUID":"a","agentName":"@"}]}}"#;
const OPEN: &str = r#"{"ret_code":"000000","total_count":1,"items":[{"staff_id":"a","z":"@"}],"data":[{"kbid":"a","cid":"a","source":"a","timezoneid":"a","id":"a","ruleid":"a"}]}"#;
const TOKEN: &str =
    r#"{"code":"1000","ret_code":"000000","data":{"access_token":"abcdefgh"},"item":{"token":"abcdefgh"},"z":"@"}"#;
const CHINA: &str = r#"{"code":"1000","data":{"item":{"consultSession":1,"z":"@"}}}"#;
const MOOR: &str = r#"{"code":"200","data":{"list":[{"agentId":"a","time":"10:00~10:30","z":"@"}]}}"#;

impl Tenant {
    fn fill(&self, filling: &str) {
        let body = |document: &str| document.replace('@', filling);
        let reports = ["maincdrs/_search", "cdrs/_search", "agent-histories/_search", "gateway-number-table/_search"];
        let reports = reports.map(|path| format!("{REPORTS}/{path}"));
        for path in &reports {
            self.say(path, body(VOICE));
        }
        self.say(&format!("{REPORTS}/maincdrs/a/partycdrs"), body(VOICE));
        self.say(sobot_call::PAGE_PATH, body(PAGE));
        self.say(sobot_call::WATCH_PATH, format!("data: {}\n\n", body(PAGE)));
        self.say_at(&LISTS, &body(OPEN));
        self.say_at(&[sobot_open::WORKLOAD_PATH, sobot_open::RECORDS_PATH], &body(OPEN));
        self.say_at(&[sobot_open::TOKEN_PATH, sobot_cn::TOKEN_PATH, "/tokens/company"], &body(TOKEN));
        self.say(sobot_cn::API_PATH, body(CHINA));
        self.say_at(&[TIME_PATH, WORKLOAD_PATH, QUALITY_PATH], &body(MOOR));
    }

    /// Asks once at every entrance; how many threads were needed for each.
    fn asked(&self) -> Vec<(&'static str, usize)> {
        let (voice, open, china, moor) = (self.voice(), self.open(), self.china(), self.moor());
        vec![
            ("agents", threads(async { assert_eq!(voice.page(1).await.unwrap().agents.len(), 1) })),
            (
                "the stream",
                threads(async {
                    let events: Vec<_> = voice.watch(1).await.unwrap().events.collect().await;
                    assert!(events.iter().any(|event| matches!(event, Ok(Event::Message(Message::Full(_))))));
                }),
            ),
            (
                "calls",
                threads(async {
                    let page = voice.calls_page(day(), &CallsAsked::default(), 1, Numbers::Masked).await.unwrap();
                    assert_eq!(page.rows.len(), 1);
                }),
            ),
            ("a call", threads(async { assert_eq!(voice.call("a", Numbers::Masked).await.unwrap().legs.len(), 1) })),
            ("histories", threads(async { _ = voice.history_page(day(), &AgentId::new("a"), 1).await.unwrap() })),
            (
                "reports",
                threads(async {
                    let asked = ReportAsked { of: ReportOf::Relays, day: Day::Today, agent: None };
                    assert_eq!(voice.report(day(), &asked).await.unwrap().rows.len(), 1);
                }),
            ),
            ("open token", threads(async { open.sign_in(Urgency::Poll).await.unwrap() })),
            (
                "chats",
                threads(async { assert_eq!(open.chat_page(date(), 1, Urgency::Poll).await.unwrap().rows.len(), 1) }),
            ),
            (
                "AI",
                threads(async {
                    let page = open.ai_page(date(), &AiFilter::All, 1, Urgency::Poll).await.unwrap();
                    assert_eq!(page.records.len(), 1);
                }),
            ),
            (
                "AI sessions",
                threads(async {
                    let page = open.sessions_page(date(), &AiAsked::default(), 1, 1, Urgency::Poll).await.unwrap();
                    assert_eq!(page.rows.len(), 1);
                }),
            ),
            ("robots", threads(async { assert_eq!(open.robots(Urgency::Poll).await.unwrap().len(), 1) })),
            ("choices", threads(async { _ = open.choices(date(), Urgency::Poll).await.unwrap() })),
            (
                "China",
                threads(async {
                    let cut = china.platform_chats(day(), day(), Urgency::Poll).await.unwrap();
                    assert!(cut.missing.is_empty(), "{:?}", cut.missing);
                }),
            ),
            (
                "7moor",
                threads(async {
                    let cut = moor.platform_chats(day(), day(), Urgency::Poll).await.unwrap();
                    assert_eq!((cut.missing.len(), cut.agents.len()), (0, 1));
                }),
            ),
        ]
    }
}

#[test]
fn what_is_large_is_read_on_another_thread_at_every_entrance() {
    let server = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let tenant = server.block_on(tenant());
    tenant.fill("x");
    for (entrance, threads) in tenant.asked() {
        assert_eq!(threads, 0, "{entrance}: a small answer is read where it came");
    }
    tenant.fill(&"x".repeat(100_000));
    for (entrance, threads) in tenant.asked() {
        assert!(threads > 0, "{entrance}: a large answer is not");
    }
}
