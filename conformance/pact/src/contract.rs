//! The pact as it stands in `pacts/`.

use anyhow::Context as _;
use pact_models::v4::pact::V4Pact;
use pact_models::v4::synch_http::SynchronousHttp;
use serde_json::Value;

/// Who needs something: the service.
pub const CONSUMER: &str = "pactflow-scim";
/// Who is to give it: PactFlow's admin API.
pub const PROVIDER: &str = "pactflow-admin-api";

/// The contract between the service and PactFlow.
#[derive(Debug)]
pub struct Contract {
    text: String,
    pact: V4Pact,
}

/// One interaction of the contract.
#[derive(Debug, Clone)]
pub struct Promise {
    interaction: SynchronousHttp,
}

impl Contract {
    /// The contract that this program was built with.
    ///
    /// # Errors
    /// Where the file is no pact.
    pub fn own() -> anyhow::Result<Self> {
        Self::parse(include_str!(
            "../pacts/pactflow-scim-pactflow-admin-api.json"
        ))
    }

    /// A contract from the text of a pact file.
    ///
    /// # Errors
    /// Where the text is no pact of version 4.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let document: Value = serde_json::from_str(text).context("the pact is no JSON")?;
        let pact = V4Pact::pact_from_json(&document, "the pact")?;
        Ok(Self {
            text: text.to_owned(),
            pact,
        })
    }

    /// The pact file, byte for byte.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its interactions, in the order of the file.
    pub fn promises(&self) -> Vec<Promise> {
        let interactions = self.pact.interactions.iter();
        interactions
            .filter_map(|interaction| interaction.as_v4_http())
            .map(|interaction| Promise { interaction })
            .collect()
    }

    /// A pact of one interaction alone.
    pub(crate) fn only(&self, promise: &Promise) -> V4Pact {
        use pact_models::v4::interaction::V4Interaction as _;
        V4Pact {
            interactions: vec![promise.interaction.boxed_v4()],
            ..self.pact.clone()
        }
    }
}

impl Promise {
    /// What it is about, in words.
    pub fn description(&self) -> &str {
        &self.interaction.description
    }

    /// The endpoint function of the client that was driven, such as `Users::list`.
    pub fn function(&self) -> &str {
        let name = self.interaction.comments.get("testname");
        name.and_then(Value::as_str).unwrap_or_default()
    }

    /// The names of the states that it wants.
    pub fn states(&self) -> Vec<&str> {
        let states = self.interaction.provider_states.iter();
        states.map(|state| state.name.as_str()).collect()
    }

    /// Method and path, with the examples of the pact.
    pub fn request(&self) -> (&str, &str) {
        let request = &self.interaction.request;
        (&request.method, &request.path)
    }

    /// Whether it changes nothing, whoever makes it.
    pub fn is_read(&self) -> bool {
        self.interaction.request.method == "GET"
    }
}
