//! Plans that may be shown to whoever asks: instead of its secrets a plan has tags, by which two sides can tell whether
//! they have the same ones.
//!
//! A tag has 16 bits, always the same for the same value of an option of the same name: however often one asks, one learns no
//! more than these, which do not tell a password from one guess in 65 536. Two values that differ have the same tag about as
//! often.

use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::Secrets;
use crate::diff::{OwnSection, own_sections};
use crate::plan::settings::{group_settings, process_settings};
use crate::plan::{Group, LogFile, Plan, Process, ServerUrl};

/// A value without its secrets: as it is when it has none.
#[must_use]
pub fn value(option: &str, variable: Option<&str>, text: &str) -> String {
    let masked = Secrets::Masked.of(option, variable, text);
    if masked == text {
        return masked.into_owned();
    }
    let mut hash = Sha256::new();
    for part in ["supervisor-rs tag", option, variable.unwrap_or(""), text] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    let tag = hash.finalize();
    let tag: String = tag.iter().take(2).map(|byte| format!("{byte:02x}")).collect();
    format!("{masked} (tag {tag})")
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
        option.value.text = value(&option.name, option.variable.as_deref(), &option.value.text);
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
        assert_ne!(tag("hunter2"), value("environment", Some("OTHER_KEY"), "hunter2"));
        assert_eq!(value("command", None, "/bin/cat -u"), "/bin/cat -u");
        let url = value("command", None, "run http://me:pw@host");
        assert!(url.starts_with("run http://***@host (tag "), "{url}");
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
