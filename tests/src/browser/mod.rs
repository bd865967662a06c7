//! Chromium without a window, driven as a person drives it: by clicks and keys. One at a time, for it is heavy.

mod axe;
mod driver;

use std::cell::Cell;
use std::fs;
use std::sync::{Mutex, MutexGuard};

use base64::Engine as _;
use serde_json::{Value, json};

use crate::{wait, workspace};
use driver::Driver;

/// The member that WebDriver keeps an element's name in.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// A browser with one tab and an empty profile. It ends on drop.
#[derive(Debug)]
pub struct Browser {
    // In the order in which they have to end.
    driver: Driver,
    scripts: Cell<bool>,
    _profile: tempfile::TempDir,
    _turn: MutexGuard<'static, ()>,
}

/// What a person looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// 1280 by 800.
    Desktop,
    /// 390 by 844, a touch screen of three dots per pixel.
    Phone,
}

/// The two colour schemes, by the names that style sheets know.
pub const SCHEMES: [&str; 2] = ["light", "dark"];

impl Browser {
    /// Starts a browser with a desktop's screen, when no other test of this process has one.
    ///
    /// # Panics
    /// When there is none on this machine.
    pub fn start() -> Self {
        // A test that failed while it had its turn has ended its browser.
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let profile = tempfile::Builder::new().prefix("svbrowser").tempdir().expect("a temporary directory");
        let browser = Self {
            driver: Driver::start(profile.path()),
            scripts: Cell::new(true),
            _profile: profile,
            _turn: turn,
        };
        browser.screen(Screen::Desktop);
        browser
    }

