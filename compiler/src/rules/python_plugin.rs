//! `python-plugin`.

rule! {
    /// A `[ctlplugin:x]` names commands that are not built in.
    ///
    /// Plug-ins of supervisorctl are Python, which nothing here runs: the commands are not there. Of the known ones the
    /// commands with patterns, those of `supervisorwildcards`, are built in.
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
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [ctlplugin:quick]
    /// supervisor.ctl_factory=supervisor_quick:make_quick_controllerplugin
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
    /// [ctlplugin:wildcards]
    /// supervisor.ctl_factory=supervisorwildcards.controllerplugin:make_wildcards_controllerplugin
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: third party applications](https://supervisord.org/plugins.html)
    "python-plugin", Warning, Portability,
    [Compiler],
}
