use super::*;
use crate::ids::Ids;

#[test]
fn the_demo_is_a_small_company_that_an_identity_provider_accepts() {
    let demo = Seed::demo();
    demo.build(Timestamp::UNIX_EPOCH, &mut Ids::sequential())
        .unwrap();
    assert_eq!(demo.users.len(), 12);
    let first = &demo.users[0];
    assert!(
        first.first_name.is_some() && first.last_name.is_some() && first.active != Some(false),
        "{first:?}"
    );
    assert!(demo.users.iter().any(|user| user.active == Some(false)));
    assert!(
        demo.users
            .iter()
            .any(|user| user.external_idp_username.is_none())
    );
    assert_eq!(demo.teams[0].members.len(), demo.users.len());
}

#[test]
fn every_built_in_seed_has_the_development_accounts_and_the_default_team() {
    for seed in [Seed::empty(), Seed::demo(), Seed::large(10, 2, 3)] {
        let store = seed
            .build(Timestamp::UNIX_EPOCH, &mut Ids::sequential())
            .unwrap();
        for token in [
            "dev-scim-token",
            "dev-scim-readonly-token",
            "dev-admin-token",
        ] {
            assert!(store.holder(token).is_some(), "{token}");
        }
        assert!(store.team_by_name("Default").is_some());
    }
}

#[test]
fn the_large_seed_has_as_many_people_and_members_as_were_asked_for() {
    let store = Seed::large(50, 3, 20)
        .build(Timestamp::UNIX_EPOCH, &mut Ids::sequential())
        .unwrap();
    assert_eq!(store.people.len(), 50);
    assert_eq!(store.team_by_name("team0000").unwrap().members.len(), 20);
    assert_eq!(store.team_by_name("team0002").unwrap().members.len(), 0);
    assert_eq!(
        store
            .user_by_email("user000049@perf.example.com")
            .unwrap()
            .name
            .as_deref(),
        Some("User 000049")
    );
}

#[test]
fn an_unknown_key_is_refused_by_name() {
    let error =
        Seed::parse_toml("version = 1\n[[users]]\nemail = 'a@b'\nnickname = 'A'\n").unwrap_err();
    assert!(error.to_string().contains("nickname"), "{error}");
    let error = Seed::parse_json(r#"{"version":1,"people":[]}"#).unwrap_err();
    assert!(error.to_string().contains("people"), "{error}");
}

#[test]
fn a_contradiction_is_refused_by_name() {
    for (document, named) in [
        ("version = 2", "version is 2"),
        (
            "version = 1\n[[users]]\nemail = 'a@b'\nroles = ['Boss']",
            "unknown role \"Boss\"",
        ),
        (
            "version = 1\n[[users]]\nemail = 'a@b'\nroles = ['Team Administrator']",
            "cannot be given",
        ),
        (
            "version = 1\n[[users]]\nemail = 'a@b'\n[[users]]\nemail = 'A@B'",
            "two accounts \"a@b\"",
        ),
        (
            "version = 1\n[[teams]]\nname = 'T'\nmembers = ['c@d']",
            "\"c@d\", who is not in the seed",
        ),
        (
            "version = 1\n[[roles]]\nname = 'R'\npermissions = ['all']",
            "unknown permission \"all\"",
        ),
    ] {
        let error = Seed::parse_toml(document).unwrap_err().to_string();
        assert!(error.contains(named), "{document}: {error}");
    }
}

#[test]
fn an_export_builds_the_same_directory_again() {
    let store = Seed::demo()
        .build(Timestamp::UNIX_EPOCH, &mut Ids::sequential())
        .unwrap();
    let export = Seed::export(&store);
    let again = export
        .build(
            "2026-01-01T00:00:00Z".parse().unwrap(),
            &mut Ids::sequential(),
        )
        .unwrap();
    assert_eq!(again.users, store.users);
    assert_eq!(again.teams, store.teams);
    let read_back = Seed::parse_toml(&export.to_toml()).unwrap();
    assert_eq!(read_back, export);
    assert!(
        !export.to_toml().contains("dev-scim-token"),
        "an export has no token values"
    );
}
