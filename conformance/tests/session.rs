//! A session of Okta's, recorded, played back and compared, and two services compared with one another, by the program.

mod services;

use std::process::Stdio;

use conformance::{
    flaw::Flaw,
    idp::{Action, IdentityProvider, Membership, okta, profile::Profile},
    people::Person,
    target::tokens,
    wire::Wire,
};
use mock_pactflow::Seed;
use serde_json::json;
use services::{Folder, Pair, code, complained, conformance, run, told};
use tokio::io::{AsyncBufReadExt as _, BufReader};

fn person(name: &str) -> Person {
    name.parse().unwrap()
}

/// What an administrator of Okta does in an afternoon.
async fn an_afternoon_of_okta(app: okta::App, line: &Wire) {
    let mut okta = okta::Okta::of(app);
    let [ada, grace] = ["Ada", "Grace"].map(person);
    let assign = |person: &Person| Action::Assign(person.clone(), Profile::of(person));
    let married = Profile::of(&ada)
        .with("name.familyName", Some(json!("King")))
        .with("displayName", Some(json!("Ada King")));
    let leaves = Membership {
        leave: vec![grace.clone()],
        ..Membership::default()
    };
    for action in [
        Action::TestConnection,
        assign(&ada),
        assign(&grace),
        Action::Update(ada.clone(), married),
        Action::PushGroup("Payments".into(), vec![ada.clone(), grace.clone()]),
        Action::ChangeMembers("Payments".into(), leaves),
        Action::RenameGroup("Payments".into(), "Billing".into()),
        Action::Deactivate(grace.clone()),
        Action::LookUp("GRACE@acme.io".into()),
        Action::Reactivate(grace),
        Action::SetPassword(ada),
        Action::DeleteGroup("Billing".into()),
    ] {
        let said = format!("{action:?}");
        let outcome = okta.perform(line, action).await;
        outcome.unwrap_or_else(|failure| panic!("{said}: {failure}"));
    }
}

/// Names come in small letters. Pseudonyms keep capitals, or this could not be seen.
const SMALL_LETTERS: Flaw = Flaw {
    hears: |_| {},
    says: |_, exchange| {
        let mut body = exchange.json();
        if let Some(name) = body["displayName"].as_str().map(str::to_lowercase) {
            body["displayName"] = json!(name);
            exchange.body = body.to_string();
        }
    },
};

/// Records what an afternoon of Okta's says to a fresh service, and returns the file.
async fn recorded(folder: &Folder, app: okta::App) -> String {
    let pair = Pair::start(Seed::empty()).await;
    let file = folder.0.join("session.jsonl").to_str().unwrap().to_owned();
    let mut recorder = conformance(&[
        "record",
        "--listen",
        "127.0.0.1:0",
        "--to",
        &pair.facade.url(),
        "--out",
        &file,
    ])
    .stdout(Stdio::piped())
    .stderr(Stdio::piped())
    .spawn()
    .unwrap();
    let mut stderr = BufReader::new(recorder.stderr.take().unwrap());
    let mut said = String::new();
    stderr.read_line(&mut said).await.unwrap();
    let url = said
        .split_whitespace()
        .find(|word| word.starts_with("http://"))
        .unwrap();

    let line = Wire::to(url, tokens::SCIM);
    an_afternoon_of_okta(app, &line).await;

    services::interrupt(&recorder).await;
    let output = recorder.wait_with_output().await.unwrap();
    assert_eq!(code(&output), Some(0), "{}", complained(&output));
    let count = line.exchanges().len();
    assert_eq!(told(&output), format!("{count} exchanges recorded\n"));
    file
}

#[tokio::test]
async fn nothing_secret_and_nobodys_name_is_in_a_recorded_session() {
    let folder = Folder::new();
    let file = recorded(&folder, okta::App::Wizard).await;
    let session = std::fs::read_to_string(&file).unwrap().to_lowercase();
    for secret in [
        tokens::SCIM,
        okta::PASSWORD,
        "ada",
        "lovelace",
        "king",
        "grace",
        "hopper",
        "acme",
        "00u",
        "payments",
        "billing",
        "127.0.0.1",
    ] {
        let lines: Vec<_> = session
            .lines()
            .filter(|line| line.contains(secret))
            .collect();
        assert!(
            lines.is_empty(),
            "{secret} is in the session: {}",
            lines.join("\n")
        );
    }
    // It is a session all the same.
    for said in [
        "\"authorization\":\"bearer {token 1}\"",
        "/users?filter=username%20eq%20%22",
        "okta scim client 1.0.0",
        "\"userName\":\"",
    ] {
        assert!(session.contains(&said.to_lowercase()), "{said}\n{session}");
    }
}

