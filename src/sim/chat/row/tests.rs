//! The rows of `staffWorkStatis`: whole, and at one with themselves.

use super::*;
use crate::sim::world::World;

fn rows(way: SearchWay) -> Vec<Value> {
    let world = World::new(1, 200, chrono_tz::Asia::Shanghai, 1_795_242_600_000);
    let request = Request { way, start_date: "2026-11-21", end_date: "2026-11-21", staff: &[], groups: &[] };
    world.chats.rows(&world.crew, &request)
}

fn number(row: &Value, key: &str) -> i64 {
    row[key].as_i64().unwrap_or_else(|| panic!("{key} is {}", row[key]))
}

#[test]
fn rates_and_texts_match_their_counts() {
    let rows = rows(SearchWay::Department);
    assert!(rows.len() > 40, "{} rows", rows.len());
    for row in &rows {
        let rate = |part: &str, whole: i64| percent(number(row, part), whole);
        let (consult, valid) = (number(row, "human_consult"), number(row, "human_valid"));
        assert_eq!(consult, valid + number(row, "human_invalid"));
        assert_eq!(valid, number(row, "human_valid_recep") + number(row, "human_not_recep"));
        assert_eq!(row["valid_recep_rate_str"], rate("human_valid_recep", valid));
        assert_eq!(row["answer_than_str"], rate("msg_staff", number(row, "msg_visitor_tostaff")));
        assert_eq!(row["comment_rate_str"], rate("total_times", valid));
        assert_eq!(row["human_res_warn_rate_str"], rate("human_res_warn_count", number(row, "response_counts")));
        assert_eq!(row["human_consult_duration_str"], clock(number(row, "human_consult_duration"), 1));
        let average = row["avg_total_session_duration"].as_f64().unwrap();
        assert!((average * consult as f64 - number(row, "human_consult_duration") as f64).abs() < 1.0);
        let starred = number(row, "good") + number(row, "middle") + number(row, "bad");
        assert_eq!(starred, (1..=5).map(|stars| number(row, &format!("score{stars}"))).sum::<i64>());
        assert_eq!(row["good_rate_str"], rate("good", starred));
        let scored = number(row, "nps_good") + number(row, "nps_middle") + number(row, "nps_bad");
        assert_eq!(scored, (0..=10).map(|score| number(row, &format!("nps_score{score}"))).sum::<i64>());
        let levelled = number(row, "level2_score1") + number(row, "level2_score5");
        assert_eq!(number(row, "total_times"), starred + scored + levelled);
        assert_eq!(number(row, "total_times"), number(row, "initiative") + number(row, "invites"));
        assert!(row["max_conv_num"].is_string());
    }
}

#[test]
fn groups_add_up_to_their_agents() {
    let sum = |rows: &[Value]| rows.iter().map(|row| number(row, "human_consult")).sum::<i64>();
    let (by_agent, by_group) = (rows(SearchWay::Department), rows(SearchWay::Group));
    assert_eq!(sum(&by_agent), sum(&by_group));
    assert!(by_group.len() > by_agent.len(), "some agents chat for two groups");
}

#[test]
fn averages_are_whole_numbers_where_they_are_and_texts_are_cut_to_seconds() {
    assert_eq!(average(4_363_974, 9), json!(484_886));
    assert_eq!(average(1_207_543, 4), json!(301_885.75));
    assert_eq!(average(2_099_106, 7), json!(2_998_722_857.0 / 10_000.0));
    assert_eq!(average(5, 0), json!(0));
    assert_eq!(clock(2_099_106, 1), json!("00:34:59"));
    assert_eq!(percent(1, 6), json!("16.67%"));
    assert_eq!(percent(0, 0), json!("0.00%"));
}

#[test]
fn most_chatting_agents_can_be_told_by_their_id_and_some_cannot() {
    let world = World::new(1, 400, chrono_tz::Asia::Shanghai, 1_795_242_600_000);
    let staff = &world.chats.staff;
    let agent = |staff: &Staff| &world.crew.agents[staff.agent];
    let by_id = staff.iter().filter(|staff| staff.id == agent(staff).uuid).count();
    let by_name = staff.iter().filter(|staff| staff.id != agent(staff).uuid && staff.nick == agent(staff).name).count();
    let by_nothing = staff.len() - by_id - by_name;
    assert!(by_id * 10 > staff.len() * 7, "{by_id} of {}", staff.len());
    assert!(by_name > 0 && by_nothing > 0, "{by_name} by name, {by_nothing} not at all");
}
