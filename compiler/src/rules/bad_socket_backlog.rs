//! `bad-socket-backlog`.

rule! {
    /// A `socket_backlog` is not between 1 and 65535.
    ///
    /// Supervisor refuses the configuration. It is the number of connections that may wait to be taken; without the line it
    /// is what the system allows.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=unix:///run/php.sock
    /// socket_backlog=100000
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=unix:///run/php.sock
    /// socket_backlog=1024
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [fcgi-program:x]](https://supervisord.org/configuration.html#fcgi-program-x-section-settings)
    "bad-socket-backlog", Error, Server,
    [Compiler],
}
