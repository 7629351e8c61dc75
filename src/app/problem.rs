//! What the program says while it runs, at the bottom of the screen.

use std::path::PathBuf;

use crate::model::Value;
use crate::model::problem::{Problem, problems};

problems! {
    /// Of what is on the screen, and how it is kept.
    pub enum Notice {
        NotRecorded = "not in this recording",
        IsRecording = "this is a recording already: there is nothing to record",
        Recording(path: PathBuf) = "recording to {path}",
        SetAhead(far: String) = "this machine's clock was set ahead by {far}" => next "ages and times in a state go on as they were",
        SetBack(far: String) = "this machine's clock was set back by {far}" => next "ages and times in a state go on as they were",
        Behind(far: String) = "this machine's clock is {far} behind the vendor's" => fix "times are corrected by that, but set the clock",
        Ahead(far: String) = "this machine's clock is {far} ahead of the vendor's" => fix "times are corrected by that, but set the clock",
        PerhapsBehind(far: String) = "this machine's clock is {far} behind the vendor's, and nothing tells which is right" => next "times go by the vendor's",
        PerhapsAhead(far: String) = "this machine's clock is {far} ahead of the vendor's, and nothing tells which is right" => next "times go by the vendor's",
        Masked(why: Problem) = "customer numbers stay masked: {why}",
        NoLog = "there is no log to write that into" => fix "start with --log-file",
        LogFails(why: String) = "the log cannot be written: {why}",
        NotWhole = "not all of how the screen was left is there any more",
        Forgotten(why: String) = "how the screen was left is forgotten: {why}",
        Damaged(path: String) = "how the screen was left is forgotten: its file is damaged, and written anew: {path}",
        TotalsUnread(why: String) = "no totals of half hours are kept: {why}",
        TotalsBroken(path: String) = "the totals of half hours were damaged: what could be read of them is kept, and the file is set aside as {path}",
        NotesUnread(why: String) = "no notes are kept: {why}",
        NotesBroken(path: String) = "the notes were damaged: what could be read of them is kept, and the file is set aside as {path}",
        NoteCame(from: String, text: String) = "note by {from}: {text}",
        NoteCameAlone(text: String) = "note: {text}",
        HubAhead(far: String) = "times go by the hub's clock, which is {far} ahead" => next "ages and times in a state go on as they were",
        HubBack(far: String) = "times go by the hub's clock, which is {far} behind" => next "ages and times in a state go on as they were",
        NoHubRule = "the hub has no such rule: that was done at this screen alone",
        NotAtHub = "this alert does not stand at the hub: that was done at this screen alone",
        HubNotTold(why: Problem) = "the hub could not be told, so that was done at this screen alone: {why}",
        CommandAtHub = "the alert command of these settings is not started: this board is on a hub, which tells alerts once",
        AlertAt(site: String) = "a new alert at {site}",
        AlertsAt(count: usize, site: String) = "{count} new alerts at {site}",
        NoSettings = "there are no settings to be read anew here",
        Unchanged = "the settings were read anew: nothing changed in them",
        Taken(what: String) = "the settings were read anew, and taken: {what}",
        Waits(what: String) = "{what} needs a restart" => next "the rest of the settings is taken",
        Wait(what: String) = "{what} need a restart" => next "the rest of the settings is taken",
        Refused(why: Problem) = "the settings are not taken: {why}" => next "the board goes on with those that it has",
        Unremembered(why: String) = "how the screen is left will not be remembered: {why}",
    }
}

problems! {
    /// Of messages that are said at the keys.
    pub enum Spoken {
        One(until: String) = "1 board shows it until {until}",
        All(boards: usize, until: String) = "{boards} boards show it until {until}",
        OneClear = "1 board shows no message now",
        Clear(boards: usize) = "{boards} boards show no message now",
        NotAll(said: Problem) = "{said}" => next "not every board could be told: the log says why",
        Busy = "this board alone shows it: others are still being told of earlier messages",
    }
}

problems! {
    /// Of what goes to the terminal's clipboard.
    pub enum Copying {
        Sent(text: String) = "{text} was sent to the terminal's clipboard" => next "whether the terminal took it cannot be known",
        InFull(text: String) = "{text} was sent in full to the terminal's clipboard" => next "whether the terminal took it cannot be known",
        Console = "this console has no clipboard: nothing was copied",
        NotWritten(why: Problem) = "the number was not copied: {why}",
    }
}

problems! {
    /// Of notes that are written at the keys.
    pub enum Noted {
        Here = "noted",
        AtHub = "noted at all boards of the hub",
        Empty = "there is nothing to read in the note",
        NotAtHub(why: Problem) = "the note is not taken, since the hub could not be handed it: {why}" => fix "try again: the commands that were run are remembered",
        Replay = "a recording is the past: notes are written on a board of today, and no recording is changed by them",
    }
}

problems! {
    /// Of files that a person asks for.
    pub enum Written {
        One(path: String) = "wrote 1 row to {path}",
        Rows(rows: usize, path: String) = "wrote {rows} rows to {path}",
        Saving = "saving the recording …",
        Saved(path: String) = "saved the recording to {path}",
        Recorded(updates: String, size: String, path: String) = "wrote {updates} updates, {size} to {path}",
        NotBegun = "the recording has ended before it began",
        Fault = "the file was not written: the program has a fault there",
        Ended = "the file was not written: the program ended",
        NotSaved(why: Value) = "the recording was not saved: {why}",
        NotSavedInTime = "the recording was not saved: the program ended",
        Silent(seconds: u64) = "nothing more came for {seconds} s",
        TooLarge = "it is larger than 1 GiB",
        Cut(count: u64, length: u64) = "only {count} of {length} bytes came",
        Empty = "it is empty",
        NoDirectory(path: String) = "{path} is not a directory: set export_dir in [screen] to one",
        Missing(path: String) = "the directory {path} does not exist: make it, or set export_dir in [screen]",
        Taken(path: String, names: u32) = "{path} is taken, and so are {names} names like it",
        Forbidden = "you may not write there" => fix "set export_dir in [screen] to where you may",
        Unwritten(path: String, why: Value) = "{path} was not written: {why}",
        Removed(path: String) = "{path} was removed or replaced while it was written",
    }
}

problems! {
    /// Of the program that is told alerts.
    pub enum Told {
        Slow(count: u64) = "the alert command is too slow: {count} alerts were not handed to it, the least severe ones",
        Failed(why: Problem) = "the alert command {why}",
        NotRun(why: String) = "did not run: {why}",
        Unstarted(program: String, why: String) = "{program} cannot be started: {why}",
        Unawaited(program: String, why: String) = "{program} cannot be waited for: {why}",
        Unkept(program: String, status: String) = "{program} cannot be kept: {status}",
        Overran(program: String, seconds: u64) = "{program} was killed: it ran for more than {seconds}s",
        LeftBehind(program: String, seconds: u64) = "{program} left processes behind that ran for more than {seconds}s: they were killed",
        BoardEnded(program: String) = "{program} was killed: the board has ended",
        Ended(program: String, status: String) = "{program} failed: {status}",
    }
}
