//! `incomplete-auth`.

rule! {
    /// A server has a user name and no password, or a password and no user name.
    ///
    /// Supervisor refuses the configuration: both must be there, or none.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// username=ops
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini env=PASSWORD:x
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// username=ops
    /// password=%(ENV_PASSWORD)s
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [inet_http_server]](https://supervisord.org/configuration.html#inet-http-server-section-settings)
    "incomplete-auth", Error, Security,
    [Compiler],
}
