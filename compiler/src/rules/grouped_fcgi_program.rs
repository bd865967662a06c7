//! `grouped-fcgi-program`.

rule! {
    /// A FastCGI program is named by a group, where Supervisor 4.3.0 gives it no socket.
    ///
    /// Supervisor makes plain processes of all members of a `[group:x]`: a FastCGI program in it is started without the
    /// socket that it is made for, and ends at once or answers nobody. supervisord of this package keeps the socket;
    /// the file then works here, and not there.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [group:site]
    /// programs=web
    ///
    /// [fcgi-program:web]
    /// command=/usr/bin/web-fcgi
    /// socket=unix:///run/web.sock
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [fcgi-program:web]
    /// command=/usr/bin/web-fcgi
    /// socket=unix:///run/web.sock
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: FastCGI programs](https://supervisord.org/configuration.html#fcgi-program-x-section-settings)
    "grouped-fcgi-program", Warning, Portability,
    [Compiler],
}
