//! `listener-bad-buffer`.

rule! {
    /// The `buffer_size` of an event listener is below 1.
    ///
    /// Supervisor refuses the configuration. Events that come while all listeners of a pool are busy wait in the buffer;
    /// without one, all of them would be lost.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=PROCESS_STATE
    /// buffer_size=0
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [eventlistener:watch]
    /// command=/usr/bin/watch
    /// events=PROCESS_STATE
    /// buffer_size=10
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [eventlistener:x]](https://supervisord.org/configuration.html#eventlistener-x-section-settings)
    "listener-bad-buffer", Error, Listener,
    [Compiler],
}
