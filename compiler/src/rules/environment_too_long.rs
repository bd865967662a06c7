//! `environment-too-long`.

rule! {
    /// An `environment` list is longer than anything that a program can be given.
    ///
    /// Linux passes at most a few megabytes of arguments and variables to a program; every start would fail with "Argument list too
    /// long". We refuse such a list where Supervisor would read it, take many times its length in memory, and fail later.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=NAME="%(program_name)9000000s"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=NAME="%(program_name)9s"
    /// ```
    ///
    /// ## References
    ///
    /// - [execve(2): limits on size of arguments and environment](https://man7.org/linux/man-pages/man2/execve.2.html)
    "environment-too-long", Error, Environment,
    [Compiler],
}
