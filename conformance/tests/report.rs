//! The reports that a run leaves behind, as those who read them do: a build server reads the XML, a person opens the pages.

mod browser;
mod services;

use std::collections::BTreeSet;

use browser::Tab;
use conformance::{flaw::Flaw, target::tokens};
use mock_pactflow::Seed;
use roxmltree::Node;
use serde_json::{Value, json};
use services::{Folder, Pair, code, run, told};

/// A flaw that many scenarios find: names are answered in small letters.
const SMALL_LETTERS: Flaw = Flaw {
    hears: |_| {},
    says: |_, exchange| {
        let mut body = exchange.json();
        if let Some(name) = body["userName"].as_str().map(str::to_lowercase) {
            body["userName"] = json!(name);
            exchange.body = body.to_string();
        }
    },
};

/// The reports of a run in which something passes, fails, is tolerated and is left out; and what was told in the terminal.
async fn reports() -> (Folder, String) {
    let pair = Pair::start(Seed::demo()).await;
    let (_relay, url) = pair.flawed(SMALL_LETTERS).await;
    let folder = Folder::new();
    let known = "[[deviation]]\nscenario = \"a blank belongs to the name\"\nbecause = \"names & <letters>\"\n";
    let list = folder.file("list.toml", known);
    let report = folder.0.join("report");
    let arguments = [
        "--url",
        &url,
        "--token",
        tokens::SCIM,
        "--tags",
        "@MAP-U02 or @MAP-G02 or @DEC-14 or @O-5 or @rfc7644-3.4.2.4",
        "--tolerate",
        &list,
        "--report",
        report.to_str().unwrap(),
    ];
    let output = run(&arguments).await;
    assert_eq!(code(&output), Some(1), "{}", told(&output));
    (folder, told(&output))
}

/// A number that an element says.
fn said(node: Node<'_, '_>, name: &str) -> usize {
    let text = node.attribute(name);
    let number = text.and_then(|text| text.parse().ok());
    number.unwrap_or_else(|| panic!("{name} of {:?} is {text:?}", node.tag_name()))
}

#[tokio::test]
async fn the_xml_for_build_servers_parses_and_counts_what_the_terminal_counts() {
    let (folder, told) = reports().await;
    let text = std::fs::read_to_string(folder.0.join("report/junit.xml")).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    let root = document.root_element();
    assert!(root.has_tag_name("testsuites"));

    let suites: Vec<_> = root.children().filter(Node::is_element).collect();
    assert!(suites.iter().all(|suite| suite.has_tag_name("testsuite")));
    for node in suites.iter().copied().chain([root]) {
        for (attribute, element) in [
            ("tests", "testcase"),
            ("failures", "failure"),
            ("skipped", "skipped"),
        ] {
            let is_such = |node: &Node<'_, '_>| node.has_tag_name(element);
            let found = node.descendants().filter(is_such).count();
            assert_eq!(said(node, attribute), found, "{attribute} of {node:?}");
        }
    }
    let (tests, failed, tolerated) = (
        said(root, "tests"),
        said(root, "failures"),
        said(root, "skipped"),
    );
    assert!(failed > 0 && tolerated > 0, "{told}");
    let passed = tests - failed - tolerated;
    let last = format!("{tolerated} tolerated\n{passed} passed, {failed} failed\n");
    assert!(told.ends_with(&last), "{told}");

    let named = |name: &str| document.descendants().find(|node| node.has_tag_name(name));
    let failure = named("failure").and_then(|node| node.text()).unwrap();
    assert!(failure.contains("> POST /Users"), "{failure}");
    assert!(!text.contains(tokens::SCIM));
    let because = named("skipped").and_then(|node| node.attribute("message"));
    assert_eq!(because, Some("names & <letters>"));
}

/// A browser of its own, or nothing where none is installed.
async fn a_browser(colours: &str) -> Option<Tab> {
    let chromium = browser::for_test("the report is opened")?;
    Some(Tab::open(chromium, colours).await)
}

