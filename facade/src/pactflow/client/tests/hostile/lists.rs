//! Lists and links that lead astray.

use super::*;
use crate::pactflow::paging::{walk, window};
use crate::pactflow::{Team, TeamSummary};

async fn reading_team(body: serde_json::Value) -> Result<Team, Error> {
    let (_pactflow, client) = answering(ok().set_body_json(body)).await;
    client.teams(&caller()).get(TEAM).await
}

async fn listing(body: serde_json::Value) -> Result<Page<User>, Error> {
    let (_pactflow, client) = answering(ok().set_body_json(body)).await;
    let everyone = UserQuery::default();
    client.users(&caller()).list(&everyone, 1, 100).await
}

#[tokio::test]
async fn a_list_that_is_no_list_is_an_error_and_not_an_empty_one() {
    for body in [
        json!({}),
        json!({"users": null}),
        json!({"users": {}}),
        json!({"users": [null]}),
        json!({"users": [{"name": "nobody"}]}),
        json!({"users": [[{"uuid": ADA}]]}),
        json!({"_embedded": {"users": []}}),
        json!({"users": [], "page": {"number": 1, "size": -1, "totalElements": 0}}),
        json!({"users": [], "page": {"number": 1, "size": 1.5, "totalElements": 0}}),
        json!({"users": [], "page": {"number": 1}}),
    ] {
        unreadable(listing(body).await);
    }
    let bare = listing(json!({"users": [{"uuid": ADA}], "page": null, "_links": null})).await;
    let bare = bare.unwrap();
    assert_eq!(
        (bare.items.len(), bare.meta, bare.has_next),
        (1, None, false)
    );
}

#[tokio::test]
async fn a_team_that_does_not_name_its_members_is_not_taken_for_an_empty_one() {
    for body in [
        json!({"uuid": TEAM, "name": "Payments"}),
        json!({"uuid": TEAM, "_embedded": null}),
        json!({"uuid": TEAM, "_embedded": {}}),
        json!({"uuid": TEAM, "_embedded": {"members": null}}),
        json!({"uuid": TEAM, "_embedded": {"members": [{"name": "nobody"}]}}),
    ] {
        unreadable(reading_team(body).await);
    }
    let empty = reading_team(json!({"uuid": TEAM, "_embedded": {"members": []}})).await;
    assert_eq!(empty.unwrap().members(), []);
}

#[tokio::test]
async fn a_list_may_be_larger_than_a_resource() {
    let user = json!({"uuid": ADA, "notes": "x".repeat(TOO_MUCH)});
    let list = listing(json!({"users": [user]})).await.unwrap();
    assert_eq!(list.items.len(), 1);
}

#[tokio::test]
async fn no_redirect_is_followed_neither_elsewhere_nor_back() {
    let elsewhere = MockServer::start().await;
    Mock::given(any())
        .respond_with(ok().set_body_json(json!({"uuid": ADA})))
        .expect(0)
        .mount(&elsewhere)
        .await;
    for status in [301, 302, 303, 307, 308] {
        for target in [elsewhere.uri(), "/admin/users/other".to_owned()] {
            let redirect = ResponseTemplate::new(status).insert_header("location", &*target);
            let (pactflow, client) = answering(redirect).await;
            let caller = caller();
            unreadable(client.users(&caller).get(ADA).await);
            unreadable(client.users(&caller).set_roles(ADA, &[]).await);
            unreadable(client.teams(&caller).create("Payments").await);
            assert_eq!(pactflow.received_requests().await.unwrap().len(), 3);
        }
    }
}

#[tokio::test]
async fn a_link_says_that_there_is_more_and_is_never_followed() {
    let elsewhere = MockServer::start().await;
    Mock::given(any())
        .respond_with(ok())
        .expect(0)
        .mount(&elsewhere)
        .await;
    let links = [
        format!("{}/admin/users?page=2", elsewhere.uri()),
        format!("//{}/admin/users", elsewhere.address()),
        "file:///etc/passwd".to_owned(),
        "javascript:alert(1)".to_owned(),
        "\u{0}".to_owned(),
    ];
    for link in links {
        let pactflow = MockServer::start().await;
        let page = |uuid: &str, links| json!({"users": [{"uuid": uuid}], "_links": links});
        for (number, body) in [
            ("1", page(ADA, json!({"next": {"href": link}, "self": 7}))),
            ("2", page(TEAM, json!({}))),
        ] {
            Mock::given(path("/admin/users"))
                .and(query_param("page", number))
                .respond_with(ok().set_body_json(body))
                .expect(1)
                .mount(&pactflow)
                .await;
        }
        let (client, caller, everyone) = (client(&pactflow.uri()), caller(), UserQuery::default());
        let users = client.users(&caller);
        let all = walk(|number, size| users.list(&everyone, number, size)).await;
        assert_eq!(all.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_location_is_reduced_to_the_id_that_it_ends_in() {
    for (location, is_named) in [
        (format!("https://elsewhere.example.com/x/{ADA}"), true),
        (format!("/admin/system-accounts/{ADA}/"), true),
        (format!("/admin/system-accounts/{ADA}?a=b"), false),
        (format!("/admin/system-accounts/{ADA}/.."), false),
        ("/admin/system-accounts/%2e%2e".to_owned(), false),
        (String::new(), false),
    ] {
        let answer = ResponseTemplate::new(201)
            .insert_header("location", &*location)
            .set_body_json(json!({"uuid": ADA, "type": 1}));
        let (pactflow, client) = answering(answer).await;
        let created = client.users(&caller()).create_system_account("ci").await;
        assert_eq!(created.is_ok(), is_named, "{location}: {created:?}");
        let requests = pactflow.received_requests().await.unwrap();
        let read: Vec<&str> = requests[1..].iter().map(|it| it.url.path()).collect();
        let own = format!("/admin/users/{ADA}");
        assert_eq!(read, if is_named { vec![own.as_str()] } else { vec![] });
    }
}

#[tokio::test]
async fn a_row_that_is_there_twice_is_shown_once_and_a_page_that_never_ends_is_an_error() {
    let rows = json!({"teams": [{"uuid": TEAM}, {"uuid": TEAM}, {"uuid": ADA}],
        "page": {"number": 1, "size": 100, "totalElements": 3}});
    let (_pactflow, client_of_rows) = answering(ok().set_body_json(rows)).await;
    let caller = caller();
    let teams = client_of_rows.teams(&caller);
    let shown = window(0, 100, |number, size| teams.list(None, number, size)).await;
    let uuids = |teams: &[TeamSummary]| -> Vec<String> {
        teams.iter().map(|team| team.uuid.clone()).collect()
    };
    assert_eq!(uuids(&shown.unwrap().items), [TEAM, ADA]);

    let endless = json!({"teams": [{"uuid": TEAM}], "_links": {"next": {"href": "?page=2"}}});
    let (pactflow, client) = answering(ok().set_body_json(endless)).await;
    let teams = client.teams(&caller);
    unreadable(walk(|number, size| teams.list(None, number, size)).await);
    assert_eq!(pactflow.received_requests().await.unwrap().len(), 2);
}
