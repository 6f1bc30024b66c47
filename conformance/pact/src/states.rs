//! The provider states: what has to be so in PactFlow before an interaction, by names that everybody who verifies the
//! contract can read.

/// A provider state.
#[derive(Debug, Clone, Copy)]
pub struct State {
    /// Its name in the pact.
    pub name: &'static str,
    /// What is so, in a sentence.
    pub meaning: &'static str,
    /// The values that it gives to the interaction, such as `${person}` in a path.
    pub values: &'static [&'static str],
}

/// Every state that an interaction of the pact may want.
pub const STATES: &[State] = &[
    state(
        "the caller may provision",
        "The token's owner may manage people and teams, as the role SCIM and an administrator may.",
        &["token"],
    ),
    state(
        "the caller may set sign-in names",
        "The token's owner may also set what the identity provider calls a person, as only the role SCIM may.",
        &["token"],
    ),
    state(
        "the caller may manage system accounts",
        "The token's owner may also create system accounts, as an administrator may.",
        &["token"],
    ),
    state(
        "the caller may only read",
        "The token is a read-only token.",
        &["token"],
    ),
    state(
        "the caller has no permission",
        "The token is valid, and its owner has no permission at all.",
        &["token"],
    ),
    state(
        "the caller is unknown",
        "The token is nobody's.",
        &["token"],
    ),
    state(
        "a person exists",
        "There is an active person with an address, a role and a team.",
        &["person", "email", "role"],
    ),
    state(
        "a person with a sign-in name exists",
        "There is an active person with an address, a sign-in name, a role and a team.",
        &["person", "email", "role"],
    ),
    state("two people exist", "There are at least two people.", &[]),
    state(
        "a person was deleted",
        "The UUID was that of a person who has been deleted.",
        &["person"],
    ),
    state(
        "a system account exists",
        "There is a system account that the caller may see.",
        &["account"],
    ),
    state(
        "an address is free",
        "Nobody has this e-mail address.",
        &["newEmail"],
    ),
    state(
        "a name is free",
        "Neither a team nor an account has this name.",
        &["newName"],
    ),
    state("a team exists", "There is a team.", &["team", "teamName"]),
    state(
        "a team without members exists",
        "There is a team that nobody is in.",
        &["team"],
    ),
    state("two teams exist", "There are at least two teams.", &[]),
    state(
        "a team with a member exists",
        "There is a team, and a person is a member of it.",
        &["team", "member"],
    ),
    state(
        "every seat is taken",
        "The plan allows no more active people.",
        &[],
    ),
    state(
        "PactFlow is older than 1.26",
        "It does not know problem documents, and says what is wrong in its older ways.",
        &[],
    ),
    state(
        "PactFlow is out of order",
        "Whatever it is asked, it fails.",
        &[],
    ),
    state(
        "PactFlow is asked too often",
        "It refuses every call for a moment.",
        &[],
    ),
];

const fn state(
    name: &'static str,
    meaning: &'static str,
    values: &'static [&'static str],
) -> State {
    State {
        name,
        meaning,
        values,
    }
}
