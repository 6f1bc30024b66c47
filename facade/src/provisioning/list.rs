//! Lists: PactFlow's pages where they are what is asked for, else everything that may match, evaluated exactly. What is not
//! shown is let go as soon as it has been looked at, and what is shown becomes a document only when it is written.

use std::pin::pin;

use futures::stream::BoxStream;
use futures::{Stream, StreamExt, TryStreamExt, stream};
use tokio::time::Instant;

use super::{Context, DEFAULT_COUNT, Error, Provisioning};
use crate::mapping::{team, user};
use crate::pactflow::paging::{LARGEST_PAGE, Window, window};
use crate::pactflow::{self, Team, User};
use crate::scim::list::{ListRequest, ListResponse, Resources};
use crate::scim::projection::Projection;
use crate::scim::schema::Schema;
use crate::scim::selection::Selection;
use crate::scim::sort::Order;
use crate::scim::{Document, Object};

/// A list that is to be answered.
pub enum Listing {
    /// All that it takes has been read.
    Whole(ListResponse<Resources>),
    /// It is longer than a page of PactFlow's, and only the first one has been read (DEC-53).
    Flowing(Box<Flow>),
}

/// A list that is still being read while it is answered.
pub struct Flow {
    /// What was asked for.
    pub request: ListRequest,
    /// How many resources there are on all pages.
    pub total: usize,
    /// When everything has to be answered.
    pub deadline: Instant,
    /// The resources. After an error nothing more comes, and the answer must not look like a whole one.
    pub resources: BoxStream<'static, Result<Document, Error>>,
}

impl Provisioning {
    /// `GET /Users` (RFC 7644 §3.4.2).
    pub async fn list_users(&self, cx: &Context, request: &ListRequest) -> Result<Listing, Error> {
        let asked = Asked::new(request, user::schema(), self.options.max_results)?;
        let found = if asked.needs_all() {
            self.matching_users(cx, &asked).await?
        } else {
            let users = self.pactflow.users(&cx.caller);
            let (mut found, after) = users.begin(asked.offset, asked.count).await?;
            let read = asked.offset.saturating_add(found.items.len());
            if asked.count > LARGEST_PAGE && read < found.total {
                let flow = asked.flow(cx, found, after);
                return Ok(Listing::Flowing(Box::new(flow)));
            }
            let after: Vec<User> = after.try_collect().await?;
            found.items.extend(after);
            found
        };
        let (total, count) = (found.total, found.items.len());
        let people = asked.people(cx, found.items);
        Ok(Listing::Whole(request.answer(total, count, people)))
    }

    /// `GET /Groups` (RFC 7644 §3.4.2). Members are read only where the answer shows them or the filter asks for them.
    pub async fn list_groups(&self, cx: &Context, request: &ListRequest) -> Result<Listing, Error> {
        let asked = Asked::new(request, team::schema(), self.options.max_results)?;
        let found = if asked.needs_all() {
            self.matching_groups(cx, &asked).await?
        } else {
            let teams = self.pactflow.teams(&cx.caller);
            let page = window(asked.offset, asked.count, |number, size| {
                teams.list(None, number, size)
            })
            .await?;
            Window {
                total: page.total,
                items: page.items.into_iter().map(Team::from).collect(),
            }
        };
        let found = self.with_members(cx, &asked, found).await?;
        let (total, count) = (found.total, found.items.len());
        let groups = asked.groups(cx, found.items);
        Ok(Listing::Whole(request.answer(total, count, groups)))
    }

    /// `POST /.search` (RFC 7644 §3.4.2.1): people and groups in one list, people first. A filter that only one of the
    /// two has the attributes for finds only those.
    pub async fn search(
        &self,
        cx: &Context,
        request: &ListRequest,
    ) -> Result<ListResponse<Resources>, Error> {
        let people = Asked::new(request, user::schema(), self.options.max_results);
        let groups = Asked::new(request, team::schema(), self.options.max_results);
        if let (Err(error), Err(_)) = (&people, &groups) {
            return Err(error.clone());
        }
        let (mut total, mut count) = (0, 0);
        let mut resources: Resources = Box::new(std::iter::empty());
        if let Ok(people) = &people {
            let found = self.matching_users(cx, people).await?;
            (total, count) = (found.total, found.items.len());
            resources = people.people(cx, found.items);
        }
        if let Ok(mut groups) = groups {
            // The page goes on where the people end.
            groups.offset = groups.offset.saturating_sub(total);
            groups.count -= count;
            let found = self.matching_groups(cx, &groups).await?;
            let found = self.with_members(cx, &groups, found).await?;
            total += found.total;
            count += found.items.len();
            resources = Box::new(resources.chain(groups.groups(cx, found.items)));
        }
        Ok(request.answer(total, count, resources))
    }

