//! PactFlows that can be held to the contract: the simulator, and real ones.

mod live;
mod simulator;

use std::collections::HashMap;

use async_trait::async_trait;
use serde_json::Value;
use url::Url;

pub use self::live::{Live, Tokens};
pub use self::simulator::Simulator;
use crate::Promise;

/// What states give to an interaction, by name.
pub type Values = HashMap<String, Value>;

/// Why the states of an interaction cannot be brought about.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Obstacle(pub String);

/// A PactFlow, and how it is brought into the state that an interaction wants.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Its address.
    fn url(&self) -> &Url;

    /// Brings the states about that the interaction wants, and gives their values.
    ///
    /// # Errors
    /// [`Obstacle`] where that is not possible here; the interaction is then not tried.
    async fn arrange(&self, promise: &Promise) -> Result<Values, Obstacle>;

    /// Takes back what was brought about for an interaction, and what the interaction itself did.
    ///
    /// Gives what could not be taken back.
    async fn restore(&self) -> Vec<String>;
}
