use std::sync::{Arc, Mutex};

use ratatui::widgets::Paragraph;

use super::*;

#[derive(Clone, Default)]
struct Out(Arc<Mutex<Vec<Vec<u8>>>>);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().push(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_frame_is_one_synchronized_write_and_an_unchanged_one_is_none() {
    let out = Out::default();
    let (mut screen, _) = Screen::fixed(Box::new(out.clone()), 20, 3).unwrap();
    screen.draw(|frame| frame.render_widget(Paragraph::new("12:ready"), frame.area())).unwrap();
    screen.draw(|frame| frame.render_widget(Paragraph::new("12:ready"), frame.area())).unwrap();
    let writes = out.0.lock().unwrap().clone();
    assert_eq!(writes.len(), 1);
    let text = String::from_utf8(writes[0].clone()).unwrap();
    assert!(text.starts_with("\x1b[?2026h") && text.ends_with("\x1b[?2026l"), "{text:?}");
    assert!(text.contains("12:ready"));
    let written = screen.written();
    assert_eq!((written.frames, written.bytes), (1, text.len() as u64));
}

#[test]
fn only_what_changed_is_written_and_a_repaint_writes_all() {
    let out = Out::default();
    let (mut screen, _) = Screen::fixed(Box::new(out.clone()), 20, 3).unwrap();
    let mut draw = |text: &'static str, repaint: bool| {
        if repaint {
            screen.repaint();
        }
        screen.draw(|frame| frame.render_widget(Paragraph::new(text), frame.area())).unwrap();
        String::from_utf8(out.0.lock().unwrap().pop().unwrap()).unwrap()
    };
    draw("12:ready", false);
    let changed = draw("13:ready", false);
    assert!(changed.contains('3') && !changed.contains("ready"), "{changed:?}");
    let all = draw("13:ready", true);
    assert!(all.contains("13:ready"), "{all:?}");
}

#[test]
fn a_resize_is_followed_at_the_next_frame() {
    let out = Out::default();
    let (mut screen, size) = Screen::fixed(Box::new(out), 20, 3).unwrap();
    for (width, height) in [(1, 1), (200, 60), (5, 2)] {
        size.set(Size { width, height });
        screen
            .draw(|frame| {
                assert_eq!((frame.area().width, frame.area().height), (width, height));
            })
            .unwrap();
    }
}

#[test]
fn the_mouse_is_asked_for_once_and_given_back_once_without_any_motion() {
    let out = Out::default();
    let (mut screen, _) = Screen::fixed(Box::new(out.clone()), 80, 24).unwrap();
    for on in [false, true, true, false, false] {
        screen.mouse(on).unwrap();
    }
    let written = String::from_utf8(out.0.lock().unwrap().concat()).unwrap();
    assert_eq!(written, "\x1b[?1000h\x1b[?1006h\x1b[?1006l\x1b[?1000l");
}

#[test]
fn a_notification_cannot_be_broken_out_of() {
    let out = Out::default();
    let (mut screen, _) = Screen::fixed(Box::new(out.clone()), 80, 24).unwrap();
    screen.notify(Osc::SevenSevenSeven, "a;b", "c\x1b\\d\x07e\u{9c}f\ng;h").unwrap();
    screen.notify(Osc::Nine, "t", &"x".repeat(1000)).unwrap();
    screen.bell().unwrap();
    let written = String::from_utf8(out.0.lock().unwrap().concat()).unwrap();
    let (first, rest) = written.split_once('\x07').unwrap();
    assert_eq!(first, "\x1b]777;notify;a,b;c\\defg,h");
    assert_eq!(rest, format!("\x1b]9;t: {}\x07\x07", "x".repeat(NOTE_CHARS)));
    assert_eq!(screen.written().frames, 0);
}
