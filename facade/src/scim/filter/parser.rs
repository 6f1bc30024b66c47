//! The grammar of RFC 7644 §3.4.2.2, figure 1, read by recursive descent over the bytes of the text.
//!
//! Kind to what identity providers send: `not(` and `eq"x"` without a blank, words without quotes (authentik, PingFederate,
//! Entra ID's own documentation), `True` for `true`, `$ref`, and a comparison behind a bracket, as in
//! `emails[type eq "work"].value eq "x"`, which means that one and the same value has that type and that text.

use std::borrow::Cow;

use serde_json::Number;

use super::{
    ast::{CompareOp, Filter, Literal},
    malformed::Malformed,
};
use crate::scim::{
    coerce,
    error::Error,
    path::{AttributePath, PatchPath},
};

/// The longest filter that is read, in bytes.
pub const MAX_LENGTH: usize = 64 * 1024;
/// The deepest nesting of brackets and `not` that is read.
pub const MAX_DEPTH: usize = 32;
/// The largest number of comparisons in one filter.
pub const MAX_TERMS: usize = 1_000;

/// Reads a filter.
///
/// # Errors
///
/// `invalidFilter`, with the column and what was expected there, where the text does not follow the grammar
/// or exceeds a limit.
pub fn parse(input: &str) -> Result<Filter, Error> {
    Parser::new(input)
        .whole_filter()
        .map_err(|malformed| malformed.invalid_filter(input))
}

type Parsed<T> = Result<T, Malformed>;

/// Where in the text we are, and how much of the limits is used.
pub(in crate::scim) struct Parser<'a> {
    input: &'a str,
    at: usize,
    depth: usize,
    terms: usize,
    in_value_path: bool,
}

impl<'a> Parser<'a> {
    pub(in crate::scim) fn new(input: &'a str) -> Self {
        Self {
            input,
            at: 0,
            depth: 0,
            terms: 0,
            in_value_path: false,
        }
    }

    /// `PATH = attrPath / valuePath [subAttr]` (RFC 7644 §3.5.2, figure 7).
    pub(in crate::scim) fn patch_path(mut self) -> Result<PatchPath, Error> {
        let input = self.input;
        let path = |malformed: Malformed| malformed.invalid_path(input);
        self.check_length().map_err(path)?;
        let mut attribute = self.attribute_path().map_err(path)?;
        let filter = self.bracketed(&attribute).map_err(|malformed| {
            // An unclosed bracket is the path's fault; whatever else is wrong in it is the filter's.
            if malformed.is_at_end(input) {
                malformed.invalid_path(input)
            } else {
                malformed.invalid_filter(input)
            }
        })?;
        if let Some(sub) = self.sub_attribute().map_err(path)? {
            attribute.sub = Some(sub);
        }
        if self.at < input.len() {
            return Err(path(self.expected("the end of the path")));
        }
        Ok(PatchPath {
            attribute,
            filter: Some(filter),
        })
    }

    fn whole_filter(&mut self) -> Parsed<Filter> {
        self.check_length()?;
        let filter = self.filter()?;
        if self.at < self.input.len() {
            Err(self.expected("`and`, `or` or the end"))
        } else {
            Ok(filter)
        }
    }

    /// RFC 7644 §3.4.2.2 on precedence: "1. Grouping operators; 2. Logical operators - where "not" takes
    /// precedence over "and", which takes precedence over "or"; 3. Attribute operators".
    fn filter(&mut self) -> Parsed<Filter> {
        let first = self.conjunction()?;
        if !self.keyword("or") {
            return Ok(first);
        }
        let mut filters = vec![first, self.conjunction()?];
        while self.keyword("or") {
            filters.push(self.conjunction()?);
        }
        Ok(Filter::or(filters))
    }

    fn conjunction(&mut self) -> Parsed<Filter> {
        let first = self.term()?;
        if !self.keyword("and") {
            return Ok(first);
        }
        let mut filters = vec![first, self.term()?];
        while self.keyword("and") {
            filters.push(self.term()?);
        }
        Ok(Filter::and(filters))
    }

    fn term(&mut self) -> Parsed<Filter> {
        self.skip_blanks();
        if self.eat(b'(') {
            return self.group();
        }
        let start = self.at;
        if self.keyword("not") {
            self.skip_blanks();
            if self.eat(b'(') {
                return Ok(Filter::Not(Box::new(self.group()?)));
            }
            return Err(self.expected("`(` after `not`"));
        }
        self.at = start;
        let path = self.attribute_path()?;
        if self.peek() != Some(b'[') {
            return self.comparison(path);
        }
        let filter = self.bracketed(&path)?;
        let filter = match self.sub_attribute()? {
            None => filter,
            Some(sub) => Filter::and(vec![filter, self.comparison(AttributePath::new(sub))?]),
        };
        Ok(Filter::ValuePath {
            path,
            filter: Box::new(filter),
        })
    }

    /// The rest of a group, behind its `(`.
    fn group(&mut self) -> Parsed<Filter> {
        self.enter()?;
        let filter = self.filter()?;
        self.depth -= 1;
        if self.eat(b')') {
            Ok(filter)
        } else {
            Err(self.expected("`and`, `or` or `)`"))
        }
    }

    /// `"[" valFilter "]"`. The grammar has no brackets inside brackets.
    fn bracketed(&mut self, path: &AttributePath) -> Parsed<Filter> {
        if self.in_value_path {
            return Err(self.malformed("a value path cannot stand inside another one"));
        }
        if path.is_schema() || path.sub.is_some() {
            return Err(
                self.malformed("a bracket follows an attribute, not a sub-attribute or a schema")
            );
        }
        self.at += 1;
        self.enter()?;
        self.in_value_path = true;
        let filter = self.filter()?;
        self.in_value_path = false;
        self.depth -= 1;
        if self.eat(b']') {
            Ok(filter)
        } else {
            Err(self.expected("`and`, `or` or `]`"))
        }
    }

