//! `unused-suppression`.

rule! {
    /// A comment allows a finding that is not there.
    ///
    /// A comment such as `; lint: allow(rule)` says that somebody knows of a finding. When the finding has gone, the comment stays,
    /// and hides the next one of its kind at that place: the one that nobody knows of. What Supervisor refuses cannot be allowed
    /// at all, because nobody is helped by a file that looks clean and does not start.
    ///
    /// Nothing is said while the configuration has errors, which keep rules from looking at it, and nothing of rules that are not
    /// asked or that look at the machine.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web ; lint: allow(quoted-scalar) it was quoted once
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ; lint: allow(startsecs-zero-restart-loop, quoted-scalar) it ends when the queue is empty
    /// startsecs=0
    /// autorestart=true
    /// ```
    ///
    /// ```ini
    /// # lint: allow-file(startsecs-zero-restart-loop) all of these end when the queue is empty
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
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
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [program:web] ; lint: allow(restart)
    /// command=/usr/bin/web
    /// startsecs=0
    /// autorestart=true
    /// ```
    ///
    /// ```ini
    /// # lint: allow-file(startsecs-zero-restart-loop) all of these end when the queue is empty
    /// [program:web]
    /// command=/usr/bin/web
    /// startsecs=0
    /// autorestart=true
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: comments](https://supervisord.org/configuration.html#file-format)
    "unused-suppression", Info, Unknown,
    fix: Safe,
    [Compiler],
}
