//! What an update does not look at: `[supervisord]`, the servers and the RPC interfaces. Such a change needs
//! a reload, or a restart of the daemon (spec-config §7).

use super::options::{self, OptionChange, Side, Verdict};
use crate::plan::settings::{SettingView, daemon_settings, rpc_interface_settings, server_settings};
use crate::plan::{Plan, RpcInterface, Setting};

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

/// The sections outside of all groups that differ.
#[must_use]
pub fn sections(old: &Plan, new: &Plan) -> Vec<SectionChange> {
    let mut changes = Vec::new();
    changes.extend(changed("supervisord".to_owned(), daemon(old, new)));
    let servers = |plan: &Plan| -> Vec<_> {
        let one = |server| (server_settings(server), Vec::new());
        plan.servers.iter().map(|server| (server.section.clone(), one(server))).collect()
    };
    changes.extend(named(&servers(old), &servers(new)));
    let interfaces = |plan: &Plan| -> Vec<_> {
        let one = |interface: &RpcInterface| {
            let own = interface.options.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
            (format!("rpcinterface:{}", interface.name), (rpc_interface_settings(interface), own))
        };
        plan.rpc_interfaces.iter().map(one).collect()
    };
    changes.extend(named(&interfaces(old), &interfaces(new)));
    changes
}

fn daemon(old: &Plan, new: &Plan) -> Vec<OptionChange> {
    let (old, new) = (&old.daemon, &new.daemon);
    let (before, after) = (daemon_settings(old), daemon_settings(new));
    let mut changes = options::between(&before, &after, |option| match option {
        "user" => Verdict::overlooking(old.user == new.user),
        "environment" => Verdict::Equal,
        _ => Verdict::overlooking(text(&before, option) == text(&after, option)),
    });
    changes.extend(options::variables(&old.environment, &new.environment));
    changes
}

/// The table's options of a section, and those that it may name as it likes.
type Content = (Vec<SettingView>, Vec<(String, Setting<String>)>);

/// Sections of one family, matched by name.
fn named(old: &[(String, Content)], new: &[(String, Content)]) -> Vec<SectionChange> {
    let alone = |section: &String, presence| SectionChange {
        section: section.clone(),
        presence,
        options: Vec::new(),
    };
    let mut changes = Vec::new();
    for (section, content) in new {
        match old.iter().find(|(other, _)| other == section) {
            Some((_, before)) => changes.extend(changed(section.clone(), between(before, content))),
            None => changes.push(alone(section, Presence::Added)),
        }
    }
    let gone = old.iter().filter(|(section, _)| new.iter().all(|(other, _)| other != section));
    changes.extend(gone.map(|(section, _)| alone(section, Presence::Removed)));
    changes
}

fn between((old, old_own): &Content, (new, new_own): &Content) -> Vec<OptionChange> {
    let mut changes =
        options::between(old, new, |option| Verdict::overlooking(text(old, option) == text(new, option)));
    let side = |own: &[(String, Setting<String>)], name: &str| {
        let (_, value) = own.iter().find(|(other, _)| other == name)?;
        Some(Side { text: value.value.clone(), origin: value.origin })
    };
    let gone = old_own.iter().filter(|(name, _)| side(new_own, name).is_none());
    for (name, _) in new_own.iter().chain(gone) {
        let (old, new) = (side(old_own, name), side(new_own, name));
        if old.as_ref().map(|side| &side.text) != new.as_ref().map(|side| &side.text) {
            changes.push(OptionChange { option: name.clone(), variable: None, old, new, compared: false });
        }
    }
    changes
}

fn text<'v>(views: &'v [SettingView], option: &str) -> Option<&'v str> {
    views.iter().find(|view| view.option == option).map(|view| view.value.as_str())
}

fn changed(section: String, options: Vec<OptionChange>) -> Option<SectionChange> {
    (!options.is_empty()).then_some(SectionChange { section, presence: Presence::Both, options })
}
