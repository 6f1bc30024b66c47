//! The service and the simulator behind it, as the model sees them.

use std::collections::BTreeSet;

use mock_pactflow::{MockPactflow, Seed, SeedUser, User, role};
use pactflow_scim::Running;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::common::{Answer, Scim, filter, http, start};
use crate::operation::{Change, Client, Move, Number, Operation, Profile, Set, TOKENS};
use crate::reference::{Model, Person, Team};

/// The address of somebody who is there all the time and whom no operation names: there is always an administrator.
const BYSTANDER: &str = "bystander@elsewhere.example";

/// The service under test.
pub(crate) struct System {
    pactflow: MockPactflow,
    _facade: Running,
    scim: Scim,
    model: Model,
    /// The ids that were given, in the order of creation.
    people: Vec<String>,
    teams: Vec<String>,
}

/// A directory of which the clients' tokens are a part, and one person whom nobody touches.
pub(crate) fn seed() -> Seed {
    let bystander = SeedUser::new("Bystander", BYSTANDER).roles(["Administrator"]);
    Seed::empty()
        .user(bystander)
        .system_account("second", TOKENS[1])
        .system_account("third", TOKENS[2])
}

impl System {
    pub(crate) async fn start() -> Self {
        let pactflow = MockPactflow::builder().seed(seed()).start().await.unwrap();
        let facade = start(&pactflow.url(), &[]).await;
        Self {
            scim: Scim::to(facade.url(), http()),
            pactflow,
            _facade: facade,
            model: Model::default(),
            people: Vec::new(),
            teams: Vec::new(),
        }
    }

    /// Makes the request, and holds the answer, the directory and the log of changes against the model.
    pub(crate) async fn step(&mut self, client: Client, operation: &Operation) {
        let verdict = self.model.judge(operation);
        let mark = self.pactflow.changes().mark();
        let (method, path, body) = self.request(operation);
        let authorization = format!("Bearer {}", TOKENS[client]);
        let scim = self.scim.authorized_by(&authorization);
        let answer = scim.send(method, &path, body).await;
        if answer.status < 300 {
            let Some(done) = verdict.done else {
                panic!("to be refused with {:?}: {answer:?}", verdict.refused);
            };
            let is_unchanged = done == self.model;
            self.model = done;
            let id = || answer.body["id"].as_str().unwrap().to_owned();
            match operation {
                Operation::Create(..) => self.people.push(id()),
                Operation::CreateGroup(..) => self.teams.push(id()),
                _ => {}
            }
            if is_unchanged {
                self.pactflow.changes().since(mark).assert_only("");
            }
            self.check_answer(operation, &answer);
        } else {
            assert!(
                verdict.refused.contains(&answer.status),
                "{:?} or done: {answer:?}",
                verdict.refused
            );
            assert_eq!(answer.body["status"], answer.status.to_string());
        }
        self.check_directory();
    }

