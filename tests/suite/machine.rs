//! Faults of the machine and of the way to the vendor: clocks, names, certificates. In each the board says what is
//! wrong while it is, and equals the simulator's truth field by field afterwards.

use std::time::Duration;

use callboard::cli::Vendors;
use callboard::commands::{glue, snapshot};
use callboard::config::Config;
use callboard::model::{Board, Clock, Limits, SourceId, Update};
use callboard::platforms::seven_moor::MoorTenant;
use callboard::platforms::sobot_call::CallTenant;
use callboard::platforms::sobot_cn::CnTenant;
use callboard::platforms::sobot_open::OpenTenant;
use callboard::sim::{Options, Simulator};
use serde_json::Value;
use tokio::time::timeout;

use crate::end_to_end::differences;
use crate::schemas::hold_snapshot;
use crate::sim_support::{afternoon, centre_and_settings, http};

mod clocks;
mod days;
mod way;

/// Long enough that only a board that never gets there fails; nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(5);

/// How often platforms are asked: what a test waits for comes with the next answer.
const OFTEN: Duration = Duration::from_secs(2);

/// A simulated centre and a board on it.
struct Desk {
    simulator: Simulator,
    config: Config,
    clock: Clock,
    board: Board,
    sources: Option<glue::Sources>,
}

impl Desk {
    /// A board whose clock is `clock`; not started yet.
    async fn open(options: Options, vendors: Vendors, clock: Clock) -> Self {
        // No minute of the vendors' passes in a test: their limits are those of others.
        let options = Options { open_calls_per_minute: 10_000, ..options };
        let (simulator, mut config) = centre_and_settings(options, vendors).await;
        if let Some(open) = config.tenants.get_mut::<OpenTenant>() {
            (open.chat_every, open.ai_every) = (OFTEN, OFTEN);
            open.calls_per_minute = 10_000;
        }
        if let Some(call) = config.tenants.get_mut::<CallTenant>() {
            call.calls_per_minute = 60_000;
        }
        if let Some(cn) = config.tenants.get_mut::<CnTenant>() {
            (cn.every, cn.calls_per_minute) = (OFTEN, 10_000);
        }
        if let Some(moor) = config.tenants.get_mut::<MoorTenant>() {
            (moor.every, moor.calls_per_minute) = (OFTEN, 10_000);
        }
        Self { simulator, config, clock, board: Board::new(), sources: None }
    }

    fn start(&mut self) {
        self.sources = Some(glue::start(&self.config, &self.clock).unwrap());
    }

    fn sources(&mut self) -> &mut glue::Sources {
        self.sources.as_mut().unwrap()
    }

    /// Applies updates until `enough` of the board.
    async fn until(&mut self, what: &str, enough: impl Fn(&Board) -> bool) {
        let fed = async {
            while !enough(&self.board) {
                let update: Update = self.sources.as_mut().unwrap().updates.recv().await.unwrap();
                self.board.apply(update);
            }
        };
        if timeout(PATIENCE, fed).await.is_err() {
            let ids = self.board.source_ids();
            let sources: Vec<_> =
                ids.map(|id| (id, &self.board.source(id).phase, &self.board.source(id).error)).collect();
            panic!("never saw {what}: {sources:#?}");
        }
    }

    async fn call(&self, verb: &str, path: &str) -> String {
        let url = format!("{}{path}", self.simulator.base_url());
        let client = http();
        let asked = if verb == "POST" { client.post(url) } else { client.get(url) };
        asked.send().await.unwrap().text().await.unwrap()
    }

    fn document(&self) -> Value {
        hold_snapshot(snapshot::document(&snapshot::Page {
            board: &self.board,
            now: (self.clock)(),
            site: "test",
            zone: self.config.site.timezone,
            limits: &Limits::default(),
            lacking: &[],
        }))
    }

    /// Stops the world, and waits until the board equals it.
    async fn equals_the_truth(&mut self) -> Value {
        self.call("POST", "/__pause").await;
        let truth: Value = serde_json::from_str(&self.call("GET", "/__truth").await).unwrap();
        loop {
            let wrong = differences(&self.document(), &truth);
            if wrong.is_empty() {
                return truth;
            }
            let update = timeout(PATIENCE, self.sources().updates.recv()).await;
            let Ok(update) = update else { panic!("the board never came to equal the truth: {wrong:#?}") };
            self.board.apply(update.unwrap());
        }
    }

    async fn close(mut self) {
        self.sources = None;
        self.simulator.stop().await;
    }
}

fn applied(board: &Board) -> u64 {
    board.source(SourceId::Agents).applied
}

fn whole(board: &Board) -> bool {
    board.is_complete() && board.chat().is_some() && board.ai().is_some()
}
