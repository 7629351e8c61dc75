//! What a sparkline's columns stand for: from when to when they reach, how long each is, and how high the highest.

use crate::model::Spark;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// The clocks at both ends of a shorter span are one, and are not told.
const A_MINUTE_MS: i64 = 60_000;

/// Whether its span has two ends to tell.
pub(super) fn has_span(spark: &Spark) -> bool {
    !spark.is_empty() && spark.to.since(spark.from) >= A_MINUTE_MS
}

/// From when to when it reaches.
fn ends(scene: &Scene<'_>, spark: &Spark) -> String {
    format!("{}-{}", scene.clock(spark.from, "%H:%M"), scene.clock(spark.to, "%H:%M"))
}

/// From when to when it reaches, and what a column of it stands for.
pub(super) fn span(scene: &Scene<'_>, spark: &Spark) -> String {
    let time = text::limit(scene, spark.width_ms);
    let [from, to] = [spark.from, spark.to].map(|at| scene.clock(at, "%H:%M"));
    tr!(scene, "{from}-{to}, a column is {time}", from = from, to = to, time = time)
}

/// The same with how high its highest column is; nothing of one that is empty.
pub(super) fn scale(scene: &Scene<'_>, spark: &Spark, top: &str) -> String {
    if spark.is_empty() {
        return String::new();
    }
    tr!(scene, "{span}, top {top}", span = span(scene, spark), top = top)
}

/// The same of counts, in no more than so many cells; `None` where not even its ends and its height have room. A span
/// without two ends is told by its columns.
pub(super) fn scale_in(scene: &Scene<'_>, spark: &Spark, cells: usize) -> Option<String> {
    if spark.is_empty() {
        return None;
    }
    let spans = if has_span(spark) {
        vec![span(scene, spark), ends(scene, spark)]
    } else {
        vec![tr!(scene, "a column is {time}", time = text::limit(scene, spark.width_ms))]
    };
    let top = text::count(Some(spark.top()), scene.dash());
    let scales = spans.into_iter().map(|span| tr!(scene, "{span}, top {top}", span = span, top = top));
    scales.into_iter().find(|scale| text::width(scale) <= cells)
}
