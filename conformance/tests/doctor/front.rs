//! What may stand in front of PactFlow or of the service, and be the fault.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use reqwest::Client;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A client that follows nothing and knows no certificate.
fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().tls_certs_only([]);
    client
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    (listener, addr)
}

/// A server that answers everything so.
pub(crate) async fn answering(
    answer: impl Fn(&Request) -> Response + Clone + Send + Sync + 'static,
) -> String {
    let (listener, addr) = listen().await;
    let router = Router::new().fallback(move |request: Request| {
        let answer = answer(&request);
        async move { answer }
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{addr}")
}

/// A proxy before `target` that may answer itself, change what it passes on, and change what comes back.
pub(crate) async fn proxy(
    target: String,
    on_the_way: impl Fn(&mut Request) -> Option<Response> + Clone + Send + Sync + 'static,
    on_the_way_back: impl Fn(&mut Response) + Clone + Send + Sync + 'static,
) -> String {
    let (listener, addr) = listen().await;
    let http = client();
    let router = Router::new().fallback(move |mut request: Request| {
        let (http, target) = (http.clone(), target.clone());
        let own = on_the_way(&mut request);
        let on_the_way_back = on_the_way_back.clone();
        async move {
            if let Some(own) = own {
                return own;
            }
            let mut response = pass_on(&http, &target, request).await;
            on_the_way_back(&mut response);
            response
        }
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{addr}")
}

async fn pass_on(http: &Client, target: &str, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut headers = parts.headers;
    headers.remove("host");
    let passed = http
        .request(parts.method, format!("{target}{path}"))
        .headers(headers)
        .body(to_bytes(body, usize::MAX).await.unwrap());
    let got = passed.send().await.unwrap();
    let mut response = Response::new(Body::empty());
    *response.status_mut() = got.status();
    *response.headers_mut() = got.headers().clone();
    response.headers_mut().remove("transfer-encoding");
    *response.body_mut() = Body::from(got.bytes().await.unwrap());
    response
}

/// A certificate with its key, of an authority of its own unless it signs itself.
pub(crate) struct Certificate {
    certificate: rcgen::Certificate,
    key: rcgen::KeyPair,
}

impl Certificate {
    /// One for `name` that signs itself, which may be changed before.
    pub(crate) fn new(name: &str, change: impl FnOnce(&mut rcgen::CertificateParams)) -> Self {
        let mut params = rcgen::CertificateParams::new([name.to_owned()]).unwrap();
        change(&mut params);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { certificate, key }
    }

    /// A file with it, in a folder that is gone with the guard.
    pub(crate) fn file(&self, name: &str) -> File {
        let path = std::env::temp_dir().join(format!("scim-doctor-{name}-{}", std::process::id()));
        std::fs::write(&path, self.certificate.pem()).unwrap();
        File(path)
    }
}

/// A file that is gone when this is dropped.
pub(crate) struct File(PathBuf);

impl File {
    pub(crate) fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// TLS in front of `target`, with this certificate; it asks clients for one of `clients`, if they are given.
pub(crate) async fn tls(
    target: SocketAddr,
    certificate: &Certificate,
    clients: Option<&Certificate>,
) -> String {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let config = match clients {
        None => config.with_no_client_auth(),
        Some(clients) => {
            let mut roots = rustls::RootCertStore::empty();
            roots.add(clients.certificate.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
            config.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let chain = vec![CertificateDer::from(certificate.certificate.der().to_vec())];
    let key = PrivateKeyDer::from_pem_slice(certificate.key.serialize_pem().as_bytes()).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config.with_single_cert(chain, key).unwrap()));
    let (listener, addr) = listen().await;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let mut outer = acceptor.accept(stream).await?;
                let mut inner = TcpStream::connect(target).await?;
                tokio::io::copy_bidirectional(&mut outer, &mut inner).await
            });
        }
    });
    format!("https://localhost:{}", addr.port())
}
