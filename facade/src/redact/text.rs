//! E-mail addresses and bearer tokens inside free text.

use super::MASK;

/// `text` with its e-mail addresses and bearer tokens masked. An address may have its `@` percent-encoded.
#[must_use]
pub fn text(text: &str) -> String {
    bearer_tokens(&mask_addresses(text))
}

fn mask_addresses(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, sign)) = next_at_sign(rest) {
        let (before, after) = (&rest[..at], &rest[at + sign..]);
        let kept = &before[..local_part_start(before)];
        let end = after.find(|c: char| !is_domain(c)).unwrap_or(after.len());
        shown.push_str(kept);
        shown.push_str(MASK);
        rest = &after[end..];
    }
    shown.push_str(rest);
    shown
}

/// The position and the length of the next at sign, plain or encoded.
fn next_at_sign(text: &str) -> Option<(usize, usize)> {
    let plain = text.find('@').map(|at| (at, 1));
    let encoded = text.find("%40").map(|at| (at, 3));
    match (plain, encoded) {
        (Some(plain), Some(encoded)) => Some(plain.min(encoded)),
        (plain, encoded) => plain.or(encoded),
    }
}

/// Where the local part begins that ends `before`: a quoted one at its opening quote, else after the last character
/// that cannot be part of it.
fn local_part_start(before: &str) -> usize {
    if let Some(quoted) = before.strip_suffix('"') {
        return quoted.rfind('"').unwrap_or(0);
    }
    before
        .rfind(|c: char| c.is_whitespace() || "<>()[]{},;:\"\\".contains(c))
        .map_or(0, |at| {
            at + before[at..].chars().next().map_or(0, char::len_utf8)
        })
}

fn is_domain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@')
}

/// `text` with its bearer tokens masked, and its addresses left as they are.
#[must_use]
pub fn bearer_tokens(text: &str) -> String {
    const SCHEME: &str = "bearer";
    // Only ASCII letters change, so positions in the lower-case copy are positions in the text.
    let lower = text.to_ascii_lowercase();
    let mut shown = String::with_capacity(text.len());
    let mut done = 0;
    while let Some(found) = lower[done..].find(SCHEME) {
        let after = done + found + SCHEME.len();
        shown.push_str(&text[done..after]);
        let gap = text[after..]
            .find(|c: char| !c.is_whitespace() && c != ':')
            .unwrap_or(text.len() - after);
        let token = after + gap;
        let end = text[token..]
            .find(|c: char| c.is_whitespace() || "\"',;".contains(c))
            .map_or(text.len(), |n| token + n);
        done = after;
        if gap > 0 && end > token {
            shown.push_str(&text[after..token]);
            shown.push_str(MASK);
            done = end;
        }
    }
    shown.push_str(&text[done..]);
    shown
}
