//! A flood of small messages: text in, changed centre out.

use criterion::{Criterion, Throughput};

use super::centre;
use super::document::Document;

const AGENTS: usize = 10_000;
const EVENTS: usize = 40_000;

pub fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("operations");
    let messages = centre::change_messages(AGENTS, EVENTS);
    let mut board = centre::board(AGENTS);
    let mut document = Document::new(AGENTS);
    for text in &messages {
        centre::hear(&mut board, text);
        document.hear(text);
    }
    let source = board.source(callboard::model::SourceId::Agents);
    let operations = (EVENTS * centre::OPS_PER_EVENT) as u64;
    assert_eq!((source.applied, source.rejected_total()), (operations, 0));
    for (index, agent) in board.agents().iter().enumerate() {
        assert_eq!(document.field(index, "inboundEstablishedCallsCountToday").as_u64(), agent.answered);
    }

    group.throughput(Throughput::Elements(operations));
    group.bench_function("typed, decoded and applied", |bencher| {
        bencher.iter(|| {
            for text in &messages {
                centre::hear(&mut board, text);
            }
            board.take_touched()
        });
    });
    group.bench_function("json-patch on one document", |bencher| {
        bencher.iter(|| {
            for text in &messages {
                document.hear(text);
            }
        });
    });
    group.finish();
}
