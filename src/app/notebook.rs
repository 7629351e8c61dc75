//! What a board knows of notes beside the notes: where they are kept, and what its hub was handed.

use tokio::task::JoinSet;

use super::later::KeptLater as _;
use super::notes::NotesFile;
use super::problem::Notice;
use crate::feed::hub::NoteAnswer;
use crate::model::Problem;
use crate::say::listen::Post;

/// What a board knows of notes beside the notes.
#[derive(Default)]
pub(super) struct Notebook {
    /// What the person at the keys is called.
    pub(super) who: String,
    pub(super) file: NotesFile,
    /// What the hub was handed and has not answered.
    pub(super) handing: JoinSet<Handed>,
    /// The last note that was there before what is told next, and the revision at which it was.
    pub(super) last: (u64, Option<String>),
}

/// What the hub answered to a note.
pub(super) struct Handed {
    /// The shell that waits for it; `None` where it was written at the keys.
    pub(super) post: Option<Post>,
    pub(super) answer: Result<NoteAnswer, Problem>,
}

/// What happened.
pub(super) enum NoteNews {
    /// There is something to say of the file.
    Said(Notice),
    /// The hub answered.
    Handed(Handed),
    /// The program ends.
    Nothing,
}

impl Notebook {
    /// Whether something may come of [`next`](Self::next).
    pub(super) fn is_busy(&self) -> bool {
        self.file.is_busy() || !self.handing.is_empty()
    }

    /// What happens next. Nothing is lost when it is not waited for.
    pub(super) async fn next(&mut self) -> NoteNews {
        let Self { file, handing, .. } = self;
        let answered = async {
            match handing.join_next().await {
                Some(handed) => handed.map_or(NoteNews::Nothing, NoteNews::Handed),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            news = answered => news,
            said = file.work() => NoteNews::Said(said),
        }
    }
}
