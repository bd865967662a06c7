//! `fcgi-missing-socket`.

rule! {
    /// A `[fcgi-program:x]` has no `socket`.
    ///
    /// Supervisor refuses the configuration: the socket that all processes of the program share is what makes it a FastCGI
    /// program. One without belongs into a `[program:x]`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=unix:///run/php.sock
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [fcgi-program:x]](https://supervisord.org/configuration.html#fcgi-program-x-section-settings)
    "fcgi-missing-socket", Error, Server,
    [Compiler],
}
