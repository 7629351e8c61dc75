//! What the boards of a hub want: one of a thousand says it again, or wants something else. The yardstick puts together what all
//! of them want each time that one of them speaks.

use std::collections::{BTreeMap, HashMap};

use callboard::feed::hub::Wants;
use callboard::model::{Lookup, Want};
use criterion::{Criterion, Throughput};
use tokio::time::Instant;

const BOARDS: usize = 1_000;

/// A list that all look at, a call of this board's own, and one of a few reports.
fn wants(board: usize, call: usize) -> Vec<Want> {
    let own = Lookup::Call(format!("call-{board}-{call}"));
    [Lookup::AiChoices, own, Lookup::Call(format!("shared-{}", board % 20))].map(Want::all).to_vec()
}

/// All of it, in turn.
fn merged(table: &BTreeMap<String, Vec<Want>>) -> Vec<Want> {
    let (mut merged, mut places) = (Vec::<Want>::new(), HashMap::<&Lookup, usize>::new());
    for want in (0..3).flat_map(|rank| table.values().filter_map(move |wants| wants.get(rank))) {
        match places.get(&want.lookup).and_then(|place| merged.get_mut(*place)) {
            Some(there) => there.rows = there.rows.max(want.rows),
            None => {
                places.insert(&want.lookup, merged.len());
                merged.push(want.clone());
            }
        }
    }
    merged
}

pub fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("wants");
    let now = Instant::now();
    let (mut indexed, mut table) = (Wants::new(1), BTreeMap::new());
    for board in 0..BOARDS {
        indexed.set(&board.to_string(), wants(board, 0), now);
        table.insert(board.to_string(), wants(board, 0));
    }
    assert_eq!(indexed.merged(now).len(), merged(&table).len());
    group.throughput(Throughput::Elements(1));
    let mut board = 0;
    let mut next = move || {
        board = (board + 1) % BOARDS;
        board
    };
    group.bench_function("the same again", |bencher| {
        bencher.iter(|| {
            let board = next();
            indexed.set(&board.to_string(), wants(board, 0), now);
            indexed.has_changed(now)
        });
    });
    group.bench_function("something else", |bencher| {
        let mut call = 0;
        bencher.iter(|| {
            call += 1;
            indexed.set("7", wants(7, call), now);
            indexed.has_changed(now)
        });
    });
    group.bench_function("all put together each time", |bencher| {
        let mut call = 0;
        bencher.iter(|| {
            call += 1;
            table.insert("7".to_owned(), wants(7, call));
            merged(&table).len()
        });
    });
    group.finish();
}
