//! One token for everybody who asks with the same credential: asking for a new one may invalidate the earlier one.
//!
//! So: one request in flight in this process (a mutex), one among processes (a file lock), refreshed before it
//! expires, never per call; and if the file holds another token than the one that was refused, that one is used. One that
//! no request can carry counts as refused, wherever it comes from: it is thrown away, and another is asked for.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::sync::{Arc, Mutex as Quick, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::lenient::Loose;
use super::problem::Answered;
use super::signing_clock::{SigningClock, unsure};
use super::{Error, ErrorKind, Gate, Hints, Recoveries, Result, Urgency};
use crate::config::token::{self, Carrier, Flaw};
use crate::http::Http;
use crate::model::{Clock, Problem, Stamp, TokenHealth};

mod file;

pub(super) use file::Place;

use file::{Cache, KeptToken, LONGEST_LIFETIME_MS};

const SHORTEST_LIFETIME_MS: i64 = 60_000;
const FUTURE_MS: i64 = 300_000;
/// For how long it is said that another program takes our tokens, in ms.
const THEFTS_FOR_MS: i64 = 1_800_000;
/// How many of them are remembered.
const THEFTS_KEPT: usize = 100;
/// How long a token is used on when a refresh before its time has failed.
const SECOND_TRY_MS: i64 = 60_000;

impl KeptToken {
    /// Nine tenths of the lifetime: early enough to be before the end, late enough to disturb no other program.
    fn refresh_at(&self) -> Stamp {
        self.got_at.plus(self.expires_at.since(self.got_at) / 10 * 9)
    }

    fn is_fresh(&self, now: Stamp) -> bool {
        // A token from the future was kept by a clock that has been set back since; its age cannot be told.
        self.got_at.since(now) < FUTURE_MS && now < self.refresh_at()
    }

    fn is_good(&self, now: Stamp) -> bool {
        now < self.expires_at
    }

    fn is(&self, other: &SecretString) -> bool {
        self.token.expose_secret() == other.expose_secret()
    }
}

/// The token among the fields of an answer: `None` where there is no such field, empty where it holds no text.
pub(super) fn given(fields: &Map<String, Value>, keys: &[&str]) -> Option<SecretString> {
    match Loose::spelt(fields, keys) {
        Loose::Null => None,
        other => Some(SecretString::from(other.text().ok().flatten().unwrap_or_default())),
    }
}

/// What is said of a token that `host` gave, twice, and that no request can carry.
pub(super) fn unusable(host: &str, flaw: Flaw) -> Error {
    Error::new(ErrorKind::Answer, Answered::Unsendable(host.to_owned(), flaw.into()))
}

/// A token as the vendor gave it.
pub(super) struct Minted {
    pub(super) token: SecretString,
    /// How long it lives, where the vendor says; a day where it does not, and never longer.
    pub(super) lifetime_ms: Option<i64>,
}

/// How one family asks for a token. The place in the budget has been taken when it is called.
pub(super) trait Mint: Send + Sync + 'static {
    /// Which section of the settings the credential stands in.
    const SECTION: &'static str;
    /// How its tokens travel.
    const CARRIER: Carrier;
    /// Who is asked.
    fn http(&self) -> &Http;
    /// Asks the vendor once; `now` is the moment of the signature.
    fn mint(&self, now: Stamp) -> impl Future<Output = Result<Minted>> + Send;
}

/// The tokens of one credential.
pub(super) struct Tokens<M> {
    mint: M,
    gate: Arc<dyn Gate>,
    clock: Clock,
    signing: SigningClock,
    cache: Option<Cache>,
    state: Mutex<State>,
    /// What others may know of it, without waiting for a request in flight.
    told: Quick<Told>,
    /// Why it is not kept on disk.
    unkept: Quick<Option<Problem>>,
    thefts: Quick<Thefts>,
    /// Tells that there is a token again after there was none.
    recoveries: Recoveries,
}

