//! The rules of supervisor-lint. A rule is a file: its name, level, category, documentation with examples, check and fix.
//!
//! A rule's documentation is its doc comment, in this order: a sentence that says what it finds; why that is a mistake;
//! `## Bad` and `## Good` with examples, which are executed; `## References`. `examples.rs` says how examples are read.

#[cfg(test)]
mod examples;
#[cfg(test)]
mod pages;

use std::fmt;

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Fix, Safety, Severity};
use crate::lint::{Found, Program, Section, Subject};

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum Category {
    Syntax,
    Unknown,
    Value,
    Expansion,
    Environment,
    Command,
    Logging,
    Restart,
    Group,
    Include,
    Server,
    Security,
    Listener,
    Docker,
    Host,
    Portability,
}

impl Category {
    /// All of them, in the order of the documentation.
    pub const ALL: [Category; 16] = [
        Category::Syntax,
        Category::Unknown,
        Category::Value,
        Category::Expansion,
        Category::Environment,
        Category::Command,
        Category::Logging,
        Category::Restart,
        Category::Group,
        Category::Include,
        Category::Server,
        Category::Security,
        Category::Listener,
        Category::Docker,
        Category::Host,
        Category::Portability,
    ];

    /// The name as users write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Category::Syntax => "syntax",
            Category::Unknown => "unknown",
            Category::Value => "value",
            Category::Expansion => "expansion",
            Category::Environment => "environment",
            Category::Command => "command",
            Category::Logging => "logging",
            Category::Restart => "restart",
            Category::Group => "group",
            Category::Include => "include",
            Category::Server => "server",
            Category::Security => "security",
            Category::Listener => "listener",
            Category::Docker => "docker",
            Category::Host => "host",
            Category::Portability => "portability",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where a configuration is going to be used: some rules make sense there only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// In a container, as its first process.
    Docker,
    /// As a service of systemd.
    Systemd,
    /// By a user who is not root.
    Nonroot,
}

impl Profile {
    /// All of them.
    pub const ALL: [Profile; 3] = [Profile::Docker, Profile::Systemd, Profile::Nonroot];

    /// The name as users write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Profile::Docker => "docker",
            Profile::Systemd => "systemd",
            Profile::Nonroot => "nonroot",
        }
    }
}

