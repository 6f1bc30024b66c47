//! The demo as identity providers meet it.

use conformance::demo::{Demo, Options};
use conformance::wire::{Request, Wire};
use mock_pactflow::Seed;

#[tokio::test]
async fn quotes_that_stand_raw_in_an_address_reach_the_service_behind_the_recorder() {
    let options = Options {
        mock_listen: ([127, 0, 0, 1], 0).into(),
        facade_listen: ([127, 0, 0, 1], 0).into(),
        seed: Seed::demo(),
        seed_name: "demo".to_owned(),
        settings: Vec::new(),
        log: false,
    };
    let demo = Demo::start(options).await.unwrap();
    let line = Wire::to(demo.scim_url(), "dev-scim-token");
    let request = Request {
        method: http::Method::GET,
        target: "/Users?filter=userName+eq+\"ada.lovelace%40acme.example\"".to_owned(),
        headers: vec![("Authorization", String::new())],
        body: None,
    };
    let answer = line.send(request).await.unwrap();
    assert_eq!(answer.json()["totalResults"], 1);
}
