//! The built-in seeds: `empty`, `demo` and `large`.

use super::{Seed, SeedSystemAccount, SeedTeam, SeedToken, SeedUser};
use crate::model::Access;
use crate::state::DEFAULT_TEAM;

impl Seed {
    /// Nobody but the two development accounts: `scim` with the tokens `dev-scim-token` and
    /// `dev-scim-readonly-token`, and `admin` with the token `dev-admin-token`.
    pub fn empty() -> Self {
        let account = |name: &str, role: &str, tokens| SeedSystemAccount {
            name: name.to_owned(),
            roles: Some(vec![role.to_owned()]),
            tokens,
            ..SeedSystemAccount::default()
        };
        let scim = vec![
            SeedToken::new("dev-scim-readonly-token", Access::ReadOnly),
            SeedToken::new("dev-scim-token", Access::ReadWrite),
        ];
        let admin = vec![SeedToken::new("dev-admin-token", Access::ReadWrite)];
        Self {
            version: 1,
            clock: None,
            roles: Vec::new(),
            users: Vec::new(),
            system_accounts: vec![
                account("scim", "SCIM", scim),
                account("admin", "Administrator", admin),
            ],
            teams: vec![SeedTeam {
                name: DEFAULT_TEAM.to_owned(),
                ..SeedTeam::default()
            }],
        }
    }

    /// A small company: a dozen people in several teams, one of them disabled, one who never came by
    /// the identity provider, and two more system accounts.
    pub fn demo() -> Self {
        let mut seed = Self::empty();
        let demo: Self = toml::from_str(include_str!("demo.toml"))
            .expect("the demo is a part of the program, and a test reads it");
        seed.users = demo.users;
        seed.system_accounts.extend(demo.system_accounts);
        seed.teams.extend(demo.teams);
        let everyone = seed.users.iter().map(|user| user.email.clone());
        seed.teams[0].members = everyone.collect();
        seed
    }

    /// Many people: person `i` is `user000000@perf.example.com` and so on, from 0. The teams are
    /// `team0000` and so on, and the first of them has the first `members` people as its members;
    /// the others are empty, as is `Default`.
    pub fn large(people: usize, teams: usize, members: usize) -> Self {
        let mut seed = Self::empty();
        seed.users = (0..people).map(large_person).collect();
        seed.teams.extend((0..teams).map(|index| {
            let members = if index == 0 { members.min(people) } else { 0 };
            SeedTeam {
                name: format!("team{index:04}"),
                members: (0..members).map(large_email).collect(),
                ..SeedTeam::default()
            }
        }));
        seed
    }
}

fn large_email(index: usize) -> String {
    format!("user{index:06}@perf.example.com")
}

fn large_person(index: usize) -> SeedUser {
    let email = large_email(index);
    SeedUser::new(&format!("User {index:06}"), &email)
        .named("User", &format!("{index:06}"))
        .external_idp(&email, &format!("00uperf{index:06}"))
}
