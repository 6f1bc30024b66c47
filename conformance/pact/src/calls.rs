//! The calls that the service makes to PactFlow: one for each endpoint function of its client.

use mock_pactflow::Route;

/// A call of the service to PactFlow.
#[derive(Debug, Clone, Copy)]
pub struct Call {
    /// The function of `facade/src/pactflow/` that makes it, such as `Users::list`.
    pub function: &'static str,
    /// The route that it calls, by the simulator's table, which knows its permission and its evidence.
    pub route: Route,
    /// What the service needs it for.
    pub why: &'static str,
}

/// Every call, in the order of the client's functions.
pub const CALLS: &[Call] = &[
    call(
        "Client::is_reachable",
        Route::Heartbeat,
        "Finds out whether PactFlow is there, for the service's own readiness",
    ),
    call(
        "Users::list",
        Route::ListUsers,
        "Lists people, and looks for who has a sign-in name or an address before somebody is created",
    ),
    call(
        "Users::get",
        Route::ReadUser,
        "Reads a person, and whatever is to be changed before it is changed",
    ),
    call(
        "Users::own",
        Route::ReadOwnUser,
        "Learns whose token it is, so that an identity provider cannot shut itself out",
    ),
    call(
        "Users::create",
        Route::CreateUser,
        "Creates a person without sending an invitation",
    ),
    call(
        "Users::update",
        Route::UpdateUser,
        "Changes names, addresses and the sign-in name, and disables and enables",
    ),
    call(
        "Users::delete",
        Route::DeleteUser,
        "Deletes a person, also one whose creation could not be finished",
    ),
    call(
        "Users::set_roles",
        Route::SetUserRoles,
        "Gives a person exactly the roles that the identity provider names",
    ),
    call(
        "Users::create_system_account",
        Route::CreateSystemAccount,
        "Creates a system account where a caller with the permission asks for one",
    ),
    call(
        "Teams::list",
        Route::ListTeams,
        "Lists teams, and looks for who has a name before a team is created or renamed",
    ),
    call(
        "Teams::get",
        Route::ReadTeam,
        "Reads a team with its members, its administrators and what it owns",
    ),
    call("Teams::create", Route::CreateTeam, "Creates a team"),
    call(
        "Teams::update",
        Route::UpdateTeam,
        "Renames a team, with everything else that it has sent along",
    ),
    call(
        "Teams::delete",
        Route::DeleteTeam,
        "Deletes a team, also one whose creation could not be finished",
    ),
    call(
        "Teams::set_members",
        Route::SetTeamUsers,
        "Makes a list of people the members of a team, and nobody else",
    ),
    call(
        "Teams::add_members",
        Route::AddTeamUsers,
        "Adds people to a team without reading who is in it",
    ),
    call(
        "Teams::remove_members",
        Route::RemoveTeamUsers,
        "Removes people from a team without reading who is in it",
    ),
    call(
        "Teams::remove_member",
        Route::RemoveTeamUser,
        "Removes one person, where PactFlow has refused to remove several at once",
    ),
];

const fn call(function: &'static str, route: Route, why: &'static str) -> Call {
    Call {
        function,
        route,
        why,
    }
}
