//! Answers from PactFlow, or from whatever stands in its place, are not trusted.

mod lists;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use wiremock::matchers::any;

use super::raw::{Reply, Upstream};
use super::*;

const TEAM: &str = "6d746ad5-919f-49e3-84c0-648cafc5d912";

/// More than an answer about one resource may be.
const TOO_MUCH: usize = 5 * 1024 * 1024;

/// A PactFlow that answers everything so.
async fn answering(answer: ResponseTemplate) -> (MockServer, Client) {
    let pactflow = MockServer::start().await;
    Mock::given(any())
        .respond_with(answer)
        .mount(&pactflow)
        .await;
    let client = client(&pactflow.uri());
    (pactflow, client)
}

fn ok() -> ResponseTemplate {
    ResponseTemplate::new(200)
}

/// What the client makes of this answer to the reading of a user, written by hand.
async fn reading_raw(reply: Reply) -> Result<User, Error> {
    let pactflow = Upstream::start([reply]).await;
    client(&pactflow.url).users(&caller()).get(ADA).await
}

fn unreadable<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    match answer {
        Err(Error::Unreadable(why)) => why,
        other => panic!("taken for {other:?}"),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gzipped(status: u16, body: Vec<u8>) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .insert_header("content-encoding", "gzip")
        .set_body_raw(body, "application/json")
}

#[tokio::test]
async fn answers_that_cannot_be_read_are_errors_and_their_content_is_not_repeated() {
    for body in [
        "",
        "null",
        "[]",
        "{",
        "{\"uuid\": 7}",
        "{\"uuid\": null}",
        "{\"name\": \"geheim\"}",
        "{\"uuid\": \"1\", \"type\": 300}",
        "{\"uuid\": \"1\", \"active\": \"geheim\"}",
        "{\"uuid\": \"1\", \"_embedded\": {\"roles\": [null]}}",
        "{\"uuid\": \"1\"} {\"uuid\": \"2\"}",
        "{\"uuid\": \"1\", \"name\": \"geh",
        "\u{feff}{\"uuid\": \"1\"}",
        "<html>geheim</html>",
    ] {
        let answer = ok().set_body_raw(body, "application/hal+json");
        let error = reading(answer).await.unwrap_err();
        assert!(matches!(error, Error::Unreadable(_)), "{body}: {error:?}");
        assert!(!error.to_string().contains("geheim"));
    }
    let invalid = ok().set_body_raw(b"{\"uuid\": \"\xff\"}".to_vec(), "application/json");
    unreadable(reading(invalid).await);
}

#[tokio::test]
async fn what_may_be_missing_may_be_null_and_what_is_unknown_is_passed_over() {
    let nothing = json!({"uuid": ADA, "name": null, "firstName": null, "email": null, "active": null, "type": null,
        "createdAt": null, "_embedded": null});
    let user = reading(ok().set_body_json(nothing)).await.unwrap();
    assert_eq!((user.name.as_deref(), user.active), (None, None));
    assert_eq!((user.roles(), &user.embedded.roles), (&[][..], &None));

    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    let more = format!("{{\"uuid\": \"{ADA}\", \"new\": {{\"in\": {deep}}}, \"name\": \"Ada\"}}");
    let user = reading(ok().set_body_raw(more, "application/json")).await;
    assert_eq!(user.unwrap().name.as_deref(), Some("Ada"));
}

#[tokio::test]
async fn json_without_a_floor_crashes_nothing() {
    for open in ["[", "{\"a\":"] {
        let bottomless = format!("{{\"uuid\": \"{ADA}\", \"new\": {}", open.repeat(200_000));
        let answer = ok().set_body_raw(bottomless, "application/json");
        unreadable(reading(answer).await);
    }
}

#[tokio::test]
async fn a_page_with_the_status_200_is_no_answer_even_where_only_the_status_matters() {
    let page = || ok().set_body_raw("<html>Sign in</html>", "text/html; charset=utf-8");
    let (_pactflow, client) = answering(page()).await;
    let caller = caller();
    let (users, teams) = (client.users(&caller), client.teams(&caller));
    unreadable(users.get(ADA).await);
    unreadable(users.set_roles(ADA, &[]).await);
    unreadable(users.delete(ADA).await);
    unreadable(teams.add_members(TEAM, &[]).await);
    unreadable(teams.remove_member(TEAM, ADA).await);
    unreadable(teams.delete(TEAM).await);
}

