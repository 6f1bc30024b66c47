//! Reading an answer's body within limits.

use bytes::{Bytes, BytesMut};

use super::Error;

/// The most that is read of one answer, after decompression. A team of 10,000 members whose roles and permissions are
/// repeated for each of them is about 40 MB; whatever is larger is not an answer of PactFlow's.
const LIMIT: usize = 96 * 1024 * 1024;

/// Reads the whole body, or fails with [`Error::Unreadable`] once it is larger than the limit.
pub(super) async fn read(response: &mut reqwest::Response) -> Result<Bytes, Error> {
    let Some(first) = response.chunk().await.map_err(broken)? else {
        return Ok(Bytes::new());
    };
    let Some(second) = response.chunk().await.map_err(broken)? else {
        return Ok(first);
    };
    let mut whole = BytesMut::with_capacity((first.len() + second.len()).max(hint(response)));
    whole.extend_from_slice(&first);
    whole.extend_from_slice(&second);
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if whole.len() + chunk.len() > LIMIT {
            return Err(Error::Unreadable(format!(
                "it is larger than {LIMIT} bytes"
            )));
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.freeze())
}

/// What the answer says of its length, believed only so far.
fn hint(response: &reqwest::Response) -> usize {
    response
        .content_length()
        .and_then(|length| usize::try_from(length).ok())
        .unwrap_or(0)
        .min(1024 * 1024)
}

fn broken(error: reqwest::Error) -> Error {
    if error.is_timeout() {
        Error::TimedOut
    } else {
        Error::unavailable("it broke off its answer")
    }
}
