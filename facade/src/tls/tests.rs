use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};

use super::{Reloading, certified_key, client_config};
use crate::config::{KeyFiles, Outbound};

/// A folder of its own for each test, gone when it is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("pactflow-scim-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn pem() -> (String, String) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    (cert.pem(), signing_key.serialize_pem())
}

fn files(certificate: &Path, key: &Path) -> KeyFiles {
    KeyFiles {
        certificate_setting: "SERVER_SSL_CERTIFICATE",
        certificate: certificate.to_owned(),
        key_setting: "SERVER_SSL_CERTIFICATE_PRIVATE_KEY",
        key: key.to_owned(),
    }
}

#[test]
fn a_file_that_is_of_no_use_is_named_with_its_setting_and_what_is_wrong() {
    let folder = Folder::new("useless");
    let ((certificate, key), (_, other_key)) = (pem(), pem());
    let empty = folder.write("empty.pem", "");
    let cut = folder.write("cut.pem", &certificate[..certificate.len() / 2]);
    let nonsense = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let nonsense = folder.write("nonsense.pem", nonsense);
    let certificate = folder.write("certificate.pem", &certificate);
    let key = folder.write("key.pem", &key);
    let other_key = folder.write("other.pem", &other_key);
    let missing = folder.0.join("missing.pem");
    certified_key(&files(&certificate, &key)).unwrap();
    for (certificate, key, expected) in [
        (&missing, &key, "SERVER_SSL_CERTIFICATE names "),
        (&empty, &key, "it holds no certificate in PEM"),
        (&cut, &key, "it is not PEM"),
        (&key, &key, "it holds no certificate in PEM"),
        (&nonsense, &key, "SERVER_SSL_CERTIFICATE names "),
        (
            &certificate,
            &missing,
            "SERVER_SSL_CERTIFICATE_PRIVATE_KEY names ",
        ),
        (
            &certificate,
            &certificate,
            "it holds no unencrypted private key in PEM",
        ),
        (
            &certificate,
            &other_key,
            "the key is not that of SERVER_SSL_CERTIFICATE",
        ),
    ] {
        let error = certified_key(&files(certificate, key))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(expected),
            "{error:?} does not say {expected:?}"
        );
    }
    let outbound = Outbound {
        ca_file: Some(key),
        ..Outbound::default()
    };
    let error = client_config(&outbound, None).unwrap_err().to_string();
    assert!(error.starts_with("SCIM_CA_FILE names "), "{error}");
}

#[test]
fn a_certificate_is_replaced_by_a_good_one_and_stays_where_the_new_one_is_bad() {
    let folder = Folder::new("reload");
    let (certificate, key) = pem();
    let files = files(
        &folder.write("c.pem", &certificate),
        &folder.write("k.pem", &key),
    );
    let reloading = Reloading::read(files).unwrap();
    let first = reloading.current();
    folder.write("c.pem", "broken");
    reloading.reload();
    assert!(Arc::ptr_eq(&first, &reloading.current()));
    let (certificate, key) = pem();
    folder.write("c.pem", &certificate);
    reloading.reload();
    assert!(
        Arc::ptr_eq(&first, &reloading.current()),
        "the key is still the old one"
    );
    folder.write("k.pem", &key);
    reloading.reload();
    assert_ne!(first.cert, reloading.current().cert);
}