    /// `"." ATTRNAME` behind a bracket.
    fn sub_attribute(&mut self) -> Parsed<Option<String>> {
        if !self.eat(b'.') {
            return Ok(None);
        }
        let path = self.attribute_path()?;
        if path.urn.is_some() || path.sub.is_some() {
            return Err(self.malformed("one sub-attribute may follow a bracket"));
        }
        Ok(Some(path.attribute))
    }

    fn comparison(&mut self, path: AttributePath) -> Parsed<Filter> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            return Err(self.malformed(format!("a filter may have {MAX_TERMS} comparisons")));
        }
        if path.is_schema() {
            return Err(self.malformed("a schema has no value to compare"));
        }
        self.skip_blanks();
        let start = self.at;
        let word = self.take_while(|byte| byte.is_ascii_alphabetic());
        if word.eq_ignore_ascii_case("pr") {
            return Ok(Filter::Present(path));
        }
        let Some(op) = CompareOp::of(word) else {
            self.at = start;
            return Err(
                self.expected("one of `eq`, `ne`, `co`, `sw`, `ew`, `gt`, `ge`, `lt`, `le`, `pr`")
            );
        };
        let value = self.literal()?;
        Ok(Filter::Compare { path, op, value })
    }

    fn literal(&mut self) -> Parsed<Literal> {
        self.skip_blanks();
        if self.peek() == Some(b'"') {
            return self.string().map(Literal::String);
        }
        let start = self.at;
        let word = self.take_while(|byte| !is_delimiter(byte));
        let keyword = ["and", "or", "not"]
            .iter()
            .any(|keyword| word.eq_ignore_ascii_case(keyword));
        // A blank beyond ASCII, as it comes with pasted text, is no part of a word and no blank of the grammar either.
        let pasted = word.contains(char::is_whitespace);
        if word.is_empty() || keyword || pasted || word.starts_with(['\'', '{']) {
            self.at = start;
            return Err(self.expected("a value, as in \"text\", true, 5 or null"));
        }
        if word == "null" {
            return Ok(Literal::Null);
        }
        if let Some(value) = coerce::boolean_word(word) {
            return Ok(Literal::Boolean(value));
        }
        Ok(match number(word) {
            Some(number) => Literal::Number(number),
            None => Literal::String(word.to_owned()),
        })
    }

    /// A JSON string (RFC 7644 §3.4.2.2: `compValue` is a JSON value).
    fn string(&mut self) -> Parsed<String> {
        let start = self.at;
        let bytes = self.input.as_bytes();
        let mut end = start + 1;
        let mut escaped = false;
        loop {
            match bytes.get(end) {
                None => return Err(Malformed::new(start, "this string has no closing quote")),
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    end += 2;
                }
                Some(_) => end += 1,
            }
        }
        self.at = end + 1;
        if !escaped {
            return Ok(self.input[start + 1..end].to_owned());
        }
        serde_json::from_str(&self.input[start..=end])
            .map_err(|_| Malformed::new(start, "this string has an escape that JSON does not know"))
    }

    fn attribute_path(&mut self) -> Parsed<AttributePath> {
        let start = self.at;
        let token = self.take_while(|byte| !is_delimiter(byte));
        if token.is_empty() {
            return Err(self.expected("an attribute"));
        }
        AttributePath::parse(token).map_err(|malformed| malformed.within(start))
    }

    /// Whether a word follows; if so, we stand behind it.
    fn keyword(&mut self, keyword: &str) -> bool {
        self.skip_blanks();
        let start = self.at;
        let word = self.take_while(|byte| !is_delimiter(byte));
        if word.eq_ignore_ascii_case(keyword) {
            return true;
        }
        self.at = start;
        false
    }

    fn enter(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.malformed(format!("a filter may be nested {MAX_DEPTH} deep")));
        }
        Ok(())
    }

    fn check_length(&self) -> Parsed<()> {
        if self.input.len() > MAX_LENGTH {
            return Err(Malformed::new(
                0,
                format!("a filter may have {MAX_LENGTH} bytes"),
            ));
        }
        Ok(())
    }

    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let rest = &self.input[self.at..];
        let length = rest
            .bytes()
            .position(|byte| !wanted(byte))
            .unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn skip_blanks(&mut self) {
        self.take_while(|byte| byte.is_ascii_whitespace());
    }

    fn peek(&self) -> Option<u8> {
        self.input.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn malformed(&self, what: impl Into<Cow<'static, str>>) -> Malformed {
        Malformed::new(self.at, what)
    }

    fn expected(&self, what: &str) -> Malformed {
        match self.input[self.at..].chars().next() {
            None => self.malformed(format!("expected {what}, found the end")),
            Some(c) => self.malformed(format!("expected {what}, found '{}'", c.escape_debug())),
        }
    }
}

/// What ends a word.
fn is_delimiter(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'(' | b')' | b'[' | b']' | b'"')
}

/// A JSON number. A whole number too large for 64 bits is left a word, since it can only be an identifier.
fn number(word: &str) -> Option<Number> {
    let number: Number = serde_json::from_str(word).ok()?;
    if !number.is_f64() {
        return Some(number);
    }
    // The standard library reads the nearest fraction, so that a printed filter reads as itself.
    word.contains(['.', 'e', 'E'])
        .then(|| Number::from_f64(word.parse().ok()?))
        .flatten()
}