/// When a rule is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// With `--host`: it looks at this machine.
    Host,
    /// For any of these profiles.
    Profiles(&'static [Profile]),
    /// With `--host` for the machine it runs on, or for any of these profiles.
    HostOr(&'static [Profile]),
}

impl When {
    /// The options of the command line with which it is asked; none: it always is.
    #[must_use]
    pub fn options(self) -> Vec<String> {
        let profile = |profile: &Profile| format!("`--profile {}`", profile.name());
        match self {
            When::Always => Vec::new(),
            When::Host => vec!["`--host`".to_owned()],
            When::Profiles(profiles) => profiles.iter().map(profile).collect(),
            When::HostOr(profiles) => {
                std::iter::once("`--host`".to_owned()).chain(profiles.iter().map(profile)).collect()
            }
        }
    }
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name, which stands in every finding. Reads after "allow".
    pub code: Code,
    /// The level of its findings, unless the settings say otherwise; a few findings of some rules have a lower one.
    pub level: Severity,
    /// What it is about.
    pub category: Category,
    /// When it is asked.
    pub when: When,
    /// The safety of the fixes that it offers; none: it offers none.
    pub fix: Option<Safety>,
    /// The documentation as it stands in the doc comment; [`Rule::markdown`] is for readers.
    pub(crate) docs: &'static str,
    pub(crate) checks: &'static [Check],
}

/// How a rule finds what it is about.
#[derive(Debug)]
pub(crate) enum Check {
    /// The compiler finds it: Supervisor refuses the file, or we do something else with it on purpose.
    Compiler,
    /// In each file, as it is written.
    File(fn(&crate::compile::File, &mut Found<'_>)),
    /// In each merged section.
    Section(fn(Section<'_>, &mut Found<'_>)),
    /// In each program, FastCGI program and event listener.
    Program(fn(&Program<'_>, &mut Found<'_>)),
    /// In the configuration as a whole.
    Whole(fn(&Subject<'_>, &mut Found<'_>)),
    /// In findings of the compiler that have one of these codes: what comes out takes the place of the finding. (Its code must be
    /// that of the rule; `original`, `related` and `host` should stay what they are.)
    Refine(&'static [Code], fn(&Diagnostic, &Subject<'_>) -> Option<Diagnostic>),
    /// Adds a fix to each finding of the compiler that has the rule's own code.
    Mend(fn(&Diagnostic, &Subject<'_>) -> Option<Fix>),
}

impl Rule {
    /// The name as users write it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.code.name()
    }

    /// The documentation, in Markdown: what it finds, why that is a mistake, examples, references.
    #[must_use]
    pub fn markdown(&self) -> String {
        let lines = self.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
        lines.flat_map(|line| [line, "\n"]).collect()
    }

    /// The first paragraph of the documentation: what the rule finds.
    #[must_use]
    pub fn summary(&self) -> String {
        self.markdown().split("\n\n").next().unwrap_or_default().replace('\n', " ")
    }

    /// The page of its documentation; none as long as Cargo.toml names no repository.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        let repository = Some(env!("CARGO_PKG_REPOSITORY")).filter(|url| !url.is_empty())?;
        Some(format!("{repository}/blob/v{}/docs/rules/{}.md", env!("CARGO_PKG_VERSION"), self.name()))
    }

    /// The rule of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Rule> {
        let index = ALL.binary_search_by_key(&name, |rule| rule.name()).ok()?;
        ALL.get(index).copied()
    }
}

/// Declares the rule of a file: name, level, category, perhaps `when: When::…` and `fix: Safe|Suggested`, and the checks. The doc
/// comment becomes the documentation.
macro_rules! rule {
    (@or $default:expr) => { $default };
    (@or $default:expr, $given:expr) => { $given };
    (
        $(#[doc = $doc:literal])*
        $name:literal, $level:ident, $category:ident,
        $(when: $when:expr,)?
        $(fix: $safety:ident,)?
        [$($check:expr),+ $(,)?] $(,)?
    ) => {
        $(#[doc = $doc])*
        pub(crate) static RULE: $crate::rules::Rule = {
            #[allow(unused_imports, reason = "not every rule needs all of them")]
            use $crate::rules::{Check::{Compiler, File, Mend, Program, Refine, Section, Whole}, Profile, When};
            $crate::rules::Rule {
                code: $crate::diagnostic::Code($name),
                level: $crate::diagnostic::Severity::$level,
                category: $crate::rules::Category::$category,
                when: rule!(@or When::Always $(, $when)?),
                fix: rule!(@or None $(, Some($crate::diagnostic::Safety::$safety))?),
                docs: concat!($($doc, "\n"),*),
                checks: &[$($check),+],
            }
        };
    };
}

/// Declares the modules, one rule each, and the list of all of them.
macro_rules! rules {
    ($($module:ident,)*) => {
        $(mod $module;)*

        /// Every rule, sorted by name.
        pub static ALL: &[&Rule] = &[$(&$module::RULE,)*];
    };
}

// One line each, sorted.
rules! {
    argument_without_dash,
    auto_log_is_temporary,
    auto_log_unbounded,
    autorestart_unexpected_daemon,
    background_ampersand,
    backslash_continuation,
    bad_autorestart,
    bad_boolean,
    bad_byte_size,
    bad_exitcodes,
    bad_expansion_format,
    bad_integer,
    bad_loglevel,
    bad_octal,
    bad_signal,
    bad_socket_backlog,
    bare_percent,
    byte_order_mark,
    celery_stopasgroup,
    chown_as_nonroot,
    command_not_in_path,
    comment_glued_to_value,
    config_search_path_as_root,
    config_writable_by_others,
    ctl_credentials_mismatch,
    ctl_needs_env_too,
    ctl_section_in_include,
    daemonizing_command,
    default_section_applies_everywhere,
    deprecated_option,
    docker_no_exit_on_fatal,
    docker_nodaemon_missing,
    duplicate_listen,
    duplicate_option,
    duplicate_section,
    empty_value,
    env_self_reference,
    env_var_maybe_unset,
    env_without_prefix,
    environment_bad_key,
    environment_continuation_not_indented,
    environment_double_quoted_twice,
    environment_duplicate_key,
    environment_env_with_quote,
    environment_escape_version,
    environment_json_or_yaml,
    environment_missing_comma,
    environment_shell_syntax,
    environment_syntax,
    environment_too_long,
    environment_unclosed_quote,
    environment_unquoted_value,
    environment_wrong_separator,
    eventlistener_redirect_stderr,
    events_enabled_without_listener,
    exitcodes_default_changed,
    exitcodes_without_effect,
    fcgi_bad_socket,
    fcgi_missing_socket,
    fcgi_socket_ownership,
    foreign_dialect_option,
    forking_server_needs_killasgroup,
    group_empty,
    group_shadows_program,
    group_unknown_program,
    group_update_blast_radius,
    grouped_fcgi_program,
    hash_in_environment,
    here_in_include,
    in_process_plugin,
    include_comma_list,
    include_glob_too_wide,
    include_missing_files_key,
    include_no_match,
    include_overrides_main,
    incomplete_auth,
    inet_port_malformed,
    inet_wide_open,
    init_script_command,
    inline_hash_truncates,
    inline_semicolon_truncates,
    interactive_command,
    interpolation_not_available,
    invalid_name,
    invalid_utf8,
    known_graceful_signal,
    limits_above_hard,
    listener_bad_buffer,
    listener_buffer_too_small,
    listener_never_fires,
    listener_stdout_misuse,
    listener_without_events,
    log_dir_not_writable_by_user,
    log_unbounded,
    logfile_is_directory,
    logfile_keyword_typo,
    logrotate_conflict,
    main_log_to_stdout_twice,
    minfds_too_low,
    minprocs_too_low,
    missing_command,
    missing_directory,
    missing_factory,
    missing_log_directory,
    missing_rpcinterface,
    missing_supervisorctl_section,
    missing_supervisord_section,
    nameless_expansion,
    nameless_section,
    negative_number,
    nested_include_ignored,
    no_control_channel,
    no_section_header,
    no_user_as_root,
    not_executable,
    nul_byte,
    number_out_of_range,
    numprocs_needs_process_num,
    numprocs_zero,
    one_shot_marked_failed,
    option_in_wrong_section,
    option_name_case,
    option_swallowed_by_continuation,
    parse_error_line,
    pid1_reaping_noise,
    plaintext_password,
    plugin_option_without_plugin,
    priority_is_not_dependency,
    process_num_with_one_proc,
    program_as_root,
    program_fcgi_ambiguous,
    program_in_two_groups,
    program_listed_twice,
    python_plugin,
    python_stdout_buffered,
    quoted_scalar,
    relative_command_with_slash,
    relative_path_depends_on_cwd,
    rotation_on_unseekable,
    secret_in_environment,
    server_missing_address,
    serverurl_default_9001,
    serverurl_malformed,
    serverurl_mismatch,
    sha_password_in_ctl,
    sha_password_malformed,
    shared_group_name,
    shared_logfile,
    shell_builtin_command,
    shell_operator,
    shell_variable,
    shell_wrapper_without_exec,
    socket_in_tmp,
    socket_unreachable_for_user,
    socket_world_writable,
    startretries_backoff_window,
    startsecs_zero_restart_loop,
    stderr_logfile_ignored,
    stdout_dev_under_systemd,
    stop_exceeds_outer_timeout,
    stopasgroup_killasgroup_conflict,
    stopsignal_kill,
    stopwaitsecs_too_short,
    stray_continuation_after_blank,
    sudo_or_su_in_command,
    supervisord_environment_double_percent,
    tilde_path,
    too_many_processes,
    unbalanced_quote,
    unclosed_header,
    uninformative_process_name,
    unix_file_has_scheme,
    unix_path_too_long,
    unknown_event,
    unknown_expansion,
    unknown_option,
    unknown_owner,
    unknown_section,
    unknown_suppression,
    unknown_user,
    unreadable_include,
    unresolvable_factory,
    unterminated_expansion,
    unused_suppression,
    user_switch_needs_root,
    user_without_home,
    utf8_locale_missing,
    version_gated_option,
    weak_or_sample_password,
    whitespace_in_header,
    whole_command_quoted,
    wrapper_needs_group_signals,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rules_are_sorted_and_named_like_their_files() {
        let names: Vec<_> = ALL.iter().map(|rule| rule.name()).collect();
        assert!(names.is_sorted(), "{names:?}");
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
        for name in names {
            let file = here.join(name.replace('-', "_")).with_extension("rs");
            assert!(file.exists(), "{} does not exist", file.display());
            assert!(Rule::named(name).is_some());
        }
    }

    #[test]
    fn every_code_of_the_compiler_has_a_rule() {
        let codes = [Code::ERRORS, Code::DIFFERENCES, Code::IGNORED].concat();
        let without: Vec<_> = codes.iter().filter(|code| Rule::named(code.name()).is_none()).collect();
        assert!(without.is_empty(), "{without:?}");
    }
}
