//! `server-missing-address`.

rule! {
    /// A server section does not say where to listen.
    ///
    /// Supervisor refuses the configuration: `[unix_http_server]` needs `file`, `[inet_http_server]` needs `port`. Every
    /// section whose name begins with one of these counts, so `[inet_http_server_disabled]` is a server, too.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [inet_http_server]
    /// username=ops
    /// password={SHA}2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
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
    "server-missing-address", Error, Server,
    [Compiler],
}
