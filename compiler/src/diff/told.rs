//! What a daemon tells of its active plan, read back: the document of `supervisor-lint plan --json`, its secrets sealed
//! ([`crate::render::sealed`]).

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::Deserialize;

use super::{OwnOption, OwnSection, Side};
use crate::convert;
use crate::plan::{
    AutoRestart, Channel, Environment, EventListener, EventType, FastCgi, FastCgiAddress, Group, GroupKind,
    LogFile, Origin, Owner, Process, ServerUrl, Setting, Signal, UserRef,
};
use crate::sources::{FileId, Position, Sources};

/// An active plan.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Its groups.
    pub groups: Vec<Group>,
    /// The daemon's own sections.
    pub sections: Vec<OwnSection>,
    /// What its `[supervisord]` section puts into the environment.
    pub environment: IndexMap<String, String>,
    /// The places that its origins point to. The texts are not there.
    pub sources: Sources,
}

#[derive(Deserialize)]
struct Document {
    supervisord: Settings,
    servers: Vec<Section>,
    rpc_interfaces: Vec<Section>,
    groups: Vec<GroupDocument>,
}

#[derive(Deserialize)]
struct Section {
    name: String,
    #[serde(flatten)]
    settings: Settings,
}

#[derive(Deserialize)]
struct GroupDocument {
    name: String,
    kind: String,
    origin: Place,
    #[serde(flatten)]
    settings: Settings,
    processes: Vec<Section>,
}

#[derive(Deserialize)]
struct Settings {
    options: IndexMap<String, Value>,
    #[serde(default)]
    environment: IndexMap<String, Value>,
}

#[derive(Deserialize)]
struct Value {
    value: String,
    origin: Place,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Place {
    Default,
    CommandLine { flag: String },
    File { file: String, start: Position, end: Position },
}

/// Options of the daemon's command line, which an origin can name.
static FLAGS: [&str; 30] = [
    "-n",
    "-s",
    "-u",
    "-m",
    "-d",
    "-l",
    "-y",
    "-z",
    "-e",
    "-j",
    "-i",
    "-q",
    "-k",
    "-a",
    "-t",
    "--nodaemon",
    "--silent",
    "--user",
    "--umask",
    "--directory",
    "--logfile",
    "--logfile_maxbytes",
    "--logfile_backups",
    "--loglevel",
    "--pidfile",
    "--identifier",
    "--childlogdir",
    "--nocleanup",
    "--minfds",
    "--minprocs",
];

/// A name that a server tells, as it may be printed: a server may be anybody's, and names go to terminals.
#[must_use]
pub fn harmless(name: &str) -> String {
    name.chars()
        .map(|letter| if letter.is_control() { char::REPLACEMENT_CHARACTER } else { letter })
        .collect()
}

/// Reads the document.
///
/// # Errors
/// What is wrong with it.
pub fn read(document: &str) -> Result<Told, String> {
    let document: Document = serde_json::from_str(document).map_err(|error| error.to_string())?;
    let mut reader = Reader::default();
    let mut sections = vec![reader.own("supervisord", &document.supervisord)];
    for server in &document.servers {
        sections.push(reader.own(&server.name, &server.settings));
    }
    for interface in &document.rpc_interfaces {
        sections.push(reader.own(&format!("rpcinterface:{}", interface.name), &interface.settings));
    }
    let groups = document.groups.iter().map(|group| reader.group(group)).collect::<Result<_, _>>()?;
    let environment = document.supervisord.environment.into_iter();
    let environment = environment.map(|(name, value)| (harmless(&name), value.value)).collect();
    Ok(Told { groups, sections, environment, sources: reader.sources })
}

#[derive(Default)]
struct Reader {
    sources: Sources,
    files: HashMap<String, FileId>,
    /// Two values from one place have one origin.
    places: HashMap<(FileId, Position, Position), Origin>,
}

/// The options of one section, each read as what it is.
struct Options<'r, 'd> {
    reader: &'r mut Reader,
    section: &'d str,
    settings: &'d Settings,
}

impl Reader {
    fn origin(&mut self, place: &Place) -> Origin {
        match place {
            Place::Default => Origin::Default,
            Place::CommandLine { flag } => {
                FLAGS.iter().find(|known| *known == flag).map_or(Origin::Default, Origin::CommandLine)
            }
            Place::File { file, start, end } => {
                let id = match self.files.get(file) {
                    Some(id) => *id,
                    None => {
                        let id = self.sources.add(harmless(file), "");
                        self.files.insert(file.clone(), id);
                        id
                    }
                };
                let sources = &mut self.sources;
                *self.places.entry((id, *start, *end)).or_insert_with(|| {
                    sources.add_place(id, *start, *end).map_or(Origin::Default, Origin::File)
                })
            }
        }
    }

