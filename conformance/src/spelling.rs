//! Filters and paths as they are written: which part of one is a value, and of which attribute, so that a value can be
//! exchanged while all else stays byte by byte as the provider spelled it.

use std::ops::Range;

/// A character, and how it is written: `%22` or `+` in a query, itself elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) letter: char,
    pub(crate) written: String,
}

/// A value in a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Operand {
    /// What it is compared with, such as `userName` or `emails.value`.
    pub(crate) attribute: String,
    /// How it is compared, in small letters.
    pub(crate) operator: String,
    /// Where it stands, without quotation marks.
    pub(crate) place: Range<usize>,
}

/// A text that is written as it is.
pub(crate) fn plain(text: &str) -> Vec<Letter> {
    text.chars()
        .map(|letter| Letter {
            letter,
            written: letter.to_string(),
        })
        .collect()
}

/// A query's value, which is encoded. What is no UTF-8 stays as it is written, each byte for itself.
pub(crate) fn encoded(text: &str) -> Vec<Letter> {
    let mut letters = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let mut length = first.len_utf8();
        let mut letter = if first == '+' { ' ' } else { first };
        if let Some((decoded, escapes)) = escaped(rest) {
            (letter, length) = (decoded, escapes * 3);
        }
        letters.push(Letter {
            letter,
            written: rest[..length].to_owned(),
        });
        rest = &rest[length..];
    }
    letters
}

