use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::body::Field;
use crate::ids::Ids;

/// One request, with people, teams and roles by their number.
#[derive(Debug, Clone)]
enum Request {
    CreatePerson {
        email: u8,
        name: bool,
    },
    UpdatePerson {
        person: usize,
        email: Option<u8>,
        active: Option<bool>,
    },
    DeletePerson {
        person: usize,
    },
    CreateTeam {
        name: u8,
        administrator: Option<usize>,
    },
    RenameTeam {
        team: usize,
        name: u8,
        administrator: Option<usize>,
    },
    DeleteTeam {
        team: usize,
    },
    AddMembers {
        team: usize,
        people: Vec<usize>,
    },
    RemoveMembers {
        team: usize,
        people: Vec<usize>,
    },
    SetMembers {
        team: usize,
        people: Vec<usize>,
    },
    SetRoles {
        person: usize,
        roles: Vec<usize>,
    },
}

fn requests() -> impl Strategy<Value = Request> {
    let (person, team) = (0_usize..8, 0_usize..5);
    let people = prop::collection::vec(0_usize..8, 0..12);
    prop_oneof![
        (0_u8..6, any::<bool>()).prop_map(|(email, name)| Request::CreatePerson { email, name }),
        (
            person.clone(),
            prop::option::of(0_u8..6),
            prop::option::of(any::<bool>())
        )
            .prop_map(|(person, email, active)| Request::UpdatePerson {
                person,
                email,
                active
            }),
        person
            .clone()
            .prop_map(|person| Request::DeletePerson { person }),
        (0_u8..4, prop::option::of(person.clone())).prop_map(|(name, administrator)| {
            Request::CreateTeam {
                name,
                administrator,
            }
        }),
        (team.clone(), 0_u8..4, prop::option::of(person.clone())).prop_map(
            |(team, name, administrator)| Request::RenameTeam {
                team,
                name,
                administrator
            }
        ),
        team.clone().prop_map(|team| Request::DeleteTeam { team }),
        (team.clone(), people.clone())
            .prop_map(|(team, people)| Request::AddMembers { team, people }),
        (team.clone(), people.clone())
            .prop_map(|(team, people)| Request::RemoveMembers { team, people }),
        (team, people).prop_map(|(team, people)| Request::SetMembers { team, people }),
        (person, prop::collection::vec(0_usize..11, 0..4))
            .prop_map(|(person, roles)| Request::SetRoles { person, roles }),
    ]
}

/// The thing with this number, or a UUID that is nobody's.
fn nth<T>(things: &indexmap::IndexMap<Uuid, T>, index: usize) -> Uuid {
    things
        .get_index(index)
        .map_or(Uuid::nil(), |(uuid, _)| *uuid)
}

fn apply(transaction: &mut Transaction<'_>, request: &Request) -> Result<(), Refusal> {
    let person = |store: &Store, index: &usize| nth(&store.users, *index);
    let email = |number: u8| Field::Value(format!("p{number}@acme.io"));
    let team_fields = |store: &Store, name: u8, administrator: &Option<usize>| TeamFields {
        name: Field::Value(format!("Team {name}")),
        administrators: administrator
            .iter()
            .map(|index| person(store, index))
            .collect(),
        ..TeamFields::default()
    };
    let all = |store: &Store, indexes: &[usize]| {
        indexes
            .iter()
            .map(|index| person(store, index))
            .collect::<Vec<_>>()
    };
    let store = &*transaction.store;
    match request {
        Request::CreatePerson {
            email: number,
            name,
        } => {
            let name = if *name {
                Field::Value("Ada".to_owned())
            } else {
                Field::Absent
            };
            let fields = UserFields {
                name,
                email: email(*number),
                ..UserFields::default()
            };
            transaction.create_person(fields).map(|_| ())
        }
        Request::UpdatePerson {
            person: index,
            email: number,
            active,
        } => {
            let uuid = person(store, index);
            let fields = UserFields {
                email: number.map_or(Field::Absent, email),
                active: active.map_or(Field::Absent, Field::Value),
                ..UserFields::default()
            };
            transaction.update_user(uuid, fields)
        }
        Request::DeletePerson { person: index } => {
            let uuid = person(store, index);
            transaction.delete_user(uuid)
        }
        Request::CreateTeam {
            name,
            administrator,
        } => {
            let fields = team_fields(store, *name, administrator);
            transaction.create_team(fields).map(|_| ())
        }
        Request::RenameTeam {
            team,
            name,
            administrator,
        } => {
            let (uuid, fields) = (
                nth(&store.teams, *team),
                team_fields(store, *name, administrator),
            );
            transaction.update_team(uuid, fields)
        }
        Request::DeleteTeam { team } => {
            let uuid = nth(&store.teams, *team);
            transaction.delete_team(uuid)
        }
        Request::AddMembers { team, people } => {
            let (uuid, users) = (nth(&store.teams, *team), all(store, people));
            transaction.add_members(uuid, &users)
        }
        Request::RemoveMembers { team, people } => {
            let (uuid, users) = (nth(&store.teams, *team), all(store, people));
            transaction.remove_members(uuid, &users)
        }
        Request::SetMembers { team, people } => {
            let (uuid, users) = (nth(&store.teams, *team), all(store, people));
            transaction.set_members(uuid, &users)?;
            let wanted: IndexSet<Uuid> = users.into_iter().collect();
            assert_eq!(
                transaction.store.teams[&uuid].members, wanted,
                "the members are exactly those"
            );
            Ok(())
        }
        Request::SetRoles {
            person: index,
            roles,
        } => {
            let uuid = person(store, index);
            let roles: Vec<Uuid> = roles
                .iter()
                .map(|index| nth(&store.roles, *index))
                .collect();
            transaction.set_roles(uuid, &roles)
        }
    }
}

