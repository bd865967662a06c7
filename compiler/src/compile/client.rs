//! `[supervisorctl]`: what the control client reads (spec-config §3.3). The original's follows no `[include]`; ours does,
//! and says where that makes a difference.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::context::Context;
use super::explain::Words;
use super::files::Files;
use super::findings::Findings;
use super::program::bare_name;
use super::reader::{Found, Reader};
use super::table::{Section, Table};
use super::{Options, ReadError};
use crate::convert::{self, ConvertError, Machine};
use crate::diagnostic::Code;
use crate::plan::settings::SettingView;
use crate::plan::{Origin, Setting};
use crate::schema::{OptionRow, SectionKind, server as rows};
use crate::system::System;

/// What a file says to the control client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientConfig {
    /// Where the daemon is. The path after `unix://` is absolute; nothing else has been checked.
    pub serverurl: Setting<String>,
    /// User name to present.
    pub username: Setting<Option<String>>,
    /// Password to present, in clear.
    pub password: Setting<Option<String>>,
    /// Prompt of the interactive shell.
    pub prompt: Setting<String>,
    /// History of the interactive shell, absolute; none: not kept.
    pub history_file: Setting<Option<PathBuf>>,
    /// The `[ctlplugin:x]` sections.
    pub plugins: Vec<Plugin>,
    /// What comes from included files, which the original would not have read: a sentence each.
    pub notes: Vec<String>,
}

/// `[ctlplugin:x]`: more commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plugin {
    /// What follows the colon.
    pub name: String,
    /// `supervisor.ctl_factory`: [`plugins::WILDCARDS`](crate::plugins::WILDCARDS), or something that is not built in.
    pub factory: String,
    /// `match_group`, an option of the commands with patterns: whether these are for `group:name`.
    pub match_group: bool,
}

/// Why the client cannot use a file. The texts are the original's.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// It cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It is no configuration file: here the original dies with a stack trace and exit status 1.
    #[error("{0}")]
    Syntax(String),
    /// The original refuses it with exit status 2.
    #[error("{0}")]
    Refused(String),
}

impl ClientConfig {
    /// The settings under their options' names.
    #[must_use]
    pub fn settings(&self) -> Vec<SettingView> {
        let Self { serverurl, username, password, prompt, history_file, plugins: _, notes: _ } = self;
        let view = |option, value: &str, origin| SettingView {
            option,
            value: value.to_owned(),
            origin,
            compared: false,
        };
        let history = history_file.value.as_ref().map(|path| path.display().to_string());
        vec![
            view("serverurl", &serverurl.value, serverurl.origin),
            view("username", username.value.as_deref().unwrap_or(""), username.origin),
            view("password", password.value.as_deref().unwrap_or(""), password.origin),
            view("prompt", &prompt.value, prompt.origin),
            view("history_file", history.as_deref().unwrap_or(""), history_file.origin),
        ]
    }
}

