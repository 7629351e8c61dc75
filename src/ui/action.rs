//! Everything a person can do at the screen.

/// Declares the actions once: variant, name in settings, where it works, default keys, description.
macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $scope:ident, [$($key:literal),*], $text:expr;)+) => {
        /// An act of the person at the keys.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$doc])* $variant,)+
            /// A character typed into a filter or a command.
            Type(char),
        }

        impl Action {
            /// Every action that keys can be bound to, in the order of the help.
            pub const BINDABLE: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in the settings and the help.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ Self::Type(_) => "type" }
            }

            /// Where its keys work.
            pub const fn scope(self) -> Scope {
                match self { $(Self::$variant => Scope::$scope,)+ Self::Type(_) => Scope::Typing }
            }

            /// Its keys unless the settings say otherwise.
            pub const fn default_keys(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($key),*],)+ Self::Type(_) => &[] }
            }

            /// What it does, in one line.
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ Self::Type(_) => mark!("types a character") }
            }
        }
    };
}

/// Where a binding works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// On every page.
    Everywhere,
    /// Wherever there is a list: on the board, in the views, on an agent's page.
    Lists,
    /// On the board.
    Board,
    /// On an agent's page.
    Agent,
    /// While the board shows a recording.
    Replay,
    /// In a panel of choices.
    Panel,
    /// While a question waits for its answer.
    Asking,
    /// While a filter or a command is being typed.
    Typing,
}

impl Scope {
    /// All of them, in the order of the help.
    pub const ALL: [Self; 8] = [
        Self::Everywhere,
        Self::Lists,
        Self::Board,
        Self::Agent,
        Self::Replay,
        Self::Panel,
        Self::Asking,
        Self::Typing,
    ];

    /// Heading in the help.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Everywhere => mark!("Everywhere"),
            Self::Lists => mark!("In lists"),
            Self::Board => mark!("On the board"),
            Self::Agent => mark!("On an agent's page"),
            Self::Replay => mark!("In a replay"),
            Self::Panel => mark!("In a panel of choices"),
            Self::Asking => mark!("When asked"),
            Self::Typing => mark!("While typing"),
        }
    }
}

