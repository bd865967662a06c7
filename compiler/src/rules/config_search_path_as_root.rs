//! `config-search-path-as-root`.

use std::path::Path;

use supervisor_grammar::Span;

use crate::lint::{Found, Subject};
use crate::sources::Location;

rule! {
    /// In this directory, root's supervisord would read another file than this one.
    ///
    /// Without `-c` the daemon looks for `supervisord.conf` and `etc/supervisord.conf` in the current directory before it
    /// looks in `/etc`, and so does supervisorctl. Who can put a file into a directory where root starts it decides what
    /// runs as root; and a start from the wrong directory runs the wrong programs. Such a file beside the one that is
    /// checked is reported with `--host`, for root. (That somebody starts it without `-c` stands in no file, so that much
    /// cannot be found.)
    ///
    /// ## Bad
    ///
    /// ```ini host present=/supervisord.conf executable=/usr/bin/web
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini host executable=/usr/bin/web
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: configuration file](https://supervisord.org/configuration.html#configuration-file)
    /// - [poise/supervisor#49](https://github.com/poise/supervisor/issues/49)
    /// - [jjethwa/icinga2#82](https://github.com/jjethwa/icinga2/issues/82)
    "config-search-path-as-root", Info, Host,
    when: When::Host,
    [Whole(check)],
}

/// Where the daemon looks in the current directory.
const FIRST: [&str; 2] = ["supervisord.conf", "etc/supervisord.conf"];

/// Where it looks last.
const LAST: [&str; 2] = ["/etc/supervisord.conf", "/etc/supervisor/supervisord.conf"];

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let options = subject.options();
    let Some(main) = subject.main().filter(|_| options.uid == 0 && subject.daemon().is_some()) else { return };
    let own = options.cwd.join(&main.path);
    if !LAST.iter().any(|path| Path::new(path) == own) {
        return;
    }
    let mut others = FIRST.iter().map(|path| options.cwd.join(path));
    let Some(other) = others.find(|path| !LAST.iter().any(|last| Path::new(last) == path) && subject.system().exists(path)) else {
        return;
    };
    found.report(found.finding(
        Location { file: main.id, span: Span::at(0) },
        format!("started in this directory without `-c`, supervisord reads `{}` instead of this file", other.display()),
        "not the file that is found first",
        format!("start it with `-c {}`, and remove the other file", own.display()),
    ));
}
