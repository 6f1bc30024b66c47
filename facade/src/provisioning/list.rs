//! Lists: PactFlow's pages where they are what is asked for, else everything that may match, evaluated exactly.

use super::{Context, DEFAULT_COUNT, Error, Provisioning};
use crate::mapping::{team, user};
use crate::pactflow::paging::{Window, window};
use crate::pactflow::{TeamSummary, UserQuery};
use crate::scim::list::{ListRequest, ListResponse};
use crate::scim::projection::Projection;
use crate::scim::schema::Schema;
use crate::scim::{Object, sort};

impl Provisioning {
    /// `GET /Users` (RFC 7644 §3.4.2).
    pub async fn list_users(
        &self,
        cx: &Context,
        request: &ListRequest,
    ) -> Result<ListResponse, Error> {
        let schema = user::schema();
        let asked = Asked::new(request, schema, self.options.max_results)?;
        let found = if asked.needs_all() {
            asked.cut(self.matching_users(cx, request).await?)
        } else {
            let users = self.pactflow.users(&cx.caller);
            let query = UserQuery::default();
            let page = window(asked.offset, asked.count, |number, size| {
                users.list(&query, number, size)
            })
            .await?;
            let documents = page.items.iter().map(|user| user::to_scim(user, &cx.base));
            Window {
                total: page.total,
                items: documents.collect(),
            }
        };
        Ok(asked.answer(found, schema))
    }

    /// `GET /Groups` (RFC 7644 §3.4.2). Members are read only where the answer shows them or the filter asks for them.
    pub async fn list_groups(
        &self,
        cx: &Context,
        request: &ListRequest,
    ) -> Result<ListResponse, Error> {
        let schema = team::schema();
        let asked = Asked::new(request, schema, self.options.max_results)?;
        let found = if asked.needs_all() {
            asked.cut(self.matching_groups(cx, request).await?)
        } else {
            let teams = self.pactflow.teams(&cx.caller);
            let page = window(asked.offset, asked.count, |number, size| {
                teams.list(None, number, size)
            })
            .await?;
            Window {
                total: page.total,
                items: summaries_to_scim(&page.items, cx),
            }
        };
        let found = if asked.projection.wants("members") {
            self.with_members(cx, found).await?
        } else {
            found
        };
        Ok(asked.answer(found, schema))
    }

    /// `POST /.search` (RFC 7644 §3.4.2.1): people and groups in one list, people first. A filter that only one of the
    /// two has the attributes for finds only those.
    pub async fn search(&self, cx: &Context, request: &ListRequest) -> Result<ListResponse, Error> {
        let people = Asked::new(request, user::schema(), self.options.max_results);
        let groups = Asked::new(request, team::schema(), self.options.max_results);
        let (users, teams) = match (&people, &groups) {
            (Err(error), Err(_)) => return Err(error.clone()),
            (people, groups) => (
                match people {
                    Ok(_) => self.matching_users(cx, request).await?,
                    Err(_) => Vec::new(),
                },
                match groups {
                    Ok(_) => self.matching_groups(cx, request).await?,
                    Err(_) => Vec::new(),
                },
            ),
        };
        let asked = people.or(groups)?;
        let last_person = users.len();
        let page = asked.cut(users.into_iter().chain(teams).collect());
        let people_shown = last_person
            .saturating_sub(asked.offset)
            .min(page.items.len());
        let mut items = page.items;
        let teams = items.split_off(people_shown);
        let people = asked.project(items, user::schema())?;
        let groups = Window {
            total: teams.len(),
            items: teams,
        };
        let groups = if request.projection(team::schema())?.wants("members") {
            self.with_members(cx, groups).await?
        } else {
            groups
        };
        let groups = asked.project(groups.items, team::schema())?;
        let shown = people.into_iter().chain(groups).collect();
        Ok(request.answer(page.total, shown))
    }

    /// All people whom the filter finds, in the order that was asked for.
    async fn matching_users(
        &self,
        cx: &Context,
        request: &ListRequest,
    ) -> Result<Vec<Object>, Error> {
        let users = self.candidates(cx, request.filter.as_ref()).await?;
        let documents = users.iter().map(|user| user::to_scim(user, &cx.base));
        let matching = documents.filter(|document| self.matches_user(request, document));
        sorted(matching.collect(), request, user::schema())
    }

