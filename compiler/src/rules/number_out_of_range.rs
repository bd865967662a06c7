//! `number-out-of-range`.

rule! {
    /// A number does not fit into 64 bits.
    ///
    /// The original counts as far as its memory reaches; here the number counts as the largest one there is. No time, size or count of
    /// this order means anything: digits were typed twice, or a template has put two numbers in a row.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopwaitsecs=30303030303030303030
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopwaitsecs=30
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: program sections](https://supervisord.org/configuration.html#program-x-section-values)
    "number-out-of-range", Warning, Value,
    [Compiler],
}