/// Every index agrees with what it is an index of.
fn assert_consistent(store: &Store) {
    for (uuid, user) in &store.users {
        assert_eq!(store.people.contains(uuid), !user.is_system_account());
        assert_eq!(
            store.system_accounts.contains(uuid),
            user.is_system_account()
        );
        if let Some(email) = &user.email {
            assert_eq!(
                store
                    .user_by_email(&email.to_uppercase())
                    .map(|user| user.uuid),
                Some(*uuid)
            );
        }
        for team in &user.teams {
            assert!(
                store.teams[team].members.contains(uuid),
                "{uuid} is in {team}"
            );
        }
        for team in &user.administers {
            assert!(
                store.teams[team].administrators.contains(uuid),
                "{uuid} administers {team}"
            );
        }
    }
    for (uuid, team) in &store.teams {
        assert_eq!(
            store.team_by_name(&team.name).map(|team| team.uuid),
            Some(*uuid)
        );
        assert!(
            team.members
                .iter()
                .all(|user| store.users[user].teams.contains(uuid))
        );
        assert!(
            team.administrators
                .iter()
                .all(|user| store.users[user].administers.contains(uuid))
        );
    }
    assert_eq!(
        store.people.len() + store.system_accounts.len(),
        store.users.len()
    );
    assert_eq!(store.by_email.len(), store.people.len());
    assert_eq!(store.by_team_name.len(), store.teams.len());
    assert_eq!(store.by_token.len(), store.tokens.len());
}

/// How many users, teams, memberships and given roles there are, beside what newcomers are given.
fn counts(store: &Store) -> [i64; 2] {
    [store.people.len(), store.teams.len()].map(|count| i64::try_from(count).unwrap())
}

fn start() -> Store {
    let mut store = Store::new(Timestamp::UNIX_EPOCH);
    let mut ids = Ids::sequential();
    let mut transaction = Transaction::new(&mut store, &mut ids, Timestamp::UNIX_EPOCH);
    let name = Field::Value(DEFAULT_TEAM.to_owned());
    transaction
        .create_team(TeamFields {
            name,
            ..TeamFields::default()
        })
        .unwrap();
    transaction.create_system_account("ci").unwrap();
    store
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn requests_keep_the_indexes_right_and_refused_ones_change_nothing(
        requests in prop::collection::vec(requests(), 1..40),
    ) {
        let mut store = start();
        let mut ids = Ids::random();
        for request in &requests {
            let before = store.clone();
            let mut transaction = Transaction::new(&mut store, &mut ids, Timestamp::UNIX_EPOCH);
            let result = apply(&mut transaction, request);
            let changes = std::mem::take(&mut transaction.changes);
            assert_consistent(&store);
            let tally = |plus: &str, minus: &str| {
                let count = |key: &str| i64::try_from(changes.iter().filter(|change| change.key == key).count()).unwrap();
                count(plus) - count(minus)
            };
            match result {
                Err(refusal) => {
                    prop_assert_eq!(&store, &before, "{:?} was refused by {}", request, refusal.rule);
                    prop_assert!(changes.is_empty(), "{:?}", changes);
                }
                Ok(()) => {
                    prop_assert_eq!(changes.is_empty(), store == before, "{:?}: {:?}", request, changes);
                    let [people, teams] = [0, 1].map(|index| counts(&store)[index] - counts(&before)[index]);
                    prop_assert_eq!(tally("+users", "-users"), people);
                    prop_assert_eq!(tally("+teams", "-teams"), teams);
                }
            }
        }
    }
}

#[test]
fn many_and_few_leave_a_team_alike() {
    let mut store = start();
    let mut ids = Ids::random();
    let mut transaction = Transaction::new(&mut store, &mut ids, Timestamp::UNIX_EPOCH);
    let people: Vec<Uuid> = (0..40)
        .map(|number| {
            let email = Field::Value(format!("p{number}@acme.io"));
            let name = Field::Value("Ada".to_owned());
            transaction
                .create_person(UserFields {
                    name,
                    email,
                    ..UserFields::default()
                })
                .unwrap()
        })
        .collect();
    let team = transaction.store.team_by_name(DEFAULT_TEAM).unwrap().uuid;
    transaction.remove_members(team, &people[..20]).unwrap();
    transaction.remove_members(team, &people[20..23]).unwrap();
    let left: Vec<Uuid> = transaction.store.teams[&team]
        .members
        .iter()
        .skip(1)
        .copied()
        .collect();
    assert_eq!(
        left,
        people[23..],
        "the system account and the last people, in the order of joining"
    );
}