actions! {
    /// One up.
    Up = "up", Everywhere, ["up", "k"], mark!("choose the row above, or scroll up");
    /// One down.
    Down = "down", Everywhere, ["down", "j"], mark!("choose the row below, or scroll down");
    /// One to the left.
    Left = "left", Everywhere, ["left", "h"], mark!("choose to the left, or scroll a wide list sideways");
    /// One to the right.
    Right = "right", Everywhere, ["right", "l"], mark!("choose to the right, or scroll a wide list sideways");
    /// A screenful up.
    PageUp = "page_up", Everywhere, ["pageup", "ctrl-b"], mark!("one screenful up");
    /// A screenful down.
    PageDown = "page_down", Everywhere, ["pagedown", "ctrl-f"], mark!("one screenful down");
    /// To the first.
    First = "first", Everywhere, ["home", "g"], mark!("to the first row");
    /// To the last.
    Last = "last", Everywhere, ["end", "G"], mark!("to the last row");
    /// Into what is chosen.
    Open = "open", Everywhere, ["enter"],
        mark!("open what is chosen: an agent, a call, a session, or what is behind a figure");
    /// One step back out.
    Back = "back", Everywhere, ["esc"], mark!("one step back out: the filter, then what was asked for, then the page");
    /// The board.
    Board = "board", Everywhere, ["1"], mark!("the board");
    /// The calls.
    Calls = "calls", Everywhere, ["2"], mark!("today's calls");
    /// Callers who are still lost.
    StillLost = "still_lost", Everywhere, ["L"], mark!("callers of lost calls with whom no later call is in the records");
    /// What the service level differs by.
    Why = "why", Everywhere, ["w"],
        mark!("what the service level of the last half hour differs by from a week or an hour ago, part by part");
    /// Calls as they happen.
    LiveCalls = "live_calls", Everywhere, ["C"], mark!("calls as they happen: who waits, and with whom each call is");
    /// The chats.
    Chat = "chat", Everywhere, ["3"], mark!("today's chats, agent by agent");
    /// The AI sessions.
    Ai = "ai", Everywhere, ["4"], mark!("today's AI sessions");
    /// The reports.
    Reports = "reports", Everywhere, ["5"], mark!("reports: half hours, relay numbers, departments, agents");
    /// How everything stands.
    Health = "health", Everywhere, ["6"], mark!("sources, tokens, budget, rejected operations");
    /// Notes.
    Notes = "notes", Everywhere, ["N"], mark!("what people wrote down in the last 24 hours");
    /// What happened.
    Timeline = "timeline", Everywhere, ["E"], mark!("the timeline: what happened, in facts; in a replay enter goes there");
    /// Several sites.
    Sites = "sites", Everywhere, ["0"], mark!("the list of sites, where the board shows several");
    /// The site behind.
    NextSite = "next_site", Everywhere, ["}"], mark!("the next site, as it was left");
    /// The site before.
    PreviousSite = "previous_site", Everywhere, ["{"], mark!("the site before, as it was left");
    /// Freeze, or go on.
    Freeze = "freeze", Everywhere, ["f"], mark!("freeze or unfreeze the figures");
    /// Show customer numbers, or hide them.
    Privacy = "privacy", Everywhere, ["p", "P"], mark!("show customer numbers for a while, if the settings allow it");
    /// Try again now.
    Retry = "retry", Everywhere, ["r"], mark!("reconnect and ask every source again now");
    /// Begin to record, or end it.
    Record = "record", Everywhere, ["R"], mark!("record what the board is told into a file, or end that");
    /// Next theme.
    Theme = "theme", Everywhere, ["T"], mark!("next theme");
    /// Draw the whole screen anew.
    Repaint = "repaint", Everywhere, ["ctrl-l"], mark!("draw the whole screen anew");
    /// Commands by name.
    Palette = "palette", Everywhere, [":"], mark!("find a command by its name, and run it");
    /// The mouse, or the terminal's own selection.
    Mouse = "mouse", Everywhere, ["M"], mark!("the mouse chooses, opens and scrolls; or is the terminal's own again");
    /// The help.
    Help = "help", Everywhere, ["?", "f1"], mark!("this help");
    /// Close what is open; on the bare board, leave the program.
    Close = "close", Everywhere, ["q"],
        mark!("close what is open: help, panel, page, a pane over the screen; on the bare board, quit");
    /// Leave the program, whatever is open.
    Quit = "quit", Everywhere, ["ctrl-c"], mark!("quit, whatever is open");
    /// Type a filter.
    Filter = "filter", Lists, ["/"], mark!("filter the list, or the help");
    /// Next order.
    Sort = "sort", Lists, ["s"], mark!("next order");
    /// The other way round.
    Reverse = "reverse", Lists, ["S"], mark!("the same order the other way round");
    /// The list as a file.
    Export = "export", Lists, ["e"], mark!("write the list as it is shown to a CSV file");
    /// Which columns.
    Columns = "columns", Lists, ["c"], mark!("choose the columns of the list");
    /// Which rows.
    Narrow = "narrow", Lists, ["F"], mark!("choose which calls or sessions the vendor is asked for (calls also by who hung up, how they were set up, agents, transfers, inquiries, attached data, id and department), or whose half hours are shown");
    /// Another way to split.
    By = "by", Lists, ["b"], mark!("split another way: skill groups; robots, channels, reasons; next report; what a half hour is held against");
    /// A call's recording.
    SaveRecording = "save_recording", Lists, ["o"], mark!("save the recording of the chosen call");
    /// The live call of what is chosen or open.
    LiveCall = "live_call", Lists, ["v"], mark!("the call of the chosen agent as it happens");
    /// The id of what is chosen.
    CopyId = "copy_id", Lists, ["y"], mark!("copy the id of what is chosen to the terminal's clipboard: an agent, a call, a session");
    /// Its number.
    CopyNumber = "copy_number", Lists, ["Y"], mark!("copy its number as it is shown: an agent's work number, a call's customer");
    /// Tiles instead of the table.
    Tiles = "tiles", Board, ["t"], mark!("tiles instead of the table, or back");
    /// By team.
    Teams = "teams", Board, ["d"], mark!("the agents by team with what is counted of each, or as one list again");
    /// Next pane.
    NextPane = "next_pane", Lists, ["tab"], mark!("next pane, report, or way to split");
    /// Pane before.
    PreviousPane = "previous_pane", Lists, ["shift-tab"], mark!("the pane, report, or way to split before");
    /// The pane over the whole screen.
    Expand = "expand", Board, ["z"], mark!("the pane over the whole screen, or back");
    /// An alert was seen.
    Acknowledge = "acknowledge", Board, ["a"], mark!("acknowledge the chosen alert, or take that back");
    /// Not now.
    Snooze = "snooze", Board, ["x"], mark!("snooze the chosen alert for a while, or no longer");
    /// Not today.
    Mute = "mute", Board, ["m"], mark!("mute the chosen alert for the rest of the day, or no longer");
    /// The next agent of the list.
    NextAgent = "next_agent", Agent, ["n"], mark!("next agent of the list");
    /// The agent before in the list.
    PreviousAgent = "previous_agent", Agent, ["p"], mark!("agent before in the list");
    /// Stand still, or go on.
    Play = "play", Replay, ["space"], mark!("pause or resume; at the end, begin again");
    /// One update further.
    StepOn = "step", Replay, ["."], mark!("pause, one update further");
    /// Half a minute back.
    SeekBack = "seek_back", Replay, ["<"], mark!("half a minute back");
    /// Half a minute ahead.
    SeekAhead = "seek_ahead", Replay, [">"], mark!("half a minute ahead");
    /// Five minutes back.
    SeekFarBack = "seek_far_back", Replay, ["["], mark!("five minutes back");
    /// Five minutes ahead.
    SeekFarAhead = "seek_far_ahead", Replay, ["]"], mark!("five minutes ahead");
    /// Slower.
    Slower = "slower", Replay, ["-"], mark!("slower, down to a quarter of the real speed");
    /// Faster.
    Faster = "faster", Replay, ["+", "="], mark!("faster, up to a thousand times");
    /// Choose, or choose no longer.
    Toggle = "toggle", Panel, ["space"], mark!("choose, or choose no longer");
    /// Nothing chosen.
    Clear = "clear", Panel, ["backspace", "delete"], mark!("choose nothing here: the usual columns, all rows");
    /// Agreed.
    Yes = "yes", Asking, ["y"], mark!("yes, do it");
    /// Not agreed.
    No = "no", Asking, ["n"], mark!("no, leave it");
    /// Keep the filter.
    AcceptFilter = "accept_filter", Typing, ["enter"], mark!("keep the filter, or run the command");
    /// Drop what was typed.
    CancelFilter = "cancel_filter", Typing, ["esc"], mark!("back to the filter of before, or no command");
    /// The command's whole name.
    Complete = "complete", Typing, ["tab"], mark!("complete the command");
    /// Delete a character.
    DeleteCharacter = "delete_character", Typing, ["backspace"], mark!("delete a character");
    /// Delete a word.
    DeleteWord = "delete_word", Typing, ["ctrl-w"], mark!("delete a word");
    /// Delete everything.
    DeleteLine = "delete_line", Typing, ["ctrl-u"], mark!("delete everything typed");
}
