//! Reading an answer's body within limits.

use std::error::Error as _;
use std::iter;

use bytes::{Bytes, BytesMut};

use super::{Error, Outage};

/// Reads the whole body, or fails with [`Error::Unreadable`] once it is larger than `largest` bytes. What is counted is
/// what memory holds: the body after decompression.
pub(super) async fn read(response: &mut reqwest::Response, largest: usize) -> Result<Bytes, Error> {
    let too_large = || Error::Unreadable(format!("it is larger than {largest} bytes"));
    let announced = usize::try_from(response.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
    if announced > largest {
        return Err(too_large());
    }
    let mut whole = BytesMut::with_capacity(announced.min(1024 * 1024));
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if whole.len() + chunk.len() > largest {
            return Err(too_large());
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.freeze())
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
