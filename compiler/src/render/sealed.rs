//! Plans that may be shown to whoever asks: instead of its secrets a plan has tags, by which two sides can tell whether
//! they have the same ones.
//!
//! A tag has 16 bits, always the same for the same secret, whatever it is called and wherever it stands: however often one
//! asks, and in however many places a password is used, one learns no more about it than these, which do not tell it from one
//! guess in 65 536. What one learns besides is which secrets are the same. Two that differ have the same tag about as often as
//! a guess is right.

use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::Secrets;
use super::secret::MASK;
use crate::diff::{OwnSection, own_sections};
use crate::plan::settings::{group_settings, process_settings};
use crate::plan::{Group, LogFile, Plan, Process, ServerUrl};

/// A value without its secrets, their tags at its end: as it is when it has none.
#[must_use]
pub fn value(option: &str, variable: Option<&str>, text: &str) -> String {
    let (masked, secrets) = Secrets::taken(option, variable, text);
    let tags: Vec<String> = secrets.iter().map(|secret| tag(secret)).collect();
    match tags.as_slice() {
        [] => masked.into_owned(),
        [tag] => format!("{masked}{TAGS} {tag})"),
        tags => format!("{masked}{TAGS}s {})", tags.join(", ")),
    }
}

/// What tags begin with.
const TAGS: &str = " (tag";

fn tag(secret: &str) -> String {
    let mut hash = Sha256::new();
    for part in ["supervisor-rs tag", secret] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(2).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether there was a secret in a value that [`value`] told.
#[must_use]
pub fn is_sealed(text: &str) -> bool {
    without_tags(text) != text
}

/// What [`value`] told, without the tags.
#[must_use]
pub fn without_tags(text: &str) -> &str {
    let Some((masked, tags)) = text.rsplit_once(TAGS) else { return text };
    let is_tag = |tag: &str| tag.len() == 4 && tag.bytes().all(|byte| byte.is_ascii_hexdigit());
    let tags = tags.strip_prefix('s').unwrap_or(tags);
    let tags = tags.strip_prefix(' ').and_then(|tags| tags.strip_suffix(')'));
    match tags {
        Some(tags) if masked.contains(MASK) && tags.split(", ").all(is_tag) => masked,
        _ => text,
    }
}

/// A group without its secrets.
#[must_use]
pub fn group(group: &Group) -> Group {
    let mut group = group.clone();
    for process in &mut group.processes {
        seal(process);
    }
    group
}

/// The daemon's own sections without their secrets.
#[must_use]
pub fn sections(plan: &Plan) -> Vec<OwnSection> {
    let mut sections = own_sections(plan);
    for option in sections.iter_mut().flat_map(|section| &mut section.options) {
        option.value.text = value(&option.name, None, &option.value.text);
    }
    sections
}

fn seal(process: &mut Process) {
    process.command.value = value("command", None, &process.command.value);
    if let Some(directory) = &mut process.directory.value {
        *directory = value("directory", None, directory);
    }
    if let ServerUrl::Literal(url) = &mut process.serverurl.value {
        *url = value("serverurl", None, url);
    }
    for (option, channel) in
        [("stdout_logfile", &mut process.stdout), ("stderr_logfile", &mut process.stderr)]
    {
        if let LogFile::File(path) = &mut channel.logfile.value {
            *path = value(option, None, &path.to_string_lossy()).into();
        }
    }
    let environment = Arc::make_mut(&mut process.environment.value);
    for (name, setting) in environment.iter_mut() {
        setting.value = value("environment", Some(name), &setting.value);
    }
}

/// What tells a group from every other, see [`fingerprint_of_sealed`].
#[must_use]
pub fn fingerprint(plain: &Group) -> String {
    fingerprint_of_sealed(&group(plain))
}

/// What tells a sealed group from every other: the same for two groups that mean the same, in whatever file and order of
/// options they are written. Secrets count as their tags, users by the name that was given: the machine is not asked.
#[must_use]
pub fn fingerprint_of_sealed(sealed: &Group) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    };
    add("supervisor-rs group 1");
    add(&sealed.name);
    add(sealed.kind.name());
    for view in group_settings(sealed) {
        add(view.option);
        match view.option {
            // A set.
            "events" => {
                let mut events: Vec<&str> = view.value.split(',').collect();
                events.sort_unstable();
                add(&events.join(","));
            }
            _ => add(&view.value),
        }
    }
    for process in &sealed.processes {
        add("process");
        for view in process_settings(process) {
            add(view.option);
            add(&view.value);
        }
    }
    let mut text = String::new();
    for byte in hash.finalize().iter().take(16) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::sample::{new, old};

    #[test]
    fn tags_tell_whether_secrets_differ_and_nothing_else() {
        let tag = |text| value("environment", Some("API_KEY"), text);
        assert!(tag("hunter2").starts_with("*** (tag "), "{}", tag("hunter2"));
        assert_eq!(tag("hunter2"), tag("hunter2"));
        assert_ne!(tag("hunter2"), tag("hunter3"));
        assert_eq!(value("command", None, "/bin/cat -u"), "/bin/cat -u");
        let url = value("command", None, "run http://me:pw@host");
        assert!(url.starts_with("run http://***@host (tags "), "{url}");
    }

    /// Else each place that has it would give away another 16 bits of it.
    #[test]
    fn a_secret_has_one_tag_wherever_it_stands() {
        let tag = |text: &str| text.rsplit([' ']).next().map(str::to_owned);
        let one = tag(&value("environment", Some("API_KEY"), "hunter2"));
        for (option, variable, text) in [
            ("environment", Some("OTHER_KEY"), "hunter2"),
            ("password", None, "hunter2"),
            ("command", None, "run --token hunter2"),
            ("command", None, "run -v --password='hunter2' x"),
            ("command", None, "curl -H 'Authorization: Bearer hunter2'"),
            ("serverurl", None, "http://me:hunter2@host"),
        ] {
            let sealed = value(option, variable, text);
            assert_eq!(tag(&sealed), one, "{sealed}");
        }
    }

    #[test]
    fn tags_come_off_again() {
        for text in ["x", "run --token x", "run --token x http://u:p@h", ""] {
            let masked = Secrets::Masked.of("command", None, text);
            assert_eq!(without_tags(&value("command", None, text)), masked);
        }
        for own in ["echo (tag me)", "echo *** (tag 12)", "echo (tag abcd)", "*** (tags abcd, x)"] {
            assert_eq!(without_tags(own), own);
            assert!(!is_sealed(own));
        }
    }

    #[test]
    fn a_sealed_plan_holds_no_secret() {
        let (plan, _) = new();
        let shown = format!("{:?}{:?}", plan.groups.iter().map(group).collect::<Vec<_>>(), sections(&plan));
        assert!(!shown.contains("hunter2") && shown.contains("(tag "), "{shown}");
    }

    #[test]
    fn fingerprints_follow_the_meaning() {
        let (old, new) = (old().0, new().0);
        let of = |plan: &Plan, name: &str| plan.group(name).map(fingerprint);
        assert_eq!(of(&old, "same"), of(&new, "same"));
        assert_ne!(of(&old, "web"), of(&new, "web"));
        assert_ne!(of(&old, "log"), of(&new, "log"), "what an update overlooks counts");
    }
}
