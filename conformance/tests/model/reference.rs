//! The plain model: what the service is, said in the fewest words.

use std::collections::BTreeSet;

use mock_pactflow::role;
use uuid::Uuid;

use crate::operation::{Change, Move, Number, Operation, Profile, Set};

/// Everybody and every team, in the order of creation; `None` where deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Model {
    pub(crate) people: Vec<Option<Person>>,
    pub(crate) teams: Vec<Option<Team>>,
}

/// One person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) user_name: String,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) given: Option<String>,
    pub(crate) family: Option<String>,
    pub(crate) external: Option<String>,
    pub(crate) active: bool,
    pub(crate) roles: BTreeSet<Uuid>,
}

/// One team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Team {
    pub(crate) name: String,
    pub(crate) members: BTreeSet<Number>,
}

/// How a request may end: done, with the model afterwards, or refused with one of these statuses and without effect.
pub(crate) struct Verdict {
    pub(crate) done: Option<Model>,
    pub(crate) refused: Vec<u16>,
}

fn same(left: &str, right: &str) -> bool {
    left.to_lowercase() == right.to_lowercase()
}

fn owned(set: Set, present: Option<String>) -> Option<String> {
    match set {
        Set::Leave => present,
        Set::Clear => None,
        Set::To(value) => Some(value.to_owned()),
    }
}

