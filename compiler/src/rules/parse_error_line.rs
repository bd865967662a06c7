//! `parse-error-line`.

rule! {
    /// A line is neither a header, nor an option, nor a comment, nor the continuation of a value.
    ///
    /// Supervisor refuses the file as a whole, with a list of line numbers. A single such line in one of many included files keeps every
    /// program of every file from being changed: `reread` and `update` fail until it is gone. Often it was meant to continue the value
    /// above, and is not indented.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autostart
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --verbose
    /// /etc/web.conf
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autostart=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --verbose
    ///     /etc/web.conf
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1713](https://github.com/Supervisor/supervisor/issues/1713)
    /// - [Supervisor/supervisor#171](https://github.com/Supervisor/supervisor/issues/171)
    /// - [Supervisor/supervisor#990](https://github.com/Supervisor/supervisor/issues/990)
    "parse-error-line", Error, Syntax,
    [Compiler],
}
