use proptest::prelude::*;

use super::*;

fn sample(part: u64, of: u64) -> Sample {
    Sample { part, of }
}

/// The chance of at least `part` of `of` at a share, summed case by case.
fn at_least(part: u64, of: u64, share: f64) -> f64 {
    let chance = |case: u64| {
        let (case, all) = (case as f64, of as f64);
        (ln_choose(all, case) + case * share.ln() + (all - case) * (-share).ln_1p()).exp()
    };
    (part..=of).map(chance).sum()
}

#[test]
fn intervals_are_those_of_the_tables() {
    // By exact sums of binomial coefficients; those of 10 and 20 stand in the tables of Clopper and Pearson.
    for ((part, of, confidence), (low, high)) in [
        ((0, 10, 0.99), (0.0, 0.411_296)),
        ((5, 10, 0.95), (0.187_086, 0.812_914)),
        ((5, 10, 0.99), (0.128_311, 0.871_689)),
        ((1, 20, 0.95), (0.001_265, 0.248_733)),
        ((61, 142, 0.99), (0.323_002, 0.541_000)),
        ((100, 100, 0.99), (0.948_396, 1.0)),
        ((0, 100, 0.95), (0.0, 0.036_217)),
        ((30, 100, 0.99), (0.189_015, 0.430_614)),
        ((500, 1_000, 0.99), (0.458_853, 0.541_147)),
    ] {
        let told = sample(part, of).interval(confidence).unwrap();
        assert!((told.0 - low).abs() < 1e-6 && (told.1 - high).abs() < 1e-6, "{part}/{of}: {told:?}");
    }
    assert_eq!(sample(0, 0).interval(0.99), None);
    assert_eq!(sample(3, 2).interval(0.99), None, "more than all");
}

#[test]
fn chances_are_those_of_fishers_test() {
    // By exact fractions.
    for (one, other, chance) in [
        (sample(3, 4), sample(1, 4), 0.485_714_285_714_285_7),
        (sample(61, 142), sample(151, 520), 0.002_661_332_353_081_557),
        (sample(0, 100), sample(50, 400), 1.472_151_074_967_375e-5),
        (sample(50, 100), sample(100, 400), 3.840_007_698_360_875e-6),
        (sample(90, 100), sample(40, 400), 6.200_688_817_338_328e-55),
    ] {
        let told = ln_chance(one, other).exp();
        assert!((told / chance - 1.0).abs() < 1e-9, "{one:?} {other:?}: {told}");
        let turned = ln_chance(other, one).exp();
        assert!((told / turned - 1.0).abs() < 1e-9, "{told} is not {turned}");
    }
    let alike = ln_chance(sample(10, 100), sample(40, 400));
    assert!(alike.abs() < f64::EPSILON, "what does not differ is certain: {alike}");
    let none = ln_chance(sample(0, 0), sample(40, 400));
    assert!(none.abs() < f64::EPSILON, "{none}");
}

#[test]
fn a_large_centre_is_counted_as_exactly() {
    let (low, high) = sample(45_000, 150_000).interval(0.99).unwrap();
    // What the normal distribution says, which is good enough there.
    let half = 2.575_829 * (0.3 * 0.7 / 150_000.0_f64).sqrt();
    assert!((low - (0.3 - half)).abs() < 2e-5 && (high - (0.3 + half)).abs() < 2e-5, "{low} {high}");
    let chance = ln_chance(sample(45_600, 150_000), sample(180_000, 600_000));
    assert!((-6.3..-5.5).contains(&chance), "{chance}: 3.02 deviations, both tails");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn outside_of_an_interval_is_what_its_confidence_leaves(of in 1_u64..400, part in 0_u64..400) {
        let part = part.min(of);
        let (low, high) = sample(part, of).interval(0.99).unwrap();
        let share = sample(part, of).share().unwrap();
        prop_assert!(low <= share && share <= high);
        if part > 0 {
            prop_assert!((at_least(part, of, low) - 0.005).abs() < 1e-6);
        }
        if part < of {
            prop_assert!((1.0 - at_least(part + 1, of, high) - 0.005).abs() < 1e-6);
        }
    }

    #[test]
    fn a_chance_is_none_above_certain(a in 0_u64..200, b in 0_u64..200, c in 0_u64..200, d in 0_u64..200) {
        let chance = ln_chance(sample(a, a + b), sample(c, c + d));
        prop_assert!(chance <= 0.0 && chance.is_finite());
    }
}
