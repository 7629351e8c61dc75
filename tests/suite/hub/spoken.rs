//! What a hub tells, in sentences.

use callboard::lang::Language;
use callboard::model::Rules;
use callboard::ui::spoken::{Manner, Narrator, Whose};

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_hub_tells_is_said_as_what_the_vendors_tell() {
    let (sim, config) = centre(71).await;
    let running = Running::start(&config);
    let mut sources = glue::follow_listening(&follows(&running.url(), &config, |_| {}), &glue::clock()).unwrap();
    let mut narrator = Narrator::new(Manner {
        language: Language::English,
        zone: config.site.timezone,
        site: "Acme".to_owned(),
        rules: Rules::default(),
        whose: Whose::None,
    });
    let (mut said, mut joins) = (Vec::new(), 0);
    let listening = async {
        while !(narrator.board().has_roster() && narrator.board().is_complete()) {
            match sources.updates.recv().await.unwrap() {
                Told::Update(update) => said.extend(narrator.take(update)),
                Told::Board(board) => {
                    joins += 1;
                    said.extend(narrator.begin_anew(&board, (sources.clock)()));
                }
            }
        }
    };
    timeout(PATIENCE, listening).await.unwrap();
    assert_eq!(joins, 1);
    sim.pause();
    said.extend(narrator.wait_until((sources.clock)().plus(25_000)));
    assert!(said[0].text.contains("Acme: ") && said[0].text.contains(" agents logged in, "), "{said:?}");
    running.end().await;
}