    fn request(&self, operation: &Operation) -> (&'static str, String, Option<Value>) {
        let user = |who: Number| format!("/Users/{}", named(&self.people, who));
        let group = |team: Number| format!("/Groups/{}", named(&self.teams, team));
        let find = |endpoint: &str, text: String| format!("/{endpoint}?{}", filter(&text));
        match operation {
            Operation::Create(profile, teams) => {
                let mut body = document(profile);
                let values = teams
                    .iter()
                    .map(|team| json!({"value": named(&self.teams, *team)}));
                body["groups"] = values.collect();
                ("POST", "/Users".to_owned(), Some(body))
            }
            Operation::Put(who, profile) => ("PUT", user(*who), Some(document(profile))),
            Operation::Patch(who, changes) => {
                ("PATCH", user(*who), Some(patch(changes.iter().map(change))))
            }
            Operation::Delete(who) => ("DELETE", user(*who), None),
            Operation::CreateGroup(name, members) => {
                let body = json!({"displayName": name, "members": self.members(members)});
                ("POST", "/Groups".to_owned(), Some(body))
            }
            Operation::PutGroup(team, name, members) => {
                let mut body = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"]});
                if let Some(name) = name {
                    body["displayName"] = json!(name);
                }
                if let Some(members) = members {
                    body["members"] = self.members(members);
                }
                ("PUT", group(*team), Some(body))
            }
            Operation::PatchGroup(team, moves) => {
                let operations = moves.iter().map(|a_move| self.a_move(a_move));
                ("PATCH", group(*team), Some(patch(operations)))
            }
            Operation::DeleteGroup(team) => ("DELETE", group(*team), None),
            Operation::Read(who) => ("GET", user(*who), None),
            Operation::ReadGroup(team) => ("GET", group(*team), None),
            Operation::LookUp(by, value) => (
                "GET",
                find("Users", format!("{by} eq {}", json!(value))),
                None,
            ),
            Operation::LookUpGroup(name) => (
                "GET",
                find("Groups", format!("displayName eq {}", json!(name))),
                None,
            ),
            Operation::GroupsOf(who) => {
                let text = format!("members.value eq \"{}\"", named(&self.people, *who));
                ("GET", find("Groups", text), None)
            }
            Operation::List(start, count) => (
                "GET",
                format!("/Users?startIndex={start}&count={count}"),
                None,
            ),
        }
    }

    fn members(&self, members: &[Number]) -> Value {
        let value = |who: &Number| json!({"value": named(&self.people, *who)});
        members.iter().map(value).collect()
    }

    fn a_move(&self, a_move: &Move) -> Value {
        match a_move {
            Move::Join(who) => json!({"op": "add", "path": "members", "value": self.members(who)}),
            // Without a value everybody leaves, so an empty list is a filter that nobody fits.
            Move::Leave(who) => {
                let values = who
                    .iter()
                    .map(|who| format!("value eq \"{}\"", named(&self.people, *who)));
                let values: Vec<_> = values.chain(["value eq \"nobody\"".to_owned()]).collect();
                json!({"op": "remove", "path": format!("members[{}]", values.join(" or "))})
            }
            Move::Exactly(who) => {
                json!({"op": "replace", "path": "members", "value": self.members(who)})
            }
            Move::Rename(name) => json!({"op": "replace", "value": {"displayName": name}}),
        }
    }

    /// The answer shows what there is now.
    fn check_answer(&self, operation: &Operation, answer: &Answer) {
        let found = |ids: &[String], expected: Vec<Number>| {
            let resources = answer.body["Resources"].as_array().unwrap();
            let shown: Vec<_> = resources
                .iter()
                .map(|resource| resource["id"].as_str().unwrap())
                .collect();
            let expected: Vec<_> = expected
                .into_iter()
                .map(|number| ids[number].as_str())
                .collect();
            assert_eq!(shown, expected, "{}", answer.body);
            assert_eq!(answer.body["totalResults"], expected.len());
        };
        let fits = |text: &str, value: &str| text.to_lowercase() == value.to_lowercase();
        match operation {
            Operation::Create(..) => self.check_user(self.people.len() - 1, &answer.body),
            Operation::Put(who, _) | Operation::Patch(who, _) | Operation::Read(who) => {
                self.check_user(*who, &answer.body)
            }
            Operation::CreateGroup(..) => self.check_group(self.teams.len() - 1, &answer.body),
            Operation::PutGroup(team, ..) | Operation::ReadGroup(team) => {
                self.check_group(*team, &answer.body)
            }
            Operation::LookUp("userName", value) => found(
                &self.people,
                self.model
                    .people_who(|person| fits(&person.user_name, value)),
            ),
            Operation::LookUp("emails.value", value) => found(
                &self.people,
                self.model.people_who(|person| fits(&person.email, value)),
            ),
            Operation::LookUp(_, value) => {
                let has = |person: &Person| person.external.as_deref() == Some(*value);
                let mut holders = self.model.people_who(has);
                // Nothing keeps two people from having one, and those who have it are listed by id (DEC-56).
                holders.sort_by_key(|number| &self.people[*number]);
                found(&self.people, holders);
            }
            Operation::LookUpGroup(name) => found(
                &self.teams,
                self.model.teams_that(|team| fits(&team.name, name)),
            ),
            Operation::GroupsOf(who) => {
                let default = usize::from(self.model.person(*who).is_some());
                let total = self
                    .model
                    .teams_that(|team| team.members.contains(who))
                    .len()
                    + default;
                assert_eq!(answer.body["totalResults"], total, "{}", answer.body);
            }
            Operation::List(start, count) => self.check_list((*start).max(1), *count, &answer.body),
            _ => {}
        }
    }

