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
