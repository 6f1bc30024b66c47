//! A headless Chromium, driven over its DevTools protocol: as much of it as the tests need.
#![allow(
    dead_code,
    reason = "each test is a crate of its own, and none uses all of it"
)]

use std::{
    collections::HashMap,
    io::Write as _,
    path::PathBuf,
    process::Stdio,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::{SinkExt as _, StreamExt as _, stream::SplitSink};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    net::TcpStream,
    process::{Child, Command},
    sync::oneshot,
    time::{Instant, timeout},
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

/// How long anything may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// One tab of a browser of its own. The browser ends with it.
pub(crate) struct Tab {
    socket: tokio::sync::Mutex<SplitSink<Socket, Message>>,
    shared: Arc<Shared>,
    calls: AtomicU64,
    session: String,
    profile: PathBuf,
    browser: Child,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<HashMap<u64, oneshot::Sender<Value>>>,
    events: Mutex<Vec<Value>>,
}

/// Where Chromium is. Where it is not installed, it is said that `what` is skipped.
///
/// # Panics
/// Where it is not installed and `REQUIRE_BROWSER=1`.
pub(crate) fn for_test(what: &str) -> Option<PathBuf> {
    let chromium = installed();
    if chromium.is_none() {
        assert!(
            std::env::var("REQUIRE_BROWSER").as_deref() != Ok("1"),
            "Chromium is not installed, but REQUIRE_BROWSER=1"
        );
        // Past the test harness, which would keep it to itself.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: {what} in Chromium, which is not installed"
        );
    }
    chromium
}

/// Where Chromium is, if it is installed.
fn installed() -> Option<PathBuf> {
    let directories = std::env::var_os("PATH").unwrap_or_default();
    let directories: Vec<PathBuf> = std::env::split_paths(&directories).collect();
    let named = |name: &str| {
        directories
            .iter()
            .map(|directory| directory.join(name))
            .find(|path| path.is_file())
    };
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find_map(named)
}

