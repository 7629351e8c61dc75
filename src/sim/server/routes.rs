//! Which address is answered where, and what the tenant may not use.

use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
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
        .route("/tokens/company", post(any(call::company_token)))
        .route("/tokens/agent", post(any(call::agent_token)))
        .route(STREAM, get(any(call::watch)))
        .route(SNAPSHOT, get(any(call::snapshot)))
        .route(&format!("{REPORTS}/maincdrs/_search"), post(any(cdr::calls)))
        .route(&format!("{REPORTS}/maincdrs/{{id}}/partycdrs"), get(any(cdr::parties)))
        .route(&format!("{REPORTS}/cdrs/_search"), post(any(cdr::whole)))
        .route("/callservice/v6/cc-audios/recordings/{id}", get(any(cdr::recording)))
        .route(&format!("{REPORTS}/agent-histories/_search"), post(any(history::search)))
        .route(&format!("{REPORTS}/gateway-number-table/_search"), post(any(report::relays)))
        .route(&format!("{REPORTS}/agent-table/_search"), post(any(report::agents)))
        .route(&format!("{REPORTS}/depart-table/_search"), post(any(report::departments)))
        .route(&format!("{REPORTS}/gateway_number/check_plan"), get(any(report::plan)))
        .route("/api/get_token", get(any(open::get_token)))
        .route("/chat-static-api/api/customerService/staffWorkStatis", post(any(open::staff_work)))
        .route(&format!("{AI}/recordList"), post(any(open::records)))
        .route(&format!("{AI}/queryAiRobotList"), get(any(open::robots)))
        .route(&format!("{AI}/sourceList"), post(any(open::sources)))
        .route(&format!("{AI}/getTimezoneInfo"), get(any(open::timezones)))
        .route(&format!("{AI}/getLabels"), get(any(open::labels)))
        .route(&format!("{AI}/getLabelInfoList"), get(any(open::dislike_labels)))
        .route(&format!("{AI}/simpleList"), get(any(open::audiences)))
        .route(&format!("{ASK}/ask_init"), get(any(ask::begin)))
        .route(&format!("{ASK}/answer"), post(any(ask::by_words)))
        .route(&format!("{ASK}/answer_no_stream"), post(any(ask::whole)))
        .route(&format!("{ASK}/answer_with_call_back"), post(any(ask::with_callback)))
        .route(&format!("{ASK}/end_session"), get(any(ask::end)))
        .route("/open/platform/getAccessToken.json", get(any(cn::get_token)))
        .route("/open/platform/api.json", post(any(cn::action)))
        .route(&format!("{MOOR}/session/time"), post(any(moor::time)))
        .route(&format!("{MOOR}/agent/workload"), post(any(moor::workload)))
        .route(&format!("{MOOR}/agent/quality"), post(any(moor::quality)))
        .route("/__truth", get(any(truth::show)))
        .route("/__pause", post(any(truth::pause)))
        .route("/__resume", post(any(truth::resume)))
        .route("/__fault/{name}", post(any(truth::fault)))
        .fallback(any(call::not_found))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), forbid))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), strike::answer))
        .with_state(shared)
}

/// What answers a request. One type for all, so that the router is in the program once and not once for each address.
#[derive(Clone)]
struct Any(Arc<dyn Fn(Request, Arc<Shared>) -> Answering + Send + Sync>);

type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

fn any<T, H: Handler<T, Arc<Shared>>>(handler: H) -> Any {
    Any(Arc::new(move |request, shared| Box::pin(handler.clone().call(request, shared))))
}

impl Handler<(), Arc<Shared>> for Any {
    type Future = Answering;

    fn call(self, request: Request, shared: Arc<Shared>) -> Answering {
        (self.0)(request, shared)
    }
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
