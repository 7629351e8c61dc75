//! Today's calls, the whole way: poller and client against the simulator over HTTP, and every figure against the
//! simulator's own truth, which is computed apart from the records.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use callboard::cli::Vendors;
use callboard::commands::glue;
use callboard::feed::Request;
use callboard::feed::record::{About, Reader, Recorder, Updates, Writer};
use callboard::model::{Board, CallsOf, Clock, Ledger, Lookup, Matching, Payload, Shelved, SourceId, Stamp, Want};
use callboard::platforms::sobot_call::CallTenant;
use callboard::platforms::sobot_open::OpenTenant;
use callboard::sim::faults::{Fault, Strike};
use callboard::sim::{Options, Simulator};
use serde_json::Value;
use tokio::time::timeout;

use crate::sim_support::{AFTERNOON, MODES, centre_and_settings, feed_on_a_centre};

/// Long enough that only a reading that never ends fails; nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(5);

/// A board that has read the whole day of a centre whose clock stands still.
async fn read(change: impl FnOnce(&mut Options)) -> (Simulator, glue::Sources, Board) {
    let vendors = Vendors { sobot: true, ..Vendors::default() };
    let (simulator, mut sources) = feed_on_a_centre(vendors, change).await;
    let mut board = Board::new();
    let reading = timeout(PATIENCE, async {
        while !board.ledger().is_some_and(|ledger| ledger.extent().whole) {
            board.apply(sources.updates.recv().await.unwrap());
        }
    });
    assert!(reading.await.is_ok(), "the day is read");
    (simulator, sources, board)
}

fn ids(ledger: &Ledger, what: CallsOf) -> BTreeSet<String> {
    ledger.behind(what).into_iter().map(|call| call.id.to_string()).collect()
}