    /// All groups that the filter finds, in the order that was asked for; with their members only where filter or order
    /// look at them.
    async fn matching_groups(
        &self,
        cx: &Context,
        request: &ListRequest,
    ) -> Result<Vec<Object>, Error> {
        let schema = team::schema();
        let filter = request.filter.as_ref();
        let sorts_members = request
            .sort_by
            .as_ref()
            .is_some_and(|by| by.attribute.eq_ignore_ascii_case("members"));
        let looks_at_members =
            sorts_members || filter.is_some_and(|filter| filter.mentions("members"));
        let shows_members = request.projection(schema)?.wants("members");
        let mut documents = self
            .candidate_groups(cx, filter, looks_at_members || shows_members)
            .await?;
        if looks_at_members {
            let page = Window {
                total: documents.len(),
                items: documents,
            };
            documents = self.with_members(cx, page).await?.items;
        }
        documents.retain(|document| filter.is_none_or(|filter| filter.matches(schema, document)));
        sorted(documents, request, schema)
    }

    /// Whether the filter finds the document, or would if its address were its sign-in name (DEC-17).
    fn matches_user(&self, request: &ListRequest, document: &Object) -> bool {
        let Some(filter) = &request.filter else {
            return true;
        };
        if filter.matches(user::schema(), document) {
            return true;
        }
        if !self.options.link_by_email || document.contains_key("userName") {
            return false;
        }
        let mut linked = document.clone();
        let address = document
            .get("emails")
            .and_then(|emails| emails.get(0)?.get("value"))
            .cloned();
        linked.extend(address.map(|address| ("userName".to_owned(), address)));
        filter.matches(user::schema(), &linked)
    }

    /// The same groups with their members; those that have them already are not read again.
    async fn with_members(
        &self,
        cx: &Context,
        page: Window<Object>,
    ) -> Result<Window<Object>, Error> {
        let is_whole = |group: &Object| {
            group
                .get("meta")
                .is_some_and(|meta| meta.get("version").is_some())
        };
        if page.items.iter().all(is_whole) {
            return Ok(page);
        }
        let ids: Vec<String> = page
            .items
            .iter()
            .filter_map(|group| group.get("id")?.as_str().map(str::to_owned))
            .collect();
        let asked = ids.len();
        let teams = self.teams_with_members(cx, ids).await?;
        let documents = teams.iter().map(|team| team::to_scim(team, &cx.base));
        let items: Vec<Object> = documents.collect();
        Ok(Window {
            total: page.total - (asked - items.len()),
            items,
        })
    }
}

pub(super) fn summaries_to_scim(summaries: &[TeamSummary], cx: &Context) -> Vec<Object> {
    let document = |summary| team::summary_to_scim(summary, &cx.base);
    summaries.iter().map(document).collect()
}

/// RFC 7644 §3.4.2.3; without `sortBy` PactFlow's order stays.
fn sorted(
    mut documents: Vec<Object>,
    request: &ListRequest,
    schema: &Schema,
) -> Result<Vec<Object>, Error> {
    if let Some(by) = &request.sort_by {
        sort::sort(&mut documents, by, request.sort_order, schema)?;
    }
    Ok(documents)
}

/// Which page of a list is asked for, and in what shape.
struct Asked<'a> {
    request: &'a ListRequest,
    projection: Projection,
    offset: usize,
    count: usize,
}

impl<'a> Asked<'a> {
    fn new(request: &'a ListRequest, schema: &Schema, max_results: usize) -> Result<Self, Error> {
        if let Some(filter) = &request.filter {
            filter.check(schema)?;
        }
        let count = request.count.unwrap_or(DEFAULT_COUNT).min(max_results);
        Ok(Self {
            request,
            projection: request.projection(schema)?,
            offset: request.start_index.max(1) - 1,
            count,
        })
    }

    /// Whether the page depends on more than PactFlow's own order.
    fn needs_all(&self) -> bool {
        self.request.filter.is_some() || self.request.sort_by.is_some()
    }

    /// The page out of all that match.
    fn cut(&self, matching: Vec<Object>) -> Window<Object> {
        let total = matching.len();
        let page = matching.into_iter().skip(self.offset).take(self.count);
        Window {
            items: page.collect(),
            total,
        }
    }

    fn answer(&self, found: Window<Object>, schema: &Schema) -> ListResponse {
        let mut items = found.items;
        for item in &mut items {
            self.projection.apply(schema, item);
        }
        self.request.answer(found.total, items)
    }

    /// These documents, cut to what was asked for in the words of their own schema.
    fn project(&self, mut documents: Vec<Object>, schema: &Schema) -> Result<Vec<Object>, Error> {
        let projection = self.request.projection(schema)?;
        for document in &mut documents {
            projection.apply(schema, document);
        }
        Ok(documents)
    }
}
