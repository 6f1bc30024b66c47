//! The client of PactFlow's admin API, a HAL API over HTTP. It knows nothing of SCIM.
//!
//! Each endpoint is one function, grouped by resource ([`Users`], [`Teams`]); all of them go through
//! `Client::exchange`, the only place that touches the network.

mod body;
mod breaker;
mod call;
mod client;
mod directory;
mod entries;
mod error;
mod hal;
mod model;
pub mod paging;
mod retry;
mod stats;
mod teams;
mod users;
mod wire;

pub use breaker::BreakerState;
pub use call::Caller;
pub use client::{Client, ClientOptions, Fingerprint, StartError};
pub use directory::{Directory, Fold, IndexSnapshot, Key};
pub use error::{Error, Outage, Problem};
pub use hal::{Page, PageMeta};
pub use model::{
    Member, RoleRef, SYSTEM_ACCOUNT, Team, TeamFields, TeamRef, TeamSummary, User, UserFields,
};
pub use stats::Snapshot;
pub use teams::Teams;
pub use users::{UserQuery, Users};

/// The role that PactFlow itself gives to whoever administers a team; it cannot be assigned (PactFlow, *Predefined roles*).
pub const TEAM_ADMINISTRATOR: &str = "d635f960-88f2-4f13-8043-4641a02dffa0";

/// The role that may do everything (PactFlow, *Predefined roles*). Roles' names changed over the versions, their UUIDs did not.
pub const ADMINISTRATOR: &str = "cf75d7c2-416b-11ea-af5e-53c3b1a4efd8";
