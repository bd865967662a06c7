//! `init-script-command`.

use crate::diagnostic::Severity;
use crate::lint::{Found, Program, Runs, expansions};

rule! {
    /// A command starts a service by its init script, by `service` or by `systemctl`.
    ///
    /// Such a command starts a daemon in the background and ends. Supervisor sees an exit, starts it again, and ends in FATAL; the
    /// service runs without anybody watching it, and stopping the program stops nothing. Start the server itself, in the foreground.
    ///
    /// What a script of a name of its own does with `start` is not known, so that is information.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:search]
    /// command=/usr/sbin/service elasticsearch start
    /// ```
    ///
    /// ```ini
    /// [program:cron]
    /// command=/etc/init.d/cron start
    /// ```
    ///
    /// ```ini
    /// [program:tomcat]
    /// command=/srv/tomcat/bin/catalina.sh start
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/bash -c "systemctl start nginx"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:search]
    /// command=/usr/share/elasticsearch/bin/elasticsearch
    ///
    /// [program:web]
    /// command=/usr/bin/thin start --port 80
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#212](https://github.com/Supervisor/supervisor/issues/212)
    /// - [Supervisor/supervisor#270](https://github.com/Supervisor/supervisor/issues/270)
    /// - [Supervisor/supervisor#1671](https://github.com/Supervisor/supervisor/issues/1671)
    "init-script-command", Warning, Command,
    [Program(check)],
}

/// Scripts that are known to start a daemon with `start`, and what keeps it in the foreground.
fn script(name: &str) -> Option<&'static str> {
    Some(match name {
        "catalina.sh" => "write `catalina.sh run`",
        "startup.sh" => "write `catalina.sh run`",
        "zkServer.sh" => "write `zkServer.sh start-foreground`",
        "hadoop-daemon.sh" | "yarn-daemon.sh" | "mr-jobhistory-daemon.sh" | "hbase-daemon.sh" | "spark-daemon.sh" | "mesos-daemon.sh" => {
            "start the program that the script starts"
        }
        "jetty.sh" => "write `jetty.sh run`",
        "standalone.sh" => return None,
        _ => return None,
    })
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(command) = &program.command else { return };
    let runs = Runs::of(command);
    let (path, name) = (runs.program(), runs.name());
    let argument = |at: usize| runs.arguments().get(at).map_or("", |word| word.text.as_str());
    let starts = |word: &str| matches!(word, "start" | "restart" | "reload" | "force-reload");
    let service = matches!(name, "service" | "rc-service" | "invoke-rc.d") && runs.arguments().iter().any(|word| starts(&word.text));
    let systemctl = name == "systemctl" && runs.arguments().iter().any(|word| starts(&word.text));
    let upstart = matches!(path, "start" | "initctl" | "/sbin/start" | "/sbin/initctl") && !argument(0).is_empty();
    let init = path.starts_with("/etc/init.d/") || path.starts_with("/etc/rc.d/");
    let finding = if service || systemctl || upstart || init {
        Some(("start the server itself, with the option that keeps it in the foreground", None))
    } else if let Some(help) = script(name).filter(|_| starts(argument(0)) || (name == "startup.sh" && path.contains("tomcat"))) {
        Some((help, None))
    } else if name.ends_with(".sh") && argument(0) == "start" && runs.arguments().len() == 1 {
        Some(("make sure that the script stays, or start what it starts", Some(Severity::Info)))
    } else {
        None
    };
    let Some((help, level)) = finding.filter(|_| !expansions::is_template(&command.text)) else { return };
    let message = match level {
        None => format!("`{name}` starts a service in the background and ends"),
        Some(_) => format!("`{name} start` may start a service in the background and end"),
    };
    let finding = found.finding(command.location(), message, "ends as soon as the service runs", help);
    found.report(match level {
        Some(level) => finding.only(level),
        None => finding,
    });
}
