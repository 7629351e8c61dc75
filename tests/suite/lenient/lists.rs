//! What stands for an empty list, at every entrance.

use super::*;

#[tokio::test]
async fn what_is_no_json_is_said_with_its_place_and_nothing_is_guessed_of_it() {
    let tenant = tenant().await;
    for (name, written) in REFUSED {
        let errors = told(&tenant, |tenant, path, document| {
            let good = document.replace("@text", "Wang Wu").replace("@number", "7");
            tenant.say(path, written.replace('@', &good));
        });
        for (entrance, error) in errors.await {
            assert!(!error.to_string().contains("Wang"), "{entrance}, {name}: {error}");
            let kinds = [ErrorKind::Answer, ErrorKind::NotAStream];
            assert!(kinds.contains(&error.kind), "{entrance}, {name}: {error}");
            let address = tenant.server.address().to_string();
            assert!(error.to_string().contains(&address), "{entrance}, {name}: {error}");
            let what = ["JSON", "no event stream", "HTML"];
            assert!(what.iter().any(|what| error.to_string().contains(what)), "{entrance}, {name}: {error}");
        }
    }
}

#[tokio::test]
async fn whatever_is_sent_for_nothing_is_an_empty_list_everywhere() {
    let tenant = tenant().await;
    let (voice, open) = (tenant.voice(), tenant.open());
    let (main, cdrs) = (format!("{REPORTS}/maincdrs/_search"), format!("{REPORTS}/cdrs/_search"));
    let (parties, histories) =
        (format!("{REPORTS}/maincdrs/a/partycdrs"), format!("{REPORTS}/agent-histories/_search"));
    let relays = format!("{REPORTS}/gateway-number-table/_search");
    for nothing in NOTHING {
        for page in [1, 2] {
            let total = if page == 1 { 0 } else { 500 };
            let list = format!(r#"{{"pageNum":{page},"total":{total},"list":{nothing}}}"#);
            let full = format!(r#"{{"MessageID":"EventAgentsMetricsWatch","agentsMetrics":{list}}}"#);
            tenant.say(sobot_call::PAGE_PATH, full);
            assert_eq!(voice.page(page).await.unwrap().agents, [], "{nothing}");
        }
        let change = format!(r#"{{"MessageID":"EventAgentsMetricsChanged","list":{nothing}}}"#);
        assert!(matches!(decode(&change), Message::Changes(changes) if changes.changes.is_empty()), "{nothing}");

        let chats = format!(r#"{{"ret_code":"000000","total_count":0,"items":{nothing}}}"#);
        tenant.say(sobot_open::WORKLOAD_PATH, chats);
        assert_eq!(open.chat_page(date(), 1, Urgency::Poll).await.unwrap().rows, [], "{nothing}");
        for data in [(*nothing).to_owned(), format!(r#"{{"list":{nothing}}}"#)] {
            let answer = format!(r#"{{"ret_code":"000000","total_count":0,"data":{data}}}"#);
            tenant.say(sobot_open::RECORDS_PATH, answer.clone());
            tenant.say_at(&LISTS, &answer);
            assert_eq!(open.ai_page(date(), &AiFilter::All, 1, Urgency::Poll).await.unwrap().records, [], "{data}");
            assert_eq!(open.robots(Urgency::Poll).await.unwrap(), [], "{data}");
            let choices = open.choices(date(), Urgency::Poll).await.unwrap();
            assert_eq!((choices.missing.len(), &choices.by_field[&AiField::Robot]), (0, &vec![]), "{data}");
        }

        let lists = ["list", "pageData", "metric"].map(|key| format!(r#"{{"total":0,"{key}":{nothing}}}"#));
        for data in lists.into_iter().chain([(*nothing).to_owned()]) {
            let answer = format!(r#"{{"code":200,"data":{data}}}"#);
            tenant.say_at(&[&main, &cdrs, &parties, &histories, &relays], &answer);
            assert_eq!(
                voice.calls_page(day(), &CallsAsked::default(), 1, Numbers::Masked).await.unwrap().rows,
                [],
                "{data}"
            );
            assert_eq!(voice.history_page(day(), &AgentId::new("a"), 1).await.unwrap().rows, [], "{data}");
            let asked = ReportAsked { of: ReportOf::Relays, day: Day::Today, agent: None };
            assert_eq!(voice.report(day(), &asked).await.unwrap().rows, [], "{data}");
            let error = voice.call("a", Numbers::Masked).await.unwrap_err();
            assert!(error.to_string().contains("knows no call"), "{error}");
        }
        let call = format!(r#"{{"code":200,"data":[{{"callID":"a","parties":{nothing},"attachedData":{nothing}}}]}}"#);
        tenant.say(&cdrs, call);
        let detail = voice.call("a", Numbers::Masked).await.unwrap();
        assert!(detail.call.is_some() && detail.legs.is_empty(), "{nothing}");

        let item = format!(r#"{{"code":"1000","data":{{"item":{nothing}}}}}"#);
        tenant.say(sobot_cn::API_PATH, item);
        let cut = tenant.china().platform_chats(day(), day(), Urgency::Poll).await.unwrap();
        assert!(cut.missing.is_empty(), "{nothing}: {:?}", cut.missing);
        let cells = cut.figures.into_iter().flat_map(|table| table.rows).flat_map(|row| row.cells);
        // An empty list of figures is a day on which nothing was counted; anything else says nothing of it.
        let counted = nothing.starts_with('[');
        let is_none = |cell: &Cell| *cell == Cell::Unknown || counted && *cell == Cell::Number(0.0);
        assert!(cells.into_iter().all(|cell| is_none(&cell)), "{nothing}");

        let list = r#"{"header":@,"list":@}"#.replace('@', nothing);
        for data in [list, (*nothing).to_owned()] {
            let answer = format!(r#"{{"success":true,"code":"200","data":{data}}}"#);
            tenant.say_at(&[TIME_PATH, WORKLOAD_PATH, QUALITY_PATH], &answer);
            let cut = tenant.moor().platform_chats(day(), day(), Urgency::Poll).await.unwrap();
            assert_eq!((cut.missing.len(), cut.agents.len()), (0, 0), "{data}");
        }
    }
}