/// Every figure of the ledger is the simulator's truth, and opens into the calls that it counts.
fn agrees(ledger: &Ledger, truth: &Value, case: &str) {
    let calls = &truth["calls"];
    let inbound = &calls["inbound"];
    let count = |name: &str| inbound[name].as_u64().unwrap();
    let figures = ledger.figures();
    assert_eq!(Some(ledger.held() as u64), calls["records"].as_u64(), "{case}");
    let told = [figures.answered, figures.in_time, figures.wait_ms, figures.lost, figures.short, figures.elsewhere];
    let known = ["answered", "in_time", "waited", "lost", "short", "elsewhere"].map(count);
    assert_eq!(told, known, "{case}");
    assert_eq!(ledger.longest_ms(), inbound["longest"].as_i64());
    assert!(figures.answered > 100 && figures.lost > 0 && figures.short > 0, "a day with calls: {figures:?}");
    assert!(figures.elsewhere > 0 && (figures.running, figures.other) == (0, 0), "{figures:?}");
    let lost: BTreeSet<String> =
        inbound["lost_ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
    assert_eq!(ids(ledger, CallsOf::Lost), lost, "opening the figure lists the calls that it counts");
    still_lost(ledger, &inbound["still_lost"]);
    for (relay, tally) in ledger.relays() {
        let known = |name: &str| inbound["relays"][relay][name].as_u64().unwrap_or(0);
        assert_eq!((tally.answered, tally.lost), (known("answered"), known("lost")), "{relay}");
    }
    let halves = ledger.halves().iter();
    let together = halves.fold([0; 3], |sum, half| [sum[0] + half.answered, sum[1] + half.lost, sum[2] + half.short]);
    assert_eq!(together, [figures.answered, figures.lost, figures.short], "half hours are the day");
    assert_eq!(ledger.unlisted(), []);
}

#[tokio::test]
async fn every_figure_of_calls_is_the_simulators_truth_and_opens_into_as_many_calls() {
    for strict in MODES {
        for (seed, agents) in [(7, 48), (11, 150)] {
            let (simulator, _sources, board) = read(|options| {
                options.strict = strict;
                options.seed = seed;
                options.agents = agents;
            })
            .await;
            agrees(board.ledger().unwrap(), &simulator.truth(), &format!("strict: {strict}, {agents} agents"));
        }
    }
}

/// Who is still lost, against who was not reached again in the simulated centre.
fn still_lost(ledger: &Ledger, truth: &Value) {
    assert_eq!(ledger.still_lost(), truth["callers"].as_u64());
    assert_eq!(Some(ledger.lost_unmatched()), truth["unmatched"].as_u64());
    let text = |id: &Value| id.as_str().unwrap().to_owned();
    let known: BTreeSet<(String, String, usize)> = truth["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|calls| calls.as_array().unwrap())
        .map(|calls| (text(&calls[0]), text(&calls[calls.len() - 1]), calls.len()))
        .collect();
    let told = ledger.still_lost_callers().into_iter();
    let told: BTreeSet<(String, String, usize)> =
        told.map(|caller| (caller.first.id.to_string(), caller.last.id.to_string(), caller.tries)).collect();
    assert_eq!(told, known, "opening the figure lists the callers that it counts");
}

#[tokio::test]
async fn in_the_simulated_centre_some_callers_try_again_some_are_reached_and_some_are_not() {
    let (mut still, mut tried, mut lost) = (0, 0, 0);
    for seed in [7, 11] {
        let (simulator, _sources, board) = read(|options| {
            options.strict = true;
            options.seed = seed;
            options.agents = 150;
        })
        .await;
        let ledger = board.ledger().unwrap();
        still_lost(ledger, &simulator.truth()["calls"]["inbound"]["still_lost"]);
        let callers = ledger.still_lost_callers();
        assert!(callers.windows(2).all(|pair| pair[0].first.started <= pair[1].first.started), "oldest first");
        still += callers.len() as u64;
        tried += callers.iter().map(|caller| caller.tries as u64).sum::<u64>() + ledger.lost_unmatched();
        lost += ledger.figures().lost;
    }
    println!("{still} callers are still lost of {lost} lost calls, {tried} of which nothing followed");
    assert!(still > 0 && tried < lost, "{still}, {tried} of {lost}");
}

#[tokio::test]
async fn without_the_setting_numbers_stay_masked_at_the_vendor_and_the_figure_is_unknown() {
    let vendors = Vendors { sobot: true, ..Vendors::default() };
    let options = Options { clock: Arc::new(|| AFTERNOON), ..Options::new(7) };
    let (_simulator, mut config) = centre_and_settings(options, vendors).await;
    config.tenants.get_mut::<CallTenant>().unwrap().match_callers = false;
    let clock: Clock = Arc::new(|| Stamp(AFTERNOON));
    let mut sources = glue::start(&config, &clock).unwrap();
    let mut board = Board::new();
    let reading = timeout(PATIENCE, async {
        while !board.ledger().is_some_and(|ledger| ledger.extent().whole) {
            board.apply(sources.updates.recv().await.unwrap());
        }
    });
    assert!(reading.await.is_ok(), "the day is read");
    let ledger = board.ledger().unwrap();
    assert_eq!((ledger.still_lost(), ledger.matching()), (None, &Matching::Off("sobot_call".into())));
    assert!(ledger.figures().lost > 0 && ledger.still_lost_callers().is_empty());
}

#[tokio::test]
async fn calls_that_end_later_come_by_themselves() {
    let clock = Arc::new(AtomicI64::new(AFTERNOON));
    let hand = Arc::clone(&clock);
    let (simulator, mut sources, mut board) = read(move |options| {
        options.clock = Arc::new(move || hand.load(Ordering::SeqCst));
    })
    .await;
    let before = board.ledger().unwrap().held();
    clock.fetch_add(1_200_000, Ordering::SeqCst);
    simulator.tick();
    let records = |truth: &Value| truth["calls"]["records"].as_u64().unwrap() as usize;
    let after = records(&simulator.truth());
    assert!(after > before + 5, "{before}, {after}");
    sources.feed.request(Request::Retry(Some(SourceId::Calls)));
    let waiting = timeout(PATIENCE, async {
        while board.ledger().unwrap().held() < after {
            board.apply(sources.updates.recv().await.unwrap());
        }
    });
    assert!(waiting.await.is_ok(), "{} of {after}", board.ledger().unwrap().held());
    let truth = simulator.truth();
    assert_eq!(Some(board.ledger().unwrap().figures().answered), truth["calls"]["inbound"]["answered"].as_u64());
}

/// Two hours in steps of ten minutes, and before each step something goes wrong with whatever is asked next.
#[tokio::test]
async fn two_hours_under_faults_end_with_the_simulators_figures() {
    const FAULTS: [Fault; 12] = [
        Fault::BadGateway,
        Fault::Reset,
        Fault::CutAnswer,
        Fault::Html,
        Fault::Unavailable,
        Fault::NotJson,
        Fault::Gzip,
        Fault::TokenExpired,
        Fault::Unauthorized,
        Fault::BadGateway,
        Fault::CutAnswer,
        Fault::Reset,
    ];
    // The stream of agents asks too, whenever it has to be opened again. Where a fresh token is refused as well, it is said.
    let strike = |simulator: &Simulator, fault: Fault| {
        let once = |strike: &mut Strike| (strike.on_stream, strike.times, strike.only) = (false, 1, Some("cdrs"));
        simulator.strike(fault, once);
    };
    // A token that is refused is got anew, and what is packed is unpacked, without a word.
    let quiet = |fault: &Fault| matches!(fault, Fault::Gzip | Fault::TokenExpired | Fault::Unauthorized);
    let told: BTreeSet<usize> = (1..).zip(&FAULTS).filter(|(_, fault)| !quiet(fault)).map(|(step, _)| step).collect();
    for strict in MODES {
        let clock = Arc::new(AtomicI64::new(AFTERNOON));
        let hand = Arc::clone(&clock);
        let options = Options { strict, clock: Arc::new(move || hand.load(Ordering::SeqCst)), ..Options::new(7) };
        let (simulator, mut config) = centre_and_settings(options, Vendors { sobot: true, ..Vendors::default() }).await;
        // Only calls are looked at.
        config.tenants.remove::<OpenTenant>();
        config.tenants.get_mut::<CallTenant>().unwrap().calls_per_minute = 60_000;
        let hand = Arc::clone(&clock);
        let site: Clock = Arc::new(move || Stamp(hand.load(Ordering::SeqCst)));
        let mut sources = glue::start(&config, &site).unwrap();
        let mut board = Board::new();
        let mut met = BTreeSet::new();
        for step in 0..=FAULTS.len() {
            let records = simulator.truth()["calls"]["records"].as_u64().unwrap();
            let ended = timeout(PATIENCE, async {
                let whole = |board: &Board| {
                    board.ledger().is_some_and(|ledger| ledger.extent().whole && ledger.held() as u64 == records)
                };
                // An answer that was on its way when the fault came can be whole without it.
                while !whole(&board) || told.contains(&step) && !met.contains(&step) {
                    // It may have come to nothing: an idle connection that is reset is simply opened anew.
                    if let Some(fault) = told.contains(&step).then(|| FAULTS.get(step - 1)).flatten()
                        && !met.contains(&step)
                        && simulator.armed().is_empty()
                    {
                        strike(&simulator, *fault);
                    }
                    let update = sources.updates.recv().await.unwrap();
                    // A person at the keys would press r until it is there.
                    let of_calls = match &update.payload {
                        Payload::Calls(_) | Payload::Heard(SourceId::Calls) => true,
                        Payload::Source(report) if report.source == SourceId::Calls => {
                            met.extend(report.error.is_some().then_some(step));
                            true
                        }
                        _ => false,
                    };
                    board.apply(update);
                    if of_calls {
                        sources.feed.request(Request::Retry(Some(SourceId::Calls)));
                    }
                }
            });
            let held = |board: &Board| board.ledger().map(Ledger::held);
            assert!(ended.await.is_ok(), "step {step}: {:?} of {records}, faults met: {met:?}", held(&board));
            if let Some(fault) = FAULTS.get(step) {
                strike(&simulator, *fault);
                clock.fetch_add(600_000, Ordering::SeqCst);
                simulator.tick();
                sources.feed.request(Request::Retry(Some(SourceId::Calls)));
            }
        }
        assert_eq!(met, told, "every fault met the ledger");
        agrees(board.ledger().unwrap(), &simulator.truth(), &format!("strict: {strict}"));
    }
}

#[tokio::test]
async fn calls_are_in_a_recording_and_replay_to_the_same_figures() {
    let (_simulator, _sources, board) = read(|_| {}).await;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("calls.callboard");
    let about = About::new("Acme", "Asia/Shanghai", Stamp(AFTERNOON));
    let (writer, _) = Writer::open(&path, &about).unwrap();
    let mut recorder = Recorder::new(writer, board.clone(), Stamp(AFTERNOON)).unwrap();
    recorder.flush().unwrap();
    drop(recorder);
    let mut replayed = Board::new();
    for update in Updates::new(Reader::open(&path).unwrap()) {
        replayed.apply(update.unwrap());
    }
    let (ours, theirs) = (board.ledger().unwrap(), replayed.ledger().unwrap());
    assert_eq!((ours.figures(), ours.held(), ours.extent()), (theirs.figures(), theirs.held(), theirs.extent()));
    assert_eq!(ids(ours, CallsOf::Lost), ids(theirs, CallsOf::Lost));
    assert!(ours.still_lost() > Some(0), "{:?}", ours.still_lost());
    assert_eq!(ours.still_lost_callers(), theirs.still_lost_callers(), "no number is needed");
    let bytes = std::fs::metadata(&path).unwrap().len();
    assert!(bytes < 2_000_000, "{bytes} bytes with all agents");
}

#[tokio::test]
async fn updates_of_calls_carry_no_unmasked_number() {
    let vendors = Vendors { sobot: true, ..Vendors::default() };
    let (_simulator, mut sources) = feed_on_a_centre(vendors, |_| {}).await;
    let waiting = timeout(PATIENCE, async {
        loop {
            let update = sources.updates.recv().await.unwrap();
            if let Payload::Calls(news) = &update.payload
                && !news.calls.is_empty()
            {
                return serde_json::to_value(&update).unwrap();
            }
        }
    });
    let told = waiting.await.unwrap();
    let calls = told["data"]["calls"].as_array().unwrap();
    let numbers: Vec<&str> = calls.iter().filter_map(|call| call["customer"].as_str()).collect();
    let hidden = |number: &&str| number.contains("****") || *number == "withheld";
    assert!(numbers.len() > 50 && numbers.iter().all(hidden), "{numbers:?}");
}

#[tokio::test]
async fn the_budget_of_call_records_is_told_beside_the_others() {
    let (_simulator, mut sources, mut board) = read(|_| {}).await;
    sources.feed.want(vec![Want::all(Lookup::Health)]);
    let told = timeout(PATIENCE, async {
        loop {
            if let Some(health) = board.shelf().get(&Lookup::Health).and_then(Shelved::health) {
                return health.budgets.clone();
            }
            board.apply(sources.updates.recv().await.unwrap());
        }
    });
    let budgets = told.await.unwrap();
    let sections: Vec<&str> = budgets.iter().map(|budget| budget.section.as_str()).collect();
    assert_eq!(sections, ["sobot_call", "sobot_open"]);
    assert!(budgets[0].used > 0 && budgets[0].limit == 30, "{budgets:?}");
}
