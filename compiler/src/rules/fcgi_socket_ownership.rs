//! `fcgi-socket-ownership`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, edits};

rule! {
    /// `socket_owner` or `socket_mode` stands beside a TCP socket.
    ///
    /// Supervisor refuses the configuration: a port belongs to nobody. They are for `unix://` sockets.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=tcp://127.0.0.1:9000
    /// socket_mode=0770
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=tcp://127.0.0.1:9000
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [fcgi-program:x]](https://supervisord.org/configuration.html#fcgi-program-x-section-settings)
    "fcgi-socket-ownership", Error, Server,
    fix: Safe,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let section = subject.section_at(finding.primary.location)?;
    let useless: Vec<_> = ["socket_owner", "socket_mode"].iter().filter_map(|key| section.option(key)).collect();
    if useless.is_empty() || useless.iter().any(|option| option.inherited || option.overridden().is_some()) {
        return None;
    }
    Some(Fix::safe("remove what is for unix sockets", useless.into_iter().map(edits::remove)))
}