/// Tokens that were good, and were refused before their time although no session of ours asked for another: another program
/// else did.
#[derive(Default)]
struct Thefts {
    /// The last token with which an answer was had.
    worked: Option<SecretString>,
    /// When others were lost.
    at: VecDeque<Stamp>,
}

#[derive(Clone, Copy, Default)]
struct Told {
    since: Option<Stamp>,
    until: Option<Stamp>,
    renewals: u64,
}

#[derive(Default)]
struct State {
    held: Option<KeptToken>,
    /// When the held one is to be replaced and when it ends, by a clock that cannot be set.
    steady: Option<(Instant, Instant)>,
    /// No refresh before this moment: one has just failed.
    not_before: Stamp,
    /// The last that was refused. It must not come back from the cache, however long another cannot be had.
    refused: Option<SecretString>,
    /// None could be had when one was wanted last.
    failed: bool,
}

/// What is in the cache.
enum Found {
    Good(KeptToken),
    /// A token that will not be accepted.
    Spoilt,
    Nothing,
}

/// What a token lasts until.
#[derive(Clone, Copy)]
enum Steady {
    Refresh,
    End,
}

impl State {
    fn hold(&mut self, held: KeptToken, now: Stamp) -> SecretString {
        let left = |until: Stamp| Duration::from_millis(until.since(now).max(0).unsigned_abs());
        let at = Instant::now();
        self.steady = Some((at + left(held.refresh_at()), at + left(held.expires_at)));
        self.held.insert(held).token.clone()
    }

    /// Whether `other` is over: refused, or at its end here, so that the cache of a clock that was set must not bring it
    /// back.
    fn is_over(&self, other: &KeptToken) -> bool {
        self.held.as_ref().is_some_and(|held| held.is(&other.token))
            || self.refused.as_ref().is_some_and(|refused| other.is(refused))
    }

    /// The held one, while it is `good` by the wall clock, and has not lasted until then by the steady one: a clock that
    /// was set back makes no token live longer.
    fn held_while(&self, good: impl Fn(&KeptToken, Stamp) -> bool, until: Steady, now: Stamp) -> Option<&KeptToken> {
        let (refresh, end) = self.steady?;
        let until = match until {
            Steady::Refresh => refresh,
            Steady::End => end,
        };
        self.held.as_ref().filter(|held| good(held, now) && Instant::now() < until)
    }
}

impl<M: Mint> Tokens<M> {
    /// Without a place the token is kept in memory only.
    pub(super) fn new(mint: M, clock: Clock, gate: Arc<dyn Gate>, place: Option<&Place<'_>>) -> Self {
        let cache = place.map(|place| Cache::new(place.shared.clone(), place));
        Self {
            mint,
            gate,
            clock,
            signing: SigningClock::default(),
            cache,
            state: Mutex::default(),
            told: Quick::default(),
            unkept: Quick::default(),
            thefts: Quick::default(),
            recoveries: Recoveries::default(),
        }
    }

    /// The same, with what streams tell of the vendor's clock.
    pub(super) fn hinted(self, hints: Hints) -> Self {
        Self { signing: SigningClock::hinted(hints), ..self }
    }

    /// When there is a token again after there was none.
    pub(super) fn recoveries(&self) -> Recoveries {
        self.recoveries.clone()
    }

    /// By how many ms signatures are corrected, where they are.
    pub(super) fn signed_ms(&self) -> Option<i64> {
        self.signing.corrected_ms()
    }

    /// Takes note of whether a token could be had, and wakes those who wait for it.
    fn note<T>(&self, state: &mut State, outcome: &Result<T>) {
        if std::mem::replace(&mut state.failed, outcome.is_err()) && outcome.is_ok() {
            self.recoveries.tell();
        }
    }

    /// How it stands; `None` before one was asked for.
    pub(super) fn health(&self) -> Option<TokenHealth> {
        let told = *self.told();
        (told.renewals > 0 || told.until.is_some()).then(|| TokenHealth {
            section: M::SECTION.to_owned(),
            since: told.since,
            until: told.until,
            ready_made: false,
            renewals: told.renewals,
            unkept: self.unkept.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            taken: self.taken(),
        })
    }

