//! `inet-wide-open`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Subject, control, edits};
use crate::plan::ServerKind;

rule! {
    /// The control port is open to every machine that reaches this one, without a password.
    ///
    /// Whoever connects may start and stop programs, read their logs, and, through what the programs are, often run
    /// anything as the user of supervisord, which is mostly root. Such ports are found by scanners within hours: hosts have
    /// been made to mine coins this way, and there have been holes (CVE-2017-11610) that gave a shell to everybody who
    /// could connect. A port alone, as in `port=9001`, means all interfaces.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=*:9001
    /// ```
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=9001
    /// ```
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=0.0.0.0:9001
    /// username=
    /// password=
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// ```
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// ```
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// username=
    /// password=
    /// ```
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=*:9001
    /// username=ops
    /// password={SHA}2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
    /// ```
    ///
    /// ## References
    ///
    /// - [CVE-2017-11610](https://nvd.nist.gov/vuln/detail/CVE-2017-11610)
    /// - [CVE-2019-12105](https://nvd.nist.gov/vuln/detail/CVE-2019-12105)
    /// - [Supervisor/supervisor#964](https://github.com/Supervisor/supervisor/issues/964)
    /// - [Supervisor/supervisor#1245](https://github.com/Supervisor/supervisor/issues/1245)
    /// - [bgruening/docker-galaxy#391](https://github.com/bgruening/docker-galaxy/issues/391)
    "inet-wide-open", Warning, Security,
    fix: Suggested,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    for server in &subject.plan().servers {
        let ServerKind::Inet { address } = &server.kind else { continue };
        let section = subject.section(&server.section);
        let Some(section) = section.filter(|_| server.credentials.is_none()) else { continue };
        // A user name or password with an error in it leaves the server without credentials here, and nowhere else.
        let set = |key| section.option(key).is_some_and(|option| !option.text().is_empty());
        let Some(option) = section.option("port").filter(|_| !set("username")) else { continue };
        if !control::is_everywhere(&address.value.host) {
            continue;
        }
        let local = format!("127.0.0.1:{}", address.value.port);
        let finding = found.finding(
            option.location(),
            format!("everybody who reaches port {} of this machine controls all programs: there is no password", address.value.port),
            "open to all machines",
            format!("write `port={local}`, or add `username` and `password`"),
        );
        let fix = (!option.inherited).then(|| Fix::suggested(format!("write `{local}`"), [edits::set_value(option, &local)]));
        found.report(finding.with_fix(fix));
    }
}
