//! The body of an answer as text.

use std::io::Read as _;

use flate2::read::GzDecoder;

/// The text of a body, decompressed where its `Content-Encoding` says so.
///
/// # Errors
///
/// Where it is no valid gzip stream, or no UTF-8.
pub(crate) fn text(headers: &[(String, String)], body: &[u8]) -> std::io::Result<String> {
    let gzip = headers
        .iter()
        .any(|(name, value)| name == "content-encoding" && value == "gzip");
    let mut text = String::new();
    if gzip {
        GzDecoder::new(body).read_to_string(&mut text)?;
    } else {
        (&mut &body[..]).read_to_string(&mut text)?;
    }
    Ok(text)
}
