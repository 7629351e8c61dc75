//! Where messages of shells come from, if they do, and how what is said here reaches the other boards.

use std::future::pending;

use tokio::task::JoinSet;

use crate::files::private::Shared;
use crate::model::Stamp;
use crate::say::listen::{Mail, Post};
use crate::say::send::{Heard, send_but};
use crate::say::wire::Asked;

/// So many messages are on their way to other boards at once.
const MOST: usize = 4;

/// What comes over the board's socket, where it has one, and what goes to those of others.
#[derive(Default)]
pub(super) struct Messages {
    mail: Option<Mail>,
    /// Where other boards listen.
    places: Vec<Shared>,
    telling: JoinSet<Told>,
}

/// What came of a message that was said here.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Until when it stands; `None` where the one that stood was taken away.
    pub(super) until: Option<Stamp>,
    /// What the other boards did.
    pub(super) others: Heard,
}

/// What happened.
pub(super) enum News {
    /// Something was said to this board; `None` when no more can come.
    Said(Option<Post>),
    /// All other boards were told.
    Told(Told),
}

impl Messages {
    pub(super) fn hear(&mut self, mail: Mail) {
        self.mail = Some(mail);
    }

    /// No more can come.
    pub(super) fn close(&mut self) {
        self.mail = None;
    }

    pub(super) fn tell_in(&mut self, places: Vec<Shared>) {
        self.places = places;
    }

    pub(super) fn is_on(&self) -> bool {
        self.mail.is_some() || !self.telling.is_empty()
    }

    /// Tells the other boards; whether that is begun, which it is not while many messages are on their way.
    pub(super) fn tell(&mut self, asked: Asked, until: Option<Stamp>) -> bool {
        if self.telling.len() >= MOST {
            return false;
        }
        let (places, own) = (self.places.clone(), self.mail.as_ref().map(|mail| mail.name().to_owned()));
        self.telling.spawn(crate::tasks::boxed(async move {
            Told { until, others: send_but(&places, &asked, own.as_deref()).await }
        }));
        true
    }

    /// What happens next.
    pub(super) async fn next(&mut self) -> News {
        let Self { mail, telling, .. } = self;
        let said = async {
            match mail {
                Some(mail) => mail.next().await,
                None => pending().await,
            }
        };
        tokio::select! {
            post = said => News::Said(post),
            Some(told) = telling.join_next(), if !telling.is_empty() => News::Told(told.unwrap_or_default()),
        }
    }
}