#[tokio::test]
async fn a_session_is_answered_by_a_fresh_service_as_it_was_and_a_flaw_is_named() {
    for app in [okta::App::Wizard, okta::App::Catalogue] {
        let folder = Folder::new();
        let file = recorded(&folder, app).await;
        let pair = Pair::start(Seed::empty()).await;
        let before = pair.state().await;
        let url = pair.facade.url();
        let same = run(&["replay", &file, "--url", &url, "--token", tokens::SCIM]).await;
        assert_eq!(code(&same), Some(0), "{}{}", told(&same), complained(&same));
        assert!(
            told(&same).ends_with(" 0 answers differ\n"),
            "{}",
            told(&same)
        );

        let (_relay, url) = pair.flawed(SMALL_LETTERS).await;
        let other = run(&["replay", &file, "--url", &url, "--token", tokens::SCIM]).await;
        assert_eq!(code(&other), Some(1), "{}", complained(&other));
        let told = told(&other);
        assert!(
            told.contains("POST /Users\n    /displayName was "),
            "{told}"
        );
        assert_eq!(
            pair.state().await,
            before,
            "what was played back is taken away"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_recorded_or_played_back_ends_with_2() {
    let folder = Folder::new();
    let no_session = folder.file("no.jsonl", "hello\n");
    let there = folder.file("there.jsonl", "");
    for (arguments, complaint) in [
        (
            vec![
                "replay",
                &no_session,
                "--url",
                "http://127.0.0.1:1/scim",
                "--token",
                "x",
            ],
            "line 1",
        ),
        (
            vec![
                "replay",
                "/no/such/file",
                "--url",
                "http://127.0.0.1:1",
                "--token",
                "x",
            ],
            "cannot be read",
        ),
        (
            vec![
                "record",
                "--listen",
                "127.0.0.1:0",
                "--to",
                "http://127.0.0.1:1",
                "--out",
                &there,
            ],
            "cannot be written",
        ),
        (
            vec![
                "compare",
                "--a",
                "http://127.0.0.1:1",
                "--token-a",
                "x",
                "--b",
                "http://127.0.0.1:1",
                "--token-b",
                "x",
            ],
            "127.0.0.1:1",
        ),
    ] {
        let output = run(&arguments).await;
        assert_eq!(code(&output), Some(2), "{arguments:?}");
        let complained = complained(&output);
        assert!(
            complained.contains(complaint),
            "{arguments:?}: {complained}"
        );
    }
}

#[tokio::test]
async fn a_service_is_the_same_as_itself_and_a_flaw_is_named() {
    // One is empty and one is full: that does not count.
    let (a, b) = (
        Pair::start(Seed::empty()).await,
        Pair::start(Seed::demo()).await,
    );
    let (before_a, before_b) = (a.state().await, b.state().await);
    let url_a = a.facade.url();
    let compare = |url_b: String| {
        let arguments = [
            "compare",
            "--a",
            &url_a,
            "--token-a",
            tokens::SCIM,
            "--b",
            &url_b,
            "--token-b",
            tokens::SCIM,
            "--tags",
            "@smoke or @MAP-U02 or @wire and (@O-4 or @E-4)",
            "--jobs",
            "4",
        ]
        .map(str::to_owned);
        async move { run(&arguments.each_ref().map(String::as_str)).await }
    };
    let same = compare(b.facade.url()).await;
    assert_eq!(code(&same), Some(0), "{}{}", told(&same), complained(&same));
    assert!(
        told(&same).ends_with(" scenarios compared, 0 differ\n"),
        "{}",
        told(&same)
    );

    let (_relay, url) = b.flawed(SMALL_LETTERS).await;
    let other = compare(url).await;
    assert_eq!(code(&other), Some(1), "{}", complained(&other));
    let told = told(&other);
    assert!(
        told.contains("Rule: whoever is new gets an account"),
        "{told}"
    );
    assert!(
        told.contains(
            "POST /Users: /body/displayName is \"Ada Lovelace\" in A and \"ada lovelace\" in B"
        ),
        "{told}"
    );
    assert_eq!((a.state().await, b.state().await), (before_a, before_b));
}
