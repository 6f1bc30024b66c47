//! Reading an answer's body within limits.

use std::error::Error as _;
use std::iter;

use bytes::{Bytes, BytesMut};

use super::{Error, Outage};

/// What takes in a body while it arrives.
pub(super) trait Sink: Send {
    /// Forgets what an earlier attempt brought.
    fn begin(&mut self);

    /// Takes in what has arrived.
    ///
    /// # Errors
    /// [`Error::Unreadable`] where it is not what it should be, or too much.
    fn take(&mut self, bytes: &[u8]) -> Result<(), Error>;
}

/// Reads the body into `sink`, which holds it to its limits, where `check` has nothing against it. An empty one is not
/// checked.
pub(super) async fn pass_on(
    response: &mut reqwest::Response,
    sink: &mut dyn Sink,
    check: impl Fn() -> Result<(), Error>,
) -> Result<(), Error> {
    let mut is_checked = false;
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if !is_checked && !chunk.is_empty() {
            check()?;
            is_checked = true;
        }
        sink.take(&chunk)?;
    }
    Ok(())
}

/// Reads the whole body, or fails with [`Error::Unreadable`] once it is larger than `largest` bytes. What is counted is
/// what memory holds: the body after decompression.
pub(super) async fn read(response: &mut reqwest::Response, largest: usize) -> Result<Bytes, Error> {
    let announced = usize::try_from(response.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
    if announced > largest {
        return Err(too_large(largest));
    }
    let mut whole = BytesMut::with_capacity(announced.min(1024 * 1024));
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if whole.len() + chunk.len() > largest {
            return Err(too_large(largest));
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.freeze())
}

pub(super) fn too_large(largest: usize) -> Error {
    Error::Unreadable(format!("it is larger than {largest} bytes"))
}

/// reqwest says the same of a connection that breaks and of a body that cannot be decompressed; what hyper says below
/// it tells them apart.
fn broken(error: reqwest::Error) -> Error {
    let mut causes = iter::successors(error.source(), |cause| (*cause).source());
    if error.is_timeout() {
        Error::TimedOut
    } else if causes.any(|cause| cause.is::<hyper::Error>()) {
        Outage::Broken.into()
    } else {
        Error::Unreadable("it cannot be decompressed".to_owned())
    }
}
