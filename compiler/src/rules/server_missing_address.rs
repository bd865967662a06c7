//! `server-missing-address`.

rule! {
    /// A server section does not say where to listen.
    ///
    /// Supervisor refuses the configuration: `[unix_http_server]` needs `file`, `[inet_http_server]` needs `port`. Every
    /// section whose name begins with one of these counts, so `[inet_http_server_disabled]` is a server, too.
    ///
    /// ## Bad
    ///
    /// ```ini env=PASSWORD:x
    /// [inet_http_server]
    /// username=ops
    /// password=%(ENV_PASSWORD)s
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
    "server-missing-address", Error, Server,
    [Compiler],
}
