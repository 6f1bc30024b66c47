//! The client of the binary's own health check, for containers that have no shell and no `curl`.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};

use crate::tls;

/// How long the check may take in all.
const LIMIT: Duration = Duration::from_secs(1);

/// Asks the service at `addr` whether it is alive, with TLS where it `speaks_tls`, and answers within about a second.
/// Whose certificate is shown does not matter: the question goes to this host, and the answer says nothing.
///
/// # Errors
///
/// An [`io::Error`] when there is no connection, no answer in time, or an answer other than 200.
pub fn check(addr: SocketAddr, speaks_tls: bool) -> io::Result<()> {
    let deadline = Instant::now() + LIMIT;
    let stream = TcpStream::connect_timeout(&addr, LIMIT)?;
    stream.set_write_timeout(Some(LIMIT))?;
    // The handshake is bounded as a whole by this limit on each of its few reads.
    stream.set_read_timeout(Some(LIMIT))?;
    if speaks_tls {
        let name = ServerName::from(addr.ip());
        let connection = ClientConnection::new(tls::unverified_client_config(), name);
        let connection = connection.map_err(io::Error::other)?;
        ask(
            StreamOwned::new(connection, stream),
            |stream| &stream.sock,
            deadline,
        )
    } else {
        ask(stream, |stream| stream, deadline)
    }
}

/// Asks on a connection that is open, whose socket is `socket`.
fn ask<S: Read + Write>(
    mut stream: S,
    socket: fn(&S) -> &TcpStream,
    deadline: Instant,
) -> io::Result<()> {
    stream
        .write_all(b"GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    let mut chunk = [0; 256];
    while !answer.contains(&b'\n') && answer.len() < chunk.len() {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        socket(&stream).set_read_timeout(Some(left))?;
        match stream.read(&mut chunk)? {
            0 => break,
            read => answer.extend_from_slice(&chunk[..read]),
        }
    }
    if answer.starts_with(b"HTTP/1.1 200 ") {
        Ok(())
    } else {
        let line = answer
            .split(|&byte| byte == b'\r')
            .next()
            .unwrap_or_default();
        Err(io::Error::other(format!(
            "it answered {:?}",
            String::from_utf8_lossy(line)
        )))
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// A server that answers its first connection so, and then holds it open.
    fn answering(answer: &'static [u8]) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let _ = stream.read(&mut request);
            stream.write_all(answer).unwrap();
            thread::sleep(LIMIT * 3);
        });
        addr
    }

    #[test]
    fn a_service_that_answers_200_is_alive() {
        check(answering(b"HTTP/1.1 200 OK\r\n\r\n"), false).unwrap();
    }

    #[test]
    fn any_other_answer_is_said() {
        let error = check(
            answering(b"HTTP/1.1 503 Service Unavailable\r\n\r\n"),
            false,
        )
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "it answered \"HTTP/1.1 503 Service Unavailable\""
        );
    }

    #[test]
    fn no_answer_and_no_listener_are_errors_within_the_limit() {
        let start = Instant::now();
        assert!(check(answering(b"HTTP/1.1"), false).is_err());
        assert!(check(answering(b"no TLS"), true).is_err());
        let free = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        assert!(check(free, false).is_err());
        assert!(start.elapsed() < LIMIT * 4);
    }
}
