//! `nested-include-ignored`.

rule! {
    /// An included file has an `[include]` of its own.
    ///
    /// Supervisor reads the patterns of the main file only. Programs that a nested `[include]` should have brought are not
    /// there, without a word: they are missed when somebody looks for them.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [include]
    /// files=/etc/supervisor/more.d/*.conf
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [include]](https://supervisord.org/configuration.html#include-section-settings)
    /// - [ajcurated/puppet-supervisord#105](https://github.com/ajcurated/puppet-supervisord/issues/105)
    "nested-include-ignored", Warning, Include,
    [Compiler],
}
