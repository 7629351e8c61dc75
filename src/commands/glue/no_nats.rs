//! What is said of NATS where the program was built without it.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::commands::Failure;
use crate::config::{Config, Hub};
use crate::feed::hub::Way;
use crate::platforms::Recording;

/// No way leads there.
///
/// # Errors
/// Always.
pub fn way(_: &Config, _: &Hub) -> Result<Arc<dyn Way>, Failure> {
    Err(none())
}

/// No recording is to be had there.
///
/// # Errors
/// Always.
pub async fn recording(_: &Config, _: &Hub, _: Option<NaiveDate>) -> Result<(String, Recording), Failure> {
    std::future::ready(Err(none())).await
}

fn none() -> Failure {
    Failure::Other(
        "this program was built without NATS: build it with the feature nats, or name a hub that serves its boards itself \
         (https://)"
            .to_owned(),
    )
}
