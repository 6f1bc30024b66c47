//! The closed vocabulary: what the sentences of the specification do, by noun.

mod answers;
mod arrangement;
mod attributes;
mod groups;
mod people;
mod trouble;
mod wire;
mod words;
