//! A request whose length is said twice, as those who smuggle one request inside another send it.
//!
//! By RFC 9112 §6.3 a `Transfer-Encoding` overrides a `Content-Length`, and hyper lets it, in silence. A proxy in front
//! that goes by the other header sees another request than the service does. No honest client sends both, so the second
//! such header is made one that hyper refuses with 400, and the connection ends.
//!
//! A request that is sent before the one before it has been answered is not looked at; no proxy does that.

/// The headers that say how long a body is.
const LENGTHS: [&[u8]; 2] = [b"content-length", b"transfer-encoding"];

/// Longer than either.
const LONGEST: usize = 18;

/// No header's name holds it, so that hyper refuses the head.
const SPOILT: u8 = b'\0';

/// A head that is being read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Framing {
    /// The beginning of the line, as far as it may be the name of a length.
    name: [u8; LONGEST],
    length: usize,
    /// Whether the rest of the line does not matter.
    is_passed: bool,
    has_length: bool,
    /// Empty lines before the first one are passed over (RFC 9112 §2.2).
    has_begun: bool,
    is_over: bool,
}

impl Framing {
    /// Takes in what was read, up to the end of the head.
    pub(super) fn read(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            match *byte {
                _ if self.is_over => return,
                b'\n' => {
                    let is_empty =
                        !self.is_passed && matches!(self.name[..self.length], [] | [b'\r']);
                    self.is_over = is_empty && self.has_begun;
                    self.has_begun |= !is_empty;
                    (self.length, self.is_passed) = (0, false);
                }
                _ if self.is_passed => {}
                b':' => {
                    let name = &self.name[..self.length];
                    self.is_passed = true;
                    if LENGTHS
                        .iter()
                        .any(|length| name.eq_ignore_ascii_case(length))
                    {
                        if self.has_length {
                            *byte = SPOILT;
                        }
                        self.has_length = true;
                    }
                }
                other if self.length < LONGEST => {
                    self.name[self.length] = other;
                    self.length += 1;
                }
                _ => self.is_passed = true,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is passed on of a head that is read in pieces of `size`.
    fn through(head: &str, size: usize) -> String {
        let mut bytes = head.as_bytes().to_vec();
        let mut framing = Framing::default();
        bytes.chunks_mut(size).for_each(|piece| framing.read(piece));
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_second_length_is_spoilt_however_it_is_written_and_arrives() {
        for (first, second) in [
            ("Content-Length", "Transfer-Encoding"),
            ("TRANSFER-ENCODING", "content-length"),
            ("content-length", "Content-Length"),
            ("transfer-encoding", "transfer-encoding"),
        ] {
            for end in ["\r\n", "\n"] {
                let head = |colon| {
                    format!(
                        "{end}{end}POST /a:b HTTP/1.1{end}Host: x{end}{first}: 1{end}X: {second}: y{end}{second}{colon} 2{end}{end}"
                    )
                };
                for size in [1, 5, 1000] {
                    assert_eq!(through(&head(":"), size), head("\0"));
                }
            }
        }
    }

    #[test]
    fn whatever_else_is_in_the_head_or_comes_after_it_stays_as_it_is() {
        for head in [
            "POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\ncontent-length: 5\r\ntransfer-encoding: x\r\n",
            "POST / HTTP/1.1\r\ncontent-length: 3\r\nx-content-length: 5\r\ncontent-length-x: 5\r\n\r\n",
            "POST / HTTP/1.1\r\ncontent-length: 3\r\nx: content-length: 5\r\na-very-long-name-of-a-header: 5\r\n\r\n",
            "GET content-length:content-length: HTTP/1.1\r\n\r\n",
        ] {
            for size in [1, 7, 1000] {
                assert_eq!(through(head, size), head);
            }
        }
    }
}
