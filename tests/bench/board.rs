//! Benchmarks of the ways data takes: bytes to messages, messages to the board, the board to a frame.
//!
//! Machines are noisy, so every figure has a yardstick beside it in the same group of the same run: what counts is
//! the ratio. `cargo bench` here, or with `--` and a group's name behind it: `stream`, `ingest`, `full`, `operations`,
//! `order`, `callbacks`, `frame`, `view`, `alerts`, `calls`, `wall`, `wants`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark of a broken fixture must not give figures"
)]

use std::time::Duration;

use criterion::Criterion;

#[path = "board/callbacks.rs"]
mod callbacks;
#[path = "board/centre.rs"]
mod centre;
#[path = "board/document.rs"]
mod document;
#[path = "board/ingest.rs"]
mod ingest;
#[path = "board/operations.rs"]
mod operations;
#[path = "board/order.rs"]
mod order;
#[path = "board/screen.rs"]
mod screen;
#[path = "board/stream.rs"]
mod stream;
#[path = "board/walls.rs"]
mod walls;
#[path = "board/wants.rs"]
mod wants;

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .without_plots()
        .configure_from_args();
    stream::bench(&mut criterion);
    ingest::bench(&mut criterion);
    operations::bench(&mut criterion);
    order::bench(&mut criterion);
    callbacks::bench(&mut criterion);
    screen::frames(&mut criterion);
    screen::batches(&mut criterion);
    screen::calls(&mut criterion);
    screen::ledger(&mut criterion);
    walls::bench(&mut criterion);
    wants::bench(&mut criterion);
    criterion.final_summary();
}
