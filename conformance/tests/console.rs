//! The console in a real browser: the demonstration as somebody would give it.

mod browser;

use browser::Tab;
use conformance::demo::{Demo, Options};
use mock_pactflow::Seed;
use serde_json::Value;

/// A demo on free ports and a browser that looks at it; nothing where no browser is installed.
async fn demonstration(colours: &str) -> Option<(Demo, Tab)> {
    let chromium = browser::for_test("the console is tested")?;
    let options = Options {
        mock_listen: ([127, 0, 0, 1], 0).into(),
        facade_listen: ([127, 0, 0, 1], 0).into(),
        seed: Seed::demo(),
        seed_name: "demo".to_owned(),
        settings: Vec::new(),
        log: false,
    };
    let demo = Demo::start(options).await.expect("the demo starts");
    let tab = Tab::open(chromium, colours).await;
    tab.go(&demo.console_url()).await;
    tab.until("document.getElementById('live').textContent === 'live'")
        .await;
    Some((demo, tab))
}

/// A person's row in the table, as an expression.
fn row(name: &str) -> String {
    format!(
        "[...document.querySelectorAll('#people tbody tr')].find(row => row.innerText.includes({name:?}))"
    )
}

async fn choose(tab: &Tab, field: &str, value: &str) {
    tab.value(&format!(
        "document.getElementById({field:?}).value = {value:?}"
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demonstration_from_the_assignment_to_the_reset() {
    let Some((demo, tab)) = demonstration("light").await else {
        return;
    };
    tab.value("window.notReloaded = true").await;
    let people = tab
        .value("document.querySelectorAll('#people tbody tr').length")
        .await;

    choose(&tab, "assign-person", "Margaret").await;
    tab.click("#assign-do").await;
    tab.until("document.querySelectorAll('article[id^=scim-]').length === 2")
        .await;
    assert_eq!(
        tab.value("window.notReloaded").await,
        Value::from(true),
        "the exchange appears without reloading"
    );
    // What is said above the buttons moves them, so it has to stand there before the next click.
    tab.until("document.querySelector('#notice').innerText.includes('Margaret is assigned')")
        .await;
    let newest = "#scim-2";
    let said = tab
        .text(&format!("{newest} tbody tr:first-child td:nth-child(1)"))
        .await;
    let got = tab
        .text(&format!("{newest} tbody tr:first-child td:nth-child(3)"))
        .await;
    assert!(
        said.contains("POST") && said.contains("/scim/Users"),
        "{said}"
    );
    assert!(
        got.contains("POST") && got.contains("/admin/users") && got.contains("201"),
        "{got}"
    );
    let line = format!(
        "[...document.querySelectorAll('{newest} tbody tr')].map(row => [...row.cells].map(cell => cell.innerText.trim()))"
    );
    let lines = tab.value(&line).await;
    let find = |rule: &str, attribute: &str| {
        let rows = lines.as_array().expect("rows").iter();
        let mut rows =
            rows.filter(|row| row[1].as_str().is_some_and(|cell| cell.starts_with(rule)));
        let found = rows.find(|row| {
            row[0]
                .as_str()
                .is_some_and(|cell| cell.starts_with(attribute))
        });
        found
            .unwrap_or_else(|| panic!("no line of {rule} and {attribute} in {lines}"))
            .clone()
    };
    let address = "margaret.hamilton@acme.example";
    let sign_in = find("MAP-U02", "userName");
    assert!(
        sign_in[0]
            .as_str()
            .is_some_and(|cell| cell.contains(address)),
        "{sign_in}"
    );
    assert_eq!(sign_in[2], format!("externalIdpUsername {address}"));
    let password = find("DEC-08", "password");
    assert!(
        password[1]
            .as_str()
            .is_some_and(|cell| cell.contains("dropped")),
        "{password}"
    );
    assert!(
        !lines.to_string().contains("1mz050nq"),
        "the password is masked: {lines}"
    );
    tab.until(&format!("{}?.classList.contains('changed')", row(address)))
        .await;
    assert!(
        tab.value(&format!("{}.innerText", row(address)))
            .await
            .to_string()
            .contains("new")
    );

    tab.click("#seen").await;
    tab.until("document.querySelectorAll('tr.changed').length === 0")
        .await;

    tab.click("#switch-create-fails").await;
    tab.until(
        "document.getElementById('switch-create-fails').getAttribute('aria-checked') === 'true'",
    )
    .await;
    choose(&tab, "assign-person", "Frances").await;
    tab.click("#assign-do").await;
    tab.until("[...document.querySelectorAll('article.exchange')].some(it => it.innerText.includes('429') && it.innerText.includes('fault: create-fails'))").await;
    tab.until("document.querySelector('#notice').innerText.includes('tried once more')")
        .await;
    tab.until(&format!(
        "{}?.classList.contains('changed')",
        row("frances.allen")
    ))
    .await;
    tab.until("document.getElementById('fault-create-fails').innerText.includes('over')")
        .await;

    tab.click("#reset-seed").await;
    tab.until("document.querySelectorAll('article.exchange').length === 0 && document.querySelectorAll('tr.changed').length === 0").await;
    assert_eq!(
        tab.value("document.querySelectorAll('#people tbody tr').length")
            .await,
        people
    );
    assert_eq!(demo.pactflow().state().find_user_by_email(address), None);
    nothing_strange(&demo, &tab).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_can_be_done_from_the_keyboard() {
    let Some((demo, tab)) = demonstration("dark").await else {
        return;
    };
    tab.value("document.getElementById('test-do').focus()")
        .await;
    tab.key("Enter").await;
    tab.until("document.querySelectorAll('article[id^=scim-]').length === 1")
        .await;
    tab.until("document.querySelector('#notice').innerText.includes('works')")
        .await;
    tab.key(" ").await;
    tab.until("document.querySelectorAll('article[id^=scim-]').length === 2")
        .await;
    assert_eq!(
        tab.value("document.activeElement.id").await,
        "test-do",
        "the focus stays where it was"
    );

    tab.value("document.activeElement.blur()").await;
    tab.key("j").await;
    tab.until("document.activeElement.id === 'scim-2'").await;
    tab.key("j").await;
    tab.until("document.activeElement.id === 'scim-1'").await;
    tab.key("k").await;
    tab.until("document.activeElement.id === 'scim-2'").await;

    tab.key("/").await;
    tab.until("document.activeElement.id === 'find'").await;
    tab.write("lovelace").await;
    tab.until("document.querySelectorAll('#people tbody tr').length === 1 && document.querySelector('#nothing')").await;
    tab.value("document.getElementById('find').value = ''")
        .await;
    tab.key("Escape").await;
    tab.key("r").await;
    tab.until("document.querySelectorAll('article[id^=scim-]').length === 2")
        .await;

    tab.key("j").await;
    tab.key("Enter").await;
    tab.until(
        "location.pathname === '/__mock/ui/exchanges/scim-2' && document.readyState === 'complete'",
    )
    .await;
    assert!(tab.text("main").await.contains("As a scenario"));

    tab.go(&demo.console_url()).await;
    for (at, id) in ["skip", "brand"].into_iter().enumerate() {
        tab.key("Tab").await;
        let focused = tab.value("document.activeElement.className || document.activeElement.parentElement.className").await;
        assert_eq!(focused, id, "stop {at} of the tab key");
    }
    let reachable = "[...document.querySelectorAll('button, input:not([type=hidden]), select, a')].every(it => it.tabIndex >= 0)";
    assert_eq!(tab.value(reachable).await, Value::from(true));
    let named = "[...document.querySelectorAll('button, input:not([type=hidden]), select')].filter(it => !(it.innerText?.trim() || it.labels?.length || it.ariaLabel || it.getAttribute('aria-labelledby'))).map(it => it.outerHTML)";
    assert_eq!(
        tab.value(named).await,
        serde_json::json!([]),
        "each control has a name"
    );
    nothing_strange(&demo, &tab).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_and_the_clock_are_worked_from_the_keyboard() {
    let Some((demo, tab)) = demonstration("light").await else {
        return;
    };
    let focus = async |id: &str| {
        tab.value(&format!("document.getElementById({id:?}).focus()"))
            .await;
    };
    let write = async |id: &str, text: &str| {
        focus(id).await;
        tab.value("document.activeElement.select()").await;
        tab.write(text).await;
        tab.key("Enter").await;
    };
    let told = async |text: &str| {
        tab.until(&format!(
            "document.querySelector('#notice').innerText.includes({text:?})"
        ))
        .await;
    };
    write("snapshot-name", "as it was").await;
    told("kept as as it was").await;
    choose(&tab, "assign-person", "Margaret").await;
    focus("assign-do").await;
    tab.key("Enter").await;
    told("Margaret is assigned").await;
    let people = demo.pactflow().state().users().len();
    focus("restore-1").await;
    tab.key(" ").await;
    told("The directory is as it was again").await;
    assert_eq!(demo.pactflow().state().users().len(), people - 1);
    tab.until("document.querySelectorAll('article[id^=scim-]').length > 0")
        .await;

    focus("clock-mode").await;
    tab.key("t").await;
    write("clock-at", "2026-02-01T00:00:00Z").await;
    told("ticking at 2026-02-01 00:00:00Z").await;
    write("clock-by", "90m").await;
    told("advanced by 1h 30m").await;
    tab.until(
        "document.getElementById('facts').innerText.includes('ticking at 2026-02-01 01:30:00Z')",
    )
    .await;
    nothing_strange(&demo, &tab).await;
}

/// Nothing was asked of anybody else, nothing broke the policy, and no script failed.
async fn nothing_strange(demo: &Demo, tab: &Tab) {
    let own = demo.pactflow().url();
    let requests = tab.events("Network.requestWillBeSent");
    assert!(requests.len() > 4, "requests were watched");
    for request in requests {
        let url = request["request"]["url"].as_str().unwrap_or_default();
        assert!(
            url.starts_with(&own) || url.starts_with("about:"),
            "the page asked for {url}"
        );
    }
    let policy = tab
        .value("fetch(location.href).then(answer => answer.headers.get('content-security-policy'))")
        .await;
    assert!(
        policy.as_str().is_some_and(
            |policy| policy.contains("default-src 'none'") && !policy.contains("unsafe")
        ),
        "{policy}"
    );
    let blocked = tab.value("(() => { const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s); return window.ran === undefined; })()").await;
    assert_eq!(
        blocked,
        Value::from(true),
        "the policy stops a script that is not the console's"
    );
    assert_eq!(tab.events("Runtime.exceptionThrown"), Vec::<Value>::new());
}
