//! `invalid-utf8`.

rule! {
    /// A file holds bytes that are no UTF-8.
    ///
    /// Supervisor reads its files as UTF-8 on nearly every machine, and refuses what is none: a comment with an umlaut from an editor that
    /// saves Latin-1 is enough. Its message names the byte, and not the file.
    ///
    /// ## Bad
    ///
    /// ```ini escapes
    /// ; Gr\xFC\xDFe
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini escapes
    /// ; Gr\xC3\xBC\xC3\x9Fe
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [alexsilva/supervisor#47](https://github.com/alexsilva/supervisor/issues/47)
    "invalid-utf8", Error, Syntax,
    [Compiler],
}
