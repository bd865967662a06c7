//! `missing-command`.

rule! {
    /// A program has no `command`.
    ///
    /// It is the one option that every program needs; Supervisor refuses the file. Often the option is there under another name, or in
    /// another section of the same name in a file that is not included.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// directory=/srv/app
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// directory=/srv/app
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: command](https://supervisord.org/configuration.html#program-x-section-values)
    "missing-command", Error, Command,
    [Compiler],
}
