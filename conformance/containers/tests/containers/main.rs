//! The images, as an operator runs them. Passed over, with a word, where there is no container engine.

mod balancer;
mod compose;
mod images;
mod load;
mod outage;
mod sessions;
