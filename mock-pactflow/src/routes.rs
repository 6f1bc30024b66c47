//! The only list of PactFlow's routes: method, path, who may call it, how well it is known, and what
//! answers it.

use http::Method;
use serde::{Deserialize, Serialize};

use crate::call::{Answer, Call};
use crate::evidence::Grade;
use crate::{index, roles, system_accounts, team_members, teams, tokens, user_roles, users};

/// A route of PactFlow's admin API that the simulator models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the table below says what each is")]
pub enum Route {
    Index,
    Heartbeat,
    ReadOwnUser,
    ListUsers,
    CreateUser,
    InviteUser,
    InviteUsers,
    ReadUser,
    UpdateUser,
    DeleteUser,
    SetUserRoles,
    AddUserRole,
    RemoveUserRole,
    MakeAdministrator,
    UnmakeAdministrator,
    ListTeams,
    CreateTeam,
    ReadTeam,
    UpdateTeam,
    DeleteTeam,
    ListTeamUsers,
    SetTeamUsers,
    AddTeamUsers,
    RemoveTeamUsers,
    PatchTeamUsers,
    ReadTeamUser,
    RemoveTeamUser,
    ListRoles,
    CreateRole,
    ResetRoles,
    ReadRole,
    UpdateRole,
    DeleteRole,
    ListPermissions,
    CreateSystemAccount,
    ListSystemAccountTokens,
    ListOwnTokens,
    RegenerateToken,
}

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Anybody, without a token.
    Nothing,
    /// Whoever has a valid token.
    Token,
    /// Whoever has one of these scopes; `{uuid}` stands for the UUID in the path.
    AnyOf(&'static [&'static str]),
}

