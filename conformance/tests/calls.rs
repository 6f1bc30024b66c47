//! How many calls of PactFlow's one SCIM call makes, counted from the simulator's journal: the same in a small directory
//! and in a large one.

mod common;

use common::{Answer, Pair, filter};
use mock_pactflow::Seed;
use serde_json::{Value, json};

/// How many people there are. The large directory has so many that its pages, of 500 people, are several.
const SIZES: [usize; 2] = [100, 5_200];

/// How many members the first team has in each directory: a tenth.
fn directory(people: usize) -> Seed {
    Seed::large(people, 3, people / 10)
}

const ADMINISTRATOR: &str = "cf75d7c2-416b-11ea-af5e-53c3b1a4efd8";
const USER: &str = "e9282e22-416b-11ea-a16e-57ee1bb61d18";

/// A pair whose calls are counted.
struct Counted(Pair);

impl Counted {
    async fn start(people: usize) -> Self {
        Self(Pair::start(directory(people)).await)
    }

    async fn warm(people: usize) -> Self {
        let pair = Self::start(people).await;
        let nobody = pair.0.get(&look_up("nobody@perf.example.com")).await;
        assert_eq!(nobody.body["totalResults"], 0);
        pair
    }

    /// The answer, which must have this status, and the calls that it took.
    async fn send(
        &self,
        status: u16,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> (Answer, Vec<String>) {
        let journal = self.0.pactflow.requests();
        let mark = journal.mark();
        let answer = self.0.send(method, path, body).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
        let calls = journal.since(mark).into_iter();
        let name = |call: mock_pactflow::Exchange| format!("{} {}", call.method, call.path);
        (answer, calls.map(name).collect())
    }

    /// How many calls this took.
    async fn cost(&self, status: u16, method: &str, path: &str, body: Option<Value>) -> usize {
        self.send(status, method, path, body).await.1.len()
    }

    fn user(&self, index: usize) -> String {
        self.0.pactflow.state().users()[index].uuid.to_string()
    }

    fn team(&self, name: &str) -> String {
        let team = self.0.pactflow.state().team_by_name(name).unwrap();
        team.uuid.to_string()
    }
}

fn look_up(name: &str) -> String {
    format!("/Users?{}", filter(&format!("userName eq \"{name}\"")))
}

fn person(name: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": name, "displayName": "Ada", "emails": [{ "value": name, "primary": true }],
    })
}

fn with_role(name: &str, role: &str) -> Value {
    let mut person = person(name);
    person["roles"] = json!([{ "value": role }]);
    person
}

fn patch(operation: Value) -> Option<Value> {
    Some(
        json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation] }),
    )
}

fn add_member(user: &str) -> Option<Value> {
    patch(json!({ "op": "add", "path": "members", "value": [{ "value": user }] }))
}

#[tokio::test]
async fn one_resource_is_one_call() {
    for people in SIZES {
        let pair = Counted::start(people).await;
        let (user, team) = (pair.user(people - 1), pair.team("team0000"));
        let user = pair.cost(200, "GET", &format!("/Users/{user}"), None).await;
        let team = pair
            .cost(200, "GET", &format!("/Groups/{team}"), None)
            .await;
        assert_eq!((user, team), (1, 1));
    }
}

#[tokio::test]
async fn a_run_of_look_ups_of_those_who_are_there_is_one_call_each() {
    for people in SIZES {
        let pair = Counted::start(people).await;
        let mark = pair.0.pactflow.requests().mark();
        for index in 0..500 {
            let name = format!("USER{:06}@perf.example.com", index * 7 % people);
            let found = pair.0.get(&look_up(&name)).await;
            assert_eq!(found.body["totalResults"], 1, "{name}");
        }
        let calls = pair.0.pactflow.requests().mark() - mark;
        assert!(calls <= 525, "{calls} calls for {people} people");
    }
}

#[tokio::test]
async fn a_run_of_look_ups_of_those_who_are_not_there_is_less_than_one_call_each() {
    for people in SIZES {
        let pair = Counted::start(people).await;
        let mark = pair.0.pactflow.requests().mark();
        for index in 0..500 {
            let name = format!("nobody{index}@perf.example.com");
            let found = pair.0.get(&look_up(&name)).await;
            assert_eq!(found.body["totalResults"], 0, "{name}");
        }
        let calls = pair.0.pactflow.requests().mark() - mark;
        // One search, and one look at everyone, perhaps once more where the machine is slow.
        let sweep = people.div_ceil(500) as u64;
        assert!(
            calls <= 3 * (1 + sweep),
            "{calls} calls for {people} people"
        );
    }
}

#[tokio::test]
async fn somebody_is_found_by_any_key_with_one_call() {
    for people in SIZES {
        let pair = Counted::warm(people).await;
        for key in [
            "externalId eq \"00uperf000042\"",
            "emails.value eq \"user000042@perf.example.com\"",
            "emails[type eq \"work\"].value eq \"user000042@perf.example.com\"",
            "userName eq \"user000042@perf.example.com\" and active eq true",
        ] {
            let path = format!("/Users?{}", filter(key));
            let (found, calls) = pair.send(200, "GET", &path, None).await;
            assert_eq!(found.body["totalResults"], 1, "{key}");
            assert_eq!(calls.len(), 1, "{key}: {calls:?}");
        }
    }
}

#[tokio::test]
async fn a_page_is_one_call_and_two_where_it_straddles() {
    for people in SIZES {
        let pair = Counted::start(people).await;
        for (start, count, expected) in [
            (1, 50, 1),
            (people - 49, 50, 1),
            (people / 2 + 1, 50, 1),
            (26, 50, 2),
            (people + 1, 50, 1),
        ] {
            let path = format!("/Users?startIndex={start}&count={count}");
            assert_eq!(
                pair.cost(200, "GET", &path, None).await,
                expected,
                "{path} of {people}"
            );
        }
    }
}