    fn own(&mut self, name: &str, settings: &Settings) -> OwnSection {
        let mut options = Vec::new();
        for (name, value) in &settings.options {
            let value = Side { text: value.value.clone(), origin: self.origin(&value.origin) };
            options.push(OwnOption { name: harmless(name), value });
        }
        OwnSection { name: harmless(name), options }
    }

    fn group(&mut self, group: &GroupDocument) -> Result<Group, String> {
        let header = Setting::new((), self.origin(&group.origin));
        let mut options = Options { reader: self, section: &group.name, settings: &group.settings };
        let priority = options.number("priority")?;
        let kind = match group.kind.as_str() {
            "programs" => GroupKind::Programs,
            "fcgi" => GroupKind::FastCgi(Box::new(options.fastcgi()?)),
            "eventlistener" => GroupKind::EventListener(Box::new(EventListener {
                events: options.read("events", |text| {
                    let names = text.split(',').filter(|name| !name.is_empty());
                    names.map(EventType::from_name).collect::<Option<Vec<_>>>()
                })?,
                buffer_size: options.number("buffer_size")?,
                result_handler: options.text("result_handler")?,
            })),
            other => return Err(format!("{}: there is no kind of group called {other}", group.name)),
        };
        let mut processes = Vec::new();
        for process in &group.processes {
            let options = Options { reader: self, section: &process.name, settings: &process.settings };
            processes.push(options.process()?);
        }
        Ok(Group { name: harmless(&group.name), priority, kind, processes, header })
    }
}

impl Options<'_, '_> {
    fn read<T>(
        &mut self,
        option: &str,
        convert: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Setting<T>, String> {
        let missing = || format!("{}: `{option}` is missing or cannot be read", self.section);
        let value = self.settings.options.get(option).ok_or_else(missing)?;
        let converted = convert(&value.value).ok_or_else(missing)?;
        Ok(Setting::new(converted, self.reader.origin(&value.origin)))
    }

    fn text(&mut self, option: &str) -> Result<Setting<String>, String> {
        self.read(option, |text| Some(text.to_owned()))
    }

    fn number(&mut self, option: &str) -> Result<Setting<i64>, String> {
        self.read(option, |text| text.parse().ok())
    }

    fn truth(&mut self, option: &str) -> Result<Setting<bool>, String> {
        self.read(option, |text| text.parse().ok())
    }

    /// An option that may have no value. An empty one that somebody wrote is a value.
    fn optional<T>(
        &mut self,
        option: &str,
        convert: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Setting<Option<T>>, String> {
        let is_default =
            matches!(self.settings.options.get(option), Some(Value { origin: Place::Default, .. }));
        self.read(option, |text| match text {
            "" if is_default => Some(None),
            text => convert(text).map(Some),
        })
    }

    fn channel(&mut self, name: &str) -> Result<Channel, String> {
        let bytes = |text: &str| convert::byte_size(text).ok();
        Ok(Channel {
            logfile: self.read(&format!("{name}_logfile"), |text| {
                Some(match text {
                    "NONE" => LogFile::None,
                    "AUTO" => LogFile::Auto,
                    path => LogFile::File(PathBuf::from(path)),
                })
            })?,
            logfile_maxbytes: self.read(&format!("{name}_logfile_maxbytes"), bytes)?,
            logfile_backups: self.number(&format!("{name}_logfile_backups"))?,
            capture_maxbytes: self.read(&format!("{name}_capture_maxbytes"), bytes)?,
            events_enabled: self.truth(&format!("{name}_events_enabled"))?,
            syslog: self.truth(&format!("{name}_syslog"))?,
        })
    }

    fn fastcgi(&mut self) -> Result<FastCgi, String> {
        Ok(FastCgi {
            socket: self.read("socket", |text| {
                if let Some(path) = text.strip_prefix("unix://") {
                    return Some(FastCgiAddress::Unix(PathBuf::from(path)));
                }
                let (host, port) = text.strip_prefix("tcp://")?.rsplit_once(':')?;
                Some(FastCgiAddress::Tcp { host: host.to_owned(), port: port.parse().ok()? })
            })?,
            // None has a place as well: that of the `user` that owns the socket then.
            socket_owner: self.read("socket_owner", |text| {
                let owner = || Owner { text: text.to_owned(), uid: None, gid: None };
                Some((!text.is_empty()).then(owner))
            })?,
            socket_mode: self.optional("socket_mode", |text| convert::octal(text).ok())?,
            socket_backlog: self.optional("socket_backlog", |text| text.parse().ok())?,
        })
    }

    fn environment(&mut self) -> Setting<Arc<Environment>> {
        let mut environment = Environment::new();
        for (name, value) in &self.settings.environment {
            let origin = self.reader.origin(&value.origin);
            environment.insert(harmless(name), Setting::new(value.value.clone(), origin));
        }
        Setting::default_value(Arc::new(environment))
    }

    fn process(mut self) -> Result<Process, String> {
        Ok(Process {
            name: self.read("process_name", |text| Some(harmless(text)))?,
            command: self.text("command")?,
            directory: self.optional("directory", |text| Some(text.to_owned()))?,
            umask: self.optional("umask", |text| convert::octal(text).ok())?,
            priority: self.number("priority")?,
            autostart: self.truth("autostart")?,
            autorestart: self.read("autorestart", |text| {
                let all = [AutoRestart::Never, AutoRestart::Unexpected, AutoRestart::Always];
                all.into_iter().find(|when| when.name() == text)
            })?,
            startsecs: self.number("startsecs")?,
            startretries: self.number("startretries")?,
            exitcodes: self.read("exitcodes", |text| convert::exit_codes(text).ok())?,
            stopsignal: self.read("stopsignal", |text| {
                let named = Signal::NAMES.iter().find(|(name, _)| *name == text);
                Some(Signal(named.map_or_else(|| text.parse().ok(), |(_, number)| Some(*number))?))
            })?,
            stopwaitsecs: self.number("stopwaitsecs")?,
            stopasgroup: self.truth("stopasgroup")?,
            killasgroup: self.truth("killasgroup")?,
            user: self.optional("user", |text| Some(UserRef { text: text.to_owned(), uid: None }))?,
            redirect_stderr: self.truth("redirect_stderr")?,
            stdout: self.channel("stdout")?,
            stderr: self.channel("stderr")?,
            environment: self.environment(),
            serverurl: self.read("serverurl", |text| {
                let is_auto = text == "AUTO";
                Some(if is_auto { ServerUrl::Auto } else { ServerUrl::Literal(text.to_owned()) })
            })?,
            fastcgi: match self.settings.options.contains_key("socket") {
                true => Some(Arc::new(self.fastcgi()?)),
                false => None,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{between, groups};
    use crate::plan::Plan;
    use crate::render::sample::{BASE, new, old};
    use crate::render::{Texts, plan_json, sealed};

    /// What is read back is what was told, place by place.
    #[test]
    fn a_plan_comes_back_as_it_was_told() {
        for (plan, sources) in [old(), new()] {
            let texts = Texts::new(&sources, BASE.as_ref());
            let document = plan_json::render_sealed(&plan, texts).unwrap();
            assert!(!document.contains("hunter"), "{document}");
            let told = read(&document).unwrap();
            assert_eq!(between(&sealed::sections(&plan), &told.sections), []);
            let plan = Plan { groups: plan.groups.iter().map(sealed::group).collect(), ..plan };
            let diff = groups(&plan.groups, &told.groups);
            assert!(diff.is_empty() && diff.overlooked.is_empty(), "{diff:?}");
            for (one, two) in plan.groups.iter().zip(&told.groups) {
                assert_eq!(sealed::fingerprint_of_sealed(one), sealed::fingerprint_of_sealed(two));
            }
            let place = |sources: &Sources, group: &Group| {
                let location = group.header.origin.location()?;
                Some((sources.position(location), sources.end_position(location)))
            };
            for (one, two) in plan.groups.iter().zip(&told.groups) {
                assert_eq!(place(&sources, one), place(&told.sources, two));
            }
        }
    }

    /// What a configuration means, and the same as it is told.
    fn meant_and_told(text: &str) -> (Plan, Told) {
        let mut system = crate::system::MemorySystem::new();
        system.add_user("root", 0, 0, "/root");
        system.add_file("/s.conf", text);
        let compilation = crate::compile("/s.conf".as_ref(), &system, &crate::Options::default()).unwrap();
        let plan = compilation.plan.unwrap();
        let texts = Texts::new(&compilation.sources, "/".as_ref());
        let told = read(&plan_json::render_sealed(&plan, texts).unwrap()).unwrap();
        (plan, told)
    }

    #[test]
    fn an_empty_value_that_is_written_is_a_value() {
        let (plan, told) = meant_and_told("[supervisord]\n[program:a]\ncommand=a\ndirectory=\n");
        assert_eq!(told.groups[0].processes[0].directory.value.as_deref(), Some(""));
        let diff = groups(&told.groups, &plan.groups);
        assert!(diff.is_empty(), "{diff:?}");
    }

    #[test]
    fn a_socket_that_belongs_to_the_user_of_its_program_comes_back_as_it_was() {
        for user in ["user=root\n", "user=root\nsocket_owner=root\n", ""] {
            for grouped in ["", "[group:g]\nprograms=f\n"] {
                let program = "[fcgi-program:f]\ncommand=f\nsocket=unix:///f.sock\n";
                let (plan, told) = meant_and_told(&format!("[supervisord]\n{program}{user}{grouped}"));
                let diff = groups(&told.groups, &plan.groups);
                assert!(diff.is_empty() && diff.overlooked.is_empty(), "{user}{grouped}: {diff:?}");
            }
        }
    }

    #[test]
    fn names_cannot_do_anything_to_a_terminal() {
        let (plan, sources) = new();
        let document = plan_json::render_sealed(&plan, Texts::new(&sources, BASE.as_ref())).unwrap();
        let told = read(&document.replace("cache", "\\u001b[2Jcache")).unwrap();
        assert!(told.groups.iter().any(|group| group.name == "\u{fffd}[2Jcache"), "{:?}", told.groups);
        assert!(!format!("{:?}", told.groups).contains("\\u{1b}"));
    }

    #[test]
    fn what_is_no_plan_is_refused() {
        assert!(read("{}").is_err());
        let text = r#"{"supervisord":{"options":{}},"servers":[],"rpc_interfaces":[],"groups":[
            {"name":"x","kind":"programs","origin":{"kind":"default"},"options":{},"processes":[]}]}"#;
        assert_eq!(read(text).unwrap_err(), "x: `priority` is missing or cannot be read");
    }
}
