//! An answer that is taken apart while it arrives: of a long list each entry is read as soon as its last byte is there,
//! and only what is wanted of it is kept. So a team of thousands of people, whose roles and permissions PactFlow repeats
//! for each of them, never stands in memory as a whole.
//!
//! What is around the list is kept as it came, with the list empty, and read at the end. Both together are read exactly
//! where serde_json would have read the whole: each entry and the rest are JSON, with commas where they belong.

use std::ops::Range;

use memchr::memchr2;
use serde::de::DeserializeOwned;

use super::Error;
use super::body::{Sink, too_large};
use super::paging::MOST;

/// The most bytes that are read of one answer, whatever is kept of them: a team of 100,000 members is about 400 MB.
const MOST_BYTES: usize = 512 * 1024 * 1024;

/// An entry of a list.
pub(super) trait Entry: DeserializeOwned + Send {
    /// How many bytes memory keeps, at the most, of an entry that took `read` bytes.
    fn kept(&self, read: usize) -> usize {
        read
    }
}

/// What has been read of an answer with a long list.
#[derive(Debug)]
pub(super) struct Entries<E> {
    /// The names that lead to the list, from the answer's own members on.
    path: &'static [&'static str],
    /// The most bytes that may be kept.
    most: usize,
    read: usize,
    kept: usize,
    entries: Vec<E>,
    /// The answer without the entries.
    rest: Vec<u8>,
    /// An entry whose end has not arrived.
    begun: Vec<u8>,
    place: Place,
    text: Text,
    around: Around,
}

/// Where the next byte stands.
#[derive(Debug, Clone, Copy, Default)]
enum Place {
    /// Outside of the list.
    #[default]
    Around,
    Between(Expected),
    /// In an entry, in so many brackets of its own.
    Within(usize),
}

/// What may come between two entries.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Expected {
    EntryOrEnd,
    CommaOrEnd,
    Entry,
}

/// Whether the next byte stands in a string.
#[derive(Debug, Clone, Copy, Default)]
enum Text {
    #[default]
    Out,
    In,
    AfterBackslash,
}

impl Text {
    /// Takes in a byte; gives whether it belongs to a string.
    fn passes(&mut self, byte: u8) -> bool {
        let was_out = matches!(self, Self::Out);
        *self = match (*self, byte) {
            (Self::Out, b'"') | (Self::AfterBackslash, _) => Self::In,
            (Self::Out, _) | (Self::In, b'"') => Self::Out,
            (Self::In, b'\\') => Self::AfterBackslash,
            (Self::In, _) => Self::In,
        };
        !was_out || matches!(self, Self::In)
    }
}

/// Where in the rest of the answer the reading is.
#[derive(Debug, Default)]
struct Around {
    /// The brackets that are open.
    depth: usize,
    /// How many names of the path have led here.
    matched: usize,
    /// Where the string that was read last stands in the rest.
    string: Range<usize>,
    /// Whether the next name of the path has been read, and its value has not.
    is_named: bool,
}