#[tokio::test]
async fn a_deactivation_is_a_read_and_a_write() {
    for people in SIZES {
        let pair = Counted::start(people).await;
        let path = |index| format!("/Users/{}", pair.user(index));
        let off = || patch(json!({ "op": "replace", "value": { "active": false } }));
        // A token's first change of a person also asks whose token it is (DEC-40).
        assert_eq!(pair.cost(200, "PATCH", &path(0), off()).await, 3);
        assert_eq!(pair.cost(200, "PATCH", &path(people / 2), off()).await, 2);
    }
}

#[tokio::test]
async fn a_put_that_changes_nothing_is_the_read() {
    for people in SIZES {
        let pair = Counted::start(people).await;
        let path = format!("/Users/{}", pair.user(people / 2));
        let present = pair.0.get(&path).await.body;
        assert_eq!(pair.cost(200, "PUT", &path, Some(present)).await, 1);
    }
}

#[tokio::test]
async fn joining_a_group_is_one_call_whatever_its_size() {
    for people in SIZES {
        let pair = Counted::start(people).await;
        let path = format!("/Groups/{}", pair.team("team0000"));
        let newcomer = pair.user(people - 1);
        let (_, calls) = pair.send(204, "PATCH", &path, add_member(&newcomer)).await;
        assert_eq!(calls.len(), 1, "{calls:?}");
        let leaving =
            patch(json!({ "op": "remove", "path": format!("members[value eq \"{newcomer}\"]") }));
        let (_, calls) = pair.send(204, "PATCH", &path, leaving).await;
        assert_eq!(calls.len(), 1, "{calls:?}");
    }
}

#[tokio::test]
async fn a_whole_membership_is_a_read_and_a_write() {
    for people in SIZES {
        let pair = Counted::start(people).await;
        let path = format!("/Groups/{}", pair.team("team0000"));
        let mut group = pair.0.get(&path).await.body;
        let members = group["members"].as_array_mut().unwrap();
        members.push(json!({ "value": pair.user(people - 1) }));
        let (_, calls) = pair.send(200, "PUT", &path, Some(group)).await;
        assert_eq!(calls.len(), 2, "{calls:?}");
    }
}

#[tokio::test]
async fn a_create_is_one_call_and_two_with_a_role() {
    for people in SIZES {
        let pair = Counted::warm(people).await;
        // Nobody has been seen with the role yet, so how PactFlow calls it has to be read.
        let first = with_role("first@perf.example.com", ADMINISTRATOR);
        assert_eq!(pair.cost(201, "POST", "/Users", Some(first)).await, 3);
        let ada = with_role("ada@perf.example.com", ADMINISTRATOR);
        let (created, calls) = pair.send(201, "POST", "/Users", Some(ada)).await;
        assert_eq!(calls.len(), 2, "{calls:?}");
        let id = created.body["id"].as_str().unwrap();
        let read = pair.0.get(&format!("/Users/{id}")).await.body;
        assert_eq!(created.body["roles"], read["roles"]);
        assert_eq!(created.body["meta"]["version"], read["meta"]["version"]);
        let default = with_role("grace@perf.example.com", USER);
        assert_eq!(pair.cost(201, "POST", "/Users", Some(default)).await, 1);
        let plain = person("alan@perf.example.com");
        assert_eq!(pair.cost(201, "POST", "/Users", Some(plain)).await, 1);
    }
}

#[tokio::test]
async fn okta_provisions_somebody_into_a_group_with_three_calls_and_four_with_a_role() {
    for people in SIZES {
        let pair = Counted::warm(people).await;
        let group = format!("/Groups/{}", pair.team("team0001"));
        let provision = async |name: &str, body: Value| {
            let mark = pair.0.pactflow.requests().mark();
            let found = pair.0.get(&look_up(name)).await.body;
            assert_eq!(found["totalResults"], 0);
            let created = pair.send(201, "POST", "/Users", Some(body)).await.0;
            let id = created.body["id"].as_str().unwrap();
            pair.send(204, "PATCH", &group, add_member(id)).await;
            pair.0.pactflow.requests().mark() - mark
        };
        let name = "ada@perf.example.com";
        assert!(provision(name, person(name)).await <= 3);
        // The first who gets the role shows how PactFlow calls it.
        let first = with_role("first@perf.example.com", ADMINISTRATOR);
        pair.send(201, "POST", "/Users", Some(first)).await;
        let name = "grace@perf.example.com";
        assert!(provision(name, with_role(name, ADMINISTRATOR)).await <= 4);
    }
}

#[tokio::test]
async fn a_group_is_looked_up_with_one_call() {
    for people in SIZES {
        let pair = Counted::warm(people).await;
        let path = format!("/Groups?{}", filter("displayName eq \"TEAM0000\""));
        // Nobody has seen the team yet: PactFlow's search finds it, and a read shows its members.
        assert_eq!(pair.cost(200, "GET", &path, None).await, 2);
        let (found, calls) = pair.send(200, "GET", &path, None).await;
        let members = found.body["Resources"][0]["members"].as_array().unwrap();
        assert_eq!((members.len(), calls.len()), (people / 10, 1), "{calls:?}");
        let without = format!("{path}&excludedAttributes=members");
        assert_eq!(pair.cost(200, "GET", &without, None).await, 1);
        let by_id = format!(
            "/Groups?{}",
            filter(&format!("id eq \"{}\"", pair.team("team0000")))
        );
        assert_eq!(pair.cost(200, "GET", &by_id, None).await, 1);
    }
}
