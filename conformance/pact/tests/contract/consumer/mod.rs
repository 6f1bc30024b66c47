//! The consumer's side: each case says what is asked and answered, and drives the service's real client through it.

mod errors;
mod instance;
mod members;
mod permissions;
mod teams;
mod user_writes;
mod users;

use std::future::Future;
use std::time::Duration;

use conformance_pact::{CONSUMER, PROVIDER};
use futures::future::LocalBoxFuture;
use http::HeaderValue;
use pact_consumer::builders::InteractionBuilder;
use pact_consumer::mock_server::StartMockServerAsync as _;
use pact_consumer::prelude::*;
use pact_models::HttpStatus;
use pact_models::generators::{Generator, GeneratorCategory};
use pact_models::http_parts::HttpPart as _;
use pact_models::matchingrules::{MatchingRule, RuleLogic};
use pact_models::path_exp::DocPath;
use pact_models::v4::synch_http::SynchronousHttp;
use pactflow_scim::Way;
use pactflow_scim::config::Outbound;
use pactflow_scim::pactflow::{Caller, Client, ClientOptions, Problem, Teams, Users};
use tokio::time::Instant;

/// UUIDs of the examples. When the contract is verified, those that a state names take their place.
const ADA: &str = "4c260344-b170-41eb-b01e-c0ff10c72f25";
const TEAM: &str = "6d746ad5-919f-49e3-84c0-648cafc5d912";
const ROLE: &str = "e9282e22-416b-11ea-a16e-57ee1bb61d18";
/// The UUID of nothing.
const NOTHING: &str = "00000000-0000-4000-8000-00000000dead";

const UUID: &str = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";

/// What the client asks for by `Accept`.
const ACCEPTED: &str = "application/hal+json, application/json, application/problem+json";

/// What is asked and answered, and what the client has to make of it.
pub(crate) struct Case {
    pub(crate) interactions: Vec<SynchronousHttp>,
    drive: Box<dyn Fn(Pactflow) -> LocalBoxFuture<'static, ()>>,
}

/// The service's client, on behalf of somebody, at an address.
#[derive(Clone)]
pub(crate) struct Pactflow {
    client: Client,
    caller: Caller,
}

impl Pactflow {
    fn at(url: &url::Url) -> Self {
        let options = ClientOptions {
            way: Way::new(&Outbound::default()).unwrap(),
            url: url.clone(),
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(10),
            // What is repeated is a matter of the client alone, and would only take time here.
            retries: 0,
            max_calls: 4,
            breaker_failures: 0,
            breaker_pause: Duration::ZERO,
            pools: 1,
        };
        Self {
            client: Client::new(options).unwrap(),
            caller: Caller {
                token: "token".into(),
                request_id: HeaderValue::from_static("contract"),
                deadline: Instant::now() + Duration::from_secs(60),
            },
        }
    }

    fn users(&self) -> Users<'_> {
        self.client.users(&self.caller)
    }

    fn teams(&self) -> Teams<'_> {
        self.client.teams(&self.caller)
    }
}

impl Case {
    /// The call takes one more exchange, which is that of another case.
    fn and(mut self, other: Case) -> Self {
        self.interactions.extend(other.interactions);
        self
    }
}

/// Every case, in no order that matters.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = users::cases();
    cases.extend(user_writes::cases());
    cases.extend(teams::cases());
    cases.extend(members::cases());
    cases.extend(instance::cases());
    cases.extend(errors::cases());
    cases.extend(permissions::cases());
    cases
}

/// A case of the endpoint function `call`: `describe` says what is asked and answered, and `drive` does it.
fn case<F>(
    call: &str,
    description: &str,
    describe: impl FnOnce(&mut Exchange),
    drive: impl Fn(Pactflow) -> F + 'static,
) -> Case
where
    F: Future<Output = ()> + 'static,
{
    let authorized = |exchange: &mut Exchange| {
        exchange.0.request.header("Accept", ACCEPTED);
        let token = "Bearer ${token}";
        exchange.0.request.header_from_provider_state(
            "Authorization",
            token,
            term!("^Bearer .+$", "Bearer token"),
        );
        describe(exchange);
    };
    case_without_token(call, description, authorized, drive)
}

/// The same of a call that nobody needs a token for.
fn case_without_token<F>(
    call: &str,
    description: &str,
    describe: impl FnOnce(&mut Exchange),
    drive: impl Fn(Pactflow) -> F + 'static,
) -> Case
where
    F: Future<Output = ()> + 'static,
{
    let mut exchange = Exchange(InteractionBuilder::new(description, ""), None);
    exchange.0.test_name(call);
    describe(&mut exchange);
    Case {
        interactions: vec![exchange.build()],
        drive: Box::new(move |pactflow| Box::pin(drive(pactflow))),
    }
}