#[tokio::test]
async fn every_name_for_json_is_taken_for_json() {
    let body = json!({"uuid": ADA}).to_string();
    for media_type in [
        "application/hal+json;charset=utf-8",
        "application/json",
        "Application/JSON ; charset=UTF-8",
        "application/vnd.pactflow.v1+json",
    ] {
        let answer = ok().set_body_raw(body.clone(), media_type);
        assert!(reading(answer).await.is_ok(), "{media_type}");
    }
    let length = body.len();
    let without = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}");
    assert!(reading_raw(Reply::text(without)).await.is_ok());
    for media_type in ["text/html", "text/plain", "application/xml", "json"] {
        let answer = ok().set_body_raw(body.clone(), media_type);
        assert_eq!(unreadable(reading(answer).await), "it is not JSON");
    }
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_not_read_to_its_end_whether_it_says_so_or_not() {
    let large = "x".repeat(TOO_MUCH);
    let announced = format!("HTTP/1.1 200 OK\r\ncontent-length: {TOO_MUCH}\r\n\r\n");
    let chunked = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{TOO_MUCH:x}\r\n{large}\r\n0\r\n\r\n"
    );
    let unframed = format!("HTTP/1.1 200 OK\r\n\r\n{large}");
    for reply in [announced, chunked, unframed] {
        let why = unreadable(reading_raw(Reply::text(reply)).await);
        assert_eq!(why, format!("it is larger than {} bytes", 4 * 1024 * 1024));
    }
}

#[tokio::test]
async fn what_grows_without_bounds_when_it_is_decompressed_is_not_decompressed_to_its_end() {
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() < 100_000, "this is no bomb");
    let why = unreadable(reading(gzipped(200, bomb.clone())).await);
    assert!(why.starts_with("it is larger than"), "{why}");
    // What was refused stays refused.
    assert_eq!(
        reading(gzipped(403, bomb.clone())).await,
        Err(Error::Forbidden)
    );
    let rejected = reading(gzipped(400, bomb)).await;
    assert_eq!(
        rejected,
        Err(Error::Rejected {
            status: 400,
            problems: vec![]
        })
    );
}

#[tokio::test]
async fn compressed_answers_are_read_and_damaged_ones_are_not() {
    let body = json!({"uuid": ADA}).to_string();
    let whole = gzip(body.as_bytes());
    assert!(reading(gzipped(200, whole.clone())).await.is_ok());
    unreadable(reading(gzipped(200, body.into_bytes())).await);
    unreadable(reading(gzipped(200, whole[..whole.len() / 2].to_vec())).await);
}

#[tokio::test]
async fn a_refusal_means_what_its_status_says_whatever_its_body_is() {
    let broken = |status: u16| {
        Reply::text(format!(
            "HTTP/1.1 {status} X\r\nretry-after: 9\r\ncontent-length: 100\r\n\r\n<html>"
        ))
    };
    assert_eq!(reading_raw(broken(401)).await, Err(Error::Unauthorized));
    assert_eq!(reading_raw(broken(404)).await, Err(Error::NotFound));
    let wait = Some(Duration::from_secs(9));
    assert_eq!(
        reading_raw(broken(429)).await,
        Err(Error::RateLimited { retry_after: wait })
    );
    assert!(matches!(
        reading_raw(broken(503)).await,
        Err(Error::Unavailable { why: Outage::Answered(_), retry_after }) if retry_after == wait
    ));
}

#[tokio::test]
async fn an_answer_that_drips_is_given_up_although_it_moves() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    for (beginning, again) in [
        (
            format!("{head}transfer-encoding: chunked\r\n\r\n"),
            "1\r\n \r\n",
        ),
        (format!("{head}content-length: 1000000\r\n\r\n"), " "),
        (head.to_owned(), "x: y\r\n"),
    ] {
        let begun = Instant::now();
        let pactflow =
            Upstream::start([Reply::Drip(beginning.into_bytes(), again.as_bytes())]).await;
        let client = client_with(&pactflow.url, |options| options.request_timeout = SHORT);
        let error = client.users(&caller()).get(ADA).await.unwrap_err();
        // A head may be given up for its length as well.
        assert!(error.is_temporary(), "{error:?}");
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
}

#[tokio::test]
async fn what_is_no_http_is_a_broken_connection() {
    let endless_head = format!("HTTP/1.1 200 OK\r\nx: {}", "y".repeat(2 * 1024 * 1024));
    let many_headers = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(10_000));
    for bytes in [
        "garbage\r\n\r\n".to_owned(),
        "HTTP/9.9 200 OK\r\n\r\n".to_owned(),
        "HTTP/1.1 999999 OK\r\n\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!".to_owned(),
        "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n".to_owned(),
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n".to_owned(),
        endless_head,
        many_headers,
    ] {
        let shown: String = bytes.chars().take(60).collect();
        let error = reading_raw(Reply::text(bytes)).await.unwrap_err();
        assert_eq!(error, Outage::Broken.into(), "{shown}");
    }
}

#[tokio::test]
async fn an_answer_to_nothing_is_not_taken_for_the_next_one() {
    let right = json!({"uuid": ADA}).to_string();
    let forged = json!({"uuid": TEAM}).to_string();
    let answer = |body: &str| {
        let length = body.len();
        format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}")
    };
    let both = format!("{}{}", answer(&right), answer(&forged));
    let pactflow = Upstream::start([Reply::KeepOpen(both.into_bytes()), Reply::json(&right)]).await;
    let client = client(&pactflow.url);
    for _ in 0..2 {
        let user = client.users(&caller()).get(ADA).await.unwrap();
        assert_eq!(user.uuid, ADA);
    }
    assert_eq!(pactflow.requests().len(), 2);
}
