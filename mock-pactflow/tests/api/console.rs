//! The console over HTTP, as it works without a script: pages, forms, and who may use them.

use mock_pactflow::{Explained, MappingRule, MockPactflow, ScimExchange, Seed, SeedUser};
use reqwest::{Client, Response, StatusCode, header, redirect};
use serde_json::json;

use crate::support;

struct Console {
    pactflow: MockPactflow,
    client: Client,
}

impl Console {
    async fn open() -> Self {
        let ada = SeedUser::new("Ada <i>Lovelace</i>", "ada@acme.io");
        let pactflow = MockPactflow::builder()
            .seed(Seed::empty().user(ada))
            .seed_name("own")
            .rules([MappingRule::new("MAP-U02", "The sign-in name.")])
            .start()
            .await
            .unwrap();
        let client = support::client_builder()
            .redirect(redirect::Policy::none())
            .build()
            .unwrap();
        Self { pactflow, client }
    }

    fn url(&self, path: &str) -> String {
        format!("{}/__mock/ui/{path}", self.pactflow.url())
    }

    async fn get(&self, path: &str) -> Response {
        self.client.get(self.url(path)).send().await.unwrap()
    }

    async fn page(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.unwrap()
    }

    async fn post(&self, path: &str, form: &str) -> Response {
        let request = self.client.post(self.url(path)).body(form.to_owned());
        request.send().await.unwrap()
    }
}

fn exchange() -> ScimExchange {
    ScimExchange {
        method: "POST".to_owned(),
        url: "http://127.0.0.1:8080/scim/Users".to_owned(),
        request_body: Some(
            json!({ "userName": "<b>grace</b>", "password": "hunter2" }).to_string(),
        ),
        status: 201,
        response_body: Some(json!({ "id": "1", "userName": "<b>grace</b>" }).to_string()),
        request_id: Some("r-1".to_owned()),
        explanation: vec![Explained {
            rule: "MAP-U02".to_owned(),
            attribute: "userName".to_owned(),
            field: Some("externalIdpUsername".to_owned()),
            dropped: None,
        }],
    }
}

async fn create_user(console: &Console) {
    let created = console
        .client
        .post(format!("{}/admin/users", console.pactflow.url()))
        .bearer_auth("dev-scim-token")
        .header("x-request-id", "r-1")
        .header(header::CONTENT_TYPE, "application/json")
        .body(json!({ "name": "Grace", "email": "grace@acme.io", "externalIdpUsername": "<b>grace</b>" }).to_string())
        .send();
    assert_eq!(created.await.unwrap().status(), StatusCode::CREATED);
}

