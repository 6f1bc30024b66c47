//! The simulator's API, through a real HTTP client.

mod console;
mod contract;
mod control;
mod credentials;
mod deviations;
mod directory;
mod faults;
mod lists;
mod members;
mod people;
mod roles;
mod support;
mod teams;
mod transport;
mod users;
