//! One plain GET, without a client library: enough for a health check in an image.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// The body of the answer, if its status is 200.
pub(crate) fn get(mut address: SocketAddr, path: &str) -> Result<String, Box<dyn Error>> {
    if address.ip().is_unspecified() {
        // Who listens everywhere is asked here.
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    let timeout = Duration::from_secs(10);
    let mut stream = TcpStream::connect_timeout(&address, timeout)
        .map_err(|error| format!("nothing answers at {address}: {error}"))?;
    stream.set_read_timeout(Some(timeout))?;
    write!(stream, "GET {path} HTTP/1.0\r\nhost: {address}\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .ok_or("the answer is no HTTP")?;
    let status = head.split(' ').nth(1).unwrap_or_default();
    if status != "200" {
        return Err(format!("GET http://{address}{path} answered {status}").into());
    }
    Ok(body.to_owned())
}