impl Tab {
    /// Starts the browser and opens a tab. `colours` is `light` or `dark`.
    pub(crate) async fn open(browser: PathBuf, colours: &str) -> Self {
        let profile = std::env::temp_dir().join(format!("console-test-{}", uuid::Uuid::new_v4()));
        let mut browser = Command::new(browser)
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
            ])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
                "--hide-scrollbars",
            ])
            .args(["--remote-debugging-port=0", "--window-size=1600,1100"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("Chromium starts");
        let mut lines =
            BufReader::new(browser.stderr.take().expect("its messages are read")).lines();
        let address = timeout(PATIENCE, async {
            while let Some(line) = lines
                .next_line()
                .await
                .expect("Chromium's messages can be read")
            {
                if let Some(address) = line.strip_prefix("DevTools listening on ") {
                    return address.to_owned();
                }
            }
            panic!("Chromium ended before it listened")
        });
        let address = address.await.expect("Chromium listens in time");
        // What it says later is of no interest, but somebody has to read it, or it blocks.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let (socket, _) = connect_async(address)
            .await
            .expect("the DevTools can be reached");
        let (socket, mut messages) = socket.split();
        let shared = Arc::new(Shared::default());
        let hearing = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Some(Ok(message)) = messages.next().await {
                if let Ok(message) =
                    serde_json::from_str::<Value>(message.to_text().unwrap_or_default())
                {
                    hearing.hear(message);
                }
            }
        });
        let socket = tokio::sync::Mutex::new(socket);
        let mut tab = Self {
            socket,
            shared,
            calls: AtomicU64::new(0),
            session: String::new(),
            profile,
            browser,
        };
        let target = tab
            .call("Target.createTarget", json!({ "url": "about:blank" }))
            .await;
        let attached = tab
            .call(
                "Target.attachToTarget",
                json!({ "targetId": target["targetId"], "flatten": true }),
            )
            .await;
        tab.session = attached["sessionId"]
            .as_str()
            .expect("a session")
            .to_owned();
        for domain in ["Page", "Runtime", "Network", "Log"] {
            tab.call(&format!("{domain}.enable"), json!({})).await;
        }
        let features = json!([{ "name": "prefers-color-scheme", "value": colours }]);
        tab.call(
            "Emulation.setEmulatedMedia",
            json!({ "features": features }),
        )
        .await;
        tab
    }

    /// Goes to an address, and waits until the page is complete.
    pub(crate) async fn go(&self, url: &str) {
        self.call("Page.navigate", json!({ "url": url })).await;
        self.until(&format!(
            "location.href.startsWith({url:?}) && document.readyState === 'complete'"
        ))
        .await;
    }

    /// Waits until an expression holds in the page.
    pub(crate) async fn until(&self, expression: &str) {
        // The page asks itself with each frame; a navigation forgets the question, so it is put again.
        let question = format!(
            "new Promise(done => {{ const ask = () => ({expression}) ? done(true) : requestAnimationFrame(ask); ask(); }})"
        );
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Ok(answer) = timeout(PATIENCE, self.evaluate(&question)).await
                && answer["result"]["value"] == true
            {
                return;
            }
        }
        let page = self.value("document.body.innerText").await;
        panic!(
            "`{expression}` never held; the page says:\n{}",
            page.as_str().unwrap_or_default()
        );
    }

    /// The value of an expression.
    pub(crate) async fn value(&self, expression: &str) -> Value {
        let mut answer = timeout(PATIENCE, self.evaluate(expression))
            .await
            .expect("the page answers in time");
        assert!(
            answer.get("exceptionDetails").is_none(),
            "`{expression}` fails: {answer}"
        );
        answer["result"]["value"].take()
    }

    /// The text of an element.
    pub(crate) async fn text(&self, selector: &str) -> String {
        let text = self
            .value(&format!("document.querySelector({selector:?})?.innerText"))
            .await;
        text.as_str()
            .unwrap_or_else(|| panic!("there is no {selector}"))
            .to_owned()
    }

    /// Presses a key, as a keyboard does.
    pub(crate) async fn key(&self, key: &str) {
        let (text, code) = match key {
            "Enter" => ("\r", 13),
            "Tab" | "Escape" => ("", if key == "Tab" { 9 } else { 27 }),
            " " => (" ", 32),
            letter => (letter, u32::from(letter.to_uppercase().as_bytes()[0])),
        };
        let kind = if text.is_empty() {
            "rawKeyDown"
        } else {
            "keyDown"
        };
        let event =
            json!({ "type": kind, "key": key, "text": text, "windowsVirtualKeyCode": code });
        self.call("Input.dispatchKeyEvent", event).await;
        self.call(
            "Input.dispatchKeyEvent",
            json!({ "type": "keyUp", "key": key, "windowsVirtualKeyCode": code }),
        )
        .await;
    }

    /// Types text into what has the focus.
    pub(crate) async fn write(&self, text: &str) {
        self.call("Input.insertText", json!({ "text": text })).await;
    }

    /// Moves the mouse onto an element and clicks.
    pub(crate) async fn click(&self, selector: &str) {
        let place = format!(
            "(() => {{ const e = document.querySelector({selector:?}); e.scrollIntoView({{ block: 'center' }}); \
             const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()"
        );
        let place = self.value(&place).await;
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event).await;
        }
    }

    /// What happened so far under this name, such as `Network.requestWillBeSent`.
    pub(crate) fn events(&self, method: &str) -> Vec<Value> {
        let events = self.shared.events();
        events
            .iter()
            .filter(|event| event["method"] == method)
            .map(|event| event["params"].clone())
            .collect()
    }

    async fn evaluate(&self, expression: &str) -> Value {
        let question =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        self.ask("Runtime.evaluate", question).await
    }

    async fn call(&self, method: &str, params: Value) -> Value {
        let answer = timeout(PATIENCE, self.ask(method, params)).await;
        answer.unwrap_or_else(|_| panic!("{method} is not answered"))
    }

    /// The result of a call, or null where the page was left in the meantime.
    async fn ask(&self, method: &str, params: Value) -> Value {
        let id = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        let (answer, answered) = oneshot::channel();
        self.shared.waiting().insert(id, answer);
        let mut message = json!({ "id": id, "method": method, "params": params });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.socket
            .lock()
            .await
            .send(Message::text(message.to_string()))
            .await
            .expect("Chromium listens");
        answered.await.expect("Chromium answers")["result"].take()
    }
}

impl Shared {
    fn hear(&self, message: Value) {
        match message["id"].as_u64() {
            Some(id) => {
                if let Some(waiting) = self.waiting().remove(&id) {
                    // Whoever asked may have lost patience.
                    let _ = waiting.send(message);
                }
            }
            None => self.events().push(message),
        }
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<u64, oneshot::Sender<Value>>> {
        self.waiting.lock().expect("nobody panics while holding it")
    }

    fn events(&self) -> MutexGuard<'_, Vec<Value>> {
        self.events.lock().expect("nobody panics while holding it")
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        // Its profile can be removed once nothing writes into it any more; if that takes too long, a temporary directory is left.
        let _ = self.browser.start_kill();
        let deadline = Instant::now() + Duration::from_secs(5);
        while (!matches!(self.browser.try_wait(), Ok(Some(_)))
            || std::fs::remove_dir_all(&self.profile).is_err())
            && self.profile.exists()
            && Instant::now() < deadline
        {
            std::thread::yield_now();
        }
    }
}
