//! `/admin/teams`: teams without their membership, which has its own file.

use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::body::{Body, Field};
use crate::call::{Answer, Call, Reply};
use crate::hal::{self, Link, ListLinks, TeamBody};
use crate::paging::{PageInfo, Paging};
use crate::state::{Refusal, TeamFields};

#[derive(Serialize)]
struct TeamList<'a> {
    teams: Vec<TeamBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<PageInfo>,
    #[serde(rename = "_links")]
    links: ListLinks,
}

pub(crate) fn list(call: &Call<'_>) -> Answer {
    let paging = Paging::parse(&call.query)?;
    let q = call
        .query
        .get("q")
        .map(str::to_lowercase)
        .filter(|q| !q.is_empty());
    let store = call.store();
    let (teams, total): (Vec<_>, usize) = match &q {
        None => {
            let (skip, take) = paging.window(store.teams.len());
            let slice = store.teams.get_range(skip..skip + take);
            (
                slice.into_iter().flat_map(|slice| slice.values()).collect(),
                store.teams.len(),
            )
        }
        Some(q) => {
            let found: Vec<_> = store
                .teams
                .values()
                .filter(|team| team.name.to_lowercase().contains(q))
                .collect();
            let (skip, take) = paging.window(found.len());
            let total = found.len();
            (found.into_iter().skip(skip).take(take).collect(), total)
        }
    };
    let url = call.url();
    let (next, previous) = paging.links(&url, &call.query, total);
    Ok(Reply::ok(&TeamList {
        teams: teams
            .into_iter()
            .map(|team| hal::listed_team(team, call.base))
            .collect(),
        page: paging.info(total),
        links: ListLinks {
            this: Link::titled("Teams", url),
            next,
            previous,
        },
    }))
}

pub(crate) fn read(call: &Call<'_>) -> Answer {
    let store = call.store();
    let team = store.team(call.uuid(0, "team")?)?;
    Ok(Reply::ok(&hal::team(&store, team, call.base)))
}

pub(crate) fn create(call: &Call<'_>) -> Answer {
    let fields = fields(call.body)?;
    let uuid = call.write(|transaction| transaction.create_team(fields))?;
    let store = call.store();
    let location = format!("{}/admin/teams/{uuid}", call.base);
    Ok(Reply::created(
        location,
        &hal::written_team(&store, store.team(uuid)?, call.base),
    ))
}

pub(crate) fn update(call: &Call<'_>) -> Answer {
    let uuid = call.uuid(0, "team")?;
    call.store().team(uuid)?;
    let fields = fields(call.body)?;
    call.write(|transaction| transaction.update_team(uuid, fields))?;
    let store = call.store();
    Ok(Reply::ok(&hal::written_team(
        &store,
        store.team(uuid)?,
        call.base,
    )))
}

pub(crate) fn delete(call: &Call<'_>) -> Answer {
    let uuid = call.uuid(0, "team")?;
    call.write(|transaction| transaction.delete_team(uuid))?;
    Ok(Reply::no_content())
}

/// The body in its present form, or, for what that leaves out, in the `_embedded` form that is
/// deprecated since PactFlow 1.31.
fn fields(bytes: &[u8]) -> Result<TeamFields, Refusal> {
    let mut body = Body::parse(bytes)?;
    let name = body.string("name");
    let administrators = body.uuids("administratorUuids");
    let environments = body.uuids("environmentUuids");
    let pacticipants = body.strings("pacticipantNames");
    let embedded = match body.object("_embedded") {
        Field::Value(embedded) => embedded,
        Field::Absent | Field::Null => Map::new(),
    };
    body.finish()?;
    let uuids = |list: &str| {
        texts(&embedded, list, "uuid")
            .filter_map(|text| Uuid::parse_str(text).ok())
            .collect()
    };
    let names = || {
        texts(&embedded, "pacticipants", "name")
            .map(str::to_owned)
            .collect()
    };
    Ok(TeamFields {
        name,
        administrators: administrators.unwrap_or_else(|| uuids("administrators")),
        environments: environments.unwrap_or_else(|| uuids("environments")),
        pacticipants: pacticipants.unwrap_or_else(names),
    })
}

fn texts<'m>(
    embedded: &'m Map<String, Value>,
    list: &str,
    field: &'m str,
) -> impl Iterator<Item = &'m str> {
    let items = embedded
        .get(list)
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    items.filter_map(move |item| item.get(field)?.as_str())
}
