use super::*;

#[test]
fn the_table_is_in_the_order_of_the_enumeration_and_its_names_are_unique() {
    for (index, info) in ROUTES.iter().enumerate() {
        assert_eq!(info.route as usize, index, "{}", info.name);
        assert_eq!(info.route.info().name, info.name);
        assert_eq!(Route::named(info.name), Some(info.route));
        assert_eq!(serde_json::to_value(info.route).unwrap(), info.name);
    }
}

#[test]
fn a_path_finds_its_route_and_its_variable_parts() {
    let (info, params) = find(&Method::DELETE, "/admin/teams/t/users/u").unwrap();
    assert_eq!((info.route, params), (Route::RemoveTeamUser, ["t", "u"]));
    assert_eq!(
        find(&Method::POST, "/admin/users/invite-user")
            .unwrap()
            .0
            .route,
        Route::InviteUser
    );
    assert_eq!(
        find(&Method::HEAD, "/admin/users").unwrap().0.route,
        Route::ListUsers
    );
}

#[test]
fn a_path_that_is_not_modelled_finds_nothing() {
    assert!(find(&Method::GET, "/pacticipants").is_none());
    assert!(find(&Method::GET, "/admin/users/").is_none());
    assert!(find(&Method::GET, "/admin/users/x/y").is_none());
    assert!(find(&Method::PATCH, "/admin/users").is_none());
}
