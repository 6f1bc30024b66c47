//! The client of PactFlow's admin API, a HAL API over HTTP. It knows nothing of SCIM.
//!
//! Each endpoint is one function, grouped by resource ([`Users`], [`Teams`]); all of them go through
//! `Client::send`, the only place that touches the network.

mod body;
mod call;
mod client;
mod directory;
mod error;
mod hal;
mod model;
pub mod paging;
mod teams;
mod users;
mod wire;

pub use call::Caller;
pub use client::{Client, ClientOptions, StartError};
pub use directory::{Directory, Fold, Key};
pub use error::{Error, Problem};
pub use hal::{Page, PageMeta};
pub use model::{
    Member, RoleRef, SYSTEM_ACCOUNT, Team, TeamFields, TeamRef, TeamSummary, User, UserFields,
};
pub use teams::Teams;
pub use users::{UserQuery, Users};

/// The role that PactFlow itself gives to whoever administers a team; it cannot be assigned (PactFlow, *Predefined roles*).
pub const TEAM_ADMINISTRATOR: &str = "d635f960-88f2-4f13-8043-4641a02dffa0";
