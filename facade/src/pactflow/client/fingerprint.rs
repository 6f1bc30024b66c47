//! How a token is told from another where the token itself must not show.

use std::fmt;

use ring::digest::{Context, SHA256};
use secrecy::ExposeSecret;

use crate::pactflow::Caller;

/// What makes the digest useless anywhere else: nobody else's list of digests has this in front.
const PURPOSE: &[u8] = b"pactflow-scim token fingerprint\0";

/// A digest of a token: the same for the same token, in every process, and no way back to it. Tokens are long and drawn
/// at random, so there is no list of likely ones to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl fmt::Display for Fingerprint {
    /// The first eight bytes: enough to tell tokens apart in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0[..8]
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Caller {
    /// The fingerprint of the caller's token.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut context = Context::new(&SHA256);
        context.update(PURPOSE);
        context.update(self.token.expose_secret().as_bytes());
        let mut bytes = [0; 32];
        bytes.copy_from_slice(context.finish().as_ref());
        Fingerprint(bytes)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use tokio::time::Instant;

    use super::*;

    fn fingerprint(token: &str) -> Fingerprint {
        let caller = Caller {
            token: token.to_owned().into(),
            request_id: HeaderValue::from_static("r-1"),
            deadline: Instant::now(),
        };
        caller.fingerprint()
    }

    #[test]
    fn it_is_the_same_in_every_process_and_differs_from_token_to_token() {
        assert_eq!(
            fingerprint("dev-scim-token").to_string(),
            "sha256:477c95a2248cb719"
        );
        assert_ne!(
            fingerprint("dev-scim-token"),
            fingerprint("dev-scim-token2")
        );
    }

    #[test]
    fn neither_it_nor_the_caller_shows_the_token() {
        let caller = Caller {
            token: "dev-scim-token".to_owned().into(),
            request_id: HeaderValue::from_static("r-1"),
            deadline: Instant::now(),
        };
        let shown = format!("{caller:?} {:?} {0}", caller.fingerprint());
        assert!(!shown.contains("dev-scim-token"), "{shown}");
    }
}