/// Every address that the page links to.
async fn links(tab: &Tab) -> BTreeSet<String> {
    let links = tab
        .value("[...document.querySelectorAll('a')].map(link => link.href)")
        .await;
    let texts = links.as_array().expect("a list").iter();
    texts
        .map(|link| link.as_str().unwrap_or_default().to_owned())
        .collect()
}

async fn count(tab: &Tab, selector: &str) -> u64 {
    let count = format!("document.querySelectorAll({selector:?}).length");
    tab.value(&count).await.as_u64().expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_can_be_read_in_a_browser_without_a_script_and_lead_to_each_other() {
    let Some(tab) = a_browser("light").await else {
        return;
    };
    let (folder, told) = reports().await;
    let report = folder.0.join("report");
    let index = format!("file://{}/index.html", report.display());
    tab.go(&index).await;
    let text = tab.text("body").await;
    let version = env!("CARGO_PKG_VERSION");
    assert!(
        text.contains(&format!("Version {version} of the suite against http://")),
        "{text}"
    );
    assert!(text.contains(&format!("pactflow-scim {version}")), "{text}");
    for kind in [
        "The mapping, row by row",
        "Decisions",
        "Clauses of the RFCs",
        "Flows of Okta",
        "Identity providers",
    ] {
        assert!(text.contains(kind), "{kind} is not in\n{text}");
    }
    for sign in ["✓ MAP-", "✗ MAP-U02", "RFC 7644 §3.4.2.4"] {
        assert!(text.contains(sign), "{sign} is not in\n{text}");
    }

    let links_of_index = links(&tab).await;
    let page = |link: &str| link.split('#').next().unwrap_or_default().to_owned();
    let pages: BTreeSet<_> = links_of_index.iter().map(|link| page(link)).collect();
    let files = std::fs::read_dir(&report).unwrap();
    let written = files.filter(|file| {
        let path = file.as_ref().unwrap().path();
        path.extension()
            .is_some_and(|extension| extension == "html")
    });
    assert_eq!(
        pages.len() + 1,
        written.count(),
        "one page for each feature"
    );

    let (mut passed, mut failed, mut tolerated) = (0, 0, 0);
    for address in &pages {
        tab.go(address).await;
        assert_eq!(
            links(&tab).await,
            BTreeSet::from([index.clone()]),
            "{address}"
        );
        assert_eq!(count(&tab, "script").await, 0);
        for link in links_of_index.iter().filter(|link| page(link) == *address) {
            if let Some((_, id)) = link.split_once('#') {
                assert_eq!(count(&tab, &format!("[id={id}]")).await, 1, "{link}");
            }
        }
        passed += count(&tab, "details.passed").await;
        failed += count(&tab, "details.failed[open] pre.failure").await;
        tolerated += count(&tab, "details.tolerated").await;
        let marks = tab
            .value("[...document.querySelectorAll('section > details')].every(it => '✓✗≈'.includes(it.innerText.trim()[0]))")
            .await;
        assert_eq!(marks, Value::Bool(true), "{address}");
    }
    let last = format!("{tolerated} tolerated\n{passed} passed, {failed} failed\n");
    assert!(told.ends_with(&last), "the pages have {last}, but\n{told}");

    for request in tab.events("Network.requestWillBeSent") {
        let url = request["request"]["url"].as_str().unwrap_or_default();
        assert!(
            url.starts_with("file:") || url.starts_with("about:"),
            "{url}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_are_light_or_dark_as_the_reader_likes() {
    let (folder, _) = reports().await;
    let index = format!("file://{}/report/index.html", folder.0.display());
    let mut seen = BTreeSet::new();
    for colours in ["light", "dark"] {
        let Some(tab) = a_browser(colours).await else {
            return;
        };
        tab.go(&index).await;
        let colour = "getComputedStyle(document.body).color + getComputedStyle(document.querySelector('.tiles li')).backgroundColor";
        seen.insert(tab.value(colour).await.to_string());
    }
    assert_eq!(seen.len(), 2, "{seen:?}");
}