/// Given and family name as one name.
fn full(given: Option<&String>, family: Option<&String>) -> Option<String> {
    let parts: Vec<_> = [given, family].into_iter().flatten().cloned().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

impl Person {
    /// DEC-02 and DEC-09: what is said changes, what is not stays.
    fn update(&mut self, said: &Profile) {
        let follows = full(self.given.as_ref(), self.family.as_ref()).as_ref() == Some(&self.name);
        self.given = owned(said.given, self.given.take());
        self.family = owned(said.family, self.family.take());
        self.external = owned(said.external, self.external.take());
        match said.display.filter(|display| *display != self.name) {
            Some(display) => self.name = display.to_owned(),
            None if follows => {
                let full = full(self.given.as_ref(), self.family.as_ref());
                self.name = full.unwrap_or_else(|| self.name.clone());
            }
            None => {}
        }
        if let Some(name) = said.user_name {
            self.user_name = name.to_owned();
        }
        if let Some(email) = said.email {
            self.email = email.to_owned();
        }
        self.active = said.active.unwrap_or(self.active);
        if let Some(roles) = &said.roles {
            self.roles = roles.iter().copied().collect();
        }
    }

    /// What these operations, one after the other, say in the end.
    fn said_by(&self, changes: &[Change]) -> Profile {
        let mut said = Profile {
            user_name: None,
            email: None,
            display: None,
            given: Set::Leave,
            family: Set::Leave,
            external: Set::Leave,
            active: None,
            roles: None,
        };
        let mut roles = self.roles.clone();
        for change in changes {
            match change {
                Change::UserName(name) => said.user_name = Some(name),
                Change::Email(email) => said.email = Some(email),
                Change::Display(name) => said.display = Some(name),
                Change::Given(set) => said.given = *set,
                Change::Family(set) => said.family = *set,
                Change::External(set) => said.external = *set,
                Change::Active(active) => said.active = Some(*active),
                Change::Roles(exactly) => roles = exactly.iter().copied().collect(),
                Change::AddRole(role) => drop(roles.insert(*role)),
                Change::DropRole(role) => drop(roles.remove(role)),
            }
        }
        said.roles = Some(roles.into_iter().collect());
        said
    }
}

impl Model {
    /// How `operation` may end. Reads change nothing; whether they read right is held against the model elsewhere.
    pub(crate) fn judge(&self, operation: &Operation) -> Verdict {
        let mut after = self.clone();
        let refused = match operation {
            Operation::Create(profile, teams) => after.create(profile, teams),
            Operation::Put(who, profile) => after.update(*who, |_| profile.clone()),
            Operation::Patch(who, changes) => after.update(*who, |person| person.said_by(changes)),
            Operation::Delete(who) => after.delete(*who),
            Operation::CreateGroup(name, members) => after.create_team(name, members),
            Operation::PutGroup(team, name, members) => {
                let moves = members.iter().cloned().map(Move::Exactly);
                let moves: Vec<_> = moves.chain(name.map(Move::Rename)).collect();
                return self.moved(*team, &moves);
            }
            Operation::PatchGroup(team, moves) => return self.moved(*team, moves),
            Operation::DeleteGroup(team) => match after.team(*team) {
                Some(_) => {
                    after.teams[*team] = None;
                    Vec::new()
                }
                None => vec![404],
            },
            Operation::Read(who) if self.person(*who).is_none() => vec![404],
            Operation::ReadGroup(team) if self.team(*team).is_none() => vec![404],
            _ => Vec::new(),
        };
        Verdict {
            done: refused.is_empty().then_some(after),
            refused,
        }
    }

    pub(crate) fn person(&self, who: Number) -> Option<&Person> {
        self.people.get(who)?.as_ref()
    }

    pub(crate) fn team(&self, team: Number) -> Option<&Team> {
        self.teams.get(team)?.as_ref()
    }

    /// Those of whom this is true, by number.
    pub(crate) fn people_who(&self, fits: impl Fn(&Person) -> bool) -> Vec<Number> {
        let living = self.people.iter().enumerate();
        living
            .filter(|(_, person)| person.as_ref().is_some_and(&fits))
            .map(|(who, _)| who)
            .collect()
    }

    /// The teams of which this is true, by number.
    pub(crate) fn teams_that(&self, fits: impl Fn(&Team) -> bool) -> Vec<Number> {
        let living = self.teams.iter().enumerate();
        living
            .filter(|(_, team)| team.as_ref().is_some_and(&fits))
            .map(|(number, _)| number)
            .collect()
    }

    fn create(&mut self, profile: &Profile, teams: &[Number]) -> Vec<u16> {
        let (Some(user_name), Some(email)) = (profile.user_name, profile.email) else {
            return vec![400];
        };
        let is_taken =
            |person: &Person| same(&person.user_name, user_name) || same(&person.email, email);
        if !self.people_who(is_taken).is_empty() {
            return vec![409];
        }
        let mut person = Person {
            user_name: user_name.to_owned(),
            email: email.to_owned(),
            name: String::new(),
            given: None,
            family: None,
            external: None,
            active: true,
            roles: BTreeSet::from([role::USER]),
        };
        // DEC-06: an empty list leaves the default.
        let roles = profile.roles.clone().filter(|roles| !roles.is_empty());
        person.update(&Profile {
            roles,
            ..profile.clone()
        });
        if profile.display.is_none() {
            let full = full(person.given.as_ref(), person.family.as_ref());
            person.name = full.unwrap_or_else(|| user_name.to_owned());
        }
        let who = self.people.len();
        self.people.push(Some(person));
        for team in teams {
            if let Some(Some(team)) = self.teams.get_mut(*team) {
                team.members.insert(who);
            }
        }
        Vec::new()
    }

    fn update(&mut self, who: Number, said: impl Fn(&Person) -> Profile) -> Vec<u16> {
        let Some(person) = self.person(who) else {
            return vec![404];
        };
        let mut after = person.clone();
        after.update(&said(person));
        let others = |fits: &dyn Fn(&Person) -> bool| {
            let found = self.people_who(fits);
            found.into_iter().any(|other| other != who)
        };
        if others(&|other| same(&other.user_name, &after.user_name)) {
            return vec![409];
        }
        if others(&|other| same(&other.email, &after.email)) {
            return vec![400];
        }
        self.people[who] = Some(after);
        Vec::new()
    }

    fn delete(&mut self, who: Number) -> Vec<u16> {
        if self.person(who).is_none() {
            return vec![404];
        }
        self.people[who] = None;
        for team in self.teams.iter_mut().flatten() {
            team.members.remove(&who);
        }
        Vec::new()
    }

    fn create_team(&mut self, name: &str, members: &[Number]) -> Vec<u16> {
        let mut refused = Vec::new();
        if !self.teams_that(|team| same(&team.name, name)).is_empty() {
            refused.push(409);
        }
        if members.iter().any(|who| self.person(*who).is_none()) {
            refused.push(400);
        }
        if refused.is_empty() {
            self.teams.push(Some(Team {
                name: name.to_owned(),
                members: members.iter().copied().collect(),
            }));
        }
        refused
    }

    /// A PUT or PATCH of a group. Somebody unknown who joins is refused, and may be where a later operation takes it back.
    fn moved(&self, team: Number, moves: &[Move]) -> Verdict {
        let refuse = |refused| Verdict {
            done: None,
            refused,
        };
        let Some(present) = self.team(team) else {
            return refuse(vec![404, 400, 409]);
        };
        let mut after = present.clone();
        let mut was_named = false;
        for a_move in moves {
            let (Move::Join(who) | Move::Leave(who) | Move::Exactly(who)) = a_move else {
                if let Move::Rename(name) = a_move {
                    after.name = (*name).to_owned();
                }
                continue;
            };
            match a_move {
                Move::Leave(_) => after.members.retain(|member| !who.contains(member)),
                Move::Exactly(_) => after.members = who.iter().copied().collect(),
                _ => after.members.extend(who),
            }
            was_named |= !matches!(a_move, Move::Leave(_))
                && who.iter().any(|who| self.person(*who).is_none());
        }
        let others = self.teams_that(|team| same(&team.name, &after.name));
        let mut refused = Vec::new();
        if others.into_iter().any(|other| other != team) {
            refused.push(409);
        }
        if after.members.iter().any(|who| self.person(*who).is_none()) {
            refused.push(400);
        }
        if !refused.is_empty() {
            return refuse(refused);
        }
        let mut model = self.clone();
        model.teams[team] = Some(after);
        Verdict {
            done: Some(model),
            refused: if was_named { vec![400] } else { Vec::new() },
        }
    }
}
