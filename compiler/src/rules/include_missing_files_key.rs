//! `include-missing-files-key`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, edits};

rule! {
    /// `[include]` does not say which files.
    ///
    /// Supervisor refuses such a configuration. The option is called `files`, even for a single file: `file=` is what
    /// people write instead, and what Supervisor does not know.
    ///
    /// ## Bad
    ///
    /// ```ini main allow-option=file
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [include]
    /// file=/etc/supervisor/conf.d/*.conf
    /// ; file: conf.d/web.conf
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [include]
    /// files=/etc/supervisor/conf.d/*.conf
    /// ; file: conf.d/web.conf
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [include]](https://supervisord.org/configuration.html#include-section-settings)
    "include-missing-files-key", Error, Include,
    fix: Safe,
    [Compiler, Mend(mend)],
}

/// What people write instead of `files`.
const MEANT: [&str; 5] = ["file", "include", "includes", "path", "paths"];

fn mend(_finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let section = subject.section("include")?;
    let mut meant = MEANT.iter().filter_map(|key| section.option(key));
    let option = meant.next().filter(|option| !option.inherited)?;
    let alone = meant.next().is_none();
    alone.then(|| Fix::safe("call the option `files`", [edits::rename(option, "files")]))
}
