//! Reading and answering the agents-metrics query.

use super::*;
use crate::sim::codes;

fn read(pairs: &[(&str, &str)]) -> Result<Query, String> {
    let mut parameters: HashMap<String, String> = [("product".to_owned(), "scc".to_owned())].into();
    parameters.extend(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    Query::read(&parameters)
}

fn world() -> World {
    World::new(1, 48, chrono_tz::Asia::Shanghai, 1_795_242_600_000)
}

#[test]
fn fifteen_a_page_from_the_first_unless_asked() {
    let query = read(&[]).unwrap();
    assert_eq!((query.page, query.size), (1, 15));
    let world = world();
    let members = query.members(&world);
    assert_eq!(members.len(), 48);
    assert_eq!(query.page(&members), (0..15).collect::<Vec<u32>>());
    let last = read(&[("pageNum", "4"), ("sort", "agentID,desc")]).unwrap();
    assert_eq!(last.page(&last.members(&world)), [2, 1, 0]);
    let beyond = read(&[("pageNum", "9")]).unwrap();
    assert!(beyond.page(&beyond.members(&world)).is_empty());
}

#[test]
fn filters_select_and_combine() {
    let world = world();
    let one = |pairs: &[(&str, &str)]| read(pairs).unwrap().members(&world);
    assert_eq!(one(&[("agents", "1003, 1001")]), [1, 3]);
    let uuid = world.crew.agents[7].uuid.clone();
    assert_eq!(one(&[("agentType", "1"), ("agents", &uuid)]), [7]);
    let talking = one(&[("agentWorkStatuses", "7,8")]);
    assert!(!talking.is_empty() && talking.len() < 48);
    assert!(talking.iter().all(|index| world.crew.agents[*index as usize].vitals.work >= codes::WORK_TALKING));
    let by_department: usize =
        world.crew.departments.iter().map(|department| one(&[("departmentIds", &department.id)]).len()).sum();
    assert_eq!(by_department, 48);
    assert!(one(&[("agentWorkStatuses", "7"), ("agentLoginStatuses", "0")]).is_empty());
    assert!(one(&[("agentBusyReasonCodes", "11,12,13,14")]).len() <= 10);
}

#[test]
fn what_cannot_be_meant_is_refused_with_its_name() {
    assert_eq!(Query::read(&HashMap::new()).unwrap_err(), "product is required and must be scc");
    assert_eq!(read(&[("agentType", "2")]).unwrap_err(), "agentType must be 0 or 1, not 2");
    assert_eq!(read(&[("pageSize", "0")]).unwrap_err(), "pageSize must be a number from 1");
    assert_eq!(read(&[("sort", "agentNumber,up")]).unwrap_err(), "sort order must be asc or desc, not up");
    assert_eq!(
        read(&[("agentWorkStatuses", "[7]")]).unwrap_err(),
        "agentWorkStatuses must be numbers with commas between, not [7]"
    );
}
