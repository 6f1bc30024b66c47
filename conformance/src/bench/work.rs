//! What is measured: single requests and whole sequences, as identity providers send them.

use anyhow::{Context as _, ensure};
use http::Method;
use mock_pactflow::role::ADMINISTRATOR;
use serde_json::{Value, json};

use super::directory::Directory;
use super::line::Line;

/// Something that is measured.
#[derive(Debug)]
pub(super) struct Operation {
    /// What the report calls it.
    pub(super) name: &'static str,
    /// How many may be under way at the same time.
    pub(super) most_at_once: usize,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    GetUser,
    /// The page that begins at this part of the directory.
    List(f64),
    /// The same page of the simulator's own list.
    PactFlowList(f64),
    LookUpHit,
    LookUpMiss,
    Create,
    Deactivate,
    OktaProvision {
        with_role: bool,
    },
    OktaDeactivate,
    GetGroup,
    GroupAdd,
    /// The call that it makes, made to the simulator.
    PactFlowGroupAdd,
    GroupPut,
    Walk,
}

/// Any number of connections.
const ANY: usize = usize::MAX;

/// Everything that is measured, in the order in which it is; what changes the directory comes last.
pub(super) const OPERATIONS: &[Operation] = &[
    operation("get user", ANY, Kind::GetUser),
    operation("list, first page", ANY, Kind::List(0.0)),
    operation("list, page in the middle", ANY, Kind::List(0.5)),
    operation("list, last page", ANY, Kind::List(1.0)),
    operation("simulator's first page", ANY, Kind::PactFlowList(0.0)),
    operation(
        "simulator's page in the middle",
        ANY,
        Kind::PactFlowList(0.5),
    ),
    operation("simulator's last page", ANY, Kind::PactFlowList(1.0)),
    // Whoever is looked up before there was a miss is searched for, and the simulator's search reads everybody.
    operation("look-up, hit, cold index", ANY, Kind::LookUpHit),
    operation("look-up, miss", ANY, Kind::LookUpMiss),
    operation("look-up, hit", ANY, Kind::LookUpHit),
    operation(WALK, 1, Kind::Walk),
    operation("get group", 1, Kind::GetGroup),
    operation("group PUT", 1, Kind::GroupPut),
    operation("group PATCH add", ANY, Kind::GroupAdd),
    operation("simulator's group add", ANY, Kind::PactFlowGroupAdd),
    operation("PATCH active", ANY, Kind::Deactivate),
    operation("create", ANY, Kind::Create),
    operation(
        "Okta provisioning",
        ANY,
        Kind::OktaProvision { with_role: false },
    ),
    operation(
        "Okta provisioning with a role",
        ANY,
        Kind::OktaProvision { with_role: true },
    ),
    operation("Okta deactivation", ANY, Kind::OktaDeactivate),
];

const fn operation(name: &'static str, most_at_once: usize, kind: Kind) -> Operation {
    Operation {
        name,
        most_at_once,
        kind,
    }
}

/// The operation that reads every page.
pub(super) const WALK: &str = "walk over everyone";

/// How many resources a page of a list has.
const PAGE: usize = 100;

/// How many resources a page of a walk has.
pub(super) const WALK_PAGE: usize = 1_000;

impl Operation {
    /// Whether the simulator is asked itself: what is its own share.
    pub(super) fn is_of_simulator(&self) -> bool {
        matches!(self.kind, Kind::PactFlowList(_) | Kind::PactFlowGroupAdd)
    }

