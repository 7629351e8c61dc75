use std::collections::HashSet;

use super::*;

#[test]
fn ids_have_prints_of_their_own_and_always_the_same() {
    let prints = Prints::default();
    let ids: Vec<AgentId> = (0..2_000).map(|agent| AgentId::new(&format!("8d477de896c1{agent:020}"))).collect();
    let known: HashSet<Print, AsItIs> = ids.iter().map(|id| prints.of(id)).collect();
    assert_eq!(known.len(), ids.len());
    assert!(ids.iter().all(|id| known.contains(&prints.clone().of(id))));
    assert!(!known.contains(&prints.of(&AgentId::new("another"))));
    let halves: (HashSet<u64>, HashSet<u64>) = known.iter().map(|print| (print.0, print.1)).unzip();
    assert!(halves.0.is_disjoint(&halves.1), "the halves are not made alike");
}

#[test]
fn a_print_takes_16_bytes() {
    assert_eq!(size_of::<Print>(), 16);
}
