//! What clients do, as values that can be drawn, shrunk and written down.

use mock_pactflow::role;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

/// Somebody or some team, by the order of creation, deleted ones included; a number that is not there yet names nobody.
pub(crate) type Number = usize;

/// Which of the clients it is.
pub(crate) type Client = usize;

/// The clients' tokens.
pub(crate) const TOKENS: [&str; 3] = ["dev-scim-token", "second-token", "third-token"];

/// Sign-in names and addresses, few enough to collide, in several spellings.
pub(crate) const NAMES: [&str; 6] = [
    "ada@model.example",
    "Ada@Model.Example",
    "grace@model.example",
    "alan+1@model.example",
    "o'hara@model.example",
    "ÉDITH@model.example",
];
const WORDS: [&str; 5] = [
    "Ada",
    "Lovelace",
    "Grace Hopper",
    "José \"Pepe\" \\ Ñ",
    "Ada Lovelace",
];
pub(crate) const TITLES: [&str; 5] = [
    "Payments",
    "PAYMENTS",
    "Search & Find",
    "José's Team",
    "100%",
];

/// An optional attribute in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    /// Not mentioned.
    Leave,
    /// Null, or removed.
    Clear,
    /// This value.
    To(&'static str),
}

/// A person as a request describes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Profile {
    pub(crate) user_name: Option<&'static str>,
    pub(crate) email: Option<&'static str>,
    pub(crate) display: Option<&'static str>,
    pub(crate) given: Set,
    pub(crate) family: Set,
    pub(crate) external: Set,
    pub(crate) active: Option<bool>,
    pub(crate) roles: Option<Vec<Uuid>>,
}