/// The character that the escapes at the beginning of a text stand for, and how many they are.
fn escaped(text: &str) -> Option<(char, usize)> {
    let byte = |escape: &[u8]| {
        let digits = escape.strip_prefix(b"%")?;
        u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    // A character has at most four bytes.
    let bytes: Vec<u8> = text
        .as_bytes()
        .chunks_exact(3)
        .take(4)
        .map_while(byte)
        .collect();
    (1..=bytes.len()).find_map(|count| {
        let text = std::str::from_utf8(&bytes[..count]).ok()?;
        Some((text.chars().next()?, count))
    })
}

/// What a part of a text means.
pub(crate) fn text(letters: &[Letter]) -> String {
    letters.iter().map(|letter| letter.letter).collect()
}

/// How a text is written.
pub(crate) fn written(letters: &[Letter]) -> String {
    letters
        .iter()
        .map(|letter| letter.written.as_str())
        .collect()
}

/// The values in a filter, or in a path that has filters in it; as far as it can be understood.
pub(crate) fn operands(letters: &[Letter]) -> Vec<Operand> {
    const OPERATORS: [&str; 9] = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"];
    let (mut found, mut words, mut inside) = (Vec::new(), Vec::<String>::new(), None::<String>);
    let mut at = 0;
    while at < letters.len() {
        match letters[at].letter {
            '[' => inside = words.pop(),
            ']' => words.extend(inside.take()),
            letter if letter.is_whitespace() || matches!(letter, '(' | ')') => {}
            _ => {
                let end = end_of_word(letters, at);
                if let [.., attribute, operator] = words.as_slice()
                    && OPERATORS
                        .iter()
                        .any(|known| operator.eq_ignore_ascii_case(known))
                {
                    found.push(Operand {
                        attribute: match &inside {
                            Some(list) => format!("{list}.{attribute}"),
                            None => attribute.clone(),
                        },
                        operator: operator.to_ascii_lowercase(),
                        place: without_quotes(letters, at..end),
                    });
                    words.clear();
                } else {
                    let word = text(&letters[at..end]);
                    match words.last_mut() {
                        // What follows a bracket belongs to what stands before it.
                        Some(list) if word.starts_with('.') => list.push_str(&word),
                        _ => words.push(word),
                    }
                }
                at = end;
                continue;
            }
        }
        at += 1;
    }
    found
}

/// Where the word, or the string in quotation marks, that begins here ends.
fn end_of_word(letters: &[Letter], start: usize) -> usize {
    let mut rest = letters
        .iter()
        .map(|letter| letter.letter)
        .enumerate()
        .skip(start + 1);
    if letters[start].letter == '"' {
        let mut is_escaped = false;
        let end = rest.find(|(_, letter)| {
            let is_end = *letter == '"' && !is_escaped;
            is_escaped = *letter == '\\' && !is_escaped;
            is_end
        });
        return end.map_or(letters.len(), |(at, _)| at + 1);
    }
    let ends =
        |letter: char| letter.is_whitespace() || matches!(letter, '"' | '[' | ']' | '(' | ')');
    rest.find(|(_, letter)| ends(*letter))
        .map_or(letters.len(), |(at, _)| at)
}

fn without_quotes(letters: &[Letter], word: Range<usize>) -> Range<usize> {
    if letters[word.start].letter != '"' {
        return word;
    }
    let is_closed = word.len() > 1 && letters[word.end - 1].letter == '"';
    word.start + 1..if is_closed { word.end - 1 } else { word.end }
}

/// A text in which `exchange` has given other words for some, where a word is what an id can be: letters, digits, `-` and `_`.
pub(crate) fn exchanged(text: &str, mut exchange: impl FnMut(&str) -> Option<String>) -> String {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    let (mut written, mut rest) = (String::with_capacity(text.len()), text);
    while !rest.is_empty() {
        let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        // The two digits of an escape, such as `%22`, belong to no word.
        let escape = match written.ends_with('%') && word.is_char_boundary(2) && word.len() > 2 {
            true => &word[..2],
            false => "",
        };
        let bare = &word[escape.len()..];
        written.push_str(escape);
        written.push_str(exchange(bare).as_deref().unwrap_or(bare));
        let separator = after.chars().next();
        written.extend(separator);
        rest = &after[separator.map_or(0, char::len_utf8)..];
    }
    written
}

/// An attribute's path in small letters, without its schema and without what stands in brackets.
pub(crate) fn attribute(path: &str) -> String {
    let lower = path.to_ascii_lowercase();
    let name = match lower.rsplit_once("user:").or(lower.rsplit_once("group:")) {
        Some((_, name)) => name,
        None => &lower,
    };
    match (name.find('['), name.rfind(']')) {
        (Some(start), Some(end)) if start < end => {
            format!("{}{}", &name[..start], &name[end + 1..])
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{attribute, encoded, operands, plain, text, written};

    #[test]
    fn what_is_encoded_is_understood_and_stays_as_it_is_written() {
        for (query, meaning) in [
            ("a%20b+c", "a b c"),
            ("%E6%95%B0%e5", "数%e5"),
            ("%", "%"),
            ("%2", "%2"),
            ("%zz", "%zz"),
            ("数%22", "数\""),
        ] {
            let letters = encoded(query);
            assert_eq!(text(&letters), meaning, "{query}");
            assert_eq!(written(&letters), query);
        }
    }

    #[test]
    fn the_values_of_a_filter_belong_to_attributes() {
        for (filter, expected) in [
            ("userName eq \"ada\"", vec![("userName", "eq", "ada")]),
            ("userName EQ ada", vec![("userName", "eq", "ada")]),
            ("userName eq\"ada\"", vec![("userName", "eq", "ada")]),
            (
                "displayName eq \"say \\\"hi\\\"\"",
                vec![("displayName", "eq", "say \\\"hi\\\"")],
            ),
            (
                "a eq \"1\" and not (b sw \"2\")",
                vec![("a", "eq", "1"), ("b", "sw", "2")],
            ),
            (
                "emails[type eq \"work\" and value co \"@b\"].value",
                vec![("emails.type", "eq", "work"), ("emails.value", "co", "@b")],
            ),
            (
                "emails[type eq \"work\"].value eq \"a@b\"",
                vec![("emails.type", "eq", "work"), ("emails.value", "eq", "a@b")],
            ),
            ("title pr", vec![]),
            ("userName eq", vec![]),
            ("userName eq \"ada", vec![("userName", "eq", "ada")]),
            ("userName eq \"", vec![("userName", "eq", "")]),
            ("displayName", vec![]),
        ] {
            let letters = plain(filter);
            let found = operands(&letters);
            let found: Vec<_> = found
                .iter()
                .map(|operand| {
                    let value = text(&letters[operand.place.clone()]);
                    (operand.attribute.as_str(), operand.operator.as_str(), value)
                })
                .collect();
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(attribute, operator, value)| (attribute, operator, value.to_owned()))
                .collect();
            assert_eq!(found, expected, "{filter}");
        }
    }

    #[test]
    fn a_path_is_an_attribute_whatever_stands_around_it() {
        assert_eq!(attribute("emails[type eq \"work\"].value"), "emails.value");
        assert_eq!(
            attribute("urn:ietf:params:scim:schemas:core:2.0:User:userName"),
            "username"
        );
        assert_eq!(attribute("members[value eq \"1\"]"), "members");
    }
}