/// One line of the table of routes.
#[derive(Debug, Clone, Copy)]
pub struct RouteInfo {
    /// Which route it is.
    pub route: Route,
    /// Its name in fault rules and listings, such as `create-user`.
    pub name: &'static str,
    /// Its method.
    pub method: &'static Method,
    /// Its path, with `{uuid}` and the like for what varies.
    pub path: &'static str,
    /// Who may call it.
    pub need: Need,
    /// How well it is known.
    pub evidence: Grade,
    pub(crate) handler: fn(&Call<'_>) -> Answer,
}

/// All routes, in the order of [`Route`].
#[rustfmt::skip]
pub const ROUTES: &[RouteInfo] = {
    use Grade::{Documented as D, Inferred as I, Observed as O, PublicContract as P};
    use Route as R;
    const GET: &Method = &Method::GET;
    const POST: &Method = &Method::POST;
    const PUT: &Method = &Method::PUT;
    const PATCH: &Method = &Method::PATCH;
    const DELETE: &Method = &Method::DELETE;
    const USER: &str = "/admin/users/{uuid}";
    const USER_ROLE: &str = "/admin/users/{uuid}/roles/{role}";
    const ADMIN_ROLE: &str = "/admin/users/{uuid}/role/admin";
    const TEAM: &str = "/admin/teams/{uuid}";
    const TEAM_USERS: &str = "/admin/teams/{uuid}/users";
    const TEAM_USER: &str = "/admin/teams/{uuid}/users/{user}";
    const ROLE: &str = "/admin/roles/{uuid}";
    const TOKENS: &str = "/admin/system-accounts/{uuid}/tokens";
    const REGENERATE: &str = "/settings/tokens/{uuid}/regenerate";
    &[
        r(R::Index, "index", GET, "/", Need::Token, D, index::index),
        r(R::Heartbeat, "heartbeat", GET, "/diagnostic/status/heartbeat", Need::Nothing, D, index::heartbeat),
        r(R::ReadOwnUser, "read-own-user", GET, "/user", Need::Token, P, users::read_own),
        r(R::ListUsers, "list-users", GET, "/admin/users", READ_ACCOUNTS, P, users::list),
        r(R::CreateUser, "create-user", POST, "/admin/users", MANAGE_USERS, P, users::create),
        r(R::InviteUser, "invite-user", POST, "/admin/users/invite-user", INVITE, P, users::invite),
        r(R::InviteUsers, "invite-users", POST, "/admin/users/invite-users", INVITE, P, users::invite_many),
        r(R::ReadUser, "read-user", GET, USER, READ_ACCOUNTS, P, users::read),
        r(R::UpdateUser, "update-user", PUT, USER, MANAGE_ACCOUNTS, P, users::update),
        r(R::DeleteUser, "delete-user", DELETE, USER, MANAGE_ACCOUNTS, P, users::delete),
        r(R::SetUserRoles, "set-user-roles", PUT, "/admin/users/{uuid}/roles", MANAGE_ACCOUNTS, P, user_roles::set),
        r(R::AddUserRole, "add-user-role", PUT, USER_ROLE, MANAGE_ACCOUNTS, P, user_roles::add),
        r(R::RemoveUserRole, "remove-user-role", DELETE, USER_ROLE, MANAGE_ACCOUNTS, P, user_roles::remove),
        r(R::MakeAdministrator, "make-administrator", PUT, ADMIN_ROLE, MANAGE_ACCOUNTS, D, user_roles::make_admin),
        r(R::UnmakeAdministrator, "unmake-administrator", DELETE, ADMIN_ROLE, MANAGE_ACCOUNTS, D, user_roles::unmake_admin),
        r(R::ListTeams, "list-teams", GET, "/admin/teams", READ_TEAMS, P, teams::list),
        r(R::CreateTeam, "create-team", POST, "/admin/teams", MANAGE_TEAMS, P, teams::create),
        r(R::ReadTeam, "read-team", GET, TEAM, READ_TEAM, P, teams::read),
        r(R::UpdateTeam, "update-team", PUT, TEAM, MANAGE_TEAM, P, teams::update),
        r(R::DeleteTeam, "delete-team", DELETE, TEAM, MANAGE_TEAMS, P, teams::delete),
        r(R::ListTeamUsers, "list-team-users", GET, TEAM_USERS, READ_TEAM, P, team_members::list),
        r(R::SetTeamUsers, "set-team-users", PUT, TEAM_USERS, MANAGE_TEAM, P, team_members::set),
        r(R::AddTeamUsers, "add-team-users", POST, TEAM_USERS, MANAGE_TEAM, O, team_members::add),
        r(R::RemoveTeamUsers, "remove-team-users", DELETE, TEAM_USERS, MANAGE_TEAM, O, team_members::remove),
        r(R::PatchTeamUsers, "patch-team-users", PATCH, TEAM_USERS, MANAGE_TEAM, I, team_members::patch),
        r(R::ReadTeamUser, "read-team-user", GET, TEAM_USER, READ_TEAM, P, team_members::read_one),
        r(R::RemoveTeamUser, "remove-team-user", DELETE, TEAM_USER, MANAGE_TEAM, P, team_members::remove_one),
        r(R::ListRoles, "list-roles", GET, "/admin/roles", READ_ROLES, P, roles::list),
        r(R::CreateRole, "create-role", POST, "/admin/roles", MANAGE_ROLES, P, roles::create),
        r(R::ResetRoles, "reset-roles", POST, "/admin/roles/reset", MANAGE_ROLES, P, roles::reset),
        r(R::ReadRole, "read-role", GET, ROLE, READ_ROLES, P, roles::read),
        r(R::UpdateRole, "update-role", PUT, ROLE, MANAGE_ROLES, P, roles::update),
        r(R::DeleteRole, "delete-role", DELETE, ROLE, MANAGE_ROLES, P, roles::delete),
        r(R::ListPermissions, "list-permissions", GET, "/admin/permissions", READ_ROLES, P, roles::permissions),
        r(R::CreateSystemAccount, "create-system-account", POST, "/admin/system-accounts", MANAGE_SYSTEMS, P, system_accounts::create),
        r(R::ListSystemAccountTokens, "list-system-account-tokens", GET, TOKENS, MANAGE_SYSTEMS, P, system_accounts::tokens),
        r(R::ListOwnTokens, "list-own-tokens", GET, "/settings/tokens", OWN_TOKENS, P, tokens::list_own),
        r(R::RegenerateToken, "regenerate-token", POST, REGENERATE, OWN_TOKENS, P, tokens::regenerate),
    ]
};

const READ_ACCOUNTS: Need = Need::AnyOf(&["user:read:*", "system_account:read:*"]);
const MANAGE_ACCOUNTS: Need = Need::AnyOf(&["user:manage:*", "system_account:manage:*"]);
const MANAGE_USERS: Need = Need::AnyOf(&["user:manage:*"]);
const INVITE: Need = Need::AnyOf(&["user:invite", "user:invite:*", "user:manage:*"]);
const READ_TEAMS: Need = Need::AnyOf(&["team:read:*"]);
const READ_TEAM: Need = Need::AnyOf(&["team:read:*", "team:manage:{uuid}"]);
const MANAGE_TEAMS: Need = Need::AnyOf(&["team:manage:*"]);
const MANAGE_TEAM: Need = Need::AnyOf(&["team:manage:*", "team:manage:{uuid}"]);
const READ_ROLES: Need = Need::AnyOf(&["role:read:*"]);
const MANAGE_ROLES: Need = Need::AnyOf(&["role:manage:*"]);
const MANAGE_SYSTEMS: Need = Need::AnyOf(&["system_account:manage:*"]);
const OWN_TOKENS: Need = Need::AnyOf(&["token:manage:own", "read_token:manage:own"]);

const fn r(
    route: Route,
    name: &'static str,
    method: &'static Method,
    path: &'static str,
    need: Need,
    evidence: Grade,
    handler: fn(&Call<'_>) -> Answer,
) -> RouteInfo {
    RouteInfo {
        route,
        name,
        method,
        path,
        need,
        evidence,
        handler,
    }
}

impl Route {
    /// Its line in the table.
    pub fn info(self) -> &'static RouteInfo {
        // The table is in the order of the enumeration, which a test holds.
        &ROUTES[self as usize]
    }

    /// The route with this name, such as `create-user`.
    pub fn named(name: &str) -> Option<Self> {
        ROUTES
            .iter()
            .find(|info| info.name == name)
            .map(|info| info.route)
    }
}

/// The variable parts of a path, in order.
pub(crate) type Params<'p> = [&'p str; 2];

/// The route for a request, with the variable parts of its path. HEAD counts as GET.
pub(crate) fn find<'p>(method: &Method, path: &'p str) -> Option<(&'static RouteInfo, Params<'p>)> {
    let method = if method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    ROUTES
        .iter()
        .filter(|info| info.method == method)
        .find_map(|info| matches(info.path, path).map(|params| (info, params)))
}

fn matches<'p>(pattern: &str, path: &'p str) -> Option<Params<'p>> {
    let mut params = [""; 2];
    let mut free = params.iter_mut();
    let mut parts = path.split('/');
    for expected in pattern.split('/') {
        let part = parts.next()?;
        if expected.starts_with('{') {
            // `invite-user` and the like are paths of their own, so only what can be an id fits.
            *free.next()? = part;
            if part.is_empty() {
                return None;
            }
        } else if expected != part {
            return None;
        }
    }
    parts.next().is_none().then_some(params)
}

#[cfg(test)]
mod tests;