    /// An answer was had with this token.
    pub(super) fn worked(&self, token: &SecretString) {
        let mut thefts = self.thefts.lock().unwrap_or_else(PoisonError::into_inner);
        if thefts.worked.as_ref().is_none_or(|known| known.expose_secret() != token.expose_secret()) {
            thefts.worked = Some(token.clone());
        }
    }

    /// That another program takes our token, once that has happened twice in half an hour: once may be chance.
    fn taken(&self) -> Option<Problem> {
        let now = (self.clock)();
        let thefts = self.thefts.lock().unwrap_or_else(PoisonError::into_inner);
        let times = thefts.at.iter().filter(|at| now.since(**at) < THEFTS_FOR_MS).count();
        (times > 1).then(|| Answered::Taken(times).into())
    }

    /// Takes note of a token that was refused at `now`, and for which no session of ours had asked for another.
    fn lost(&self, refused: &SecretString, now: Stamp) {
        let mut thefts = self.thefts.lock().unwrap_or_else(PoisonError::into_inner);
        if thefts.worked.take_if(|known| known.expose_secret() == refused.expose_secret()).is_none() {
            return;
        }
        thefts.at.push_back(now);
        while thefts.at.len() > THEFTS_KEPT {
            thefts.at.pop_front();
        }
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, since: Option<Stamp>, until: Option<Stamp>) {
        let mut told = self.told();
        (told.since, told.until) = (since, until);
    }

    /// The token to use now.
    pub(super) async fn get(&self, urgency: Urgency) -> Result<SecretString> {
        let mut state = self.state.lock().await;
        let now = (self.clock)();
        let fresh = state.held_while(KeptToken::is_fresh, Steady::Refresh, now);
        let good = || state.held_while(KeptToken::is_good, Steady::End, now).filter(|_| now < state.not_before);
        if let Some(held) = fresh.or_else(good) {
            return Ok(held.token.clone());
        }
        let obtained = self.obtain(&state, None, urgency).await;
        self.note(&mut state, &obtained);
        match obtained {
            Ok((fresh, _)) => Ok(state.hold(fresh, (self.clock)())),
            Err(error) => match state.held_while(KeptToken::is_good, Steady::End, now) {
                // Refreshing early leaves time for this: the old one is good until it is refused.
                Some(old) => {
                    tracing::warn!("{error}; the present token is used on");
                    let token = old.token.clone();
                    state.not_before = now.plus(SECOND_TRY_MS);
                    Ok(token)
                }
                None => Err(error),
            },
        }
    }

    /// A token other than `refused`.
    pub(super) async fn renew(&self, refused: &SecretString, urgency: Urgency) -> Result<SecretString> {
        let mut state = self.state.lock().await;
        if let Some(held) = state.held.as_ref()
            && !held.is(refused)
        {
            return Ok(held.token.clone());
        }
        let now = (self.clock)();
        let before_its_time = state.held_while(KeptToken::is_good, Steady::End, now).is_some();
        let since = state.held.take().map(|held| held.got_at);
        state.refused = Some(refused.clone());
        self.tell(None, None);
        let obtained = self.obtain(&state, since, urgency).await;
        self.note(&mut state, &obtained);
        let (fresh, ours) = obtained?;
        if ours && before_its_time {
            self.lost(refused, now);
        }
        Ok(state.hold(fresh, (self.clock)()))
    }

    /// From the cache, if another session has put one there, of no earlier moment than `since`; else from the vendor,
    /// under the lock. The second word is whether this session asked for it.
    async fn obtain(&self, state: &State, since: Option<Stamp>, urgency: Urgency) -> Result<(KeptToken, bool)> {
        if let Found::Good(theirs) = self.cached(state, since) {
            return Ok((theirs, false));
        }
        // First the budget, then the lock: no program waits for the lock while its holder waits for the budget.
        self.gate.pass(urgency).await;
        let Some(cache) = &self.cache else { return Ok((self.ask(urgency).await?, true)) };
        let lock = cache.lock().await;
        if let Err(error) = &lock {
            self.keep(Some(error));
            return Ok((self.ask(urgency).await?, true));
        }
        match self.cached(state, since) {
            Found::Good(theirs) => return Ok((theirs, false)),
            // Whatever comes of asking, it must not outlive this: a session that begins later would believe it.
            Found::Spoilt => self.keep(cache.throw_away().err().as_ref()),
            Found::Nothing => {}
        }
        let fresh = self.ask(urgency).await?;
        self.keep(cache.write(&fresh).err().as_ref());
        Ok((fresh, true))
    }

