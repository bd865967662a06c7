//! axe-core, which judges whether a page can be used by everybody: fetched from the npm registry, run in the page.

use std::fs;
use std::process::Command;
use std::sync::OnceLock;

use serde_json::json;

use super::Browser;
use crate::provision;

const PACKAGE: &str = "axe-core@4.14.1";
/// The SHA-256 of `axe.min.js` in it.
const SUM: &str = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c";

/// See [`Browser::accessibility_faults`].
#[track_caller]
pub(super) fn faults(browser: &Browser) -> Vec<String> {
    static SCRIPT: OnceLock<String> = OnceLock::new();
    let script = SCRIPT.get_or_init(fetch);
    let body = "const done = arguments[arguments.length - 1];
        axe.run(document, { resultTypes: ['violations'] }).then(
            found => done(found.violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .flatMap(v => v.nodes.map(n => `${v.id} (${v.impact}): ${n.target.join(' ')}: ${n.failureSummary} ${n.html}`))),
            error => done(['axe-core: ' + error]));";
    browser.run(script, &[]);
    let found = browser.run_to_callback(body, &[json!({})]);
    let found = found.as_array().expect("a list of violations");
    found.iter().map(|fault| fault.as_str().unwrap_or_default().to_owned()).collect()
}

fn fetch() -> String {
    let advice = format!(
        "the tests of the web page judge it with {PACKAGE}, which `npm pack` fetches (Debian: package npm; needs the npm \
         registry)"
    );
    let recipe = format!("{PACKAGE}\n{SUM}");
    let directory = provision::directory("axe-core", &recipe, |directory| {
        let run = |program: &str, words: &[&str]| {
            provision::run(Command::new(program).args(words).current_dir(directory), &advice);
        };
        run("npm", &["pack", "--silent", PACKAGE]);
        let archive = format!("{}.tgz", PACKAGE.replace('@', "-"));
        run("tar", &["-xzf", &archive, "package/axe.min.js"]);
        fs::write(directory.join("sums"), format!("{SUM}  package/axe.min.js\n"))
            .expect("target/ is writable");
        run("sha256sum", &["--check", "--quiet", "sums"]);
    });
    fs::read_to_string(directory.join("package/axe.min.js")).expect("it was unpacked")
}
