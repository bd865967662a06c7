//! The option table: every section and every option of the language, as data (spec-config §3).
//!
//! Reading, checking, hover, completion, the sample file and the JSON Schema all look here. To add an option,
//! add a row in the file of its section and a typed field in [`crate::plan`]; the test below and the exhaustive
//! patterns of `plan::settings` say what is missing.

pub mod daemon;
pub mod group;
pub mod program;
pub mod server;

/// A kind of section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each variant is the section whose header `SectionKind::header` shows")]
pub enum SectionKind {
    Supervisord,
    UnixHttpServer,
    InetHttpServer,
    Include,
    Program,
    FcgiProgram,
    EventListener,
    Group,
    RpcInterface,
    Supervisorctl,
    CtlPlugin,
}

/// One option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionRow {
    /// The key, lower-cased.
    pub name: &'static str,
    /// What its value must look like.
    pub value: ValueType,
    /// What holds when it is absent.
    pub default: DefaultValue,
    /// Which names its value may refer to.
    pub expansion: Expansion,
    /// What it is for, in one line.
    pub doc: &'static str,
    /// What one should know besides, for those who write it.
    pub note: Option<&'static str>,
    /// First release that knows it, when that is later than 3.0.
    pub since: Option<&'static str>,
    /// What to write instead, for options that are on their way out.
    pub deprecated: Option<&'static str>,
    /// What becomes of it.
    pub role: Role,
}

/// The type of a value (spec-config §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is the converter of the same name in spec-config §4")]
pub enum ValueType {
    Text,
    Integer,
    Boolean,
    ByteSize,
    Octal,
    ExitCodes,
    Signal,
    AutoRestart,
    LogLevel,
    /// A path whose parent directory must exist; `~` is expanded.
    DirPath,
    /// A directory that must exist; `~` is expanded.
    Directory,
    /// `AUTO`, `NONE`, `off`, `syslog` or a path.
    LogFile,
    /// `KEY="value",KEY2="value2"`.
    Environment,
    /// A user's name or number.
    User,
    /// `user[:group]`.
    UserGroup,
    /// A process name: no blank, colon or slash.
    Name,
    /// `[host:]port`.
    InetAddress,
    /// `unix:///path` or `tcp://host:port`.
    FcgiSocket,
    /// Comma-separated event types.
    Events,
    /// Comma-separated program names.
    Programs,
    /// White-space separated file patterns.
    Patterns,
    /// `module:callable`.
    EntryPoint,
    /// `AUTO` or literal text.
    ServerUrl,
}

/// What holds when an option is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultValue {
    /// This text, as if it had been written.
    Text(&'static str),
    /// Nothing.
    Unset,
    /// The file is refused.
    Required,
    /// Something that depends on the machine or on another option.
    Computed(&'static str),
}

/// Which names besides `ENV_*` a value may refer to (spec-config §2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expansion {
    /// S: `here`.
    Here,
    /// E: none.
    Environment,
    /// I: `here`, `host_node_name`.
    Include,
    /// F: `here`, `program_name`.
    FcgiSocket,
    /// P: `here`, `host_node_name`, `program_name`, `group_name`; read once per section.
    Program,
    /// N: P and `process_num`, `numprocs` and the program's own environment; read once per process.
    Process,
    /// Not expanded.
    None,
}

impl Expansion {
    /// The names besides `ENV_*`, sorted.
    #[must_use]
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Expansion::Here => &["here"],
            Expansion::Environment | Expansion::None => &[],
            Expansion::Include => &["here", "host_node_name"],
            Expansion::FcgiSocket => &["here", "program_name"],
            Expansion::Program => &["group_name", "here", "host_node_name", "program_name"],
            Expansion::Process => {
                &["group_name", "here", "host_node_name", "numprocs", "process_num", "program_name"]
            }
        }
    }
}

/// What becomes of an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It is a field of the plan.
    Setting,
    /// It decides what is in the plan, and is used up by that: `numprocs`, `programs`, `files`.
    Shape,
    /// It may be written and has no effect.
    Ignored,
}

impl OptionRow {
    const fn new(
        name: &'static str,
        value: ValueType,
        default: DefaultValue,
        expansion: Expansion,
        doc: &'static str,
    ) -> Self {
        Self {
            name,
            value,
            default,
            expansion,
            doc,
            note: None,
            since: None,
            deprecated: None,
            role: Role::Setting,
        }
    }

    const fn since(mut self, release: &'static str) -> Self {
        self.since = Some(release);
        self
    }

    const fn note(mut self, note: &'static str) -> Self {
        self.note = Some(note);
        self
    }

    const fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// The default's text; none when there is no such text.
    #[must_use]
    pub fn default_text(&self) -> Option<&'static str> {
        match self.default {
            DefaultValue::Text(text) => Some(text),
            DefaultValue::Unset | DefaultValue::Required | DefaultValue::Computed(_) => None,
        }
    }
}

impl SectionKind {
    /// True for the sections that make processes.
    #[must_use]
    pub fn has_processes(self) -> bool {
        matches!(self, SectionKind::Program | SectionKind::FcgiProgram | SectionKind::EventListener)
    }