/// What holds without a file.
impl Default for ClientConfig {
    fn default() -> Self {
        let text =
            |row: &OptionRow| Setting::default_value(row.default_text().unwrap_or_default().to_owned());
        Self {
            serverurl: text(&rows::SERVERURL),
            username: Setting::default_value(None),
            password: Setting::default_value(None),
            prompt: text(&rows::PROMPT),
            history_file: Setting::default_value(None),
            plugins: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// Reads the client's part of a file.
///
/// # Errors
/// The first thing that the original would complain about.
pub fn load(
    path: &Path,
    system: &dyn System,
    environment: &BTreeMap<String, String>,
    cwd: &Path,
) -> Result<ClientConfig, ClientError> {
    let host_name = nix::unistd::gethostname().unwrap_or_default().to_string_lossy().into_owned();
    let environment = environment.clone();
    let options = Options { environment, cwd: cwd.to_path_buf(), host_name, ..Options::default() };
    let machine = Machine { system, options: &options };
    let mut findings = Findings::default();
    let mut files = Files::read_main(path, machine, &mut findings)?;
    if let Some(first) = findings.first_error() {
        let text = first.original.clone().unwrap_or_default();
        let crashes = first.code != Code::INVALID_UTF8;
        return Err(if crashes { ClientError::Syntax(text) } else { ClientError::Refused(text) });
    }
    let alone = section(&files, machine);
    let mut findings = Findings::default();
    files.read_includes(machine, &mut findings, &mut Vec::new());
    if !files.has_include || findings.has_errors() {
        // Included files that are no use to the daemon were never any to the client.
        return alone;
    }
    match section(&files, machine) {
        Ok(mut config) => {
            config.notes = notes(alone.as_ref().ok(), &config, &files);
            Ok(config)
        }
        Err(_) => alone,
    }
}

/// What the files that have been read say.
fn section(files: &Files, machine: Machine<'_>) -> Result<ClientConfig, ClientError> {
    let table = Table::new(files.in_order(), files.has_include);
    let Some(section) = table.section(SectionKind::Supervisorctl.prefix()) else {
        return Err(ClientError::Refused(".ini file does not include supervisorctl section".to_owned()));
    };
    let cx = Context::new(machine, &table, files.main_directory());
    let mut findings = Findings::default();
    let config = read(&cx, section, &mut findings);
    match findings.first_error() {
        Some(first) => Err(ClientError::Refused(first.original.clone().unwrap_or_default())),
        None => Ok(config),
    }
}

/// What the included files changed. Values are not shown: a password may be among them.
fn notes(alone: Option<&ClientConfig>, config: &ClientConfig, files: &Files) -> Vec<String> {
    const WHO: &str = "Supervisor's own supervisorctl follows no [include]";
    let Some(alone) = alone else {
        return vec![format!("[supervisorctl] could not be used without the included files ({WHO})")];
    };
    let before = alone.settings();
    let mut notes = Vec::new();
    for setting in config.settings() {
        let same = |old: &SettingView| old.option == setting.option && old.value == setting.value;
        let Origin::File(place) = setting.origin else { continue };
        if !before.iter().any(same) {
            let (file, line) = (files.sources.path(place.file).display(), files.sources.position(place).line);
            notes.push(format!("`{}` comes from {file}:{line} ({WHO})", setting.option));
        }
    }
    let new = config.plugins.iter().filter(|plugin| !alone.plugins.contains(plugin));
    notes
        .extend(new.map(|plugin| format!("[ctlplugin:{}] comes from an included file ({WHO})", plugin.name)));
    notes
}

/// The options of `[supervisorctl]`, and the plug-ins.
pub(super) fn read(cx: &Context<'_>, section: &Section<'_>, findings: &mut Findings) -> ClientConfig {
    let machine = cx.machine;
    let mut read = Reader::new(cx, section, findings).with_here();
    let serverurl = read.setting(&rows::SERVERURL, |text| {
        Ok(match text.strip_prefix("unix://") {
            Some(path) => format!("unix://{}", machine.normal_path(path)?.display()),
            None => text.to_owned(),
        })
    });
    let mut read = Reader::new(cx, section, findings);
    let prompt = read.setting(&rows::PROMPT, text);
    let username = read.optional(&rows::CTL_USERNAME, text);
    let password = read.optional(&rows::CTL_PASSWORD, text);
    let mut read = Reader::new(cx, section, findings).with_here();
    let history_file = read
        .optional(&rows::HISTORY_FILE, |text| {
            (!text.is_empty()).then(|| machine.normal_path(text)).transpose()
        })
        .map(Option::flatten);
    let mut plugins = Vec::new();
    for section in cx.table.sections_of(SectionKind::CtlPlugin) {
        plugins.extend(plugin(Reader::new(cx, section, findings), bare_name(section)));
    }
    ClientConfig { serverurl, username, password, prompt, history_file, plugins, notes: Vec::new() }
}

fn text(text: &str) -> Result<String, ConvertError> {
    Ok(text.to_owned())
}

fn plugin(mut read: Reader<'_, '_>, name: &str) -> Option<Plugin> {
    let row = &rows::CTL_FACTORY;
    let factory = match read.value(row) {
        Found::Value(given) => given.text().to_owned(),
        Found::Faulty(_) => return None,
        Found::Absent => {
            let section = read.section.name;
            let words = Words::new(
                Code::MISSING_FACTORY,
                format!("[{section}] has no `{}`", row.name),
                "the factory is missing",
                format!("add `{}`, or remove the section", row.name),
            );
            read.missing(row.name, words, format!("section [{section}] does not specify a {}", row.name));
            return None;
        }
    };
    let match_group = match read.value_of("match_group") {
        // Any number but 0, for Python. What is no number says nothing.
        Found::Value(given) => convert::integer(given.text()).is_ok_and(|number| number != 0),
        Found::Absent | Found::Faulty(_) => false,
    };
    Some(Plugin { name: name.to_owned(), factory, match_group })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::MemorySystem;

    fn config(text: &str) -> Result<ClientConfig, String> {
        let mut system = MemorySystem::new();
        system.add_file("/etc/s.conf", text);
        let environment = BTreeMap::from([("HOME".to_owned(), "/root".to_owned())]);
        load(Path::new("/etc/s.conf"), &system, &environment, Path::new("/work"))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn values_and_defaults() {
        assert_eq!(config("[supervisorctl]"), Ok(ClientConfig::default()));
        let all = config(
            "[supervisorctl]\nserverurl=unix://~/a/../s.sock\nusername=u\npassword=p%%q\nprompt=%(ENV_HOME)s\n\
             history_file=%(here)s/h\n[include]\n[ctlplugin:x]\nsupervisor.ctl_factory=a:b",
        )
        .unwrap();
        assert_eq!(all.serverurl.value, "unix:///root/s.sock");
        assert_eq!((all.username.value.as_deref(), all.password.value.as_deref()), (Some("u"), Some("p%q")));
        assert_eq!(all.prompt.value, "/root");
        assert_eq!(all.history_file.value.as_deref(), Some(Path::new("/etc/h")));
        assert_eq!(all.plugins, [Plugin { name: "x".into(), factory: "a:b".into(), match_group: false }]);
        let groups = config("[supervisorctl]\n[ctlplugin:x]\nsupervisor.ctl_factory=a:b\nmatch_group=1");
        assert!(groups.unwrap().plugins[0].match_group);
        let odd = config("[DEFAULT]\nprompt=hi\n[supervisorctl]\nserverurl=foo\nhistory_file=").unwrap();
        assert_eq!((odd.serverurl.value.as_str(), odd.prompt.value.as_str()), ("foo", "hi"));
        assert_eq!(odd.history_file.value, None);
    }

    #[test]
    fn included_files_count_and_are_noted() {
        let loaded = |main: &str, included: &str| {
            let mut system = MemorySystem::new();
            system.add_file("/etc/s.conf", main);
            system.add_file("/etc/c/one.conf", included);
            load(Path::new("/etc/s.conf"), &system, &BTreeMap::new(), Path::new("/"))
                .map_err(|error| error.to_string())
        };
        let main = "[supervisorctl]\nprompt=p\nserverurl=http://a\n[include]\nfiles=c/*.conf\n";
        let config = loaded(main, "[supervisorctl]\nserverurl=http://b\nprompt=p\n").unwrap();
        assert_eq!(config.serverurl.value, "http://b");
        let why = "(Supervisor's own supervisorctl follows no [include])";
        assert_eq!(config.notes, [format!("`serverurl` comes from /etc/c/one.conf:2 {why}")]);
        for useless in ["[program:x]\ncommand=a\n", "junk\n", "[supervisorctl]\nserverurl=%(x)s\n"] {
            let config = loaded(main, useless).unwrap();
            assert_eq!((config.serverurl.value.as_str(), config.notes.len()), ("http://a", 0), "{useless}");
        }
        let elsewhere =
            loaded("[include]\nfiles=c/*.conf\n", "[supervisorctl]\nserverurl=http://b\n").unwrap();
        assert_eq!((elsewhere.serverurl.value.as_str(), elsewhere.notes.len()), ("http://b", 1));
        let plugin = loaded(main, "[ctlplugin:x]\nsupervisor.ctl_factory=a:b\n").unwrap();
        assert_eq!(plugin.notes, [format!("[ctlplugin:x] comes from an included file {why}")]);
    }

    #[test]
    fn refusals() {
        for (text, message) in [
            ("[x]", ".ini file does not include supervisorctl section"),
            (
                "[supervisorctl]\nserverurl=%(nope)s\nprompt=%(here)s",
                "Format string '%(nope)s' for 'supervisorctl.serverurl' contains names ('nope') which cannot be \
                 expanded. Available names: ENV_HOME, here",
            ),
            (
                "[supervisorctl]\nprompt=%(here)s",
                "Format string '%(here)s' for 'supervisorctl.prompt' contains names ('here') which cannot be \
                 expanded. Available names: ENV_HOME",
            ),
            (
                "[supervisorctl]\n[ctlplugin:x]",
                "section [ctlplugin:x] does not specify a supervisor.ctl_factory",
            ),
            ("junk", "File contains no section headers.\nfile: '/etc/s.conf', line: 1\n'junk'"),
        ] {
            assert_eq!(config(text), Err(message.to_owned()), "{text}");
        }
        let nowhere = load(Path::new("no.conf"), &MemorySystem::new(), &BTreeMap::new(), Path::new("/"));
        assert_eq!(nowhere.unwrap_err().to_string(), "could not find config file no.conf");
    }
}
