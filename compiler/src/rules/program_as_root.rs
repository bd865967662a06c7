//! `program-as-root`.

use crate::lint::{Found, Program};

rule! {
    /// A program is told to run as root.
    ///
    /// Whatever it can be made to do (a hole in it, a file name that it trusts) is done with the right to do anything. Few
    /// programs need that for longer than it takes to open a port below 1024, and those that do, such as nginx and sshd,
    /// give it up themselves. A program without `user` runs as supervisord does, which may be root, too; this is about the
    /// line that says so. (This is no mistake of the catalogue that the other rules come from; it is what reviews of such
    /// files ask first.)
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// user=root
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// user=app
    /// environment=HOME="/srv/app",USER="app"
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: user](https://supervisord.org/configuration.html#program-x-section-values)
    /// - [CVE-2017-11610](https://nvd.nist.gov/vuln/detail/CVE-2017-11610)
    "program-as-root", Info, Security,
    [Program(check)],
}

/// Programs that begin as root and give that up for whoever serves others.
const DROPPING: [&str; 14] = [
    "nginx", "openresty", "sshd", "apache2", "httpd", "apachectl", "apache2ctl", "haproxy", "dovecot", "master", "cron", "crond",
    "rsyslogd", "syslog-ng",
];

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(option) = program.option("user") else { return };
    let Some(process) = program.process() else { return };
    let root = process.user.value.as_ref().is_some_and(|user| user.uid == Some(0) || user.text == "root");
    if !root || program.command.as_ref().is_some_and(|command| DROPPING.contains(&command.name())) {
        return;
    }
    found.report(found.finding(
        option.location(),
        format!("`{}` runs as root", program.name),
        "may do anything",
        "write the name of a user who may do no more than the program has to",
    ));
}