    /// Every kind.
    pub const ALL: [SectionKind; 11] = [
        SectionKind::Supervisord,
        SectionKind::UnixHttpServer,
        SectionKind::InetHttpServer,
        SectionKind::Include,
        SectionKind::Program,
        SectionKind::FcgiProgram,
        SectionKind::EventListener,
        SectionKind::Group,
        SectionKind::RpcInterface,
        SectionKind::Supervisorctl,
        SectionKind::CtlPlugin,
    ];

    /// What a section name must be, or with what it must begin.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            SectionKind::Supervisord => "supervisord",
            SectionKind::UnixHttpServer => "unix_http_server",
            SectionKind::InetHttpServer => "inet_http_server",
            SectionKind::Include => "include",
            SectionKind::Program => "program:",
            SectionKind::FcgiProgram => "fcgi-program:",
            SectionKind::EventListener => "eventlistener:",
            SectionKind::Group => "group:",
            SectionKind::RpcInterface => "rpcinterface:",
            SectionKind::Supervisorctl => "supervisorctl",
            SectionKind::CtlPlugin => "ctlplugin:",
        }
    }

    /// The kind of the section called `name`, with the rest of the name: `x` of `program:x`. None for a section
    /// that Supervisor does not know. Everything that *begins* with the name of a server section is one.
    #[must_use]
    pub fn of(name: &str) -> Option<(SectionKind, &str)> {
        Self::ALL.into_iter().find_map(|kind| {
            let rest = name.strip_prefix(kind.prefix())?;
            let known = match kind {
                SectionKind::UnixHttpServer | SectionKind::InetHttpServer => true,
                _ => kind.prefix().ends_with(':') || rest.is_empty(),
            };
            known.then_some((kind, rest))
        })
    }

    /// The options of the kind, in the order in which a person would write them.
    #[must_use]
    pub fn options(self) -> &'static [&'static OptionRow] {
        match self {
            SectionKind::Supervisord => daemon::SUPERVISORD,
            SectionKind::UnixHttpServer => server::UNIX,
            SectionKind::InetHttpServer => server::INET,
            SectionKind::Include => daemon::INCLUDE,
            SectionKind::Program => program::PROGRAM,
            SectionKind::FcgiProgram => program::FCGI_PROGRAM,
            SectionKind::EventListener => program::EVENT_LISTENER,
            SectionKind::Group => group::GROUP,
            SectionKind::RpcInterface => server::RPC_INTERFACE,
            SectionKind::Supervisorctl => server::SUPERVISORCTL,
            SectionKind::CtlPlugin => server::CTL_PLUGIN,
        }
    }

    /// The row of the option `name`.
    #[must_use]
    pub fn option(self, name: &str) -> Option<&'static OptionRow> {
        self.options().iter().copied().find(|row| row.name == name)
    }

    /// Which names an option of this kind may refer to. A few options are read twice, first as class S (spec-config
    /// §2.3); what both readings know is what counts. A program's `priority` is one of them unless a group lists
    /// the program.
    #[must_use]
    pub fn expansion(self, row: &OptionRow) -> Expansion {
        match (self, row.name) {
            (SectionKind::Program | SectionKind::FcgiProgram | SectionKind::EventListener, "priority")
            | (SectionKind::FcgiProgram, "user")
            | (SectionKind::EventListener, "redirect_stderr") => Expansion::Here,
            _ => row.expansion,
        }
    }

    /// True for sections that hand every option they do not know to a plug-in.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, SectionKind::RpcInterface | SectionKind::CtlPlugin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn section_names_are_matched_as_the_original_matches_them() {
        let kind = |name| SectionKind::of(name);
        assert_eq!(kind("supervisord"), Some((SectionKind::Supervisord, "")));
        assert_eq!(kind("program:a:b"), Some((SectionKind::Program, "a:b")));
        assert_eq!(kind("program:"), Some((SectionKind::Program, "")));
        assert_eq!(kind("inet_http_server_disabled"), Some((SectionKind::InetHttpServer, "_disabled")));
        for unknown in ["program", "Program:x", "supervisord:x", " supervisord", "supervisorctl2", "DEFAULT"]
        {
            assert_eq!(kind(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn options_are_found_in_the_sections_that_have_them() {
        assert_eq!(SectionKind::Program.option("startsecs").map(|row| row.value), Some(ValueType::Integer));
        assert_eq!(SectionKind::Group.option("startsecs"), None);
        let open: Vec<_> = SectionKind::ALL.into_iter().filter(|kind| kind.is_open()).collect();
        assert_eq!(open, [SectionKind::RpcInterface, SectionKind::CtlPlugin]);
    }

    #[test]
    fn every_row_says_what_it_is_once() {
        for kind in SectionKind::ALL {
            let mut names: Vec<_> = kind.options().iter().map(|row| row.name).collect();
            for row in kind.options() {
                assert!(row.doc.len() > 10 && row.doc.ends_with('.'), "{}", row.name);
                assert!(row.note.is_none_or(|note| note.ends_with('.')), "{}", row.name);
                assert_eq!(row.name, row.name.to_lowercase());
            }
            names.sort_unstable();
            let all = names.len();
            names.dedup();
            assert_eq!(names.len(), all, "{kind:?} has an option twice");
        }
    }
}