    fn check_list(&self, start: usize, count: usize, list: &Value) {
        // The bystander came first.
        let everyone: Vec<_> = self.model.people_who(|_| true);
        let ids = everyone.iter().map(|who| self.people[*who].clone());
        let all: Vec<_> = std::iter::once(self.bystander()).chain(ids).collect();
        let shown: Vec<_> = list["Resources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["id"].as_str().unwrap())
            .collect();
        let window: Vec<_> = all.iter().skip(start - 1).take(count).collect();
        assert_eq!(
            (&shown[..], &list["totalResults"]),
            (
                &window.iter().map(|id| id.as_str()).collect::<Vec<_>>()[..],
                &json!(all.len())
            )
        );
    }

    fn bystander(&self) -> String {
        self.pactflow
            .state()
            .find_user_by_email(BYSTANDER)
            .unwrap()
            .uuid
            .to_string()
    }

    fn check_user(&self, who: Number, document: &Value) {
        let person = self.model.person(who).unwrap();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let values = |name: &str| -> BTreeSet<String> {
            let list = document[name].as_array().into_iter().flatten();
            list.filter_map(|entry| text(&entry["value"])).collect()
        };
        let shown = Person {
            user_name: text(&document["userName"]).unwrap(),
            email: text(&document["emails"][0]["value"]).unwrap(),
            name: text(&document["displayName"]).unwrap(),
            given: text(&document["name"]["givenName"]),
            family: text(&document["name"]["familyName"]),
            external: text(&document["externalId"]),
            active: document["active"].as_bool().unwrap(),
            roles: values("roles")
                .iter()
                .map(|uuid| uuid.parse::<Uuid>().unwrap())
                .collect(),
        };
        assert_eq!(
            (&shown, document["id"].as_str()),
            (person, self.people.get(who).map(String::as_str))
        );
        let joined = self.model.teams_that(|team| team.members.contains(&who));
        let joined: BTreeSet<String> = joined
            .into_iter()
            .map(|team| self.teams[team].clone())
            .collect();
        let default = self
            .pactflow
            .state()
            .team_by_name("Default")
            .unwrap()
            .uuid
            .to_string();
        assert_eq!(
            values("groups"),
            joined.into_iter().chain([default]).collect()
        );
    }

    fn check_group(&self, team: Number, document: &Value) {
        let expected = self.model.team(team).unwrap();
        let members = document["members"].as_array().into_iter().flatten();
        let shown: BTreeSet<_> = members
            .map(|member| member["value"].as_str().unwrap().to_owned())
            .collect();
        let members: BTreeSet<_> = expected
            .members
            .iter()
            .map(|who| self.people[*who].clone())
            .collect();
        assert_eq!(
            (document["displayName"].as_str(), shown),
            (Some(expected.name.as_str()), members)
        );
    }

    /// PactFlow holds what the model holds: everybody, every team, nobody else.
    fn check_directory(&self) {
        let state = self.pactflow.state();
        let number = |uuid: Uuid| self.people.iter().position(|id| *id == uuid.to_string());
        let mut held = Model {
            people: vec![None; self.people.len()],
            teams: vec![None; self.teams.len()],
        };
        for user in state.users() {
            match number(user.uuid) {
                Some(who) => held.people[who] = Some(read(&user)),
                None => assert_eq!(
                    user.email.as_deref(),
                    Some(BYSTANDER),
                    "nobody asked for {user:?}"
                ),
            }
        }
        for team in state.teams() {
            let Some(index) = self
                .teams
                .iter()
                .position(|id| *id == team.uuid.to_string())
            else {
                assert_eq!(team.name, "Default", "nobody asked for {team:?}");
                continue;
            };
            let members = team
                .members
                .iter()
                .map(|uuid| number(*uuid).expect("a member whom nobody added"));
            held.teams[index] = Some(Team {
                name: team.name.clone(),
                members: members.collect(),
            });
        }
        assert_eq!(held, self.model);
    }
}

/// What PactFlow holds of a person.
fn read(user: &User) -> Person {
    Person {
        user_name: user.external_idp_username.clone().unwrap_or_default(),
        email: user.email.clone().unwrap_or_default(),
        name: user.name.clone().unwrap_or_default(),
        given: user.first_name.clone(),
        family: user.last_name.clone(),
        external: user.external_idp_id.clone(),
        active: user.active,
        roles: user
            .roles
            .iter()
            .copied()
            .filter(|uuid| *uuid != role::TEAM_ADMINISTRATOR)
            .collect(),
    }
}

/// The id with this number, or one that nobody has.
fn named(ids: &[String], number: Number) -> String {
    ids.get(number)
        .cloned()
        .unwrap_or_else(|| format!("ffffffff-ffff-4fff-8fff-{number:012}"))
}

fn document(profile: &Profile) -> Value {
    let mut body = Map::new();
    body.insert(
        "schemas".to_owned(),
        json!(["urn:ietf:params:scim:schemas:core:2.0:User"]),
    );
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            body.insert(name.to_owned(), value);
        }
    };
    put("userName", profile.user_name.map(Value::from));
    put(
        "emails",
        profile
            .email
            .map(|email| json!([{"value": email, "primary": true}])),
    );
    put("displayName", profile.display.map(Value::from));
    put("externalId", value(profile.external));
    put("active", profile.active.map(Value::from));
    put("roles", profile.roles.as_deref().map(references));
    let parts = [("givenName", profile.given), ("familyName", profile.family)];
    let parts = parts
        .into_iter()
        .filter_map(|(name, set)| Some((name.to_owned(), value(set)?)));
    body.insert("name".to_owned(), Value::Object(parts.collect()));
    Value::Object(body)
}

