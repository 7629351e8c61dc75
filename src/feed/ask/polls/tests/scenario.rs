//! The documented day: 500 agents, 20,000 AI sessions, 18 calls a minute, both panes under a minute old.

use super::*;
use crate::feed::fake::BASE;

struct Seen {
    oldest_chat: i64,
    oldest_ai: i64,
    first_chat: Option<i64>,
    first_ai: Option<i64>,
    last: AiDay,
}

/// Runs both pollers for an hour; the worst age each pane's headline ever had, looked at each second.
async fn hour(agents: u64, sessions: u64, latency: Duration) -> (Seen, Arc<Tenant>) {
    let tenant = Tenant::with_latency(agents, sessions, latency);
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).chat(ChatSettings::default()).ai(AiSettings::default());
    let (mut chat, mut ai) = (None, None);
    let mut seen = Seen { oldest_chat: 0, oldest_ai: 0, first_chat: None, first_ai: None, last: AiDay::default() };
    for second in 0..3_600_i64 {
        let told = rig.pass(1.0).await;
        let now = BASE.plus((second + 1) * 1_000);
        for day in chats(&told) {
            chat = Some(day.as_of);
            assert_eq!(day.rows.len() as u64, agents);
            seen.first_chat.get_or_insert(second);
        }
        for day in ais(&told) {
            ai = Some(day.as_of);
            seen.first_ai.get_or_insert(second);
            seen.last = day.clone();
        }
        seen.oldest_chat = seen.oldest_chat.max(chat.map_or(0, |at| now.since(at)));
        seen.oldest_ai = seen.oldest_ai.max(ai.map_or(0, |at| now.since(at)));
    }
    (seen, tenant)
}

fn most_calls_in_a_minute(tenant: &Tenant) -> usize {
    let calls = tenant.calls.lock().unwrap();
    let within = |at: Instant| calls.iter().filter(move |call| call.at >= at && call.at - at <= Duration::from_mins(1));
    calls.iter().map(|call| within(call.at).count()).max().unwrap_or(0)
}

/// Ages of the breakdowns' counts at the end of the hour, in seconds.
fn ages(seen: &Seen) -> Vec<i64> {
    let now = BASE.plus(3_600_000);
    let counts = seen.last.reasons.iter().chain(&seen.last.robots).chain(&seen.last.channels);
    counts.map(|count| now.since(count.as_of.expect("counted")) / 1_000).collect()
}

#[tokio::test(start_paused = true)]
async fn five_hundred_agents_and_twenty_thousand_sessions_stay_under_a_minute_old() {
    // Answers take one to four times as long.
    for latency in [20, 300, 1_200] {
        let (seen, tenant) = hour(500, 20_000, Duration::from_millis(latency)).await;
        assert!(seen.oldest_chat < 60_000, "chat got {} ms old at {latency} ms", seen.oldest_chat);
        assert!(seen.oldest_ai < 60_000, "AI got {} ms old at {latency} ms", seen.oldest_ai);
        let most = most_calls_in_a_minute(&tenant);
        assert!(most <= 18, "{most} calls in a minute");
        assert!(seen.first_chat < Some(20) && seen.first_ai < Some(15), "{:?} {:?}", seen.first_chat, seen.first_ai);
        // The breakdowns get what is left, and get round.
        let ages = ages(&seen);
        assert_eq!(ages.len(), 5 + 3 + 3);
        assert!(ages.iter().all(|age| *age < 900), "{ages:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_small_centre_sees_its_figures_at_once_and_its_breakdowns_soon() {
    let (seen, tenant) = hour(48, 400, Duration::from_millis(50)).await;
    assert_eq!((seen.first_chat, seen.first_ai), (Some(0), Some(0)), "within the first second");
    assert!(seen.oldest_chat < 60_000 && seen.oldest_ai < 60_000, "{} {}", seen.oldest_chat, seen.oldest_ai);
    assert!(most_calls_in_a_minute(&tenant) <= 18);
    let ages = ages(&seen);
    assert!(ages.iter().all(|age| *age < 600), "{ages:?}");
}

#[tokio::test(start_paused = true)]
async fn more_than_the_budget_can_carry_is_shown_with_its_true_age() {
    let (seen, tenant) = hour(3_000, 20_000, Duration::from_millis(300)).await;
    assert!(most_calls_in_a_minute(&tenant) <= 18);
    assert!(seen.oldest_chat > 60_000, "thirty pages do not fit into a minute");
    assert!(seen.oldest_chat < 240_000 && seen.oldest_ai < 120_000, "{} {}", seen.oldest_chat, seen.oldest_ai);
}
