//! `nul-byte`.

rule! {
    /// A name or path contains a NUL byte.
    ///
    /// No path and no user's name can hold one: Supervisor asks the machine about it and dies of the answer. The file is damaged, was
    /// saved as UTF-16, or is no text at all.
    ///
    /// ## Bad
    ///
    /// ```ini host escapes executable=/usr/bin/web
    /// [program:web]
    /// command=/usr/bin/web
    /// user=ap\x00p
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini host executable=/usr/bin/web
    /// [program:web]
    /// command=/usr/bin/web
    /// user=app
    /// environment=HOME="/srv/app",USER="app"
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: configuration file](https://supervisord.org/configuration.html#file-format)
    "nul-byte", Error, Syntax,
    [Compiler],
}
