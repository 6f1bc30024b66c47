//! DEC-09: what was read can be written back, and that changes nothing and writes nothing.

use conformance::wire::{Exchange, Request, Wire};
use http::Method;
use mock_pactflow::{MockPactflow, Seed, SeedUser};
use pactflow_scim::{Running, Settings};
use proptest::prelude::*;

struct Servers {
    pactflow: MockPactflow,
    _facade: Running,
    wire: Wire,
}

impl Servers {
    async fn with(seed: Seed) -> Self {
        let pactflow = MockPactflow::builder().seed(seed).start().await.unwrap();
        let pairs = [
            ("PACTFLOW_URL", pactflow.url()),
            ("SERVER_ADDRESS", "127.0.0.1".into()),
            ("SERVER_PORT", "0".into()),
        ];
        let facade = pactflow_scim::start(Settings::from_pairs(pairs).unwrap())
            .await
            .unwrap();
        let wire = Wire::to(facade.url(), conformance::target::tokens::SCIM);
        Self {
            pactflow,
            _facade: facade,
            wire,
        }
    }

    async fn send(&self, method: Method, target: String, body: Option<String>) -> Exchange {
        let headers = vec![
            ("Authorization", String::new()),
            (
                "Content-Type",
                "application/scim+json; charset=utf-8".to_owned(),
            ),
        ];
        self.wire
            .send(Request {
                method,
                target,
                headers,
                body,
            })
            .await
            .unwrap()
    }

    /// Reads every resource there is and writes each back as it was read.
    async fn echo_all(&self, resources: &str) -> usize {
        let list = self
            .send(Method::GET, format!("/{resources}?count=1000"), None)
            .await
            .json();
        let ids: Vec<_> = list["Resources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(
            list["totalResults"],
            ids.len(),
            "all of them are on one page"
        );
        let (changes, requests) = (
            self.pactflow.changes().mark(),
            self.pactflow.requests().mark(),
        );
        for id in &ids {
            let target = format!("/{resources}/{id}");
            let read = self.send(Method::GET, target.clone(), None).await;
            let written = self
                .send(Method::PUT, target, Some(read.body.clone()))
                .await;
            assert_eq!(written.status, 200, "{written}");
            assert_eq!(
                written.body, read.body,
                "the answer to an echo is what was read"
            );
        }
        self.pactflow.changes().since(changes).assert_only("");
        let requests = self.pactflow.requests().since(requests);
        let writes: Vec<_> = requests
            .iter()
            .filter(|request| request.method != "GET")
            .collect();
        assert!(writes.is_empty(), "PactFlow got {writes:#?}");
        assert!(requests.len() >= ids.len(), "each one was read");
        ids.len()
    }
}

#[tokio::test]
async fn every_person_and_team_of_the_demo_can_be_written_back() {
    let servers = Servers::with(Seed::demo()).await;
    assert!(servers.echo_all("Users").await > 5);
    assert!(servers.echo_all("Groups").await > 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn anybody_can_be_written_back(people in prop::collection::vec(anybody(), 1..12)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let count = people.len();
            let mut seed = Seed::empty();
            for (number, mut person) in people.into_iter().enumerate() {
                // Addresses and sign-in names have to differ, whatever else is generated.
                person.email = format!("{number}.{}", person.email);
                person.external_idp_username = person.external_idp_username.map(|name| format!("{name}.{number}"));
                seed = seed.user(person);
            }
            let servers = Servers::with(seed).await;
            assert_eq!(servers.echo_all("Users").await, count);
        });
    }
}

/// Somebody as PactFlow may know them: any names or none, active or not, with one role or several or none.
fn anybody() -> impl Strategy<Value = SeedUser> {
    let text = || prop::option::of("[ -~äöüßéèçñøåłžğ数学ж'\"\\\\]{1,24}");
    let roles = prop::option::of(prop::sample::subsequence(
        vec!["Administrator", "User", "CI/CD", "SCIM", "Viewer"],
        0..4,
    ));
    (
        "[a-zA-Z0-9+_-]{1,12}@[a-z]{1,8}\\.io",
        text(),
        text(),
        text(),
        text(),
        text(),
        any::<bool>(),
        roles,
    )
        .prop_map(
            |(
                email,
                name,
                first_name,
                last_name,
                external_idp_username,
                external_idp_id,
                active,
                roles,
            )| SeedUser {
                email,
                name,
                first_name,
                last_name,
                external_idp_username,
                external_idp_id,
                active: Some(active),
                roles: roles.map(|roles| roles.into_iter().map(str::to_owned).collect()),
                ..SeedUser::default()
            },
        )
}
