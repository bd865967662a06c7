//! `unknown-suppression`.

rule! {
    /// A comment that is meant to allow a finding allows none, because it cannot be understood.
    ///
    /// It names no rule, or the parentheses are missing, or it is no comment at all: to Supervisor a semicolon begins a comment
    /// only after white space. In the last case the words after the semicolon are part of the value, and a program gets them as
    /// arguments.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web ; lint: allow(quoted-skalar)
    /// ```
    ///
    /// ```ini
    /// ; supervisor-lint: disable(quoted-scalar)
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ; lint: allow quoted-scalar
    /// stderr_logfile=/var/log/web.err
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// directory=/srv/app; lint: allow(quoted-scalar)
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ; lint: allow(startsecs-zero-restart-loop) it ends when the queue is empty
    /// startsecs=0
    /// autorestart=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// ; ansible-lint: disable(all)
    /// ; lint: allowed since 2019, see the wiki
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: comments](https://supervisord.org/configuration.html#file-format)
    "unknown-suppression", Warning, Unknown,
    [Compiler],
}
