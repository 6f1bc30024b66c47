//! Quotes that stand raw in a request line, as Microsoft's SCIM validator sends them: `?filter=userName+eq+"ada"`.
//!
//! A quote has to be percent-encoded in a URI (RFC 3986 §3.4), and hyper refuses one that is not with a bare 400. So
//! each is exchanged, on its way in, for a character that has to be encoded too but that hyper lets pass, and exchanged
//! for `%22` once the head is parsed. The exchange keeps the length: nothing after the line can shift, whatever a
//! client makes of it.

use http::Uri;

/// Characters that no URI holds raw either.
const SUBSTITUTES: [u8; 4] = *b"|^`\\";

/// A request line that is being read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RequestLine {
    is_over: bool,
    seen: [bool; SUBSTITUTES.len()],
    substitute: Option<u8>,
}

impl RequestLine {
    /// Takes in what was read, up to the end of the line, and exchanges its quotes.
    pub(super) fn read(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            match *byte {
                _ if self.is_over => return,
                b'\n' => self.is_over = true,
                b'"' => *byte = *self.substitute.get_or_insert_with(|| unseen(self.seen)),
                other => {
                    for (seen, substitute) in self.seen.iter_mut().zip(SUBSTITUTES) {
                        *seen |= other == substitute;
                    }
                }
            }
        }
    }

    /// The address as it was sent, with its quotes encoded.
    pub(super) fn restore(self, uri: &mut Uri) {
        let Some(substitute) = self.substitute.map(char::from) else {
            return;
        };
        if let Ok(restored) = uri.to_string().replace(substitute, "%22").parse() {
            *uri = restored;
        }
    }
}

/// A substitute that the line does not hold so far.
fn unseen(seen: [bool; SUBSTITUTES.len()]) -> u8 {
    let free = seen.iter().zip(SUBSTITUTES).find(|(seen, _)| !**seen);
    free.map_or(SUBSTITUTES[0], |(_, substitute)| substitute)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes of a request line and the address in it, read in pieces of `size`.
    fn through(head: &str, size: usize) -> (String, RequestLine) {
        let mut bytes = head.as_bytes().to_vec();
        let mut line = RequestLine::default();
        bytes.chunks_mut(size).for_each(|piece| line.read(piece));
        assert_eq!(bytes.len(), head.len());
        (String::from_utf8(bytes).unwrap(), line)
    }

    #[test]
    fn quotes_are_encoded_however_the_line_arrives() {
        let head = "GET /scim/Users?filter=userName+eq+\"a%40b\"&x=1 HTTP/1.1\r\nIf-Match: W/\"1\"\r\n\r\n{\"a\": 1}";
        for size in [1, 7, 1000] {
            let (read, line) = through(head, size);
            assert!(
                read.ends_with("\r\nIf-Match: W/\"1\"\r\n\r\n{\"a\": 1}"),
                "{read}"
            );
            let mut uri: Uri = read.split(' ').nth(1).unwrap().parse().unwrap();
            line.restore(&mut uri);
            assert_eq!(uri, "/scim/Users?filter=userName+eq+%22a%40b%22&x=1");
        }
    }

    #[test]
    fn a_character_that_stands_in_the_line_is_not_taken_for_a_quote() {
        let (read, line) = through("GET /x?a=|^`\"q\" HTTP/1.1\r\n", 1000);
        assert_eq!(read, "GET /x?a=|^`\\q\\ HTTP/1.1\r\n");
        let mut uri: Uri = "/x?a=|^`\\q\\".parse().unwrap();
        line.restore(&mut uri);
        assert_eq!(uri, "/x?a=|^`%22q%22");
    }

    #[test]
    fn a_line_without_quotes_stays_as_it_is() {
        let (read, line) = through("GET /x?a=|b HTTP/1.1\r\n", 3);
        assert_eq!(read, "GET /x?a=|b HTTP/1.1\r\n");
        let mut uri: Uri = "/x?a=|b".parse().unwrap();
        line.restore(&mut uri);
        assert_eq!(uri, "/x?a=|b");
    }
}
