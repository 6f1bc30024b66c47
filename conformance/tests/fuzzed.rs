//! A short run of the fuzz targets of `facade/fuzz`: the corpus that long runs have left, and changes of it at random.

mod common;
#[path = "../../facade/fuzz/harness/mod.rs"]
mod harness;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, panic};

use common::say;
use fastrand::Rng;
use harness::answer::Answer;
use harness::http::Http;
use harness::upstream::Upstream;
use harness::{Bench, SEPARATOR, Subject};

/// How many changed inputs are tried, where the machine is not too slow for so many.
const CHANGED: usize = 3_000;

/// How long changed inputs are tried.
const TIME: Duration = Duration::from_secs(9);

/// How many there are at least, however slow the machine is.
const LEAST: usize = 200;

/// How many places of an input are changed at most.
const CHANGES: usize = 6;

/// What a change may put in, beside single bytes and pieces of other inputs.
const WORDS: [&[u8]; 24] = [
    b"\0",
    b"\n\n",
    SEPARATOR,
    b"%00",
    b"%2f",
    b"..%2f",
    b"..;/",
    b"?",
    b"#",
    b"\"",
    b"[]",
    b"{}",
    b"null",
    b"-1",
    b"1e999",
    b"18446744073709551616",
    b"\xff\xfe",
    b"\r\n",
    b"Transfer-Encoding: chunked\n",
    b"Content-Length: 5\n",
    b"Content-Encoding: gzip\n",
    b"{elsewhere}",
    b"http://{elsewhere}/admin/users",
    b"\"active\":false",
];

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../facade/fuzz/corpus")
        .join(name);
    let files = fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// An input of the corpus, changed in some places.
fn changed(corpus: &[Vec<u8>], rng: &mut Rng) -> Vec<u8> {
    let mut input = corpus[rng.usize(..corpus.len())].clone();
    for _ in 0..rng.usize(1..=CHANGES) {
        let at = rng.usize(..=input.len());
        let end = (at + rng.usize(..16)).min(input.len());
        match rng.u8(..5) {
            0 => drop(input.drain(at..end)),
            1 => input.insert(at, rng.u8(..)),
            2 => {
                let word = WORDS[rng.usize(..WORDS.len())];
                input.splice(at..end, word.iter().copied());
            }
            3 => {
                let other = &corpus[rng.usize(..corpus.len())];
                let from = rng.usize(..=other.len());
                input.splice(at.., other[from..].iter().copied());
            }
            _ => {
                let again = input[at..end].repeat(rng.usize(2..9));
                input.splice(at..at, again);
            }
        }
    }
    input
}

/// Tries the corpus, and changes of it for a while.
fn tries<T: Subject>(name: &str, expected: &[u16]) {
    thread_local! {
        static PANICS: Cell<usize> = const { Cell::new(0) };
    }
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        // A panic in a task that nobody waits for would not show otherwise; all tasks run on the thread of their test.
        PANICS.set(PANICS.get() + 1);
        usual(info);
    }));
    let mut bench = Bench::<T>::start();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    let mut attempt = |input: &[u8]| {
        let result = bench.run(input);
        let panics = PANICS.get();
        assert!(
            result.is_ok() && panics == 0,
            "{name}: {result:?}, {panics} panics, by the input {:?}",
            String::from_utf8_lossy(input)
        );
        if let Ok(Some(status)) = result {
            *statuses.entry(status).or_default() += 1;
        }
    };
    let corpus = corpus(name);
    for input in &corpus {
        attempt(input);
    }
    let (mut rng, began) = (Rng::with_seed(1), Instant::now());
    let mut number = 0;
    while number < LEAST || (number < CHANGED && began.elapsed() < TIME) {
        attempt(&changed(&corpus, &mut rng));
        number += 1;
    }
    say(&format!(
        "fuzz target {name}: {} inputs of the corpus and {number} changed ones, answered by {statuses:?}",
        corpus.len()
    ));
    // Inputs that are all refused at the door show nothing of what is behind it.
    for status in expected {
        assert!(statuses.contains_key(status), "never {status}");
    }
}

#[test]
fn whatever_is_asked_is_answered_in_scim() {
    tries::<Http>("http", &[200, 201, 204, 400, 401, 403, 404, 409, 415, 501]);
}

#[test]
fn whatever_pactflow_answers_is_answered_in_scim_and_nobody_else_is_called() {
    tries::<Upstream>(
        "upstream",
        &[200, 201, 204, 400, 401, 403, 404, 409, 429, 502],
    );
}

#[test]
fn what_is_no_answer_or_no_scim_error_is_found_out() {
    for bytes in ["nonsense", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}"] {
        let read = Answer::read(bytes.as_bytes(), false);
        assert!(read.is_err(), "{read:?}");
    }
    let error = |status: u16, said: u16, headers: &str| {
        let body = format!(
            "{{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:Error\"],\"status\":\"{said}\",\"detail\":\"why\"}}"
        );
        let length = body.len();
        let text =
            format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\n\r\n{body}");
        let (answer, _) = Answer::read(text.as_bytes(), false).unwrap().unwrap();
        answer.check_error()
    };
    let scim = "Content-Type: application/scim+json\r\n";
    assert_eq!(error(404, 404, scim), Ok(()));
    assert!(error(404, 400, scim).is_err());
    assert!(error(404, 404, "Content-Type: text/html\r\n").is_err());
    assert!(
        error(429, 429, scim).is_err(),
        "it says not how long to wait"
    );
}
