use super::*;
use crate::commands::registry;
use crate::commands::registry::desk::OpenTenant;
use crate::commands::registry::voice::{CallTenant, TokenAgent};
use crate::config::{Dirs, Loader, Overrides};

#[test]
fn the_settings_that_are_printed_lead_to_the_simulator_in_both_modes() {
    let credentials = Credentials::of(1);
    let all = Vendors { sobot: true, cn: true, moor: true };
    for strict in [false, true] {
        let text = settings_of("http://127.0.0.1:1", chrono_tz::Asia::Tokyo, &credentials, all, strict);
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("config.toml");
        crate::files::private::replace_alone(&file, text.as_bytes()).unwrap();
        let loader =
            Loader { schema: &registry::SCHEMA, env: std::collections::BTreeMap::new(), dirs: Dirs::under(dir.path()) };
        let config = loader.load(&Overrides { config: Some(file), ..Overrides::default() }).unwrap().config;
        let call = config.tenant::<CallTenant>().unwrap();
        assert_eq!(call.token_url, "http://127.0.0.1:1/tokens/company");
        let agent = strict.then(|| TokenAgent::Number(credentials.agent_number.clone()));
        assert_eq!(call.token_agent, agent);
        assert_eq!(config.tenant::<OpenTenant>().unwrap().base_url, "http://127.0.0.1:1");
    }
}
