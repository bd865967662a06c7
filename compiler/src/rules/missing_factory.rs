//! `missing-factory`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, edits};
use crate::plan::RpcInterface;

rule! {
    /// A plug-in section does not say which plug-in.
    ///
    /// Supervisor refuses the configuration: `[rpcinterface:x]` needs `supervisor.rpcinterface_factory`. The stock
    /// interface is named there like any other.
    ///
    /// ## Bad
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
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
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
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [rpcinterface:x]](https://supervisord.org/configuration.html#rpcinterface-x-section-settings)
    "missing-factory", Error, Server,
    fix: Safe,
    [Compiler, Mend(mend)],
}

/// Only the stock interface is called `supervisor`.
fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let section = subject.section_at(finding.primary.location)?;
    let file = subject.file(section.header())?;
    (section.name() == "rpcinterface:supervisor").then(|| {
        let line = edits::add(section, file, "supervisor.rpcinterface_factory", RpcInterface::STOCK_FACTORY);
        Fix::safe("name the stock factory", [line])
    })
}
