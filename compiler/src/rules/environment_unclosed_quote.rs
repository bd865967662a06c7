//! `environment-unclosed-quote`.

rule! {
    /// A quotation mark in an `environment` list has no partner.
    ///
    /// Supervisor refuses the whole configuration, with a message that names neither the section nor the variable. Often the partner
    /// is there, and a blank with `;` or `#` before it has cut the line: that works inside quotation marks, too.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=GREETING="hello
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=GREETING="hello"
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1557](https://github.com/Supervisor/supervisor/issues/1557)
    "environment-unclosed-quote", Error, Environment,
    [Compiler],
}
