//! How sure the simulator is of each route and each rule.

use std::fmt;

/// The evidence for a route or a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grade {
    /// Documented by PactFlow, in its documentation or its release notes.
    Documented,
    /// Asserted by a public consumer contract.
    PublicContract,
    /// Seen in a real answer.
    Observed,
    /// Inferred from what is known.
    Inferred,
    /// Invented for testing.
    Invented,
}

impl Grade {
    /// The letter that stands for it: `D`, `P`, `O`, `I` or `X`.
    pub fn letter(self) -> char {
        match self {
            Self::Documented => 'D',
            Self::PublicContract => 'P',
            Self::Observed => 'O',
            Self::Inferred => 'I',
            Self::Invented => 'X',
        }
    }

    /// Whether the real PactFlow may well differ, so that `DEVIATIONS.md` has to say so.
    pub fn is_guess(self) -> bool {
        matches!(self, Self::Inferred | Self::Invented)
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.letter())
    }
}

/// A rule that the simulator follows beyond the bare routes.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its permanent name, which heads its entry in `DEVIATIONS.md` where it is a guess.
    pub id: &'static str,
    /// How well it is known.
    pub evidence: Grade,
    /// The rule in one sentence.
    pub sentence: &'static str,
}

/// The rule with this name.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// Every rule.
#[rustfmt::skip]
pub const RULES: &[Rule] = {
    use Grade::{
        Documented as D, Inferred as I, Invented as X, Observed as O, PublicContract as P,
    };
    &[
        r("not-modelled", X, "What is not modelled answers 501 with a pointer to the list of deviations."),
        r("body-limit", X, "A request body above 10 MiB answers 413."),
        r("simulated-fault", X, "A fault rule answers with the status it was given."),
        r("problem-type", I, "A problem's `type` ends in the kind of error, as in the one that is documented."),
        r("token-missing", D, "A request without a token answers 401."),
        r("token-unknown", D, "A wrong or regenerated token answers 401."),
        r("token-expired", D, "An expired token answers 401."),
        r("token-owner-inactive", I, "The token of a disabled account answers 401."),
        r("read-only-token", D, "A read-only token can only read; anything else answers 403."),
        r("permission-missing", D, "Without the permission for a route the answer is 403."),
        r("permission-per-route", I, "Which permission a route wants follows from the permission's name."),
        r("scim-attributes", D, "Setting externalIdpId or externalIdpUsername wants user:manage_scim_attributes:*."),
        r("own-roles", D, "Nobody changes their own roles."),
        r("system-accounts-hidden", I, "Whoever may not read system accounts finds none in lists and 404 for one."),
        r("unknown-resource", I, "What does not exist, or whose id is no UUID, answers 404."),
        r("field-types", I, "A body that is no JSON, or has a field of the wrong type, answers 400."),
        r("unknown-fields", I, "Fields of a body that are not known are passed over."),
        r("paging-parameters", P, "A page or a size that is no positive number answers 400."),
        r("paging-limits", X, "A page has at most 1,000 items, and 100 where no size is given."),
        r("paging-on-demand", I, "Without a page or a size the whole list is answered, and no page metadata."),
        r("query-parameters", I, "A value of active or userType that is not listed answers 400."),
        r("list-order", I, "Lists are in the order of creation."),
        r("new-user-defaults", D, "A new user gets the role User and joins the team Default."),
        r("new-user-active", I, "A new user is active, whatever the request says."),
        r("email-required", I, "A user without an e-mail address answers 400."),
        r("email-format", I, "An e-mail address without a part on each side of @, or with a space, answers 400."),
        r("email-unique", I, "A second user with the same e-mail address, in any case, answers 400."),
        r("idp-username-not-unique", D, "Two users may have the same externalIdpUsername: the duplicate users problem."),
        r("name-required", I, "A user or system account without a name answers 400."),
        r("user-put-keeps", I, "A PUT of a user keeps what it leaves out; null clears an optional field."),
        r("user-put-external-ids", I, "A PUT can change externalIdpId and externalIdpUsername."),
        r("deleted-user-gone", P, "A user who was deleted answers 410."),
        r("invitation-present", D, "Inviting an address that is there already changes nothing and does not fail."),
        r("invitation-email", X, "No invitation e-mail is sent."),
        r("listed-user-roles", I, "Users in a list have roles and teams embedded, but roles are not repeated."),
        r("user-location", I, "A created user, team or role is answered with a Location header."),
        r("seat-limit", I, "Where the plan's seats are all taken, one more active account answers 422."),
        r("team-name-required", P, "A team without a name answers 400."),
        r("team-name-unique", I, "A second team with exactly the same name answers 400."),
        r("team-put-replaces", D, "A PUT of a team replaces administrators, environments and applications."),
        r("team-put-keeps-name", I, "A PUT of a team without a name keeps the name."),
        r("team-write-no-members", P, "A created or updated team is answered without its members."),
        r("team-embedded-unchecked", X, "Applications and environments of a team are kept without being checked."),
        r("team-updated-at", I, "A team has an updatedAt, which a change of membership does not touch."),
        r("default-team-stays", P, "The default team cannot be deleted: 422."),
        r("member-fields", I, "A member of a team is shown without roles and teams of their own."),
        r("members-include-system-accounts", I, "A team shows its system accounts to whoever may read the team."),
        r("unknown-member", I, "A member or administrator who does not exist answers 400, and nothing is applied."),
        r("members-added-answer", X, "Adding members answers 200 with the users that the request names."),
        r("members-removed-answer", I, "Removing members answers 204; whoever was no member is passed over."),
        r("patch-operations", P, "A JSON Patch of the members that is not add or remove of a user answers 400."),
        r("administrator-no-member", I, "Administering a team does not make anyone a member of it."),
        r("unknown-role", P, "A role that does not exist answers 400."),
        r("unknown-scope", P, "A permission scope that does not exist answers 400."),
        r("role-name-required", I, "A role without a name answers 400."),
        r("role-name-unique", I, "A second role with the same name answers 400."),
        r("predefined-roles-stay", I, "Deleting a predefined role answers 422."),
        r("scim-role-fixed", I, "Changing the permissions of the role SCIM or Team Administrator answers 422."),
        r("derived-role-uuids", X, "The UUIDs of predefined roles that are not public are derived from their names."),
        r("team-administrator-derived", D, "Whoever administers a team has the role Team Administrator."),
        r("team-administrator-unassignable", I, "Assigning the role Team Administrator answers 400."),
        r("new-system-account", O, "A new system account gets the role CI/CD and joins the team Default."),
        r("system-account-email", I, "Giving an e-mail address to a system account answers 400."),
        r("new-account-tokens", D, "An account has one read-only and one read-write token."),
        r("people-tokens", X, "A person has the tokens that the seed gives, and gets none by being created."),
        r("token-regenerated", D, "A regenerated token has a new value, and the old one answers 401."),
    ]
};

const fn r(id: &'static str, evidence: Grade, sentence: &'static str) -> Rule {
    Rule {
        id,
        evidence,
        sentence,
    }
}