    /// The operation once; no two calls have the same number.
    pub(super) async fn run(
        &self,
        line: &mut Line,
        directory: &Directory,
        number: usize,
    ) -> anyhow::Result<()> {
        match self.kind {
            Kind::GetUser => {
                line.get(&format!("/Users/{}", directory.id(number)))
                    .await?;
            }
            Kind::List(part) => {
                list(line, page_at(part, directory.people) * PAGE + 1, PAGE).await?;
            }
            Kind::PactFlowList(part) => {
                let page = page_at(part, directory.people) + 1;
                line.get(&format!("/admin/users?page={page}&size={PAGE}"))
                    .await?;
            }
            Kind::LookUpHit => {
                // A step that has no divisor in common with the sizes, so that everybody has a turn.
                let name = format!(
                    "user{:06}@perf.example.com",
                    number * 7919 % directory.people
                );
                look_up(line, &name, 1).await?;
            }
            Kind::LookUpMiss => {
                look_up(line, &format!("nobody{number}@perf.example.com"), 0).await?;
            }
            Kind::Create => {
                create(line, "created", number, None).await?;
            }
            Kind::Deactivate => {
                let target = format!("/Users/{}", directory.id(number / 2));
                let active = json!({ "active": number % 2 == 1 });
                let patch = patch(json!({ "op": "replace", "value": active }));
                line.write(Method::PATCH, &target, &patch).await?;
            }
            Kind::OktaProvision { with_role } => {
                let (who, role) = if with_role {
                    ("okta-role", Some(ADMINISTRATOR))
                } else {
                    ("okta", None)
                };
                look_up(line, &name(who, number), 0).await?;
                let id = create(line, who, number, role).await?;
                add_member(line, &directory.team("team0001")?, &id).await?;
            }
            Kind::OktaDeactivate => {
                let target = format!("/Users/{}", directory.id(number));
                let mut user = line.json(&target).await?;
                user["active"] = json!(user["active"] != true);
                line.write(Method::PUT, &target, &user).await?;
            }
            Kind::GetGroup => {
                let group = line.json(&directory.team("team0000")?).await?;
                ensure!(group["members"].is_array(), "a group has members");
            }
            Kind::GroupAdd => {
                let target = directory.team("team0000")?;
                add_member(line, &target, directory.id(number)).await?;
            }
            Kind::PactFlowGroupAdd => {
                let target = format!("/admin/teams/{}/users", directory.team_id("team0000")?);
                let users = json!({ "uuids": [directory.id(number)] });
                line.write(Method::POST, &target, &users).await?;
            }
            Kind::GroupPut => {
                let target = directory.team("team0000")?;
                let body = directory.membership(line, &target, number).await?;
                line.write(Method::PUT, &target, &body).await?;
            }
            Kind::Walk => {
                let mut start = 1;
                while start <= directory.people {
                    start += list(line, start, WALK_PAGE).await?;
                }
            }
        }
        Ok(())
    }
}

/// The number, from 0, of the page that begins at this part of the directory.
fn page_at(part: f64, people: usize) -> usize {
    ((people.div_ceil(PAGE) - 1) as f64 * part).round() as usize
}

/// A page of the list; gives how many it has.
async fn list(line: &mut Line, start: usize, count: usize) -> anyhow::Result<usize> {
    let body = line
        .get(&format!("/Users?startIndex={start}&count={count}"))
        .await?;
    // To read all of it would cost as much as to write it.
    let head = String::from_utf8_lossy(&body[..body.len().min(512)]);
    let items = head
        .split("\"itemsPerPage\":")
        .nth(1)
        .context("itemsPerPage")?;
    let items: usize = items.split(',').next().unwrap_or_default().parse()?;
    ensure!(items > 0, "the page from {start} on is empty");
    Ok(items)
}

async fn look_up(line: &mut Line, name: &str, expected: usize) -> anyhow::Result<()> {
    let found = line
        .get(&format!("/Users?filter=userName%20eq%20%22{name}%22"))
        .await?;
    let total = format!("\"totalResults\":{expected},");
    ensure!(
        String::from_utf8_lossy(&found).contains(&total),
        "{name} is to be found {expected} times"
    );
    Ok(())
}

/// Creates somebody; gives the id.
async fn create(
    line: &mut Line,
    who: &str,
    number: usize,
    role: Option<uuid::Uuid>,
) -> anyhow::Result<String> {
    let name = name(who, number);
    let mut user = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": name,
        "externalId": format!("00u{who}{number}"),
        "name": { "givenName": who, "familyName": number.to_string() },
        "displayName": format!("{who} {number}"),
        "emails": [{ "value": name, "type": "work", "primary": true }],
        "locale": "en-US",
        "active": true,
        "groups": [],
    });
    if let Some(role) = role {
        user["roles"] = json!([{ "value": role }]);
    }
    let created = line.write(Method::POST, "/Users", &user).await?;
    let created: Value = serde_json::from_slice(&created)?;
    Ok(created["id"].as_str().context("an id")?.to_owned())
}

fn name(who: &str, number: usize) -> String {
    format!("{who}{number}@perf.example.com")
}

async fn add_member(line: &mut Line, group: &str, user: &str) -> anyhow::Result<()> {
    let add = json!({ "op": "add", "path": "members", "value": [{ "value": user }] });
    line.write(Method::PATCH, group, &patch(add)).await?;
    Ok(())
}

fn patch(operation: Value) -> Value {
    json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation] })
}