/// What is asked and answered.
struct Exchange(InteractionBuilder, Option<HttpStatus>);

impl Exchange {
    fn given(&mut self, state: &str) -> &mut Self {
        self.0.given(state);
        self
    }

    /// `template` is the path with what a state gives, such as `/admin/users/${person}`; in the example a UUID stands
    /// for it.
    fn asks(&mut self, method: &str, template: &str) -> &mut Self {
        self.0.request.method(method);
        let examples = [
            ("${person}", ADA),
            ("${member}", ADA),
            ("${account}", ADA),
            ("${team}", TEAM),
        ];
        let example = examples
            .into_iter()
            .fold(template.to_owned(), |path, (name, uuid)| {
                path.replace(name, uuid)
            });
        if example == template {
            self.0.request.path(example);
        } else {
            self.0.request.path_from_provider_state(template, example);
        }
        self
    }

    fn query(&mut self, name: &str, value: &str) -> &mut Self {
        self.0.request.query_param(name, value);
        self
    }

    /// A parameter of the query that a state gives.
    fn query_from(&mut self, name: &str, expression: &str, example: &str) -> &mut Self {
        self.0.request.query_param(name, example);
        let generator = from_state(expression);
        let mut path = DocPath::root();
        path.push_field(name);
        HttpPartBuilder::generators(&mut self.0.request).add_generator_with_subcategory(
            &GeneratorCategory::QUERY,
            path,
            generator,
        );
        self
    }

    /// The body that is sent, exactly; what stands at the paths is given by a state.
    fn sends(&mut self, body: serde_json::Value, from_states: &[(&str, &str)]) -> &mut Self {
        self.0
            .request
            .header("Content-Type", "application/json")
            .json_body(JsonPattern::from(body));
        for (path, expression) in from_states {
            self.0.request.body_generator(*path, from_state(expression));
        }
        self
    }

    fn answers(&mut self, status: u16) -> &mut Self {
        self.0.response.status(status);
        self
    }

    /// An answer whose exact status does not matter; `example` is one of them.
    fn answers_any(&mut self, statuses: HttpStatus, example: u16) -> &mut Self {
        self.1 = Some(statuses);
        self.answers(example)
    }

    /// A HAL body; the service does not look at the media type, as long as it is JSON.
    fn body(&mut self, body: impl Into<JsonPattern>) -> &mut Self {
        let media_type = term!(
            "^application/(hal\\+|problem\\+)?json.*$",
            "application/hal+json;charset=utf-8"
        );
        self.0
            .response
            .header("Content-Type", media_type)
            .json_body(body.into());
        self
    }

    fn build(self) -> SynchronousHttp {
        let Self(builder, statuses) = self;
        let mut interaction = builder.build_v4();
        if let Some(statuses) = statuses {
            let rules = interaction
                .response
                .matching_rules_mut()
                .add_category("status");
            rules.add_rule(
                DocPath::empty(),
                MatchingRule::StatusCode(statuses),
                RuleLogic::And,
            );
        }
        interaction
    }
}

fn from_state(expression: &str) -> Generator {
    Generator::ProviderStateGenerator(expression.to_owned(), None)
}

/// A UUID, any.
fn uuid(example: &str) -> JsonPattern {
    term!(UUID, example).into()
}

/// An objection of PactFlow's.
fn problem(detail: &str, pointer: Option<&str>) -> Problem {
    Problem {
        detail: detail.to_owned(),
        pointer: pointer.map(str::to_owned),
    }
}

/// The client asks what the contract says and understands the answers; each case has a mock server of its own.
async fn drive(cases: Vec<Case>) {
    for case in cases {
        let mut pact = PactBuilderAsync::new_v4(CONSUMER, PROVIDER);
        for interaction in &case.interactions {
            pact.push_interaction(interaction);
        }
        pact.output_dir(env!("CARGO_TARGET_TMPDIR"));
        let server = pact.start_mock_server_async(None, None).await;
        (case.drive)(Pactflow::at(&server.url())).await;
        // Dropping the server fails the test, naming the interaction, where something else was asked.
        drop(server);
    }
}

#[tokio::test]
async fn people_are_asked_for_as_the_contract_says() {
    drive(users::cases()).await;
    drive(user_writes::cases()).await;
}

#[tokio::test]
async fn teams_are_asked_for_as_the_contract_says() {
    drive(teams::cases()).await;
    drive(members::cases()).await;
}

#[tokio::test]
async fn the_instance_is_asked_after_as_the_contract_says() {
    drive(instance::cases()).await;
}

#[tokio::test]
async fn errors_are_understood_in_every_dialect() {
    drive(errors::cases()).await;
}

#[tokio::test]
async fn refusals_are_understood_for_every_call() {
    drive(permissions::cases()).await;
}
