//! TLS on both sides: what clients see, what PactFlow sees, private authorities, and certificates that change.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pactflow_scim::{Running, Settings, StartError};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::WebPkiClientVerifier;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::client::TlsStream;
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// Longer than anything here takes that works.
const SOON: Duration = Duration::from_secs(20);

/// A folder of its own for each test, gone when it is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("scim-tls-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Writes a file and gives its path.
    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A private authority.
struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
            .distinguished_name
            .push(DnType::CommonName, "Acme CA");
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self {
            pem,
            issuer: Issuer::new(params, key),
        }
    }

    /// A certificate for localhost and its key, in PEM.
    fn issue(&self) -> (String, String) {
        let params = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()]);
        let key = KeyPair::generate().unwrap();
        let certificate = params.unwrap().signed_by(&key, &self.issuer).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        let certificate = CertificateDer::from_pem_slice(self.pem.as_bytes()).unwrap();
        roots.add(certificate).unwrap();
        roots
    }
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// A PactFlow behind TLS that answers everything with an empty list of users, and wants a certificate where `clients`
/// says of which authority.
async fn pactflow(
    authority: &Authority,
    clients: Option<&Authority>,
) -> (SocketAddr, Arc<AtomicUsize>) {
    let (certificate, key) = authority.issue();
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap();
    let config = match clients {
        None => config.with_no_client_auth(),
        Some(authority) => {
            let roots = Arc::new(authority.roots());
            let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider());
            config.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let config = config.with_single_cert(vec![certificate], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let served = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&served);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") && stream.read_buf(&mut head).await.unwrap_or(0) > 0
            {
            }
            counter.fetch_add(1, Ordering::Relaxed);
            let body = r#"{"users":[],"_links":{}}"#;
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/hal+json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    (addr, served)
}

async fn start(pairs: &[(&str, &str)]) -> Result<Running, StartError> {
    let defaults = [
        ("PACTFLOW_URL", "http://127.0.0.1:1"),
        ("SERVER_ADDRESS", "127.0.0.1"),
        ("SERVER_PORT", "0"),
    ];
    let settings = Settings::from_pairs(defaults.iter().chain(pairs).copied()).unwrap();
    pactflow_scim::start(settings).await
}

/// What the service answers when people are asked for, without TLS on its own side.
async fn users(service: &Running) -> u16 {
    let list = reqwest::Client::new().get(format!("{}/Users", service.url()));
    list.bearer_auth("t")
        .send()
        .await
        .unwrap()
        .status()
        .as_u16()
}

/// A TLS connection to the service that trusts `authority`, and the certificate that it shows.
async fn connect(addr: SocketAddr, authority: &Authority) -> (TlsStream<TcpStream>, Vec<u8>) {
    let config = rustls::ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(authority.roots())
        .with_no_client_auth();
    let stream = TcpStream::connect(addr).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let connecting = TlsConnector::from(Arc::new(config)).connect(name, stream);
    let stream = connecting.await.unwrap();
    let shown = stream.get_ref().1.peer_certificates().unwrap()[0].to_vec();
    (stream, shown)
}

/// Asks for the liveness on a connection that stays open.
async fn is_alive(stream: &mut TlsStream<TcpStream>) -> bool {
    let request = b"GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"UP") {
        if stream.read_buf(&mut answer).await.unwrap() == 0 {
            return false;
        }
    }
    answer.starts_with(b"HTTP/1.1 200")
}

#[tokio::test]
async fn a_private_authority_is_trusted_where_it_is_named_and_only_there() {
    let (folder, authority) = (Folder::new("authority"), Authority::new());
    let (addr, served) = pactflow(&authority, None).await;
    let url = format!("https://localhost:{}", addr.port());
    let ca = folder.write("ca.pem", &authority.pem);
    let trusting = start(&[("PACTFLOW_URL", &url), ("SCIM_CA_FILE", &ca)])
        .await
        .unwrap();
    assert_eq!(users(&trusting).await, 200);
    let asked = served.load(Ordering::Relaxed);
    let wary = start(&[("PACTFLOW_URL", &url)]).await.unwrap();
    assert_eq!(users(&wary).await, 429);
    assert_eq!(served.load(Ordering::Relaxed), asked);
}

#[tokio::test]
async fn a_certificate_is_shown_to_a_pactflow_that_asks_for_one() {
    let (folder, authority, clients) = (Folder::new("mutual"), Authority::new(), Authority::new());
    let (addr, _) = pactflow(&authority, Some(&clients)).await;
    let url = format!("https://localhost:{}", addr.port());
    let ca = folder.write("ca.pem", &authority.pem);
    let (certificate, key) = clients.issue();
    let (certificate, key) = (
        folder.write("c.pem", &certificate),
        folder.write("k.pem", &key),
    );
    let nameless = [("PACTFLOW_URL", url.as_str()), ("SCIM_CA_FILE", &ca)];
    assert_eq!(users(&start(&nameless).await.unwrap()).await, 429);
    let named = [
        nameless[0],
        nameless[1],
        ("SCIM_CLIENT_CERT_FILE", &certificate),
        ("SCIM_CLIENT_KEY_FILE", &key),
    ];
    assert_eq!(users(&start(&named).await.unwrap()).await, 200);
}

