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
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// username=ops
    /// password={SHA}2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [inet_http_server]](https://supervisord.org/configuration.html#inet-http-server-section-settings)
    "incomplete-auth", Error, Security,
    [Compiler],
}
