//! What is said of NATS where the program was built without it.

use std::sync::Arc;

use crate::commands::Failure;
use crate::config::{Config, Hub};
use crate::feed::hub::Way;

/// No way leads there.
///
/// # Errors
/// Always.
pub fn way(_: &Config, _: &Hub) -> Result<Arc<dyn Way>, Failure> {
    Err(Failure::Other(
        "this program was built without NATS: build it with the feature nats, or name a hub that serves its boards itself \
         (https://)"
            .to_owned(),
    ))
}
