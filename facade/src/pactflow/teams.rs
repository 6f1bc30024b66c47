//! `/admin/teams`.

use serde::{Deserialize, Serialize};

use super::call::Call;
use super::hal::Links;
use super::{Caller, Client, Error, Member, Page, PageMeta, Team, TeamFields, TeamSummary};

/// The endpoints of teams, on behalf of one caller.
#[derive(Debug, Clone, Copy)]
pub struct Teams<'a> {
    pub(super) client: &'a Client,
    pub(super) caller: &'a Caller,
}

impl Client {
    /// The endpoints of teams, on behalf of `caller`.
    pub fn teams<'a>(&'a self, caller: &'a Caller) -> Teams<'a> {
        Teams {
            client: self,
            caller,
        }
    }
}

#[derive(Serialize)]
struct UserUuids<'a> {
    users: &'a [String],
}

impl Teams<'_> {
    /// `GET /admin/teams`: the page `number` (from 1) of `size` teams, without their members; `q` narrows by name.
    pub async fn list(
        &self,
        q: Option<&str>,
        number: usize,
        size: usize,
    ) -> Result<Page<TeamSummary>, Error> {
        #[derive(Deserialize)]
        struct List {
            teams: Vec<TeamSummary>,
            page: Option<PageMeta>,
            #[serde(rename = "_links")]
            links: Option<Links>,
        }
        let mut parameters = vec![("page", number.to_string()), ("size", size.to_string())];
        parameters.extend(q.map(|q| ("q", q.to_owned())));
        let call = Call::get(&["admin", "teams"]).query(&parameters).of_many();
        let list: List = self.client.read(self.caller, call).await?;
        self.saw(&list.teams);
        Ok(Page::new(list.teams, list.page, list.links))
    }

    /// `GET /admin/teams/{uuid}`: the team with its members.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where the answer does not say who the members are: taken for a team without any, it would
    /// empty the group at the identity provider, and a rename would strip the team of its administrators.
    pub async fn get(&self, uuid: &str) -> Result<Team, Error> {
        let call = Call::get(&["admin", "teams", uuid]).of_many();
        let team = self.read(call).await?;
        if team.embedded.members.is_none() {
            return Err(Error::Unreadable("it does not name the members".to_owned()));
        }
        self.saw(std::slice::from_ref(&team.summary));
        Ok(team)
    }

    /// A team, with its members one by one: there may be very many, and PactFlow says much of each.
    async fn read(&self, call: Call<'_>) -> Result<Team, Error> {
        let path = &["_embedded", "members"];
        let team = self
            .client
            .read_many(self.caller, call, path, |team: &mut Team, members| {
                team.embedded.members = Some(members.into());
            });
        team.await?.ok_or_else(Error::empty)
    }

    fn saw(&self, teams: &[TeamSummary]) {
        if let Some(index) = self.client.index(self.caller) {
            teams.iter().for_each(|team| index.saw_team(team));
        }
    }

    /// The team that a write gave, now known to every token's index.
    fn written(&self, team: Team) -> Team {
        for index in self.client.indexes() {
            index.saw_team(&team.summary);
        }
        team
    }

    /// `POST /admin/teams`: creates a team that is empty.
    pub async fn create(&self, name: &str) -> Result<Team, Error> {
        #[derive(Serialize)]
        struct NewTeam<'a> {
            name: &'a str,
        }
        let call = Call::create(&["admin", "teams"]).json(&NewTeam { name })?;
        Ok(self.written(self.read(call).await?))
    }

    /// `PUT /admin/teams/{uuid}`: replaces name, administrators, environments and applications; members stay.
    pub async fn update(&self, uuid: &str, fields: &TeamFields) -> Result<Team, Error> {
        let call = Call::put(&["admin", "teams", uuid]).of_many();
        let call = call.json(fields)?;
        Ok(self.written(self.read(call).await?))
    }

    /// `DELETE /admin/teams/{uuid}`: its members are unlinked, not deleted.
    pub async fn delete(&self, uuid: &str) -> Result<(), Error> {
        self.client
            .send(self.caller, Call::delete(&["admin", "teams", uuid]))
            .await
    }

    /// `PUT /admin/teams/{uuid}/users`: replaces the membership; gives the members where the answer names them.
    pub async fn set_members(&self, uuid: &str, users: &[String]) -> Result<Vec<Member>, Error> {
        self.change_members(Call::put(&["admin", "teams", uuid, "users"]), users)
            .await
    }

    /// `POST /admin/teams/{uuid}/users`: adds these users and keeps the others; gives what the answer names.
    pub async fn add_members(&self, uuid: &str, users: &[String]) -> Result<Vec<Member>, Error> {
        self.change_members(Call::add(&["admin", "teams", uuid, "users"]), users)
            .await
    }

    /// `DELETE /admin/teams/{uuid}/users`: removes these users and keeps the others.
    pub async fn remove_members(&self, uuid: &str, users: &[String]) -> Result<(), Error> {
        let path = ["admin", "teams", uuid, "users"];
        let call = Call::delete(&path).json(&UserUuids { users })?;
        self.client.send(self.caller, call.of_many()).await
    }

    /// `DELETE /admin/teams/{uuid}/users/{userUuid}`.
    pub async fn remove_member(&self, uuid: &str, user: &str) -> Result<(), Error> {
        let path = ["admin", "teams", uuid, "users", user];
        self.client.send(self.caller, Call::delete(&path)).await
    }

    async fn change_members(&self, call: Call<'_>, users: &[String]) -> Result<Vec<Member>, Error> {
        #[derive(Default, Deserialize)]
        struct Answer {
            #[serde(rename = "_embedded")]
            embedded: Option<Embedded>,
        }
        #[derive(Default, Deserialize)]
        struct Embedded {
            users: Option<Vec<Member>>,
        }
        let call = call.json(&UserUuids { users })?.of_many();
        let path = &["_embedded", "users"];
        let answer =
            self.client
                .read_many(self.caller, call, path, |answer: &mut Answer, members| {
                    answer.embedded.get_or_insert_default().users = Some(members);
                });
        Ok(answer
            .await?
            .and_then(|answer| answer.embedded)
            .and_then(|embedded| embedded.users)
            .unwrap_or_default())
    }
}
