//! The images, as an operator runs them. Passed over, with a word, where there is no container engine.
#![allow(clippy::print_stdout, reason = "sizes and times are figures to read")]

mod balancer;
mod compose;
mod images;
mod load;
mod outage;
mod sessions;
