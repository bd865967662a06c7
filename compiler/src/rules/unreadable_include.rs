//! `unreadable-include`.

rule! {
    /// A pattern of `[include]` matches what cannot be read: it is passed over.
    ///
    /// Directories, links to nothing and files of somebody else are left out without a word, and the programs in them do not exist. The daemon
    /// may be allowed to read what you are not, and the other way round.
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
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    ///
    /// [include]
    /// files=/srv/app
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini main present=/srv/app/web.conf
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
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
    ///
    /// [include]
    /// files=/srv/app/*.conf
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: include](https://supervisord.org/configuration.html#include-section-settings)
    /// - [Supervisor/supervisor#1194](https://github.com/Supervisor/supervisor/issues/1194)
    "unreadable-include", Warning, Include,
    [Compiler],
}