impl<E: Entry> Entries<E> {
    /// Nothing read yet of an answer that has its list at `path`, and of which `most` bytes may be kept.
    pub(super) fn new(path: &'static [&'static str], most: usize) -> Self {
        Self {
            path,
            most,
            read: 0,
            kept: 0,
            entries: Vec::new(),
            rest: Vec::new(),
            begun: Vec::new(),
            place: Place::default(),
            text: Text::default(),
            around: Around::default(),
        }
    }

    /// The answer with an empty list, and the list. The list stands in the answer still where its name is spelt in an
    /// unusual way.
    pub(super) fn into_parts(self) -> (Vec<u8>, Vec<E>) {
        (self.rest, self.entries)
    }

    /// Reads on outside of the list; gives where that ends.
    fn read_around(&mut self, bytes: &[u8], from: usize) -> usize {
        let Self {
            path, rest, around, ..
        } = self;
        for (at, &byte) in bytes.iter().enumerate().skip(from) {
            let was_out = matches!(self.text, Text::Out);
            let is_text = self.text.passes(byte);
            if is_text && was_out {
                around.string = rest.len() + 1..rest.len() + 1;
            } else if is_text {
                around.string.end = rest.len();
            }
            rest.push(byte);
            if is_text {
                continue;
            }
            let is_here = around.depth == around.matched + 1;
            match byte {
                b':' => {
                    let name = &rest[around.string.clone()];
                    let next = path.get(around.matched);
                    around.is_named = is_here && next.is_some_and(|next| next.as_bytes() == name);
                }
                b',' => around.is_named = false,
                b'{' | b'[' => {
                    around.depth += 1;
                    let is_last = around.matched + 1 == path.len();
                    let is_named = std::mem::take(&mut around.is_named);
                    if is_named && is_last && byte == b'[' {
                        self.place = Place::Between(Expected::EntryOrEnd);
                        return at + 1;
                    }
                    if is_named && !is_last && byte == b'{' {
                        around.matched += 1;
                    }
                }
                b'}' | b']' => {
                    around.depth = around.depth.saturating_sub(1);
                    around.matched = around.matched.min(around.depth.saturating_sub(1));
                }
                _ => {}
            }
        }
        bytes.len()
    }

    /// Reads on between two entries.
    fn read_between(&mut self, expected: Expected, byte: u8, at: usize) -> Result<usize, Error> {
        match (byte, expected) {
            (b' ' | b'\t' | b'\n' | b'\r', _) => {}
            (b']', Expected::EntryOrEnd | Expected::CommaOrEnd) => {
                self.rest.push(b']');
                self.around.depth -= 1;
                self.place = Place::Around;
            }
            (b',', Expected::CommaOrEnd) => self.place = Place::Between(Expected::Entry),
            (_, Expected::CommaOrEnd) | (b']' | b',', _) => return Err(self.unreadable(0)),
            _ => {
                self.place = Place::Within(0);
                return Ok(at);
            }
        }
        Ok(at + 1)
    }

    /// Reads on in an entry.
    fn read_within(
        &mut self,
        mut brackets: usize,
        bytes: &[u8],
        from: usize,
    ) -> Result<usize, Error> {
        let mut end = None;
        let mut next = from;
        while end.is_none() && next < bytes.len() {
            if matches!(self.text, Text::In) {
                // Most of an answer is text, in which only these matter.
                next += memchr2(b'"', b'\\', &bytes[next..]).unwrap_or(bytes.len() - next);
            }
            let Some(&byte) = bytes.get(next) else { break };
            let at = next;
            next += 1;
            if self.text.passes(byte) {
                if brackets == 0 && matches!(self.text, Text::Out) {
                    end = Some(next);
                }
                continue;
            }
            match byte {
                b'{' | b'[' => brackets += 1,
                b'}' | b']' if brackets > 1 => brackets -= 1,
                b'}' | b']' if brackets == 1 => end = Some(next),
                // The end of a number or a word.
                b'}' | b']' | b',' | b' ' | b'\t' | b'\n' | b'\r' if brackets == 0 => {
                    end = Some(at);
                }
                _ => {}
            }
        }
        let Some(end) = end else {
            self.begun.extend_from_slice(&bytes[from..]);
            self.place = Place::Within(brackets);
            return Ok(bytes.len());
        };
        let read = if self.begun.is_empty() {
            self.entry(&bytes[from..end])
        } else {
            let mut begun = std::mem::take(&mut self.begun);
            begun.extend_from_slice(&bytes[from..end]);
            let read = self.entry(&begun);
            begun.clear();
            self.begun = begun;
            read
        };
        self.place = Place::Between(Expected::CommaOrEnd);
        read.map(|()| end)
    }

    fn entry(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let entry: E =
            serde_json::from_slice(bytes).map_err(|error| self.unreadable(error.column()))?;
        self.kept += entry.kept(bytes.len());
        self.entries.push(entry);
        if self.entries.len() > MOST {
            return Err(Error::Unreadable(format!(
                "it lists more than {MOST} resources"
            )));
        }
        Ok(())
    }

    fn unreadable(&self, column: usize) -> Error {
        Error::Unreadable(format!(
            "at column {column} of entry {} of {}",
            self.entries.len() + 1,
            self.path.join(".")
        ))
    }
}

impl<E: Entry> Sink for Entries<E> {
    fn begin(&mut self) {
        *self = Self::new(self.path, self.most);
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.read += bytes.len();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at = match self.place {
                Place::Around => self.read_around(bytes, at),
                Place::Between(expected) => self.read_between(expected, byte, at)?,
                Place::Within(brackets) => self.read_within(brackets, bytes, at)?,
            };
        }
        let kept = self.kept + self.rest.len() + self.begun.len();
        if kept > self.most || self.read > MOST_BYTES {
            return Err(too_large(self.most.min(MOST_BYTES)));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
