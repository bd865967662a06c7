//! `listener-without-events`.

rule! {
    /// An event listener subscribes to nothing.
    ///
    /// Supervisor refuses the configuration: a listener that hears of nothing has nothing to do. A program that does not
    /// speak the protocol of event listeners belongs into a `[program:x]`.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=PROCESS_STATE
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [eventlistener:x]](https://supervisord.org/configuration.html#eventlistener-x-section-settings)
    "listener-without-events", Error, Listener,
    [Compiler],
}
