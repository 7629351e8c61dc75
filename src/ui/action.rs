//! Everything a person can do at the screen.

/// Declares the actions once: variant, name in settings, where it works, default keys, description.
macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $scope:ident, [$($key:literal),*], $text:literal;)+) => {
        /// An act of the person at the keys.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$doc])* $variant,)+
            /// A character typed into the filter.
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
                match self { $(Self::$variant => $text,)+ Self::Type(_) => "types a character into the filter" }
            }
        }
    };
}

/// Where a binding works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// On every page.
    Everywhere,
    /// On the board.
    Board,
    /// On an agent's page.
    Agent,
    /// While the filter is being typed.
    Typing,
}

impl Scope {
    /// All of them, in the order of the help.
    pub const ALL: [Self; 4] = [Self::Everywhere, Self::Board, Self::Agent, Self::Typing];

    /// Heading in the help.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Board => "On the board",
            Self::Agent => "On an agent's page",
            Self::Typing => "While typing a filter",
        }
    }
}

actions! {
    /// One up.
    Up = "up", Everywhere, ["up", "k"], "choose the row above, or scroll up";
    /// One down.
    Down = "down", Everywhere, ["down", "j"], "choose the row below, or scroll down";
    /// One to the left.
    Left = "left", Everywhere, ["left", "h"], "choose the figure or tile to the left";
    /// One to the right.
    Right = "right", Everywhere, ["right", "l"], "choose the figure or tile to the right";
    /// A screenful up.
    PageUp = "page_up", Everywhere, ["pageup", "ctrl-b"], "one screenful up";
    /// A screenful down.
    PageDown = "page_down", Everywhere, ["pagedown", "ctrl-f"], "one screenful down";
    /// To the first.
    First = "first", Everywhere, ["home", "g"], "to the first row";
    /// To the last.
    Last = "last", Everywhere, ["end", "G"], "to the last row";
    /// Into what is chosen.
    Open = "open", Everywhere, ["enter"], "open what is chosen: an agent, or the people behind a figure";
    /// One step back out.
    Back = "back", Everywhere, ["esc"], "one step back out";
    /// The board.
    Board = "board", Everywhere, ["1"], "the board";
    /// Freeze, or go on.
    Freeze = "freeze", Everywhere, ["f"], "freeze the figures, or let them run again";
    /// Show customer numbers, or hide them.
    Privacy = "privacy", Everywhere, ["p", "P"], "show customer numbers for a while, if the settings allow it";
    /// Try again now.
    Retry = "retry", Everywhere, ["r"], "reconnect and ask every source again now";
    /// Draw the whole screen anew.
    Repaint = "repaint", Everywhere, ["ctrl-l"], "draw the whole screen anew";
    /// The help.
    Help = "help", Everywhere, ["?", "f1"], "this help";
    /// Leave the program.
    Quit = "quit", Everywhere, ["q", "ctrl-c"], "quit";
    /// Type a filter.
    Filter = "filter", Board, ["/"], "filter the agents";
    /// Next order.
    Sort = "sort", Board, ["s"], "next order";
    /// The other way round.
    Reverse = "reverse", Board, ["S"], "the same order the other way round";
    /// Tiles instead of the table.
    Tiles = "tiles", Board, ["t"], "tiles instead of the table, or back";
    /// Next pane.
    NextPane = "next_pane", Board, ["tab"], "next pane";
    /// Pane before.
    PreviousPane = "previous_pane", Board, ["shift-tab"], "pane before";
    /// The pane over the whole screen.
    Expand = "expand", Board, ["e"], "the pane over the whole screen, or back";
    /// The next agent of the list.
    NextAgent = "next_agent", Agent, ["n"], "next agent of the list";
    /// The agent before in the list.
    PreviousAgent = "previous_agent", Agent, ["p"], "agent before in the list";
    /// Keep the filter.
    AcceptFilter = "accept_filter", Typing, ["enter"], "keep the filter";
    /// Drop what was typed.
    CancelFilter = "cancel_filter", Typing, ["esc"], "back to the filter of before";
    /// Delete a character.
    DeleteCharacter = "delete_character", Typing, ["backspace"], "delete a character";
    /// Delete a word.
    DeleteWord = "delete_word", Typing, ["ctrl-w"], "delete a word";
    /// Delete everything.
    DeleteLine = "delete_line", Typing, ["ctrl-u"], "delete everything typed";
}
