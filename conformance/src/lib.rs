//! The executable specification's harness: the identity providers as clients, the steps, the runner and its reports.
//!
//! `features/` says what holds; this crate says how to find out. It can be pointed at a simulator and a façade in this process,
//! or at any address.

pub mod bench;
pub mod control;
pub mod demo;
pub mod faults;
pub mod flaw;
pub mod guest;
pub mod idp;
pub mod logbook;
pub mod mirror;
pub mod pact;
pub mod pactflow;
pub mod parity;
pub mod people;
pub mod reasons;
pub mod relay;
pub mod report;
pub mod run;
pub mod scim;
pub mod session;
pub mod soak;
pub mod suite;
pub mod target;
pub mod tolerance;
pub mod wire;
pub mod world;

mod cell;
mod directory;
mod spelling;
mod steps;
