//! HTTP/1.1 to the letter.
//!
//! An ordinary client library decides on the spelling and the order of headers, and refuses request targets that some providers
//! really send, such as raw quotation marks in a query. So the few lines of protocol are written here: one request, one answer,
//! one connection.

use std::{
    io,
    sync::{Arc, LazyLock},
};

use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;
use url::Url;

/// An answer as it came: status, headers with names in lower case, and the body's bytes without chunk framing.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// A connection, in the clear or not.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Connects to the origin of an address.
///
/// # Errors
///
/// Where there is no connection, or the server's certificate is not trusted.
pub(crate) async fn connect(origin: &Url) -> io::Result<Box<dyn Stream>> {
    let host = origin
        .host_str()
        .ok_or_else(|| invalid("the address names no host"))?;
    let port = origin
        .port_or_known_default()
        .ok_or_else(|| invalid("the address names no port"))?;
    let stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
    stream.set_nodelay(true)?;
    if origin.scheme() == "https" {
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        Ok(Box::new(TLS.connect(name, stream).await?))
    } else {
        Ok(Box::new(stream))
    }
}

/// Sends the head and the body of a request to the origin of an address, and reads the answer.
///
/// # Errors
///
/// Where there is no connection, or what comes is no HTTP/1.1.
pub(super) async fn exchange(origin: &Url, head: &str, body: &[u8]) -> io::Result<Answer> {
    let message = [head.as_bytes(), body].concat();
    converse(connect(origin).await?, &message).await
}

async fn converse(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    message: &[u8],
) -> io::Result<Answer> {
    stream.write_all(message).await?;
    stream.flush().await?;
    let mut received = Vec::with_capacity(4096);
    let (mut answer, head_length) = loop {
        if let Some(head) = head(&received)? {
            break head;
        }
        more(&mut stream, &mut received).await?;
    };
    let rest = received.split_off(head_length);
    answer.body = body(&mut stream, &answer, rest).await?;
    Ok(answer)
}

/// The head of an answer and its length, once it is complete.
fn head(received: &[u8]) -> io::Result<Option<(Answer, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(length) = parsed.parse(received).map_err(io::Error::other)?
    else {
        return Ok(None);
    };
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let headers = parsed
        .headers
        .iter()
        .map(|header| (header.name.to_lowercase(), text(header.value)))
        .collect();
    Ok(Some((
        Answer {
            status: parsed.code.unwrap_or_default(),
            headers,
            body: Vec::new(),
        },
        length,
    )))
}

async fn body(
    stream: &mut (impl AsyncRead + Unpin),
    answer: &Answer,
    mut received: Vec<u8>,
) -> io::Result<Vec<u8>> {
    let header = |wanted: &str| {
        answer
            .headers
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_str())
    };
    if matches!(answer.status, 204 | 304) {
        return Ok(received);
    }
    if header("transfer-encoding").is_some_and(|encoding| encoding.eq_ignore_ascii_case("chunked"))
    {
        return dechunked(stream, received).await;
    }
    let length = header("content-length").ok_or_else(|| invalid("neither a length nor chunks"))?;
    let length: usize = length
        .parse()
        .map_err(|_| invalid("the length is no number"))?;
    while received.len() < length {
        more(stream, &mut received).await?;
    }
    Ok(received)
}

async fn dechunked(
    stream: &mut (impl AsyncRead + Unpin),
    mut received: Vec<u8>,
) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        match httparse::parse_chunk_size(&received).map_err(|_| invalid("a chunk has no size"))? {
            httparse::Status::Complete((_, 0)) => return Ok(body),
            httparse::Status::Complete((start, size)) => {
                let end = start + usize::try_from(size).map_err(io::Error::other)?;
                // The two bytes after a chunk end its last line.
                while received.len() < end + 2 {
                    more(stream, &mut received).await?;
                }
                body.extend_from_slice(&received[start..end]);
                received.drain(..end + 2);
            }
            httparse::Status::Partial => more(stream, &mut received).await?,
        }
    }
}

async fn more(stream: &mut (impl AsyncRead + Unpin), received: &mut Vec<u8>) -> io::Result<()> {
    if stream.read_buf(received).await? == 0 {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "the connection was closed before the answer was complete",
        ));
    }
    Ok(())
}

fn invalid(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

static TLS: LazyLock<TlsConnector> = LazyLock::new(|| {
    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring offers the default protocol versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
});

#[cfg(test)]
mod tests {
    use super::converse;

    async fn answered(answer: &str) -> std::io::Result<(u16, String)> {
        let stream = tokio_test_stream(answer);
        let answer = converse(stream, b"GET / HTTP/1.1\r\n\r\n").await?;
        Ok((answer.status, String::from_utf8(answer.body).unwrap()))
    }

    /// A connection that answers this and ends.
    fn tokio_test_stream(
        answer: &str,
    ) -> impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin {
        tokio::io::join(
            std::io::Cursor::new(answer.as_bytes().to_vec()),
            tokio::io::sink(),
        )
    }

    #[tokio::test]
    async fn an_answer_has_a_length_or_chunks_or_no_body() {
        assert_eq!(
            answered("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                .await
                .unwrap(),
            (200, "{}".into())
        );
        let chunks =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n";
        assert_eq!(answered(chunks).await.unwrap(), (200, "{}".into()));
        assert_eq!(
            answered("HTTP/1.1 204 No Content\r\n\r\n").await.unwrap(),
            (204, String::new())
        );
    }

    #[tokio::test]
    async fn an_answer_that_is_cut_off_is_no_answer() {
        assert!(
            answered("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}")
                .await
                .is_err()
        );
        assert!(answered("HTTP/1.1 200 OK\r\nContent-").await.is_err());
        assert!(
            answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}")
                .await
                .is_err()
        );
    }
}
