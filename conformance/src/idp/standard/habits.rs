//! What tells one provider from another.

/// One provider's habits.
#[derive(Debug)]
pub struct Habits {
    /// The provider's name.
    pub name: &'static str,
    /// What it sends as `Accept` and `Content-Type`.
    pub media_type: &'static str,
    /// What it reads when it is connected, one request after the other.
    pub reads_on_connecting: &'static [&'static str],
    /// Whether connecting it creates a person and a group for a trial, and deletes both.
    pub tries_out: bool,
    /// Whether values in filters stand in quotation marks.
    pub quotes_values: bool,
    /// Whether it reads all groups and compares their names itself.
    pub lists_all_groups: bool,
    /// Whether people are updated by PATCH rather than by PUT.
    pub patches_people: bool,
    /// Whether its template writes `active` as a string and an `id` that is null.
    pub loose_template: bool,
    /// Whether memberships are replaced whole rather than added and removed.
    pub replaces_members: bool,
    /// Whether it trusts a conflict rather than look a person up before the creation.
    pub links_on_conflict: bool,
}

const SCIM: &str = "application/scim+json";
const JSON: &str = "application/json";

const PLAIN: Habits = Habits {
    name: "",
    media_type: SCIM,
    reads_on_connecting: &["/Users?count=1"],
    tries_out: false,
    quotes_values: true,
    lists_all_groups: false,
    patches_people: false,
    loose_template: false,
    replaces_members: false,
    links_on_conflict: false,
};

/// OneLogin: an administrator writes the JSON template, so booleans come as strings; people by PUT, members replaced.
pub const ONELOGIN: Habits = Habits {
    name: "OneLogin",
    media_type: JSON,
    reads_on_connecting: &["/Users?filter=userName+eq+%22no-such-user%22"],
    loose_template: true,
    replaces_members: true,
    ..PLAIN
};

/// JumpCloud: activation creates a person and a group and removes both again; members are added even where they are there.
pub const JUMPCLOUD: Habits = Habits {
    name: "JumpCloud",
    tries_out: true,
    ..PLAIN
};

/// PingFederate: people by PUT, groups by PATCH; groups are not looked up but listed.
pub const PINGFEDERATE: Habits = Habits {
    name: "PingFederate",
    quotes_values: false,
    lists_all_groups: true,
    ..PLAIN
};

/// CyberArk Identity: believes in discovery and reads each item by itself.
pub const CYBERARK: Habits = Habits {
    name: "CyberArk",
    reads_on_connecting: &[
        "/Users?count=1",
        "/ServiceProviderConfig",
        "/ResourceTypes/User",
        "/ResourceTypes/Group",
        "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User",
        "/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group",
    ],
    ..PLAIN
};

/// SailPoint: reads all of discovery, then patches.
pub const SAILPOINT: Habits = Habits {
    name: "SailPoint",
    reads_on_connecting: &[
        "/ServiceProviderConfig",
        "/ResourceTypes",
        "/Schemas",
        "/ResourceTypes/User",
        "/ResourceTypes/Group",
    ],
    patches_people: true,
    ..PLAIN
};

/// authentik: patches where discovery says that it may, writes values without quotation marks, and links on a conflict.
pub const AUTHENTIK: Habits = Habits {
    name: "authentik",
    reads_on_connecting: &["/ServiceProviderConfig"],
    quotes_values: false,
    links_on_conflict: true,
    ..PLAIN
};
