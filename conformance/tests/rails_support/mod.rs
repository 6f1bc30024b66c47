//! A simulator and a façade, and the audit log of what was asked of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use mock_pactflow::{MockPactflow, Seed, SeedTeam, SeedUser};
use pactflow_scim::{Running, Settings, telemetry};
use reqwest::{Client, Method};
use serde_json::Value;

/// The token with the SCIM role.
pub(crate) const TOKEN: &str = "dev-scim-token";

/// The file with the audit log of this process, as JSON.
static AUDIT: LazyLock<PathBuf> = LazyLock::new(|| {
    let name = format!("audit-{}.log", std::process::id());
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let pairs = [
        ("PACTFLOW_URL", "http://127.0.0.1:1"),
        ("LOGGING_LEVEL_ROOT", "OFF"),
        ("LOGGING_FORMAT", "json"),
        ("AUDIT_LOG_FILE", path.to_str().unwrap()),
    ];
    let settings = Settings::from_pairs(pairs).unwrap();
    let subscriber = telemetry::subscriber(&settings, false, io::sink).unwrap();
    tracing::dispatcher::set_global_default(subscriber).unwrap();
    path
});

/// A simulator and a façade in front of it.
pub(crate) struct Servers {
    pub(crate) pactflow: MockPactflow,
    facade: Running,
    http: Client,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The id of the request.
    pub(crate) request: String,
    /// The body, null where there is none.
    pub(crate) body: Value,
}

impl Answer {
    /// The id of the resource that was answered.
    pub(crate) fn id(&self) -> String {
        self.body["id"].as_str().unwrap().to_owned()
    }
}

/// Somebody who came by the identity provider, such as `ada`.
pub(crate) fn person(name: &str) -> SeedUser {
    let address = format!("{name}@acme.io");
    SeedUser {
        external_idp_username: Some(address.clone()),
        ..SeedUser::new(name, &address)
    }
}

impl Servers {
    /// Both, on free ports, with these settings beside the usual ones.
    pub(crate) async fn start(seed: Seed, settings: &[(&str, &str)]) -> Self {
        LazyLock::force(&AUDIT);
        let pactflow = MockPactflow::builder().seed(seed).start().await.unwrap();
        let url = pactflow.url();
        let usual = [
            ("PACTFLOW_URL", url.as_str()),
            ("SERVER_ADDRESS", "127.0.0.1"),
            ("SERVER_PORT", "0"),
        ];
        let pairs = usual.iter().chain(settings).copied();
        let facade = pactflow_scim::start(Settings::from_pairs(pairs).unwrap())
            .await
            .unwrap();
        Self {
            pactflow,
            facade,
            http: Client::new(),
        }
    }

    /// A request with an id of its own; `path` begins after the base address.
    pub(crate) async fn send(&self, method: &str, path: String, body: Option<&Value>) -> Answer {
        let method: Method = method.parse().unwrap();
        let request = uuid::Uuid::new_v4().to_string();
        let mut sending = self
            .http
            .request(method, format!("{}{path}", self.facade.url()))
            .bearer_auth(TOKEN)
            .header("x-request-id", &request);
        if let Some(body) = body {
            sending = sending
                .header("content-type", "application/scim+json")
                .body(body.to_string());
        }
        let response = sending.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        Answer {
            status,
            request,
            body: serde_json::from_str(&text).unwrap_or_default(),
        }
    }

    /// The lines of the audit log that belong to a request.
    pub(crate) fn audit_of(&self, answer: &Answer) -> Vec<Value> {
        let log = std::fs::read_to_string(&*AUDIT).unwrap();
        log.lines()
            .filter(|line| line.contains(&answer.request))
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The ids of people and teams, by their names.
    pub(crate) fn ids(&self) -> BTreeMap<String, String> {
        let state = self.pactflow.state();
        let users = state.users().into_iter().map(|user| (user.name, user.uuid));
        let teams = state
            .teams()
            .into_iter()
            .map(|team| (Some(team.name), team.uuid));
        users
            .chain(teams)
            .map(|(name, uuid)| (name.unwrap_or_default(), uuid.to_string()))
            .collect()
    }

    /// The names of the people who can sign in.
    pub(crate) fn active(&self) -> BTreeSet<String> {
        let users = self.pactflow.state().users().into_iter();
        users
            .filter(|user| user.active)
            .filter_map(|user| user.name)
            .collect()
    }

    /// Creates a group.
    pub(crate) async fn id_of_new_group(&self, name: &str) -> String {
        let body = serde_json::json!({"displayName": name});
        let answer = self.send("POST", "/Groups".to_owned(), Some(&body)).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.id()
    }

    /// Creates a team as somebody else does who does not ask this façade.
    pub(crate) fn id_of_team_made_elsewhere(&self, name: &str) -> String {
        let team = SeedTeam {
            name: name.to_owned(),
            ..SeedTeam::default()
        };
        let made = self.pactflow.edit(|editor| editor.add_team(team));
        made.unwrap().to_string()
    }
}
