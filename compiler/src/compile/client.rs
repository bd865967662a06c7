//! `[supervisorctl]`: what the control client reads (spec-config §3.3). It follows no `[include]`.

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
use crate::plan::Setting;
use crate::plan::settings::SettingView;
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
        let Self { serverurl, username, password, prompt, history_file, plugins: _ } = self;
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
    let options = Options { environment: environment.clone(), cwd: cwd.to_path_buf(), ..Options::default() };
    let machine = Machine { system, options: &options };
    let mut findings = Findings::default();
    let files = Files::read_main(path, machine, &mut findings)?;
    if let Some(first) = findings.first_error() {
        let text = first.original.clone().unwrap_or_default();
        let crashes = first.code != Code::INVALID_UTF8;
        return Err(if crashes { ClientError::Syntax(text) } else { ClientError::Refused(text) });
    }
    let table = Table::new(files.in_order(), false);
    let Some(section) = table.section(SectionKind::Supervisorctl.prefix()) else {
        return Err(ClientError::Refused(".ini file does not include supervisorctl section".to_owned()));
    };
    let here = files.main_directory();
    let cx = Context::new(machine, &table, here);
    let config = read(&cx, section, &mut findings);
    match findings.first_error() {
        Some(first) => Err(ClientError::Refused(first.original.clone().unwrap_or_default())),
        None => Ok(config),
    }
}

fn read(cx: &Context<'_>, section: &Section<'_>, findings: &mut Findings) -> ClientConfig {
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
    ClientConfig { serverurl, username, password, prompt, history_file, plugins }
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
