//! Whether figures can be trusted: which source fell silent, and which is live again.

use litemap::LiteMap;

use super::names::{list, name};
use super::pace::{Kind, Said};
use crate::lang::sentence;
use crate::model::{Board, Limits, Phase, SourceId, Stamp};
use crate::ui::text::{capital, source_name, spoken};

/// How a source stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    /// Its figures are young enough.
    Fresh,
    /// There are none, or they are too old: of when they are, and since when that is so.
    Stale(Option<Stamp>, Stamp),
}

#[derive(Debug)]
struct Source {
    stands: Stands,
    /// What was said last; `None` before anything was.
    said: Option<Stands>,
    /// Since when it has not told anything, from the beginning on.
    asked: Stamp,
}

/// All sources that are asked.
#[derive(Debug, Default)]
pub(super) struct Sources(LiteMap<SourceId, Source>);

impl Source {
    /// Whether it is to be said that it fell silent, or that it is live again.
    fn unsaid(&self) -> Option<Kind> {
        match (self.said, self.stands) {
            // That it is live from the beginning says the first sentence.
            (None | Some(Stands::Fresh), Stands::Stale(..)) => Some(Kind::Stale),
            (Some(Stands::Stale(..)), Stands::Fresh) => Some(Kind::Fresh),
            _ => None,
        }
    }
}

impl Sources {
    /// Looks how they stand.
    pub(super) fn look(&mut self, board: &Board, limits: &Limits, now: Stamp) {
        for id in board.source_ids() {
            let source = board.source(id);
            if source.phase == Phase::Off {
                self.0.remove(&id);
                continue;
            }
            let after = limits.stale_after_ms(id);
            let asked = self.0.get(&id).map_or(now, |known| known.asked);
            let is_stale = match source.as_of {
                Some(_) => source.is_stale(now, after),
                None => now.since(asked) > after,
            };
            let known = self.0.entry(id).or_insert(Source { stands: Stands::Fresh, said: None, asked: now });
            known.stands = match (is_stale, known.stands) {
                (true, Stands::Stale(_, since)) => Stands::Stale(source.as_of, since),
                (true, Stands::Fresh) => Stands::Stale(source.as_of, now),
                (false, _) => Stands::Fresh,
            };
            if known.stands == Stands::Fresh && known.said.is_none() && source.as_of.is_some() {
                known.said = Some(Stands::Fresh);
            }
        }
    }

    /// Whether the figures of calls can be trusted.
    pub(super) fn trusts_calls(&self) -> bool {
        self.0.get(&SourceId::Calls).is_some_and(|source| source.stands == Stands::Fresh)
    }

    pub(super) fn waits(&self, kind: Kind) -> bool {
        self.0.values().any(|source| source.unsaid() == Some(kind))
    }

    /// What is said of those that are silent, in a summary: `no data on agents since 14:03`.
    pub(super) fn silent(&self, to: &Said<'_>) -> Option<String> {
        let silent = self.0.iter().filter_map(|(id, source)| match source.stands {
            Stands::Stale(as_of, _) => Some((*id, as_of)),
            Stands::Fresh => None,
        });
        let silent: Vec<_> = silent.collect();
        (!silent.is_empty()).then(|| no_data(to, &silent))
    }

    pub(super) fn say(&mut self, kind: Kind, to: &Said<'_>) -> Option<String> {
        let mut found = Vec::new();
        for (id, source) in &mut self.0 {
            if source.unsaid() == Some(kind) {
                found.push((*id, source.said.replace(source.stands), source.stands));
            }
        }
        if found.is_empty() {
            return None;
        }
        if kind == Kind::Stale {
            let silent: Vec<(SourceId, Option<Stamp>)> = found
                .iter()
                .map(|(id, _, stands)| match stands {
                    Stands::Stale(as_of, _) => (*id, *as_of),
                    Stands::Fresh => (*id, None),
                })
                .collect();
            let said = capital(&no_data(to, &silent));
            let why = match silent.as_slice() {
                [(id, _)] => to.board.source(*id).error.as_deref().map(|error| name(&sentence(to, error))),
                _ => None,
            };
            return Some(match why {
                Some(why) => tr!(to, "{said}: {why}", said = said, why = why),
                None => said,
            });
        }
        let called = |id: SourceId| source_name(to.manner.language, to.board, id);
        if let [(id, Some(Stands::Stale(as_of, since)), _)] = found.as_slice() {
            let silent_since = as_of.unwrap_or(*since);
            let time = spoken(to, to.now.since(silent_since));
            return Some(tr!(to, "Data on {source} again, after {time}", source = called(*id), time = time));
        }
        let items = found.iter().map(|(id, ..)| called(*id));
        Some(tr!(to, "Data on {sources} again", sources = list(to, items)))
    }
}

/// `no data on agents since 14:03`
fn no_data(to: &Said<'_>, silent: &[(SourceId, Option<Stamp>)]) -> String {
    let called = |id: SourceId| source_name(to.manner.language, to.board, id);
    if let [(id, as_of)] = silent {
        return match as_of {
            Some(at) => tr!(to, "no data on {source} since {time}", source = called(*id), time = to.clock(*at)),
            None => tr!(to, "no data on {source} yet", source = called(*id)),
        };
    }
    let items = silent.iter().map(|(id, as_of)| match as_of {
        Some(at) => tr!(to, "{source} (since {time})", source = called(*id), time = to.clock(*at)),
        None => tr!(to, "{source} (not yet)", source = called(*id)),
    });
    tr!(to, "no data on {sources}", sources = list(to, items))
}
