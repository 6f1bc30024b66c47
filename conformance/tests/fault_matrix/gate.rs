//! A way to PactFlow that can be shut: from then on connections to it are refused, which the simulator cannot do to one
//! call among others.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;

/// A gate that lets so many calls through, one to a connection, and then refuses.
pub(crate) struct Gate {
    addr: SocketAddr,
    pactflow: SocketAddr,
    has_refused: Arc<AtomicBool>,
    tasks: JoinSet<()>,
    /// Bound and never listening: it keeps the port while the gate is shut, so that nobody else gets it.
    _place: TcpSocket,
}

impl Gate {
    /// A gate before `pactflow` that is shut when the last of so many calls is answered.
    pub(crate) fn before(pactflow: SocketAddr, lets_through: usize) -> Self {
        let place = socket(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let mut gate = Self {
            addr: place.local_addr().unwrap(),
            pactflow,
            has_refused: Arc::new(AtomicBool::new(lets_through == 0)),
            tasks: JoinSet::new(),
            _place: place,
        };
        if lets_through > 0 {
            let has_refused = Arc::clone(&gate.has_refused);
            let listener = listen(gate.addr);
            gate.tasks.spawn(async move {
                for _ in 1..lets_through {
                    pass(accept(&listener).await, pactflow).await;
                }
                let last = accept(&listener).await;
                drop(listener);
                has_refused.store(true, Ordering::SeqCst);
                pass(last, pactflow).await;
            });
        }
        gate
    }

    /// The address to call instead of PactFlow's.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Lets everything through from now on.
    pub(crate) fn open(&mut self) {
        let (listener, pactflow) = (listen(self.addr), self.pactflow);
        self.tasks.spawn(async move {
            loop {
                tokio::spawn(pass(accept(&listener).await, pactflow));
            }
        });
    }

    /// Whether the call came that found it shut.
    pub(crate) fn was_shut(&self) -> bool {
        self.has_refused.load(Ordering::SeqCst)
    }
}

fn socket(addr: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    // Two sockets share the port: the one that keeps it and the one that listens.
    socket.set_reuseport(true).unwrap();
    socket.bind(addr).unwrap();
    socket
}

fn listen(addr: SocketAddr) -> TcpListener {
    socket(addr).listen(64).unwrap()
}

async fn accept(listener: &TcpListener) -> TcpStream {
    listener.accept().await.unwrap().0
}

/// One call and its answer, after which the connection ends, so that the next call needs another.
async fn pass(mut client: TcpStream, pactflow: SocketAddr) {
    let mut head = Vec::new();
    let line = loop {
        if let Some(end) = head.windows(2).position(|pair| pair == b"\r\n") {
            break end + 2;
        }
        if !matches!(client.read_buf(&mut head).await, Ok(1..)) {
            return;
        }
    };
    let Ok(mut server) = TcpStream::connect(pactflow).await else {
        return;
    };
    let request = [&head[..line], b"Connection: close\r\n", &head[line..]].concat();
    if server.write_all(&request).await.is_ok() {
        // Either side may hang up as it likes; whoever is left notices.
        let _ = copy_bidirectional(&mut client, &mut server).await;
    }
}
