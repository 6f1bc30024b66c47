//! The program `conformance` as an operator runs it: its exit codes, what it tells, and that it keeps what is not its own.

mod services;

use std::{
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::Router;
use conformance::{
    flaw::Flaw,
    relay::{Relay, Upstream},
    target::tokens,
};
use http::Method;
use mock_pactflow::Seed;
use pactflow_scim::Settings;
use serde_json::json;
use services::{Folder, Pair, code, complained, conformance, run, told};
use tokio::{net::TcpListener, sync::Notify};

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

#[tokio::test]
async fn what_holds_ends_with_0_and_what_does_not_with_1() {
    let pair = Pair::start(Seed::demo()).await;
    let tags = ["--token", tokens::SCIM, "--tags", "@MAP-U02"];
    let good = run(&[&["--url", &pair.facade.url()], &tags[..]].concat()).await;
    assert_eq!(code(&good), Some(0), "{}", told(&good));
    assert!(
        told(&good).ends_with(" passed, 0 failed\n"),
        "{}",
        told(&good)
    );
    // No terminal reads this, so how far the run is comes line by line.
    let progress = complained(&good);
    assert!(progress.lines().count() > 3, "{progress}");
    assert!(progress.ends_with(" scenarios, 0 failed\n"), "{progress}");

    let before = pair.state().await;
    let (_relay, url) = pair.flawed(SMALL_LETTERS).await;
    let bad = run(&[&["--url", url.as_str()], &tags[..]].concat()).await;
    assert_eq!(code(&bad), Some(1), "{}", told(&bad));
    let told = told(&bad);
    assert!(
        told.contains("Rule: the sign-in name is stored and returned as it was sent"),
        "{told}"
    );
    assert!(
        told.contains("> POST /Users"),
        "the exchange is told in full:\n{told}"
    );
    assert!(!told.contains(tokens::SCIM), "{told}");
    assert_eq!(pair.state().await, before, "what failed is taken away too");
}

#[tokio::test]
async fn what_cannot_be_run_ends_with_2_and_says_why() {
    let pair = Pair::start(Seed::demo()).await;
    let url = pair.facade.url();
    let folder = Folder::new();
    let list = folder.file("list.toml", "[[deviation]]\nscenario = \"x\"\n");
    let no_features = folder.0.to_str().unwrap();
    for (arguments, complaint) in [
        (vec!["--token", "x"], "--url"),
        (
            vec!["--url", "http://127.0.0.1:1/scim", "--token", "x"],
            "127.0.0.1:1",
        ),
        (
            vec!["--url", &url, "--token", "x", "--tags", "@a and"],
            "@smoke and not @entra",
        ),
        (
            vec!["--url", &url, "--token", "x", "--tags", "@no-such-tag"],
            "no scenario could be run",
        ),
        (
            vec!["--url", &url, "--token", "x", "--tolerate", &list],
            "because",
        ),
        (
            vec!["--url", &url, "--token", "x", "--features", no_features],
            "no feature file",
        ),
        (
            vec!["--url", &url, "--token", "x", "--control", &url],
            "it is not emptied",
        ),
    ] {
        let output = run(&arguments).await;
        let complained = complained(&output);
        assert_eq!(code(&output), Some(2), "{arguments:?}: {complained}");
        assert!(
            complained.contains(complaint),
            "{arguments:?}: {complained}"
        );
    }
}

#[tokio::test]
async fn a_known_deviation_does_not_fail_the_run_and_is_told() {
    let pair = Pair::start(Seed::demo()).await;
    let (_relay, url) = pair.flawed(SMALL_LETTERS).await;
    let folder = Folder::new();
    let list = folder.file(
        "list.toml",
        "[[deviation]]\ntags = \"@MAP-U02\"\nbecause = \"names come in small letters\"\n\
         [[deviation]]\nscenario = \"nobody has this name\"\nbecause = \"it was so once\"\n",
    );
    let report = folder.0.join("report");
    let arguments = [
        "--url",
        &url,
        "--token",
        tokens::SCIM,
        "--tags",
        "@MAP-U02",
        "--tolerate",
        &list,
        "--report",
        report.to_str().unwrap(),
    ];
    let output = run(&arguments).await;
    let told = told(&output);
    assert_eq!(code(&output), Some(0), "{told}");
    assert!(
        told.contains("tolerated: names come in small letters"),
        "{told}"
    );
    assert!(
        told.contains("it passes again: \"nobody has this name\": it was so once"),
        "{told}"
    );
    assert!(told.ends_with(" passed, 0 failed\n"), "{told}");

    let text = std::fs::read_to_string(report.join("junit.xml")).unwrap();
    let junit = roxmltree::Document::parse(&text).unwrap();
    let count = |name: &str| {
        let named = |node: &roxmltree::Node<'_, '_>| node.has_tag_name(name);
        junit.descendants().filter(named).count()
    };
    assert!(count("testcase") > count("skipped") && count("skipped") > 0);
    assert_eq!(count("failure"), 0);
}

#[tokio::test]
async fn with_the_control_api_the_simulator_is_emptied_and_everything_about_pactflow_can_be_run() {
    let pair = Pair::start(Seed::demo()).await;
    let arguments = [
        "--url",
        &pair.facade.url(),
        "--token",
        tokens::SCIM,
        "--control",
        &pair.control(),
        "--tags",
        "@MAP-U11 or (@needs:faults and @rfc7644-3.12) or @O-1 or @O-3 or @DEC-40",
    ];
    let output = run(&arguments).await;
    let told = told(&output);
    assert_eq!(code(&output), Some(0), "{told}");
    assert!(told.contains("in front of mock-pactflow"), "{told}");
    let people = pair.state().await["users"].as_array().map(Vec::len);
    assert!(
        people < Some(5),
        "those who were there are gone: {people:?}"
    );
}

/// The commands of a document that call the program, without what the shell makes of them.
fn commands(document: &str) -> Vec<Vec<String>> {
    let words = |line: &str| {
        let line = line.trim_start_matches("$ ").trim();
        let line = match line.split_once("--bin conformance -- ") {
            Some((_, arguments)) => format!("conformance {arguments}"),
            None => line.to_owned(),
        };
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let is_call = |words: &Vec<String>| {
        words.first().is_some_and(|word| word == "conformance") && words.len() > 2
    };
    document.lines().map(words).filter(is_call).collect()
}

#[tokio::test]
async fn the_documents_call_the_program_by_flags_that_it_has() {
    let documents = [
        include_str!("../../README.md"),
        include_str!("../../features/README.md"),
        include_str!("../../docs/MIGRATING.md"),
    ];
    let mut checked = 0;
    for command in documents.iter().flat_map(|document| commands(document)) {
        // `conformance --url …` runs the specification; anything else is named first.
        let asking: &[&str] = match command[1].starts_with('-') {
            true => &["--help"],
            false => &[&command[1], "--help"],
        };
        let help = told(&run(asking).await);
        for flag in command.iter().filter(|word| word.starts_with("--")) {
            assert!(
                help.contains(&format!("{flag} ")),
                "{command:?}: {flag} is not in\n{help}"
            );
            checked += 1;
        }
    }
    assert!(checked > 12, "{checked} flags were checked");
}

/// A proxy that passes everything on, but keeps the answer to the third creation of somebody to itself, and says so.
async fn holding_back(pair: &Pair) -> (Relay, String, Arc<Notify>) {
    let (held, creations) = (Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
    let upstream = Upstream::at(pair.facade.url().parse().unwrap());
    let tell = held.clone();
    let pass = move |request: axum::extract::Request| {
        let (upstream, tell, creations) = (upstream.clone(), tell.clone(), creations.clone());
        async move {
            let (head, body) = request.into_parts();
            let is_creation = head.method == Method::POST && head.uri.path() == "/scim/Users";
            let answer = upstream.ask(&head, body).await.unwrap();
            if is_creation && creations.fetch_add(1, Ordering::SeqCst) == 2 {
                tell.notify_one();
                std::future::pending::<()>().await;
            }
            answer.map(axum::body::Body::new)
        }
    };
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let settings = Settings::from_pairs([("PACTFLOW_URL", pair.pactflow.url())]).unwrap();
    let relay = Relay::start(listener, settings, Router::new().fallback(pass)).unwrap();
    let url = format!("http://{}/scim", relay.addr());
    (relay, url, held)
}

#[cfg(unix)]
#[tokio::test]
async fn a_run_that_is_broken_off_takes_away_what_it_made() {
    let pair = Pair::start(Seed::demo()).await;
    let before = pair.state().await;
    let (_relay, url, held) = holding_back(&pair).await;
    let arguments = [
        "--url",
        &url,
        "--token",
        tokens::SCIM,
        "--tags",
        "@okta:group-push",
    ];
    let mut child = conformance(&arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    tokio::select! {
        () = held.notified() => {}
        ended = child.wait() => panic!("it ended by itself: {ended:?}"),
    }
    assert_ne!(pair.state().await, before, "somebody was made");

    services::interrupt(&child).await;
    let output = child.wait_with_output().await.unwrap();
    assert_eq!(code(&output), Some(2));
    assert!(
        complained(&output).contains("broken off"),
        "{}",
        complained(&output)
    );
    assert_eq!(pair.state().await, before);
}
