//! An in-memory simulator of PactFlow's admin API.
//!
//! What was written can be read: users, teams, roles, system accounts and tokens are kept as
//! PactFlow keeps them, with its rules, permissions, HAL shapes and error dialects. What the
//! simulator does not model answers 501; how sure it is of each thing it does model is said in the
//! header `X-Mock-Evidence`, in [`ROUTES`] and [`RULES`], and in `DEVIATIONS.md`.
//!
//! [`MockPactflow::builder`] starts one on a free port; the handle stops it when it is dropped.

mod api;
mod app;
mod auth;
mod body;
mod call;
mod changes;
mod clock;
mod console;
mod control;
mod delivery;
mod edit;
mod events;
mod evidence;
mod faults;
mod hal;
mod handle;
mod ids;
mod index;
mod journal;
mod model;
mod paging;
mod problem;
pub mod role;
mod roles;
mod routes;
mod seed;
mod server;
mod simulation;
mod snapshot;
mod state;
mod system_accounts;
mod team_members;
mod teams;
mod tokens;
mod user_roles;
mod users;
mod wire;

pub use self::changes::{Change, ChangeLog, Changes};
pub use self::clock::Clock;
pub use self::console::{
    Action, Actions, Explained, Field, Form, Input, MappingRule, ScimExchange, ScimExchanges,
};
pub use self::edit::Editor;
pub use self::evidence::{Grade, RULES, Rule, rule};
pub use self::faults::{Effect, Fault, FaultGuard, Matcher, When};
pub use self::handle::{Builder, MockPactflow, StartError};
pub use self::ids::{Ids, derived_uuid};
pub use self::journal::{Exchange, Journal};
pub use self::model::{Access, Role, SystemAccount, Team, Token, User, UserType};
pub use self::routes::{Need, ROUTES, Route, RouteInfo};
pub use self::seed::{Seed, SeedError, SeedRole, SeedSystemAccount, SeedTeam, SeedToken, SeedUser};
pub use self::snapshot::Snapshot;
