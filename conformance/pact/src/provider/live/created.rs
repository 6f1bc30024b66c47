//! What was created for an interaction, and its removal.

use std::sync::{Mutex, MutexGuard, PoisonError};

use pactflow_scim::pactflow::{Caller, Client, Error, User, UserQuery};

/// How many of what bears the mark are looked for at once; an interaction creates one or two.
const SWEPT: usize = 100;

/// The UUIDs of what was created.
#[derive(Debug, Default)]
pub(super) struct Created(Mutex<Uuids>);

#[derive(Debug, Default)]
struct Uuids {
    accounts: Vec<String>,
    teams: Vec<String>,
}

impl Created {
    /// A person or a system account was created.
    pub(super) fn person(&self, uuid: &str) {
        self.uuids().accounts.push(uuid.to_owned());
    }

    /// A team was created.
    pub(super) fn team(&self, uuid: &str) {
        self.uuids().teams.push(uuid.to_owned());
    }

    /// Removes all of it, and whatever else bears the mark. Gives what could not be removed.
    pub(super) async fn remove(&self, client: &Client, caller: &Caller, mark: &str) -> Vec<String> {
        let Uuids {
            mut accounts,
            mut teams,
        } = std::mem::take(&mut *self.uuids());
        let mut left = Vec::new();
        match marked_accounts(client, caller, mark).await {
            Ok(marked) => accounts.extend(marked),
            Err(error) => left.push(format!(
                "people whose names begin with {mark}, if any ({error})"
            )),
        }
        match marked_teams(client, caller, mark).await {
            Ok(marked) => teams.extend(marked),
            Err(error) => left.push(format!(
                "teams whose names begin with {mark}, if any ({error})"
            )),
        }
        for uuids in [&mut accounts, &mut teams] {
            uuids.sort();
            uuids.dedup();
        }
        for team in teams {
            let removed = client.teams(caller).delete(&team).await;
            left.extend(kept("team", &team, removed));
        }
        for account in accounts {
            let removed = client.users(caller).delete(&account).await;
            left.extend(kept("account", &account, removed));
        }
        left
    }

    fn uuids(&self) -> MutexGuard<'_, Uuids> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn marked_accounts(
    client: &Client,
    caller: &Caller,
    mark: &str,
) -> Result<Vec<String>, Error> {
    let query = UserQuery {
        q: Some(mark.to_owned()),
        ..UserQuery::default()
    };
    let page = client.users(caller).list(&query, 1, SWEPT).await?;
    let bears = |text: &Option<String>| text.as_ref().is_some_and(|text| text.starts_with(mark));
    let marked = page
        .items
        .into_iter()
        .filter(|user: &User| bears(&user.name) || bears(&user.email));
    Ok(marked.map(|user| user.uuid).collect())
}

async fn marked_teams(client: &Client, caller: &Caller, mark: &str) -> Result<Vec<String>, Error> {
    let page = client.teams(caller).list(Some(mark), 1, SWEPT).await?;
    let teams = page.items.into_iter();
    let marked = teams.filter(|team| {
        team.name
            .as_ref()
            .is_some_and(|name| name.starts_with(mark))
    });
    Ok(marked.map(|team| team.uuid).collect())
}

fn kept(kind: &str, uuid: &str, removed: Result<(), Error>) -> Option<String> {
    match removed {
        // The interaction itself may have deleted it.
        Ok(()) | Err(Error::NotFound) => None,
        Err(error) => Some(format!("the {kind} {uuid} ({error})")),
    }
}
