//! `unknown-owner`.

rule! {
    /// The owner of a socket is a user or group that is not there.
    ///
    /// `chown` and `socket_owner` are looked up when the file is read, and the file is refused when the user or the group is unknown on the
    /// machine. Without `--host` nobody is asked.
    ///
    /// ## Bad
    ///
    /// ```ini host main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0770
    /// chown=root:operators
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini host main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0770
    /// chown=root:app
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
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
    /// - [The manual: unix_http_server](https://supervisord.org/configuration.html#unix-http-server-section-values)
    /// - [Supervisor/supervisor#1183](https://github.com/Supervisor/supervisor/issues/1183)
    "unknown-owner", Error, Host,
    [Compiler],
}
