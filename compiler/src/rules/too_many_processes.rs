//! `too-many-processes`.

rule! {
    /// A program asks for more processes than any machine can run.
    ///
    /// The original would make them all, one after the other, until its memory is used up; here the file is refused. It is nearly always
    /// a typing error in `numprocs`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --port 8%(process_num)03d
    /// process_name=%(program_name)s_%(process_num)03d
    /// numprocs=40000000
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --port 8%(process_num)03d
    /// process_name=%(program_name)s_%(process_num)03d
    /// numprocs=4
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: numprocs](https://supervisord.org/configuration.html#program-x-section-values)
    "too-many-processes", Error, Group,
    [Compiler],
}
