//! `shared-group-name`.

rule! {
    /// Two sections make groups of one name, and one of them never runs.
    ///
    /// Every program, FastCGI program and event listener that no `[group:x]` names is a group of its own, called like
    /// the section. Of two groups of one name supervisord keeps the first, by priority; the other one is left out, and
    /// Supervisor 4.3.0 does not say so. More special cases have rules of their own: `group-shadows-program` and
    /// `program-fcgi-ambiguous`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:mail]
    /// command=/usr/bin/mail
    ///
    /// [eventlistener:mail]
    /// command=/usr/bin/mail-on-crash
    /// events=PROCESS_STATE_EXITED
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:mail]
    /// command=/usr/bin/mail
    ///
    /// [eventlistener:crashmail]
    /// command=/usr/bin/mail-on-crash
    /// events=PROCESS_STATE_EXITED
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: groups](https://supervisord.org/configuration.html#group-x-section-settings)
    "shared-group-name", Warning, Group,
    [Compiler],
}
