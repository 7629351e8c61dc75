//! The first message of a large centre, in the pieces a network hands over.

use std::convert::Infallible;
use std::hint::black_box;

use bytes::Bytes;
use callboard::platforms::sse::{self, Piece};
use criterion::{Criterion, SamplingMode, Throughput};
use eventsource_stream::Eventsource;
use futures_util::{FutureExt, StreamExt, stream};

use super::centre;

const MESSAGE_BYTES: usize = 5_000_000;
const PIECE_BYTES: usize = 8 * 1024;

fn pieces(message: &str) -> Vec<Bytes> {
    let body = Bytes::from(format!("data: {message}\n\n"));
    (0..body.len()).step_by(PIECE_BYTES).map(|at| body.slice(at..body.len().min(at + PIECE_BYTES))).collect()
}

/// Bytes of data that our decoder finds.
fn ours(pieces: &[Bytes]) -> usize {
    let bytes = Box::pin(stream::iter(pieces.to_vec()).map(Ok));
    let data = sse::decode(bytes, 64 << 20, "bench").fold(0, |sum, piece| async move {
        sum + match piece.unwrap() {
            Piece::Data(data) => black_box(data).len(),
            Piece::Bytes(_) | Piece::Within(_) | Piece::Retry(_) => 0,
        }
    });
    data.now_or_never().expect("every piece is there")
}

/// Bytes of data that the other decoder finds.
fn theirs(pieces: &[Bytes]) -> usize {
    let bytes = stream::iter(pieces.to_vec()).map(Ok::<_, Infallible>);
    let data = bytes.eventsource().fold(0, |sum, event| async move { sum + black_box(event.unwrap().data).len() });
    data.now_or_never().expect("every piece is there")
}

pub fn bench(criterion: &mut Criterion) {
    let row = centre::full_message(1_000).len() / 1_000;
    let message = centre::full_message(MESSAGE_BYTES / row + 1);
    let pieces = pieces(&message);
    assert_eq!(ours(&pieces), message.len());

    let mut group = criterion.benchmark_group("stream");
    group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Bytes(message.len() as u64));
    group.bench_function("5 MB in 8 KiB pieces, vendor::sse", |bencher| bencher.iter(|| ours(&pieces)));
    group.bench_function("5 MB in 8 KiB pieces, eventsource-stream", |bencher| {
        bencher.iter(|| assert_eq!(theirs(&pieces), message.len()));
    });
    group.finish();
}
