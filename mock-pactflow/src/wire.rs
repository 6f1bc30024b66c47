//! A connection that can be told to end badly.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::faults::HangUp;

/// The way to tell a connection how to end. Each request carries that of its own connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wire(Arc<AtomicU8>);

const OPEN: u8 = 0;
const RESET: u8 = 1;
const CLOSE: u8 = 2;

impl Wire {
    /// Ends the connection in place of the next bytes that would be written.
    pub(crate) fn hang_up(&self, how: HangUp) {
        let how = match how {
            HangUp::Reset => RESET,
            HangUp::Close => CLOSE,
        };
        self.0.store(how, Ordering::Relaxed);
    }
}

/// A TCP connection that obeys its [`Wire`].
#[derive(Debug)]
pub(crate) struct Socket {
    stream: TcpStream,
    wire: Wire,
}

impl Socket {
    pub(crate) fn new(stream: TcpStream) -> (Self, Wire) {
        let wire = Wire::default();
        (
            Self {
                stream,
                wire: wire.clone(),
            },
            wire,
        )
    }

    /// An error instead of a write, once the connection is to end. The server then drops the
    /// socket, which sends a reset where no lingering was asked for, else an ordinary end.
    fn ended(&self) -> Option<io::Error> {
        match self.wire.0.load(Ordering::Relaxed) {
            OPEN => None,
            RESET => {
                // Without it the client sees an ordinary end; that is the worst that can happen.
                let _ = self.stream.set_zero_linger();
                Some(io::ErrorKind::ConnectionReset.into())
            }
            _ => Some(io::ErrorKind::ConnectionAborted.into()),
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.ended() {
            Some(error) => Poll::Ready(Err(error)),
            None => Pin::new(&mut self.stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.ended() {
            Some(error) => Poll::Ready(Err(error)),
            None => Pin::new(&mut self.stream).poll_shutdown(cx),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.ended() {
            Some(error) => Poll::Ready(Err(error)),
            None => Pin::new(&mut self.stream).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