#[tokio::test]
async fn an_exchange_stands_with_its_calls_and_can_be_taken_along() {
    let console = Console::open().await;
    create_user(&console).await;
    console.pactflow.exchanges().record(exchange());
    let page = console.page("").await;
    for expected in [
        "id=\"scim-1\"",
        "rules#MAP-U02",
        "/admin/users",
        "externalIdpUsername",
    ] {
        assert!(page.contains(expected), "{expected} is missing in {page}");
    }
    assert!(
        !page.contains("id=\"call-1\""),
        "the call stands beside its exchange alone"
    );
    let own = console.page("exchanges/scim-1").await;
    assert!(own.contains("What was answered"), "{own}");
    assert_eq!(
        console.page("exchanges/call-1").await,
        own,
        "a call leads to its exchange"
    );
    let curl = console.page("exchanges/scim-1/curl").await;
    assert!(
        curl.starts_with("curl -sS -X 'POST'") && curl.contains("$SCIM_TOKEN"),
        "{curl}"
    );
    let scenario = console.page("exchanges/scim-1/scenario").await;
    assert!(scenario.contains("| +users | 1 |"), "{scenario}");
    for html in [&page, &own] {
        assert!(!html.contains("<b>grace</b>"), "{html}");
    }
    for text in [&page, &own, &curl, &scenario] {
        assert!(!text.contains("hunter2"), "{text}");
    }
    assert_eq!(
        console.get("exchanges/scim-2").await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn an_exchange_can_be_reported_from_elsewhere() {
    let console = Console::open().await;
    let url = format!("{}/__mock/exchanges", console.pactflow.url());
    let body = serde_json::to_string(&exchange()).unwrap();
    let reported = console.client.post(&url).body(body).send().await.unwrap();
    assert_eq!(reported.status(), StatusCode::OK);
    assert!(console.page("").await.contains("id=\"scim-1\""));
    let wrong = console
        .client
        .post(&url)
        .body("{\"verb\":1}")
        .send()
        .await
        .unwrap();
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_changed_is_marked_until_it_is_marked_as_seen() {
    let console = Console::open().await;
    assert!(!console.page("").await.contains("mark as seen"));
    create_user(&console).await;
    let page = console.page("").await;
    assert!(
        page.contains("1 changed") && page.contains("<span class=\"tag\">new</span>"),
        "{page}"
    );
    let mark = console.pactflow.changes().mark();
    let answer = console.post("seen", &format!("mark={mark}")).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(answer.headers()[header::LOCATION], "/__mock/ui/");
    assert!(!console.page("").await.contains("mark as seen"));
}

#[tokio::test]
async fn a_fault_is_switched_on_and_off_and_a_reset_takes_everything_back() {
    let console = Console::open().await;
    console.post("faults/unavailable/on", "times=3").await;
    assert!(console.page("").await.contains("3 to come"));
    console.post("faults/unavailable/off", "").await;
    assert!(!console.page("").await.contains("to come"));
    console.post("faults/unavailable/on", "times=0").await;
    assert!(console.page("").await.contains("between 1 and 1000 times"));
    assert_eq!(
        console.post("faults/none/on", "times=1").await.status(),
        StatusCode::NOT_FOUND
    );
    create_user(&console).await;
    console.pactflow.exchanges().record(exchange());
    console.post("reset", "to=seed").await;
    let page = console.page("").await;
    assert!(
        page.contains("Nothing was said yet") && !page.contains("mark as seen"),
        "{page}"
    );
    assert_eq!(console.pactflow.state().users().len(), 1);
    console.post("reset", "to=empty").await;
    assert_eq!(console.pactflow.state().users().len(), 0);
    assert_eq!(
        console.post("reset", "to=nowhere").await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_snapshot_is_taken_restored_and_started_over_from() {
    let console = Console::open().await;
    console.post("snapshots", "name=+before+%3Cb%3E+").await;
    let page = console.page("").await;
    assert!(page.contains("kept as before &#60;b&#62;"), "{page}");
    create_user(&console).await;
    let calls = console.pactflow.requests().mark();
    let restored = console
        .post("snapshots/restore", "name=before+%3Cb%3E")
        .await;
    assert_eq!(restored.headers()[header::LOCATION], "/__mock/ui/");
    assert_eq!(console.pactflow.state().users().len(), 1);
    assert_eq!(
        console.pactflow.requests().mark(),
        calls,
        "only the directory is brought back"
    );
    create_user(&console).await;
    console.post("reset", "to=snapshot:before+%3Cb%3E").await;
    assert_eq!(console.pactflow.state().users().len(), 1);
    assert_eq!(console.pactflow.requests().mark(), 0);

    for name in ["", "+++", &"n".repeat(41)] {
        console.post("snapshots", &format!("name={name}")).await;
        let page = console.page("").await;
        assert!(page.contains("a name of 1 to 40 characters"), "{page}");
    }
    let unknown = console.post("snapshots/restore", "name=after").await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    for number in 1..32 {
        console.post("snapshots", &format!("name=s{number}")).await;
    }
    console.post("snapshots", "name=one+more").await;
    let page = console.page("").await;
    assert!(page.contains("too many snapshots"), "{page}");
}

#[tokio::test]
async fn the_clock_is_set_and_advanced() {
    let console = Console::open().await;
    let shown = async |path: &str, form: &str| {
        let answer = console.post(path, form).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        console.page("").await
    };
    let page = shown("clock", "mode=frozen&at=2026-02-01T00:00:00Z&step=1s").await;
    assert!(
        page.contains("<b>frozen at 2026-02-01 00:00:00Z</b>"),
        "{page}"
    );
    let page = shown("clock/advance", "by=1h+30m").await;
    assert!(page.contains("advanced by 1h 30m"), "{page}");
    assert!(
        page.contains("<b>frozen at 2026-02-01 01:30:00Z</b>"),
        "{page}"
    );
    shown("clock", "mode=ticking&at=&step=10s").await;
    create_user(&console).await;
    let page = console.page("").await;
    assert!(
        page.contains("<b>ticking at 2026-02-01 01:30:10Z</b>"),
        "{page}"
    );
    let page = shown("clock", "mode=real&at=&step=").await;
    assert!(page.contains("<b>real</b>"), "{page}");
    let page = shown("clock/advance", "by=1h").await;
    assert!(page.contains("<b>real at 20"), "{page}");

    for (path, form, told) in [
        ("clock", "mode=fast", "real, frozen or ticking"),
        ("clock", "mode=frozen&at=tomorrow", "is no time such as"),
        ("clock", "mode=ticking&at=&step=soon", "is no duration"),
        ("clock/advance", "by=", "is no duration"),
    ] {
        let page = shown(path, form).await;
        assert!(page.contains(told), "{form}: {page}");
    }
}

#[tokio::test]
async fn what_was_typed_stays_text_and_the_policy_allows_nothing_else() {
    let console = Console::open().await;
    for path in [
        "",
        "rules",
        "guesses",
        "exchanges/scim-9",
        "?q=%3Cscript%3E",
    ] {
        let response = console.get(path).await;
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(
            response.headers()[header::X_CONTENT_TYPE_OPTIONS],
            "nosniff"
        );
        let page = response.text().await.unwrap();
        assert!(
            !page.contains("<i>Lovelace") && !page.contains("<script>"),
            "{page}"
        );
        assert!(
            !page.contains(" style=") && !page.contains(" onclick="),
            "{page}"
        );
    }
    for (asset, media_type) in [
        ("console.css", "text/css"),
        ("console.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"),
    ] {
        let response = console.get(asset).await;
        let found = response.headers()[header::CONTENT_TYPE].to_str().unwrap();
        assert!(found.starts_with(media_type), "{asset}: {found}");
        assert!(!response.text().await.unwrap().contains("//cdn"));
    }
}

#[tokio::test]
async fn a_page_of_another_site_can_press_no_button() {
    let console = Console::open().await;
    for path in [
        "reset",
        "seen",
        "faults/unavailable/on",
        "actions/assign",
        "snapshots",
        "snapshots/restore",
        "clock",
        "clock/advance",
    ] {
        let request = console
            .client
            .post(console.url(path))
            .header(header::ORIGIN, "http://evil.example");
        let response = request
            .body("to=empty&times=1&mark=1")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path}");
    }
    let rebound = console
        .client
        .post(console.url("reset"))
        .header(header::HOST, "evil.example:9292");
    assert_eq!(
        rebound.body("to=empty").send().await.unwrap().status(),
        StatusCode::FORBIDDEN
    );
    assert_eq!(console.pactflow.state().users().len(), 1);
}

#[tokio::test]
async fn each_guess_says_what_may_differ_and_what_it_means() {
    let console = Console::open().await;
    let page = console.page("guesses").await;
    let rows = page.split("<tr id=").skip(1);
    let mut count = 0;
    for row in rows {
        count += 1;
        assert_eq!(row.matches("<td></td>").count(), 0, "{row}");
    }
    assert!(count > 20, "{count} guesses");
}
