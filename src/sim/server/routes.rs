//! Which address is answered where, and what the tenant may not use.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};

use super::shared::Shared;
use super::{ask, call, cdr, cn, history, moor, open, report, strike, truth};

pub(super) fn routes(shared: Arc<Shared>) -> Router {
    const STREAM: &str = "/callservice/v6/webmsg/monitoring/_watch/agents-metrics";
    const SNAPSHOT: &str = "/callservice/v6/webmsg/monitoring/agents-metrics";
    const AI: &str = "/ai-agent-open/api/statistics";
    const ASK: &str = "/ai-agent-open/ask";
    const REPORTS: &str = "/callservice/tm/tm-reports";
    const MOOR: &str = "/openapi/im-report";
    Router::new()
        .route("/tokens/company", post(call::company_token))
        .route("/tokens/agent", post(call::agent_token))
        .route(STREAM, get(call::watch))
        .route(SNAPSHOT, get(call::snapshot))
        .route(&format!("{REPORTS}/maincdrs/_search"), post(cdr::calls))
        .route(&format!("{REPORTS}/maincdrs/{{id}}/partycdrs"), get(cdr::parties))
        .route(&format!("{REPORTS}/cdrs/_search"), post(cdr::whole))
        .route("/callservice/v6/cc-audios/recordings/{id}", get(cdr::recording))
        .route(&format!("{REPORTS}/agent-histories/_search"), post(history::search))
        .route(&format!("{REPORTS}/gateway-number-table/_search"), post(report::relays))
        .route(&format!("{REPORTS}/agent-table/_search"), post(report::agents))
        .route(&format!("{REPORTS}/depart-table/_search"), post(report::departments))
        .route(&format!("{REPORTS}/gateway_number/check_plan"), get(report::plan))
        .route("/api/get_token", get(open::get_token))
        .route("/chat-static-api/api/customerService/staffWorkStatis", post(open::staff_work))
        .route(&format!("{AI}/recordList"), post(open::records))
        .route(&format!("{AI}/queryAiRobotList"), get(open::robots))
        .route(&format!("{AI}/sourceList"), post(open::sources))
        .route(&format!("{AI}/getTimezoneInfo"), get(open::timezones))
        .route(&format!("{AI}/getLabels"), get(open::labels))
        .route(&format!("{AI}/getLabelInfoList"), get(open::dislike_labels))
        .route(&format!("{AI}/simpleList"), get(open::audiences))
        .route(&format!("{ASK}/ask_init"), get(ask::begin))
        .route(&format!("{ASK}/answer"), post(ask::by_words))
        .route(&format!("{ASK}/answer_no_stream"), post(ask::whole))
        .route(&format!("{ASK}/answer_with_call_back"), post(ask::with_callback))
        .route(&format!("{ASK}/end_session"), get(ask::end))
        .route("/open/platform/getAccessToken.json", get(cn::get_token))
        .route("/open/platform/api.json", post(cn::action))
        .route(&format!("{MOOR}/session/time"), post(moor::time))
        .route(&format!("{MOOR}/agent/workload"), post(moor::workload))
        .route(&format!("{MOOR}/agent/quality"), post(moor::quality))
        .route("/__truth", get(truth::show))
        .route("/__pause", post(truth::pause))
        .route("/__resume", post(truth::resume))
        .route("/__fault/{name}", post(truth::fault))
        .fallback(call::not_found)
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), forbid))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), strike::answer))
        .with_state(shared)
}

/// Refuses what the tenant may not use.
async fn forbid(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !shared.options.forbidden.iter().any(|fragment| path.contains(fragment.as_str())) {
        return next.run(request).await;
    }
    if path.starts_with("/callservice") || path.starts_with("/tokens") {
        call::refusal(StatusCode::FORBIDDEN, "your company has no permission to call this API")
    } else if path.starts_with("/open/") {
        cn::forbidden()
    } else if path.starts_with("/openapi/") {
        moor::forbidden()
    } else {
        open::forbidden()
    }
}