    /// The people whom the filter finds, in the order that was asked for.
    async fn matching_users(&self, cx: &Context, asked: &Asked<'_>) -> Result<Window<User>, Error> {
        let mut selection = asked.selection(user::schema())?;
        let candidates = self.candidates(cx, asked.request.filter.as_ref()).await?;
        let mut candidates = pin!(candidates);
        while let Some(user) = candidates.try_next().await? {
            let document = user::to_scim(&user, &cx.base);
            if self.matches_user(asked.request, &document) {
                selection.offer(&document, user);
            }
        }
        Ok(window_of(selection))
    }

    /// The groups that the filter finds, in the order that was asked for; with their members only where they have been
    /// read anyway.
    async fn matching_groups(
        &self,
        cx: &Context,
        asked: &Asked<'_>,
    ) -> Result<Window<Team>, Error> {
        let schema = team::schema();
        let ListRequest {
            filter, sort_by, ..
        } = asked.request;
        let sorts_members = sort_by
            .as_ref()
            .is_some_and(|by| by.attribute.eq_ignore_ascii_case("members"));
        let looks_at_members = sorts_members
            || filter
                .as_ref()
                .is_some_and(|filter| filter.mentions("members"));
        let mut selection = asked.selection(schema)?;
        let candidates = self
            .candidate_groups(
                cx,
                filter.as_ref(),
                looks_at_members || asked.shows_members(),
            )
            .await?;
        let candidates = if looks_at_members {
            self.whole_teams(cx, candidates).boxed()
        } else {
            stream::iter(candidates.into_iter().map(Ok)).boxed()
        };
        let mut candidates = pin!(candidates);
        while let Some(team) = candidates.try_next().await? {
            let document = group(&team, &cx.base);
            let document = if looks_at_members {
                &document.into_whole()
            } else {
                document.attributes()
            };
            if filter
                .as_ref()
                .is_none_or(|filter| filter.matches(schema, document))
            {
                selection.offer(document, team);
            }
        }
        Ok(window_of(selection))
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

    /// The same groups, with their members where the answer shows them; those that have them already are not read again.
    async fn with_members(
        &self,
        cx: &Context,
        asked: &Asked<'_>,
        page: Window<Team>,
    ) -> Result<Window<Team>, Error> {
        if !asked.shows_members() || page.items.iter().all(has_members) {
            return Ok(page);
        }
        let listed = page.items.len();
        let items: Vec<Team> = self.whole_teams(cx, page.items).try_collect().await?;
        Ok(Window {
            total: page.total - (listed - items.len()),
            items,
        })
    }
}

fn has_members(team: &Team) -> bool {
    team.embedded.members.is_some()
}

/// What a client sees of a team in a list.
fn group(team: &Team, base: &str) -> Document {
    if has_members(team) {
        team::to_document(team, base)
    } else {
        team::summary_to_scim(&team.summary, base).into()
    }
}

fn window_of<T>(selection: Selection<'_, T>) -> Window<T> {
    let (items, total) = selection.finish();
    Window { items, total }
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

    fn shows_members(&self) -> bool {
        self.projection.wants("members")
    }

    /// The page out of all that match. Without `sortBy` PactFlow's order stays (RFC 7644 §3.4.2.3).
    fn selection<'s, T>(&self, schema: &'s Schema) -> Result<Selection<'s, T>, Error> {
        let by = self.request.sort_by.as_ref();
        let order = by.map(|by| Order::new(by, self.request.sort_order, schema));
        Ok(Selection::new(order.transpose()?, self.offset, self.count))
    }

    fn people(&self, cx: &Context, users: Vec<User>) -> Resources {
        self.shown(cx, users, user::schema(), |user, base| {
            user::to_scim(user, base).into()
        })
    }

    /// The people who have been read, and those who come after them.
    fn flow(
        &self,
        cx: &Context,
        found: Window<User>,
        after: impl Stream<Item = Result<User, pactflow::Error>> + Send + 'static,
    ) -> Flow {
        let (base, projection) = (cx.base.clone(), self.projection.clone());
        let people = stream::iter(found.items).map(Ok).chain(after);
        let document = move |user: User| {
            let mut document = Document::from(user::to_scim(&user, &base));
            document.project(&projection, user::schema());
            document
        };
        Flow {
            request: self.request.clone(),
            total: found.total,
            deadline: cx.caller.deadline,
            resources: people.map_ok(document).map_err(Error::from).boxed(),
        }
    }

    fn groups(&self, cx: &Context, teams: Vec<Team>) -> Resources {
        self.shown(cx, teams, team::schema(), group)
    }

    /// These resources as documents, cut to what was asked for.
    fn shown<T: Send + 'static>(
        &self,
        cx: &Context,
        items: Vec<T>,
        schema: &'static Schema,
        to_document: fn(&T, &str) -> Document,
    ) -> Resources {
        let (base, projection) = (cx.base.clone(), self.projection.clone());
        Box::new(items.into_iter().map(move |item| {
            let mut document = to_document(&item, &base);
            document.project(&projection, schema);
            document
        }))
    }
}