#[tokio::test]
async fn the_service_listens_with_tls_and_names_https_addresses() {
    let (folder, authority) = (Folder::new("listen"), Authority::new());
    let (certificate, key) = authority.issue();
    let (certificate, key) = (
        folder.write("c.pem", &certificate),
        folder.write("k.pem", &key),
    );
    let service = start(&[
        ("SERVER_SSL_CERTIFICATE", &certificate),
        ("SERVER_SSL_CERTIFICATE_PRIVATE_KEY", &key),
    ])
    .await
    .unwrap();
    assert!(service.url().starts_with("https://"));
    let ca = reqwest::Certificate::from_pem(authority.pem.as_bytes()).unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .tls_certs_only([ca])
        .build()
        .unwrap();
    let url = format!("https://localhost:{}/scim/Schemas", service.addr().port());
    let schemas: serde_json::Value = client.get(&url).send().await.unwrap().json().await.unwrap();
    let location = schemas["Resources"][0]["meta"]["location"]
        .as_str()
        .unwrap();
    assert!(location.starts_with("https://localhost:"), "{location}");
    // Whoever speaks plain HTTP, or nothing at all, is cut off and takes nobody else along.
    let plain = reqwest::Client::new()
        .get(url.replace("https:", "http:"))
        .send();
    assert!(plain.await.is_err());
    assert!(is_alive(&mut connect(service.addr(), &authority).await.0).await);
}

#[tokio::test]
async fn a_new_certificate_is_shown_to_new_connections_and_open_ones_go_on() {
    let (folder, authority) = (Folder::new("reload"), Authority::new());
    let (certificate, key) = authority.issue();
    let paths = (
        folder.write("c.pem", &certificate),
        folder.write("k.pem", &key),
    );
    let service = start(&[
        ("SERVER_SSL_CERTIFICATE", &paths.0),
        ("SERVER_SSL_CERTIFICATE_PRIVATE_KEY", &paths.1),
    ])
    .await
    .unwrap();
    let (mut open, first) = connect(service.addr(), &authority).await;
    assert!(is_alive(&mut open).await);

    // A bad file keeps the old certificate.
    folder.write("c.pem", "broken");
    service.reload();
    assert_eq!(connect(service.addr(), &authority).await.1, first);

    let (certificate, key) = authority.issue();
    folder.write("k.pem", &key);
    folder.write("c.pem", &certificate);
    let changed = async {
        while connect(service.addr(), &authority).await.1 == first {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(SOON, changed)
        .await
        .expect("the change is noticed without a word");
    assert!(
        is_alive(&mut open).await,
        "a connection outlives the certificate that it began with"
    );
}

#[tokio::test]
async fn a_file_that_is_of_no_use_stops_the_start_with_the_settings_name() {
    let folder = Folder::new("useless");
    let (certificate, key) = Authority::new().issue();
    let (certificate, key) = (
        folder.write("c.pem", &certificate),
        folder.write("k.pem", &key),
    );
    for (pairs, named) in [
        (vec![("SCIM_CA_FILE", "/nowhere.pem")], "SCIM_CA_FILE"),
        (
            vec![
                ("SERVER_SSL_CERTIFICATE", key.as_str()),
                ("SERVER_SSL_CERTIFICATE_PRIVATE_KEY", &key),
            ],
            "SERVER_SSL_CERTIFICATE",
        ),
        (
            vec![
                ("SCIM_CLIENT_CERT_FILE", certificate.as_str()),
                ("SCIM_CLIENT_KEY_FILE", "/nowhere"),
            ],
            "SCIM_CLIENT_KEY_FILE",
        ),
    ] {
        let error = start(&pairs).await.unwrap_err().to_string();
        assert!(error.starts_with(&format!("{named} names \"")), "{error}");
    }
}

/// A proxy that answers every request itself, and gives the first line of each.
async fn proxy() -> (SocketAddr, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let (heads, asked) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") && stream.read_buf(&mut head).await.unwrap_or(0) > 0
            {
            }
            let _ = heads.send(String::from_utf8_lossy(&head).into_owned());
            let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 12\r\nconnection: close\r\n\r\n{\"users\":[]}";
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (addr, asked)
}

#[tokio::test]
async fn a_proxy_is_taken_on_the_way_to_pactflow_but_not_where_it_is_excepted() {
    let (addr, mut asked) = proxy().await;
    let mut heads = || -> Vec<String> { std::iter::from_fn(|| asked.try_recv().ok()).collect() };
    let proxy = format!("http://user:secret@{addr}");
    let plain = ("PACTFLOW_URL", "http://pactflow.invalid");
    let behind = [plain, ("HTTP_PROXY", &proxy)];
    assert_eq!(users(&start(&behind).await.unwrap()).await, 200);
    let head = heads().swap_remove(0).to_ascii_lowercase();
    assert!(
        head.starts_with("get http://pactflow.invalid/admin/users?"),
        "{head}"
    );
    assert!(head.contains("proxy-authorization: basic "), "{head}");
    let secure = [
        ("PACTFLOW_URL", "https://pactflow.invalid"),
        ("HTTPS_PROXY", &proxy),
    ];
    assert_eq!(users(&start(&secure).await.unwrap()).await, 429);
    let head = heads().swap_remove(0);
    assert!(head.starts_with("CONNECT pactflow.invalid:443 "), "{head}");
    let excepted = [behind[0], behind[1], ("NO_PROXY", "other,.invalid")];
    assert_eq!(users(&start(&excepted).await.unwrap()).await, 429);
    assert_eq!(heads(), [""; 0]);
}
