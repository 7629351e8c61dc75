//! Frames as a person sees them, at the three sizes and the smaller ones.
use insta::assert_snapshot;

use super::ColourDepth;
use super::testing::*;
use crate::model::{Board, Phase, SourceId};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 34), (200, 60)];

fn at_sizes(name: &str, desk: &Desk) {
    for (width, height) in SIZES {
        assert_snapshot!(format!("{name}_{width}x{height}"), desk.frame(width, height));
    }
}

fn ordinary() -> Desk {
    Desk::new(centre(48), settings())
}

#[test]
fn full() {
    at_sizes("full", &ordinary());
}