/// One operation of a user's PATCH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    UserName(&'static str),
    Email(&'static str),
    Display(&'static str),
    Given(Set),
    Family(Set),
    External(Set),
    Active(bool),
    Roles(Vec<Uuid>),
    AddRole(Uuid),
    DropRole(Uuid),
}

/// One operation of a group's PATCH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Move {
    Join(Vec<Number>),
    Leave(Vec<Number>),
    Exactly(Vec<Number>),
    Rename(&'static str),
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operation {
    /// `POST /Users`, joining these groups.
    Create(Profile, Vec<Number>),
    /// `PUT /Users/{id}`.
    Put(Number, Profile),
    /// `PATCH /Users/{id}`.
    Patch(Number, Vec<Change>),
    /// `DELETE /Users/{id}`.
    Delete(Number),
    /// `POST /Groups`.
    CreateGroup(&'static str, Vec<Number>),
    /// `PUT /Groups/{id}`.
    PutGroup(Number, Option<&'static str>, Option<Vec<Number>>),
    /// `PATCH /Groups/{id}`.
    PatchGroup(Number, Vec<Move>),
    /// `DELETE /Groups/{id}`.
    DeleteGroup(Number),
    /// `GET /Users/{id}`.
    Read(Number),
    /// `GET /Groups/{id}`.
    ReadGroup(Number),
    /// `GET /Users` by an attribute that equals a value.
    LookUp(&'static str, &'static str),
    /// `GET /Groups` by name.
    LookUpGroup(&'static str),
    /// `GET /Groups` by member.
    GroupsOf(Number),
    /// `GET /Users`, from a position on, so many.
    List(usize, usize),
}

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![6 => 0..2_usize, 3 => 2..5_usize, 1 => 5..8_usize]
}

/// What every sequence begins with, so that those that follow have something to work on.
pub(crate) fn beginning() -> Vec<Operation> {
    let person = |name, display| Profile {
        user_name: Some(name),
        email: Some(name),
        display: Some(display),
        given: Set::To("Ada"),
        family: Set::To("Lovelace"),
        external: Set::Leave,
        active: None,
        roles: None,
    };
    vec![
        Operation::Create(person("first@model.example", "Ada Lovelace"), vec![]),
        Operation::Create(person("second@model.example", "The Second"), vec![]),
        Operation::CreateGroup("Search", vec![0, 1]),
        Operation::CreateGroup("Payments", vec![1]),
    ]
}

fn numbers() -> impl Strategy<Value = Vec<Number>> {
    vec(number(), 0..4)
}

fn set() -> impl Strategy<Value = Set> {
    prop_oneof![2 => Just(Set::Leave), 1 => Just(Set::Clear), 4 => select(&WORDS).prop_map(Set::To)]
}

fn roles() -> impl Strategy<Value = Vec<Uuid>> {
    vec(a_role(), 0..3)
}

fn a_role() -> impl Strategy<Value = Uuid> {
    select(&[role::ADMINISTRATOR, role::USER, role::CI_CD])
}

fn profile() -> impl Strategy<Value = Profile> {
    let mostly = |values| proptest::option::weighted(0.9, select(values));
    (
        mostly(&NAMES),
        mostly(&NAMES),
        proptest::option::of(select(&WORDS)),
        (set(), set(), set()),
        proptest::option::of(any::<bool>()),
        proptest::option::of(roles()),
    )
        .prop_map(
            |(user_name, email, display, (given, family, external), active, roles)| Profile {
                user_name,
                email,
                display,
                given,
                family,
                external,
                active,
                roles,
            },
        )
}

fn change() -> impl Strategy<Value = Change> {
    let mentioned = || set().prop_filter("mentioned", |set| *set != Set::Leave);
    prop_oneof![
        select(&NAMES).prop_map(Change::UserName),
        select(&NAMES).prop_map(Change::Email),
        select(&WORDS).prop_map(Change::Display),
        mentioned().prop_map(Change::Given),
        mentioned().prop_map(Change::Family),
        mentioned().prop_map(Change::External),
        any::<bool>().prop_map(Change::Active),
        roles().prop_map(Change::Roles),
        a_role().prop_map(Change::AddRole),
        a_role().prop_map(Change::DropRole),
    ]
}

fn a_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        3 => numbers().prop_map(Move::Join),
        3 => numbers().prop_map(Move::Leave),
        1 => numbers().prop_map(Move::Exactly),
        1 => select(&TITLES).prop_map(Move::Rename),
    ]
}

/// Any request of any client.
pub(crate) fn operation() -> impl Strategy<Value = (Client, Operation)> {
    use Operation as O;
    let operation = prop_oneof![
        8 => (profile(), numbers()).prop_map(|(profile, groups)| O::Create(profile, groups)),
        4 => (number(), profile()).prop_map(|(who, profile)| O::Put(who, profile)),
        6 => (number(), vec(change(), 1..4)).prop_map(|(who, changes)| O::Patch(who, changes)),
        1 => number().prop_map(O::Delete),
        5 => (select(&TITLES), numbers()).prop_map(|(title, members)| O::CreateGroup(title, members)),
        4 => (number(), proptest::option::of(select(&TITLES)), proptest::option::of(numbers()))
            .prop_map(|(team, title, members)| O::PutGroup(team, title, members)),
        8 => (number(), vec(a_move(), 1..4)).prop_map(|(team, moves)| O::PatchGroup(team, moves)),
        1 => number().prop_map(O::DeleteGroup),
        1 => number().prop_map(O::Read),
        1 => number().prop_map(O::ReadGroup),
        2 => (select(&["userName", "emails.value"]), select(&NAMES)).prop_map(|(by, name)| O::LookUp(by, name)),
        1 => select(&WORDS).prop_map(|word| O::LookUp("externalId", word)),
        2 => select(&TITLES).prop_map(O::LookUpGroup),
        1 => number().prop_map(O::GroupsOf),
        1 => (0..5_usize, 0..4_usize).prop_map(|(start, count)| O::List(start, count)),
    ];
    (0..TOKENS.len(), operation)
}