    /// Takes note of whether the token is kept for other sessions.
    fn keep(&self, failed: Option<&io::Error>) {
        let problem: Option<Problem> = failed.map(|error| Answered::Unkept(error.to_string()).into());
        if let Some(problem) = &problem {
            tracing::warn!("{problem}");
        }
        *self.unkept.lock().unwrap_or_else(PoisonError::into_inner) = problem;
    }

    /// The cached token, if it is fresh, not older than `since`, and neither over nor one that cannot be sent.
    fn cached(&self, state: &State, since: Option<Stamp>) -> Found {
        let theirs = match self.cache.as_ref().map(Cache::read) {
            None | Some(Ok(None)) => return Found::Nothing,
            Some(Ok(Some(theirs))) => theirs,
            Some(Err(error)) => {
                self.keep(Some(&error));
                return Found::Nothing;
            }
        };
        if token::flaw(theirs.token.expose_secret(), M::CARRIER).is_some() || state.is_over(&theirs) {
            return Found::Spoilt;
        }
        if since.is_some_and(|since| theirs.got_at < since) || !theirs.is_fresh((self.clock)()) {
            return Found::Nothing;
        }
        self.tell(None, Some(theirs.expires_at));
        Found::Good(theirs)
    }

    /// Asks for one; for another at once, once, where the first cannot be sent.
    async fn ask(&self, urgency: Urgency) -> Result<KeptToken> {
        let flaw = |held: &KeptToken| token::flaw(held.token.expose_secret(), M::CARRIER);
        let mut held = self.ask_signed(urgency).await?;
        if flaw(&held).is_some() {
            self.gate.pass(urgency).await;
            held = self.ask_signed(urgency).await?;
        }
        if let Some(flaw) = flaw(&held) {
            return Err(unusable(self.mint.http().host(), flaw));
        }
        self.tell(Some(held.got_at), Some(held.expires_at));
        Ok(held)
    }

    async fn ask_signed(&self, urgency: Urgency) -> Result<KeptToken> {
        let before = self.signing.off_ms();
        let mut minted = self.ask_once().await;
        if minted.as_ref().is_err_and(|error| error.kind.is_a_no()) {
            let told = self.mint.http().skew_ms();
            for off in self.signing.others(told) {
                self.gate.pass(urgency).await;
                self.signing.set(off);
                minted = self.ask_once().await;
                if !minted.as_ref().is_err_and(|error| error.kind.is_a_no()) {
                    break;
                }
            }
            minted = minted.map_err(|error| {
                self.signing.set(before);
                if self.signing.is_known(told) { error } else { unsure(error, M::SECTION) }
            });
        }
        let (now, minted) = minted?;
        let lifetime = minted.lifetime_ms.unwrap_or(LONGEST_LIFETIME_MS);
        let expires_at = now.plus(lifetime.clamp(SHORTEST_LIFETIME_MS, LONGEST_LIFETIME_MS));
        Ok(KeptToken { token: minted.token, got_at: now, expires_at })
    }

    async fn ask_once(&self) -> Result<(Stamp, Minted)> {
        let now = (self.clock)();
        self.told().renewals += 1;
        let minted = self.mint.mint(self.signing.moment(now)).await.inspect_err(|error: &Error| {
            if let ErrorKind::RateLimited(pause) = error.kind {
                self.gate.pause(pause);
            }
        })?;
        Ok((now, minted))
    }
}

#[cfg(test)]
mod tests;
