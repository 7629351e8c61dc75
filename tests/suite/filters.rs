//! Every filter of the calls list, the whole way: feed and client against the simulator over HTTP, and the rows against the
//! simulator's own truth, which is computed apart from its records and its filters.

use std::collections::BTreeSet;
use std::time::Duration;

use callboard::cli::Vendors;
use callboard::model::{
    AskedText, Board, CallsAsked, DialKind, Handled, HangUp, Inquired, Lookup, MoreAsked, Shelved, Transferred, Want,
};
use callboard::ui::text;
use serde_json::Value;
use tokio::time::timeout;

use crate::sim_support::{MODES, feed_on_a_centre};

/// Long enough that only a look-up that never ends fails; nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(5);

/// Whether a call of the truth is one of those that a question names.
type Named = Box<dyn Fn(&Value) -> bool>;

fn count(call: &Value, what: &str) -> u64 {
    call[what].as_array().map_or_else(|| call[what].as_u64().unwrap(), |all| all.len() as u64)
}

/// Every question that the list can be narrowed to by its newer filters, with the calls that the document says it names.
fn questions(truth: &[Value]) -> Vec<(&'static str, MoreAsked, Named)> {
    let mut all: Vec<(&'static str, MoreAsked, Named)> = Vec::new();
    let none = MoreAsked::default;
    for (side, word) in [(HangUp::Agent, "agent"), (HangUp::Customer, "customer"), (HangUp::Neither, "neither")] {
        all.push((
            "hangupDisposition",
            MoreAsked { ended_by: Some(side), ..none() },
            Box::new(move |call| call["by"] == word),
        ));
    }
    for (dial, word) in
        [(DialKind::Inbound, "inbound"), (DialKind::Regular, "by hand"), (DialKind::Internal, "internal")]
    {
        let is = move |call: &Value| call["set_up"] == word;
        all.push(("mainDialType", MoreAsked { dial: Some(dial), ..none() }, Box::new(is)));
    }
    for (handled, agents) in [(Handled::None, 0..1), (Handled::One, 1..2), (Handled::Several, 2..u64::MAX)] {
        let is = move |call: &Value| agents.contains(&count(call, "agents"));
        all.push(("agentCount", MoreAsked { handled: Some(handled), ..none() }, Box::new(is)));
    }
    for (transferred, is) in [(Transferred::No, false), (Transferred::Yes, true)] {
        let is = move |call: &Value| (count(call, "transfers") > 0) == is;
        all.push(("transferCount", MoreAsked { transferred: Some(transferred), ..none() }, Box::new(is)));
    }
    for (inquired, is) in [(Inquired::No, false), (Inquired::Yes, true)] {
        let is = move |call: &Value| (count(call, "asked") > 0) == is;
        all.push(("consultCount", MoreAsked { inquired: Some(inquired), ..none() }, Box::new(is)));
    }
    all.push((
        "attachedData",
        MoreAsked { attached: AskedText::new(" 华东区 "), ..none() },
        Box::new(|call| call["attached"]["customerDept"] == "华东区"),
    ));
    let departments: BTreeSet<String> = truth
        .iter()
        .flat_map(|call| call["departments"].as_array().unwrap())
        .map(|id| id.as_str().unwrap().to_owned())
        .collect();
    assert!(departments.len() > 2, "{departments:?}");
    for id in departments {
        let asked = MoreAsked { department: Some(id.clone()), ..none() };
        let of = move |call: &Value| call["departments"].as_array().unwrap().iter().any(|other| *other == id);
        all.push(("departmentId", asked, Box::new(of)));
    }
    let id = truth[truth.len() / 2]["id"].as_str().unwrap().to_owned();
    let asked = MoreAsked { id: Some(format!(" {id} ")), ..none() };
    all.push(("callID", asked, Box::new(move |call| call["id"] == id.as_str())));
    all
}

#[tokio::test]
async fn every_filter_of_the_calls_list_brings_the_calls_of_the_centre_that_it_names() {
    for strict in MODES {
        let vendors = Vendors { sobot: true, ..Vendors::default() };
        let (simulator, mut sources) = feed_on_a_centre(vendors, |options| options.strict = strict).await;
        let truth = simulator.records();
        let questions = questions(&truth);
        let asked = |more: &MoreAsked| {
            Lookup::Calls(CallsAsked { more: Some(Box::new(more.clone())), ..CallsAsked::default() })
        };
        let all = Lookup::Calls(CallsAsked::default());
        let lookups = || std::iter::once(all.clone()).chain(questions.iter().map(|(_, more, _)| asked(more)));
        sources.feed.want(lookups().map(Want::all).collect());
        let mut board = Board::new();
        let is_there = |board: &Board, lookup: &Lookup| {
            board.shelf().get(lookup).is_some_and(|entry| {
                assert!(entry.failure.is_none(), "{lookup:?}: {:?}", entry.failure);
                entry.calls().is_some_and(|rows| rows.complete)
            })
        };
        let reading = timeout(PATIENCE, async {
            while !lookups().all(|lookup| is_there(&board, &lookup)) {
                board.apply(sources.updates.recv().await.unwrap());
            }
        });
        assert!(reading.await.is_ok(), "every question is answered");
        let ids = |lookup: &Lookup| -> (BTreeSet<String>, Option<u64>) {
            let rows = board.shelf().get(lookup).and_then(Shelved::calls).unwrap();
            (rows.rows.iter().map(|call| call.id.clone()).collect(), rows.total)
        };
        let of_truth = |named: &Named| -> BTreeSet<String> {
            truth.iter().filter(|call| named(call)).map(|call| call["id"].as_str().unwrap().to_owned()).collect()
        };
        let everything: Named = Box::new(|_| true);
        assert_eq!(ids(&all).0, of_truth(&everything));
        for (parameter, more, named) in &questions {
            let case = format!("{parameter}, {more:?}, strict: {strict}");
            let expected = of_truth(named);
            assert!(!expected.is_empty() && expected.len() < truth.len(), "it tells some from others: {case}");
            let (found, total) = ids(&asked(more));
            assert_eq!(total, Some(expected.len() as u64), "{case}");
            assert_eq!(found, expected, "{case}");
        }
        withheld_numbers_are_called_so(&board, &truth, &all);
    }
}

/// Some callers of the centre withhold their numbers: no list says so by masking a word.
fn withheld_numbers_are_called_so(board: &Board, truth: &[Value], all: &Lookup) {
    let rows = &board.shelf().get(all).and_then(Shelved::calls).unwrap().rows;
    let is_withheld = |id: &str| truth.iter().any(|call| call["id"] == id && call["withheld"] == true);
    let shown: Vec<Option<String>> =
        rows.iter().filter(|call| is_withheld(&call.id)).map(|call| call.customer.shown()).collect();
    assert!(shown.iter().any(Option::is_some) && shown.iter().any(Option::is_none), "a word, or nothing: {shown:?}");
    assert!(shown.iter().flatten().all(|shown| shown == "withheld"), "{shown:?}");
    let others = rows.iter().filter(|call| !is_withheld(&call.id)).filter_map(|call| call.customer.shown());
    let others: Vec<String> = others.collect();
    assert!(!others.is_empty() && others.iter().all(|shown| text::clean(shown).contains("****")), "{others:?}");
}