    /// Changes the screen.
    pub fn screen(&self, screen: Screen) {
        let metrics = match screen {
            Screen::Desktop => {
                json!({ "width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": false })
            }
            Screen::Phone => json!({ "width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true }),
        };
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics);
        self.devtools("Emulation.setTouchEmulationEnabled", &json!({ "enabled": screen == Screen::Phone }));
    }

    /// Says which of [`SCHEMES`] the person prefers.
    pub fn prefer_scheme(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.devtools("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    /// Pages that are opened from now on run no scripts.
    pub fn disable_scripts(&self) {
        self.scripts.set(false);
        self.let_scripts_run(false);
    }

    /// Opens an address and waits until it is loaded.
    #[track_caller]
    pub fn open(&self, url: &str) {
        self.ask("POST", "/url", &json!({ "url": url }));
    }

    /// The address of the page.
    #[track_caller]
    pub fn url(&self) -> String {
        text_of(&self.ask("GET", "/url", &Value::Null))
    }

    /// The page's title.
    #[track_caller]
    pub fn title(&self) -> String {
        text_of(&self.ask("GET", "/title", &Value::Null))
    }

    /// Loads the page again.
    #[track_caller]
    pub fn reload(&self) {
        self.ask("POST", "/refresh", &json!({}));
    }

    /// Clicks into the middle of the first element that fits a CSS selector, as soon as it is there and nothing covers it.
    ///
    /// # Panics
    /// When that does not come.
    #[track_caller]
    pub fn click(&self, selector: &str) {
        self.patiently(selector, |element| {
            self.driver.ask("POST", &format!("/element/{element}/click"), &json!({}))
        });
    }

    /// Types into an element; a person clicks into it first.
    ///
    /// # Panics
    /// When there is no such field.
    #[track_caller]
    pub fn type_into(&self, selector: &str, text: &str) {
        self.patiently(selector, |element| {
            self.driver.ask("POST", &format!("/element/{element}/value"), &json!({ "text": text }))
        });
    }

    /// Empties a field.
    ///
    /// # Panics
    /// When there is no such field.
    #[track_caller]
    pub fn clear(&self, selector: &str) {
        self.patiently(selector, |element| {
            self.driver.ask("POST", &format!("/element/{element}/clear"), &json!({}))
        });
    }

    /// Presses keys one after another, wherever the focus is. [`ESCAPE`] and its like are keys, too.
    #[track_caller]
    pub fn press(&self, keys: &str) {
        let actions: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key.to_string() }))
            })
            .collect();
        self.ask(
            "POST",
            "/actions",
            &json!({ "actions": [{ "type": "key", "id": "keys", "actions": actions }] }),
        );
    }

    /// The texts of all elements that fit a CSS selector, as they are rendered: what is hidden is not in them.
    #[track_caller]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let found = self.run(
            "return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility()).map(e => e.innerText)",
            &[json!(selector)],
        );
        found.as_array().into_iter().flatten().map(text_of).collect()
    }

    /// The text of the first visible element that fits; empty when there is none.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        self.texts(selector).into_iter().next().unwrap_or_default()
    }

    /// Waits until the text of an element has `part` in it.
    ///
    /// # Panics
    /// When it does not come to it.
    #[track_caller]
    pub fn await_text(&self, selector: &str, part: &str) {
        let mut last = String::new();
        let found = wait::happens(|| {
            last = self.texts(selector).join("\n");
            last.contains(part)
        });
        assert!(found, "{selector} does not come to say {part:?}; it says:\n{last}");
    }

    /// Runs the body of a function in the page and returns what it returns. Scripts that are disabled are so for the
    /// page only.
    ///
    /// # Panics
    /// When it throws something.
    #[track_caller]
    pub fn run(&self, body: &str, arguments: &[Value]) -> Value {
        self.ask("POST", "/execute/sync", &json!({ "script": body, "args": arguments }))
    }

    /// The same for a function that calls its last argument with its result.
    ///
    /// # Panics
    /// When it throws something.
    #[track_caller]
    pub fn run_to_callback(&self, body: &str, arguments: &[Value]) -> Value {
        self.ask("POST", "/execute/async", &json!({ "script": body, "args": arguments }))
    }

    /// What the browser has complained about since it was asked last: scripts that failed, resources that are missing,
    /// things that the Content-Security-Policy forbids.
    #[track_caller]
    pub fn complaints(&self) -> Vec<String> {
        let log = self.ask("POST", "/se/log", &json!({ "type": "browser" }));
        let bad = log
            .as_array()
            .into_iter()
            .flatten()
            .filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING");
        bad.map(|entry| text_of(&entry["message"])).collect()
    }

    /// True when the page is wider than the screen.
    #[track_caller]
    pub fn scrolls_sideways(&self) -> bool {
        let body =
            "return Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) > innerWidth";
        self.run(body, &[]) == json!(true)
    }

    /// Keeps a picture of the screen as `target/screenshots/NAME.png`.
    #[track_caller]
    pub fn screenshot(&self, name: &str) {
        let picture = text_of(&self.ask("GET", "/screenshot", &Value::Null));
        let bytes = base64::engine::general_purpose::STANDARD.decode(picture).expect("a picture is base64");
        let directory = workspace::target_dir().join("screenshots");
        fs::create_dir_all(&directory).expect("target/ is writable");
        fs::write(directory.join(format!("{name}.png")), bytes).expect("target/ is writable");
    }

    /// What axe-core finds serious or critical about the page: the rule, what it says, and where.
    #[track_caller]
    pub fn accessibility_faults(&self) -> Vec<String> {
        // A page that was loaded without its scripts has none now either.
        self.let_scripts_run(true);
        let faults = axe::faults(self);
        self.let_scripts_run(self.scripts.get());
        faults
    }

    fn let_scripts_run(&self, allowed: bool) {
        self.devtools("Emulation.setScriptExecutionDisabled", &json!({ "value": !allowed }));
    }

    fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.ask("POST", "/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    #[track_caller]
    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        self.driver.ask(method, path, body).unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    /// Does something with an element until it works.
    #[track_caller]
    fn patiently(&self, selector: &str, act: impl Fn(&str) -> Result<Value, String>) {
        let mut last = String::new();
        let done = wait::happens(|| {
            let query = json!({ "using": "css selector", "value": selector });
            let tried = self
                .driver
                .ask("POST", "/element", &query)
                .and_then(|found| act(found[ELEMENT].as_str().unwrap_or_default()));
            last = tried.as_ref().err().cloned().unwrap_or_default();
            tried.is_ok()
        });
        assert!(done, "{selector}: {last}");
    }
}

/// The key that leaves what is open.
pub const ESCAPE: &str = "\u{e00c}";

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