fn value(set: Set) -> Option<Value> {
    match set {
        Set::Leave => None,
        Set::Clear => Some(Value::Null),
        Set::To(text) => Some(text.into()),
    }
}

fn references(roles: &[Uuid]) -> Value {
    roles.iter().map(|role| json!({"value": role})).collect()
}

fn patch(operations: impl Iterator<Item = Value>) -> Value {
    let operations: Vec<_> = operations.collect();
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations})
}

fn change(change: &Change) -> Value {
    let replace = |path: &str, value: Value| json!({"op": "replace", "path": path, "value": value});
    let set = |path: &str, set: Set| match value(set) {
        Some(Value::Null) | None => json!({"op": "remove", "path": path}),
        Some(value) => replace(path, value),
    };
    match change {
        Change::UserName(name) => replace("userName", json!(name)),
        Change::Email(email) => replace("emails[type eq \"work\"].value", json!(email)),
        Change::Display(name) => replace("displayName", json!(name)),
        Change::Given(given) => set("name.givenName", *given),
        Change::Family(family) => set("name.familyName", *family),
        Change::External(external) => set("externalId", *external),
        Change::Active(active) => json!({"op": "Replace", "value": {"active": active}}),
        Change::Roles(roles) => replace("roles", references(roles)),
        Change::AddRole(role) => json!({"op": "add", "path": "roles", "value": [{"value": role}]}),
        Change::DropRole(role) => {
            json!({"op": "remove", "path": format!("roles[value eq \"{role}\"]")})
        }
    }
}
