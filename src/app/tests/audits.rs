//! Numbers are shown only as long as that can be written down.

use super::*;

/// Presses `keys`, each once what was written so far `shows` its text; what was written in the end, and the book.
async fn pressed(full_after: usize, steps: &[(char, &str)]) -> (String, Vec<String>) {
    let (keys, events) = mpsc::unbounded_channel();
    let (feed, _) = Feed::new(Arc::new(|| T0), Arc::new(|| 0.5));
    let (_updates, receiver) = mpsc::channel::<Update>(1);
    let out = Out::default();
    let (screen, _) = Screen::fixed(Box::new(out.clone()), 200, 34).unwrap();
    let book = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&book);
    let audit = Audit::new("uid 7".to_owned(), move |line| {
        let mut lines = lines.lock().unwrap();
        if lines.len() == full_after {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        lines.push(line.to_owned());
        Ok(())
    });
    let settings = Settings { privacy_reveal: true, ..Settings::default() };
    let app = App::new(settings, Keymap::default(), feed, receiver, Arc::new(|| T0)).auditing(audit);
    let local = LocalSet::new();
    local
        .run_until(async {
            let running = tokio::task::spawn_local(drive(app, screen, Keys(events), Signals::Never));
            for (key, text) in steps {
                out.0.lock().unwrap().clear();
                keys.send(Event::Key(KeyEvent::new(KeyCode::Char(*key), KeyModifiers::NONE))).unwrap();
                let said = async {
                    while !out.0.lock().unwrap().concat().contains(text) {
                        tokio::task::yield_now().await;
                    }
                };
                tokio::time::timeout(Duration::from_secs(20), said).await.unwrap_or_else(|_| panic!("{key}: {text}"));
            }
            keys.send(Event::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL))).unwrap();
            running.await.unwrap().unwrap();
        })
        .await;
    let lines = book.lock().unwrap().clone();
    (out.0.lock().unwrap().concat(), lines)
}

#[tokio::test]
async fn what_is_looked_at_unmasked_is_written_page_by_page_until_the_board_ends() {
    let (_, lines) = pressed(usize::MAX, &[('p', "NUMBERS SHOWN"), ('2', "Calls")]).await;
    assert_eq!(
        lines,
        [
            "customer numbers shown for 30s on the board, by uid 7",
            "customer numbers shown on the list of calls, by uid 7",
            "customer numbers masked again after 0s: the board has ended, by uid 7",
        ]
    );
}

#[tokio::test]
async fn nothing_is_shown_that_cannot_be_written_down() {
    let (shown, lines) = pressed(0, &[('p', "customer numbers stay masked: the log cannot be written")]).await;
    assert!(lines.is_empty() && !shown.contains("NUMBERS SHOWN"), "{lines:?}");
    let steps = [('p', "NUMBERS SHOWN"), ('2', "customer numbers stay masked: the log cannot be written")];
    let (_, lines) = pressed(1, &steps).await;
    assert_eq!(lines, ["customer numbers shown for 30s on the board, by uid 7"]);
}
