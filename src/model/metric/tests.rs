use super::*;

fn metric(key: &str, fold: Fold) -> Metric {
    Metric {
        key: key.to_owned(),
        label: key.to_owned(),
        group: "volume".to_owned(),
        unit: Unit::Count,
        fold,
        role: None,
        shown: true,
    }
}

#[test]
fn the_sum_of_no_rows_is_nought_and_their_average_unknown() {
    let metric = |key: &str, fold| Metric {
        key: key.to_owned(),
        label: key.to_owned(),
        group: String::new(),
        unit: Unit::Count,
        fold,
        role: None,
        shown: true,
    };
    let metrics = vec![
        metric("chats", Fold::Sum),
        metric("most", Fold::Max),
        metric("each", Fold::Weighted("chats".to_owned())),
        metric("note", Fold::None),
    ];
    let nothing = vec![Cell::Number(0.0), Cell::Unknown, Cell::Unknown, Cell::Unknown];
    for expected in [None, Some(0)] {
        let table = MetricTable { metrics: metrics.clone(), expected, ..MetricTable::default() };
        assert_eq!(table.totals(), nothing);
    }
    let lost = MetricTable { metrics: metrics.clone(), expected: Some(3), ..MetricTable::default() };
    assert_eq!(lost.totals(), vec![Cell::Unknown; 4], "rows that are counted and not there");
    let row = MetricRow { cells: vec![Cell::Unknown; 4], ..MetricRow::default() };
    let silent = MetricTable { metrics, rows: vec![row], ..MetricTable::default() };
    assert_eq!(silent.totals(), vec![Cell::Unknown; 4], "it is not said");
}

#[test]
fn totals_follow_the_fold_of_each_column() {
    let metrics = [
        metric("chats", Fold::Sum),
        metric("longest", Fold::Max),
        metric("reply", Fold::Weighted("chats".to_owned())),
        metric("name", Fold::None),
    ];
    let rows: Vec<Vec<Cell>> = vec![
        vec![Cell::Number(10.0), Cell::Number(3.0), Cell::Number(2.0), Cell::Text("a".to_owned())],
        vec![Cell::Number(30.0), Cell::Unknown, Cell::Number(4.0), Cell::Unknown],
        vec![Cell::Unknown, Cell::Number(7.0), Cell::Number(100.0), Cell::Unknown],
    ];
    let totals = fold(&metrics, &rows.iter().map(Vec::as_slice));
    assert_eq!(totals, [Cell::Number(40.0), Cell::Number(7.0), Cell::Number(3.5), Cell::Unknown]);
}

#[test]
fn nothing_known_makes_no_total() {
    let metrics = [metric("chats", Fold::Sum), metric("reply", Fold::Weighted("chats".to_owned()))];
    let rows = [vec![Cell::Unknown, Cell::Number(5.0)]];
    let totals = fold(&metrics, &rows.iter().map(Vec::as_slice));
    assert_eq!(totals, [Cell::Unknown, Cell::Unknown]);
}
