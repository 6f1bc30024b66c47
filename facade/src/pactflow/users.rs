//! `/admin/users` and `/admin/system-accounts`.

use futures::Stream;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::call::Call;
use super::entries::Entry;
use super::hal::Links;
use super::paging::{self, SIDE_BY_SIDE, Window};
use super::{Caller, Client, Error, Page, PageMeta, RoleRef, User, UserFields};

/// What a list of users is narrowed to, and which page of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserQuery {
    /// Part of a name or an e-mail address.
    pub q: Option<String>,
    /// Only active, or only inactive users.
    pub active: Option<bool>,
    /// Only users of this type.
    pub kind: Option<u8>,
}

/// The endpoints of users, on behalf of one caller.
#[derive(Debug, Clone, Copy)]
pub struct Users<'a> {
    pub(super) client: &'a Client,
    pub(super) caller: &'a Caller,
}

impl Client {
    /// The endpoints of users, on behalf of `caller`.
    pub fn users<'a>(&'a self, caller: &'a Caller) -> Users<'a> {
        Users {
            client: self,
            caller,
        }
    }
}

impl<'a> Users<'a> {
    /// `GET /admin/users`: the page `number` (from 1) of `size` users.
    pub async fn list(
        &self,
        query: &UserQuery,
        number: usize,
        size: usize,
    ) -> Result<Page<User>, Error> {
        let page = self.list_as(query, number, size).await?;
        if let Some(index) = self.client.index(self.caller) {
            page.items.iter().for_each(|user| index.saw(user));
        }
        Ok(page)
    }

    /// The same, of which no more is read than `T` wants.
    pub(super) async fn list_as<T: Entry>(
        &self,
        query: &UserQuery,
        number: usize,
        size: usize,
    ) -> Result<Page<T>, Error> {
        #[derive(Deserialize)]
        struct List<T> {
            users: Vec<T>,
            page: Option<PageMeta>,
            #[serde(rename = "_links")]
            links: Option<Links>,
        }
        let mut parameters = vec![("page", number.to_string()), ("size", size.to_string())];
        parameters.extend(query.q.clone().map(|q| ("q", q)));
        parameters.extend(query.active.map(|active| ("active", active.to_string())));
        parameters.extend(query.kind.map(|kind| ("userType", kind.to_string())));
        let call = Call::get(&["admin", "users"]).query(&parameters).of_many();
        let list = self.client.read_many(
            self.caller,
            call,
            &["users"],
            |list: &mut List<T>, users| {
                list.users = users;
            },
        );
        let list = list.await?.ok_or_else(Error::empty)?;
        Ok(Page::new(list.users, list.page, list.links))
    }

    /// All users that the query finds, each once.
    pub fn all(self, query: UserQuery) -> impl Stream<Item = Result<User, Error>> + 'a {
        paging::all(SIDE_BY_SIDE, move |number, size| {
            let query = query.clone();
            async move { self.list(&query, number, size).await }
        })
    }

    /// The users of a window, the first page of which has been read. The others are read as they are asked for, for which
    /// the stream needs nothing but itself.
    pub async fn begin(
        &self,
        offset: usize,
        count: usize,
    ) -> Result<
        (
            Window<User>,
            impl Stream<Item = Result<User, Error>> + use<>,
        ),
        Error,
    > {
        let (client, caller) = (self.client.clone(), self.caller.clone());
        paging::begin(offset, count, move |number, size| {
            let (client, caller) = (client.clone(), caller.clone());
            async move {
                let users = client.users(&caller);
                users.list(&UserQuery::default(), number, size).await
            }
        })
        .await
    }

    /// `GET /admin/users/{uuid}`.
    pub async fn get(&self, uuid: &str) -> Result<User, Error> {
        let call = Call::get(&["admin", "users", uuid]);
        let user = self.client.read(self.caller, call).await?;
        if let Some(index) = self.client.index(self.caller) {
            index.saw(&user);
        }
        Ok(user)
    }

    /// The roles as PactFlow would show them of somebody to whom they were just given, where that is known without asking:
    /// what they are called must have been seen lately, and there must be no question of their order.
    pub fn known_roles(&self, roles: &[String]) -> Option<Vec<RoleRef>> {
        match roles {
            [] => Some(Vec::new()),
            [role] => {
                let index = self.client.index(self.caller)?;
                Some(vec![index.role(role, Instant::now())?])
            }
            _ => None,
        }
    }

    /// The user that a write gave, now known to every token's index; where nobody knows whether the write was done, none
    /// relies on its not being so.
    fn written(&self, answer: Result<User, Error>, fields: &UserFields) -> Result<User, Error> {
        for index in self.client.indexes() {
            match &answer {
                Ok(user) => index.saw(user),
                Err(error) if error.leaves_open() => index.doubts(fields),
                Err(_) => {}
            }
        }
        answer
    }

    /// `GET /user`: the account that the token belongs to.
    pub async fn own(&self) -> Result<User, Error> {
        self.client.read(self.caller, Call::get(&["user"])).await
    }

    /// `POST /admin/users`: creates a person, without an invitation by e-mail.
    ///
    /// PactFlow always creates active users; `fields.active` is not sent.
    pub async fn create(&self, fields: &UserFields) -> Result<User, Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct NewUser<'a> {
            email: Option<&'a str>,
            name: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            first_name: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            last_name: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            external_idp_id: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            external_idp_username: Option<&'a str>,
        }
        let body = NewUser {
            email: fields.email.as_deref(),
            name: fields.name.as_deref(),
            first_name: fields.first_name.as_deref(),
            last_name: fields.last_name.as_deref(),
            external_idp_id: fields.external_idp_id.as_deref(),
            external_idp_username: fields.external_idp_username.as_deref(),
        };
        let call = Call::create(&["admin", "users"]).json(&body)?;
        let created = self.client.read(self.caller, call).await;
        self.written(created, fields)
    }

    /// `PUT /admin/users/{uuid}`: sets every writable field.
    pub async fn update(&self, uuid: &str, fields: &UserFields) -> Result<User, Error> {
        let call = Call::put(&["admin", "users", uuid]).json(fields)?;
        let updated = self.client.read(self.caller, call).await;
        self.written(updated, fields)
    }

    /// `DELETE /admin/users/{uuid}`.
    pub async fn delete(&self, uuid: &str) -> Result<(), Error> {
        let call = Call::delete(&["admin", "users", uuid]);
        self.client.send(self.caller, call).await?;
        for index in self.client.indexes() {
            index.deleted();
        }
        Ok(())
    }

    /// `PUT /admin/users/{uuid}/roles`: replaces all roles.
    pub async fn set_roles(&self, uuid: &str, roles: &[String]) -> Result<(), Error> {
        #[derive(Serialize)]
        struct Roles<'a> {
            roles: &'a [String],
        }
        let path = ["admin", "users", uuid, "roles"];
        self.client
            .send(self.caller, Call::put(&path).json(&Roles { roles })?)
            .await
    }

    /// `POST /admin/system-accounts`: creates a system account and reads it back, since only the answer's `Location`
    /// is known to name it.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where the answer has no `Location`.
    pub async fn create_system_account(&self, name: &str) -> Result<User, Error> {
        #[derive(Serialize)]
        struct NewSystemAccount<'a> {
            name: &'a str,
        }
        let call = Call::create(&["admin", "system-accounts"]).json(&NewSystemAccount { name })?;
        let uuid = self.client.send_for_location(self.caller, call).await?;
        self.get(&uuid).await
    }
}
