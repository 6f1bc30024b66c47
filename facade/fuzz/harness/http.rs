//! Any requests, to a service in front of the simulator.

use std::collections::HashSet;

use mock_pactflow::{Clock, Exchange, Ids, MockPactflow, Seed};
use pactflow_scim::Running;
use uuid::Uuid;

use super::answer::{Answer, exchange};
use super::{Subject, TOKEN, message, parts, service};

/// How many requests of one input are sent.
const REQUESTS: usize = 4;

/// Of what PactFlow's paths consist, beside ids.
const WORDS: [&str; 6] = [
    "admin",
    "users",
    "teams",
    "roles",
    "system-accounts",
    "user",
];

/// A simulator and a service in front of it.
#[derive(Debug)]
pub(crate) struct Http {
    pactflow: MockPactflow,
    service: Running,
    /// The system accounts, which no request may change.
    accounts: String,
}

impl Subject for Http {
    async fn start() -> Self {
        let pactflow = MockPactflow::builder()
            .seed(Seed::demo())
            .clock(Clock::frozen("2026-01-05T09:00:00Z"))
            // What is created gets the same id each time, so that an input can go on with it.
            .ids(Ids::sequential())
            .start()
            .await
            .expect("a free port");
        let service = service(&pactflow.url(), &[]).await;
        let accounts = format!("{:?}", pactflow.state().system_accounts());
        Self {
            pactflow,
            service,
            accounts,
        }
    }

    /// Sends the requests of an input, each on a connection of its own.
    async fn run(&mut self, input: &[u8]) -> Result<Option<u16>, String> {
        let mut status = None;
        let (changes, calls) = (
            self.pactflow.changes().mark(),
            self.pactflow.requests().mark(),
        );
        for part in parts(input).into_iter().take(REQUESTS) {
            let sent = message::request(part);
            let received = exchange(self.service.addr(), &sent).await;
            status = received
                .and_then(|received| check(&sent, &received))
                .map_err(|why| format!("{why}\nto {:?}", String::from_utf8_lossy(&sent)))?;
        }
        let held = self.check_pactflow(calls);
        if self.pactflow.changes().mark() != changes {
            self.pactflow.reset().map_err(|error| error.to_string())?;
        }
        held.map(|()| status)
    }
}

impl Http {
    fn check_pactflow(&self, calls: u64) -> Result<(), String> {
        let calls = self.pactflow.requests().since(calls);
        if let Some(call) = calls.iter().find(|call| !is_regular(call)) {
            return Err(format!(
                "PactFlow was asked for {} {}",
                call.method, call.path
            ));
        }
        let state = self.pactflow.state();
        let accounts = format!("{:?}", state.system_accounts());
        if accounts != self.accounts {
            return Err(format!("a system account was changed: {accounts}"));
        }
        let mut names = HashSet::new();
        let users = state.users();
        let given = users
            .iter()
            .filter_map(|user| user.external_idp_username.as_deref());
        for name in given {
            if !names.insert(name.to_lowercase()) {
                return Err(format!("two people sign in as {name}"));
            }
        }
        let is_kept = users
            .iter()
            .any(|user| user.active && user.roles.contains(&mock_pactflow::role::ADMINISTRATOR));
        is_kept
            .then_some(())
            .ok_or_else(|| "no active Administrator is left".to_owned())
    }
}

/// Whether PactFlow has such a path, each segment of which is a word of its own or an id in its own spelling.
fn is_regular(call: &Exchange) -> bool {
    let is_id = |segment: &str| {
        let id = segment.parse::<Uuid>();
        id.is_ok_and(|id| id.to_string() == segment)
    };
    let mut segments = call.path.split('/').skip(1);
    call.route.is_some() && segments.all(|segment| WORDS.contains(&segment) || is_id(segment))
}

/// Holds what came back against what every answer is. Gives the status of the last answer.
fn check(sent: &[u8], received: &[u8]) -> Result<Option<u16>, String> {
    // Who sends it beside its header has it back where what was sent is quoted.
    let times = |bytes: &[u8]| {
        let parts = bytes.windows(TOKEN.len());
        parts.filter(|part| *part == TOKEN.as_bytes()).count()
    };
    if times(received) > 0 && times(sent) < 2 {
        return Err("the token is in the answer".to_owned());
    }
    let to_head = sent.starts_with(b"HEAD ");
    let (mut rest, mut status) = (received, None);
    while let Some((answer, after)) = Answer::read(rest, to_head)? {
        rest = after;
        status = Some(answer.status);
        match answer.status {
            // The parser of HTTP refuses what is no request without a word, and operators' paths speak no SCIM.
            400.. if answer.body.is_empty() => {
                if !to_head && !matches!(answer.status, 400 | 414 | 431) {
                    return Err(format!("an error without a body: {answer}"));
                }
            }
            501 | 400..500 => answer.check_error()?,
            100..400 => {}
            _ => return Err(format!("not to be answered: {answer}")),
        }
        if to_head {
            break;
        }
    }
    Ok(status)
}
