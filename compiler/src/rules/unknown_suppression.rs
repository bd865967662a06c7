//! `unknown-suppression`.

rule! {
    /// A comment that is meant to allow a finding allows none, because it cannot be understood.
    ///
    /// It names no rule, or the parentheses are missing. The finding stays, and whoever reads the comment believes that somebody
    /// has looked at it. (A comment that Supervisor does not take for one is found by `comment-glued-to-value`.)
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
    /// ; lint:disable=quoted-scalar
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ; Lint: allow (startsecs-zero-restart-loop) it ends when the queue is empty
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
