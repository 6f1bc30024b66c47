//! From a setting's text to its value. `None` means that the text is not allowed; the definition says what is.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use tracing::level_filters::LevelFilter;
use url::Url;

use super::{LogFormat, UnavailableStatus};

pub(super) fn from_str<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

pub(super) fn number(text: &str, allowed: RangeInclusive<usize>) -> Option<usize> {
    from_str(text).filter(|number| allowed.contains(number))
}

/// A whole number of bytes, with or without a unit. The units are powers of 1024, as in Spring's data sizes.
pub(super) fn size(text: &str, allowed: RangeInclusive<usize>) -> Option<usize> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit: usize = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "KB" => 1024,
        "MB" => 1024 * 1024,
        _ => return None,
    };
    from_str::<usize>(digits.trim_end())?
        .checked_mul(unit)
        .filter(|bytes| allowed.contains(bytes))
}

/// Plain seconds, or numbers with units such as `1m 30s`.
pub(super) fn duration(text: &str, allowed: RangeInclusive<Duration>) -> Option<Duration> {
    let time = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => humantime::parse_duration(text).ok()?,
    };
    Some(time).filter(|time| allowed.contains(time))
}

pub(super) fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// What stands between commas, without the space around it; nothing between two commas is nothing.
pub(super) fn list(text: &str) -> Option<Vec<String>> {
    let entries = text.split(',').map(str::trim);
    Some(
        entries
            .filter(|entry| !entry.is_empty())
            .map(str::to_owned)
            .collect(),
    )
}

pub(super) fn level(text: &str) -> Option<LevelFilter> {
    match text.to_ascii_uppercase().as_str() {
        "TRACE" => Some(LevelFilter::TRACE),
        "DEBUG" => Some(LevelFilter::DEBUG),
        "INFO" => Some(LevelFilter::INFO),
        "WARN" => Some(LevelFilter::WARN),
        "ERROR" => Some(LevelFilter::ERROR),
        "OFF" => Some(LevelFilter::OFF),
        _ => None,
    }
}

pub(super) fn log_format(text: &str) -> Option<LogFormat> {
    match text.to_ascii_lowercase().as_str() {
        "text" => Some(LogFormat::Text),
        "json" => Some(LogFormat::Json),
        _ => None,
    }
}

pub(super) fn unavailable_status(text: &str) -> Option<UnavailableStatus> {
    match text {
        "429" => Some(UnavailableStatus::TooManyRequests),
        "503" => Some(UnavailableStatus::ServiceUnavailable),
        _ => None,
    }
}

/// Spring tells its container's own support (`native`) from its filter (`framework`); here both mean trust.
pub(super) fn forward_headers(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "none" => Some(false),
        "native" | "framework" => Some(true),
        _ => None,
    }
}

pub(super) fn http_url(text: &str) -> Option<Url> {
    // The parser repairs these silently: a missing slash after the scheme, a backslash, a tab in the middle.
    let tidy = !text
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || c == '\\');
    let url: Url = text.parse().ok().filter(|_| tidy && text.contains("://"))?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && !text.contains(['?', '#', '@']);
    plain.then_some(url)
}

pub(super) fn pactflow_url(text: &str) -> Option<Url> {
    let mut url = http_url(text)?;
    let path = format!("{}/", url.path().trim_end_matches('/'));
    url.set_path(&path);
    Some(url)
}

/// Slashes are put right: `scim/`, `//scim` and `/scim` are the same. The root is the empty path.
pub(super) fn context_path(text: &str) -> Option<String> {
    text.split('/')
        .filter(|segment| !segment.is_empty())
        .try_fold(String::new(), |path, segment| {
            let plain = segment
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c));
            let dots = matches!(segment, "." | "..");
            (plain && !dots).then(|| format!("{path}/{segment}"))
        })
}

/// A path, which Spring also takes as a `file:` address.
pub(super) fn file(text: &str) -> Option<PathBuf> {
    let path = text
        .strip_prefix("file://")
        .or_else(|| text.strip_prefix("file:"))
        .unwrap_or(text);
    (!path.is_empty() && !path.contains(char::is_control)).then(|| path.into())
}

/// An address, to which `http://` is added where it has no scheme, as curl does it.
pub(super) fn proxy(text: &str) -> Option<SecretString> {
    let tidy = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    let address = if text.contains("://") {
        text.to_owned()
    } else {
        format!("http://{text}")
    };
    let url: Url = address.parse().ok().filter(|_| tidy)?;
    let plain = matches!(url.scheme(), "http" | "https") && url.has_host();
    plain.then(|| address.into())
}

/// `name=value` pairs with commas between them, as in W3C Baggage; values are percent-encoded.
pub(super) fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    text.split(',')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=')?;
            let value = percent_decode_str(value.trim()).decode_utf8().ok()?;
            Some((name.trim().to_owned(), value.into_owned()))
        })
        .collect()
}

pub(super) fn headers(text: &str) -> Option<Vec<(HeaderName, HeaderValue)>> {
    let header = |(name, value): (String, String)| {
        let mut value = HeaderValue::try_from(value).ok()?;
        value.set_sensitive(true);
        Some((name.parse().ok()?, value))
    };
    pairs(text)?.into_iter().map(header).collect()
}

/// The OpenTelemetry specification gives times as plain milliseconds.
pub(super) fn milliseconds(text: &str) -> Option<Duration> {
    let number = number(text, 1..=600_000)?;
    Some(Duration::from_millis(u64::try_from(number).ok()?))
}

pub(super) fn ratio(text: &str) -> Option<f64> {
    from_str(text).filter(|ratio| (0.0..=1.0).contains(ratio))
}

pub(super) fn traces_exporter(text: &str) -> Option<bool> {
    match text {
        "otlp" => Some(true),
        "none" => Some(false),
        _ => None,
    }
}

pub(super) fn otlp_protocol(text: &str) -> Option<()> {
    matches!(text, "http/json" | "http/protobuf").then_some(())
}
