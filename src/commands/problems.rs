//! Everything that the rooms declare to be told in a language, beside what the registry's platforms do, so that each
//! template can be held against its translations.

use crate::model::problem::listed;
use crate::{app, commands, feed, http, model, platforms, serve};

listed![
    app::problem::Notice,
    app::problem::Copying,
    app::problem::Noted,
    app::problem::Spoken,
    app::problem::Told,
    app::problem::Written,
    commands::log::Log,
    commands::board::Left,
    commands::replay::Begins,
    commands::say::Unheard,
    feed::problem::Counts,
    feed::problem::Part,
    feed::problem::Probing,
    feed::problem::Pushing,
    feed::record::problem::Fault,
    feed::record::problem::Halt,
    feed::record::RecordingError,
    feed::problem::Streaming,
    feed::hub::problem::Unfollowed,
    feed::hub::direct::problem::Unserved,
    feed::hub::problem::Unlinked,
    feed::problem::Unasked,
    http::Exchange,
    model::problem::Fragment,
    model::problem::Quote,
    model::problem::With,
    model::source::Beyond,
    platforms::lenient::Bad,
    platforms::problem::Answered,
    platforms::problem::Unsendable,
    platforms::problem::Why,
    serve::problem::Deaf,
    serve::problem::Refused,
];

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use polib::po_file::parse_from_reader;

    use super::TEMPLATES;
    use crate::commands::registry::PLATFORMS;
    use crate::lang::CHINESE;
    use crate::model::Transport;
    use crate::model::problem::Words;
    use crate::model::problem::tests::all;

    /// The names in the braces of a template.
    fn names(template: &str) -> BTreeSet<&str> {
        template.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect()
    }

    #[test]
    fn whatever_a_room_declares_is_translated_with_the_same_values_and_nothing_else_is() {
        let transport: Vec<Words> = all().iter().map(Transport::words).collect();
        let platforms = PLATFORMS.iter().flat_map(|entry| entry.templates);
        let declared = TEMPLATES.iter().chain(platforms).copied().flatten().copied();
        let declared: BTreeSet<&str> = transport.iter().map(Words::template).chain(declared).collect();
        let catalogue = parse_from_reader(CHINESE.text().as_bytes()).unwrap();
        let sentences = catalogue.messages().filter(|message| message.msgctxt() == Some("sentence"));
        let mut translated: BTreeMap<&str, &str> =
            sentences.map(|message| (message.msgid(), message.msgstr().unwrap_or_default())).collect();
        for template in declared {
            let translation = translated.remove(template).unwrap_or_default();
            assert!(!translation.is_empty(), "not translated: {template}");
            assert_eq!(names(translation), names(template), "{template}");
            // Where a half of it is told, it has halves in every language.
            assert!(!template.contains("; ") || translation.contains('；'), "{translation}");
        }
        assert!(translated.is_empty(), "no room says this: {translated:#?}");
    }
}
