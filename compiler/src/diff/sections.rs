//! What an update does not look at: `[supervisord]`, the servers and the RPC interfaces. Such a change needs
//! a reload, or a restart of the daemon (spec-config §7). Not the `environment` of `[supervisord]`: processes inherit it,
//! and where it changes theirs, an update replaces them. A variable that goes stays expandable, which changes nothing.

use super::options::{OptionChange, Side};
use crate::plan::Plan;
use crate::plan::settings::{SettingView, daemon_settings, rpc_interface_settings, server_settings};

/// A section of the daemon's own: what it says, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSection {
    /// Its name, without brackets.
    pub name: String,
    /// Its options.
    pub options: Vec<OwnOption>,
}

/// An option of such a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnOption {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Side,
}

/// A section of the daemon's own that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionChange {
    /// Its name, without brackets.
    pub section: String,
    /// What happened to it.
    pub presence: Presence,
    /// The options that differ; for a section of one side, none.
    pub options: Vec<OptionChange>,
}

/// What it takes to make a change of the daemon's own take effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// `supervisorctl reload`, which stops and starts every program.
    Reload,
    /// A new daemon: this is done once, when it starts (spec-config §6.3).
    Restart,
}

impl Need {
    /// What it takes to change an option of `section`.
    #[must_use]
    pub fn of(section: &str, option: &str) -> Self {
        let once = ["nodaemon", "directory", "umask", "minfds", "minprocs", "user"];
        if section == "supervisord" && once.contains(&option) { Need::Restart } else { Need::Reload }
    }

    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Need::Reload => "reload",
            Need::Restart => "restart",
        }
    }
}

/// On which sides a section stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Only on the new one.
    Added,
    /// Only on the old one.
    Removed,
    /// On both.
    Both,
}

/// The sections outside of all groups.
#[must_use]
pub fn own_sections(plan: &Plan) -> Vec<OwnSection> {
    let mut options = views(daemon_settings(&plan.daemon));
    options.retain(|option| option.name != "environment");
    let mut sections = vec![OwnSection { name: "supervisord".to_owned(), options }];
    sections.extend(
        plan.servers.iter().map(|server| OwnSection {
            name: server.section.clone(),
            options: views(server_settings(server)),
        }),
    );
    sections.extend(plan.rpc_interfaces.iter().map(|interface| {
        let mut options = views(rpc_interface_settings(interface));
        options.extend(interface.options.iter().map(|(name, value)| OwnOption {
            name: name.clone(),
            value: Side { text: value.value.clone(), origin: value.origin },
        }));
        OwnSection { name: format!("rpcinterface:{}", interface.name), options }
    }));
    sections
}

fn views(views: Vec<SettingView>) -> Vec<OwnOption> {
    let option = |view: SettingView| OwnOption {
        name: view.option.to_owned(),
        value: Side { text: view.value, origin: view.origin },
    };
    views.into_iter().map(option).collect()
}

/// The sections outside of all groups that differ.
#[must_use]
pub fn sections(old: &Plan, new: &Plan) -> Vec<SectionChange> {
    let mut changes = between(&own_sections(old), &own_sections(new));
    // Two names may be one user.
    if old.daemon.user == new.daemon.user {
        for change in changes.iter_mut().filter(|change| change.section == "supervisord") {
            change.options.retain(|option| option.option != "user");
        }
        changes.retain(|change| change.presence != Presence::Both || !change.options.is_empty());
    }
    changes
}

/// The sections that differ, matched by name.
#[must_use]
pub fn between(old: &[OwnSection], new: &[OwnSection]) -> Vec<SectionChange> {
    let alone = |section: &OwnSection, presence| SectionChange {
        section: section.name.clone(),
        presence,
        options: Vec::new(),
    };
    let mut changes = Vec::new();
    for section in new {
        match old.iter().find(|other| other.name == section.name) {
            Some(before) => {
                let options = differing(&before.options, &section.options);
                if !options.is_empty() {
                    let (section, presence) = (section.name.clone(), Presence::Both);
                    changes.push(SectionChange { section, presence, options });
                }
            }
            None => changes.push(alone(section, Presence::Added)),
        }
    }
    let gone = old.iter().filter(|section| new.iter().all(|other| other.name != section.name));
    changes.extend(gone.map(|section| alone(section, Presence::Removed)));
    changes
}

fn differing(old: &[OwnOption], new: &[OwnOption]) -> Vec<OptionChange> {
    let find = |options: &[OwnOption], wanted: &OwnOption| {
        options.iter().find(|it| it.name == wanted.name).map(|it| it.value.clone())
    };
    let gone = old.iter().filter(|option| find(new, option).is_none());
    let mut changes = Vec::new();
    for option in new.iter().chain(gone) {
        let (old, new) = (find(old, option), find(new, option));
        if old.as_ref().map(|side| &side.text) != new.as_ref().map(|side| &side.text) {
            let option = option.name.clone();
            changes.push(OptionChange { option, variable: None, old, new, compared: false });
        }
    }
    changes
}
