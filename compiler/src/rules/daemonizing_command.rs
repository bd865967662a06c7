//! `daemonizing-command`.

use std::path::Path;

use supervisor_grammar::words::Word;

use crate::diagnostic::{Fix, Severity};
use crate::lint::{Command, Found, Program, Runs, Subject, base_name, edits, expansions};
use crate::schema::SectionKind;
use crate::system::Pipes;

rule! {
    /// A command starts a program that puts itself into the background.
    ///
    /// Supervisor watches the process that it starts. A program that makes itself a daemon lets that process end: Supervisor sees an
    /// exit, starts it again, finds the port taken by the copy that still runs, and ends in FATAL, while the real server runs on
    /// without anybody watching it and survives every `supervisorctl stop`. Nearly every such program has an option that keeps it in
    /// the foreground.
    ///
    /// Where a file of the program's own may well say it (a configuration named on the command line, an image that is made for
    /// this), the finding is information.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:nginx]
    /// command=/usr/sbin/nginx
    /// stopsignal=QUIT
    /// ```
    ///
    /// ```ini
    /// [program:sshd]
    /// command=/usr/sbin/sshd -e
    /// ```
    ///
    /// ```ini
    /// [program:cache]
    /// command=/usr/bin/memcached -d -m 64
    /// ```
    ///
    /// ```ini
    /// [program:redis]
    /// command=/usr/bin/redis-server --port 6379 --daemonize yes
    /// ```
    ///
    /// ```ini
    /// [program:nginx]
    /// command=/usr/bin/nice -n 5 /usr/sbin/nginx
    /// stopsignal=QUIT
    /// ```
    ///
    /// ```ini
    /// [program:php]
    /// command=/usr/sbin/php-fpm8.2
    /// stopsignal=QUIT
    /// killasgroup=true
    /// ```
    ///
    /// ```ini
    /// [program:nginx]
    /// command=/usr/sbin/nginx -c /srv/app/nginx.conf
    /// stopsignal=QUIT
    /// ```
    ///
    /// ```ini unfixed
    /// [program:db]
    /// command=/usr/bin/mysqld_safe
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:nginx]
    /// command=/usr/sbin/nginx -g "daemon off;"
    /// stopsignal=QUIT
    /// ```
    ///
    /// ```ini
    /// [program:sshd]
    /// command=/usr/sbin/sshd -e -D
    /// ```
    ///
    /// ```ini
    /// [program:cache]
    /// command=/usr/bin/memcached -m 64
    /// ```
    ///
    /// ```ini
    /// [program:redis]
    /// command=/usr/bin/redis-server --port 6379 --daemonize no
    /// ```
    ///
    /// ```ini
    /// [program:nginx]
    /// command=/usr/bin/nice -n 5 /usr/sbin/nginx -g "daemon off;"
    /// stopsignal=QUIT
    /// ```
    ///
    /// ```ini
    /// [program:php]
    /// command=/usr/sbin/php-fpm8.2 -F
    /// stopsignal=QUIT
    /// killasgroup=true
    /// ```
    ///
    /// ```ini
    /// [program:nginx]
    /// command=/usr/sbin/nginx -c /srv/app/nginx.conf -g "daemon off;"
    /// stopsignal=QUIT
    /// ```
    ///
    /// ```ini
    /// [program:rsyslog]
    /// command=/usr/sbin/rsyslogd -n -iNONE
    ///
    /// [program:cron]
    /// command=/usr/sbin/cron -fL 15
    ///
    /// [program:apache]
    /// command=/usr/sbin/apache2ctl -DFOREGROUND
    /// stopsignal=WINCH
    ///
    /// [program:mail]
    /// command=/usr/bin/fetchmail --nodetach --daemon 300
    ///
    /// [program:db]
    /// command=/usr/bin/pidproxy /run/mysqld.pid /usr/bin/mysqld_safe
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#578](https://github.com/Supervisor/supervisor/issues/578)
    /// - [Supervisor/supervisor#891](https://github.com/Supervisor/supervisor/issues/891)
    /// - [Supervisor/supervisor#1338](https://github.com/Supervisor/supervisor/issues/1338)
    /// - [Supervisor/supervisor#1671](https://github.com/Supervisor/supervisor/issues/1671)
    /// - [The manual: nondaemonizing of subprocesses](https://supervisord.org/subprocess.html#nondaemonizing-of-subprocesses)
    "daemonizing-command", Warning, Command,
    fix: Suggested,
    [Program(check)],
}

/// How a program decides whether it goes to the background.
enum Kind {
    /// It does, unless one of these is among its arguments; the first is what to add.
    Unless(&'static [&'static str]),
    /// It does when one of these is among its arguments.
    When(&'static [&'static str]),
    /// Its configuration decides, which nobody sees here, unless one of these is among its arguments; what to write in it.
    Configured(&'static [&'static str], &'static str),
}

use Kind::{Configured, Unless, When};

/// What is known of programs, out of their manual pages. A flag of one letter counts in a group of flags, too (`-nN1`).
fn known(name: &str) -> Option<Kind> {
    // `php-fpm`, `php-fpm8.2`, `php-fpm82`.
    if name.starts_with("php-fpm") {
        return Some(Unless(&["-F", "--nodaemonize", "-t", "-i", "-m", "-v", "--help"]));
    }
    Some(match name {
        "nginx" | "openresty" => Unless(&["-g \"daemon off;\"", "-t", "-T", "-v", "-V", "-s", "-h"]),
        "apache2" | "httpd" | "apachectl" | "apache2ctl" => Unless(&["-DFOREGROUND", "-X", "-t", "-v", "-S", "-M", "-f"]),
        "apache2-foreground" | "httpd-foreground" => return None,
        "sshd" => Unless(&["-D", "-d", "-t", "-T", "-i", "-G"]),
        "rsyslogd" => Unless(&["-n", "-N", "-v"]),
        "syslog-ng" => Unless(&["-F", "--foreground", "-s", "-V"]),
        "cron" => Unless(&["-f"]),
        "crond" => Unless(&["-f", "-n", "-d", "-x"]),
        "lighttpd" => Unless(&["-D", "-t", "-v", "-V"]),
        "dovecot" => Unless(&["-F", "-n", "-a"]),
        "varnishd" => Unless(&["-F", "-d", "-C", "-V"]),
        "squid" => Unless(&["-N", "--foreground", "-k", "-z", "-v"]),
        "dnsmasq" => Unless(&["--keep-in-foreground", "-k", "-d", "--no-daemon"]),
        "keepalived" => Unless(&["--dont-fork", "-n", "-t"]),
        "proftpd" => Unless(&["--nodaemon", "-n", "-t"]),
        "xinetd" => Unless(&["-dontfork", "-d"]),
        "named" => Unless(&["-f", "-g", "-v", "-V"]),
        "snmpd" => Unless(&["-f", "-v"]),
        "chronyd" => Unless(&["-n", "-d", "-q", "-Q"]),
        "ntpd" => Unless(&["-n", "--nofork", "-q", "-d"]),
        "spawn-fcgi" => Unless(&["-n"]),
        "fail2ban-server" => Unless(&["-f", "--foreground"]),
        "postfix" => When(&["start"]),
        "redis-server" | "valkey-server" => When(&["--daemonize yes"]),
        "gunicorn" | "gunicorn3" => When(&["-D", "--daemon"]),
        "uwsgi" | "uwsgi_python3" => When(&["-d", "--daemonize", "--daemonize2"]),
        "celery" => When(&["multi", "--detach", "-D"]),
        "gearmand" => When(&["-d", "--daemon"]),
        "memcached" | "elasticsearch" | "spamd" | "ssserver" | "sslocal" => When(&["-d", "--daemonize", "--daemon"]),
        "haproxy" => When(&["-D"]),
        "mongod" | "mongos" => When(&["--fork"]),
        "rabbitmq-server" => When(&["-detached"]),
        "smbd" | "nmbd" | "winbindd" => When(&["-D", "--daemon"]),
        "openvpn" => When(&["--daemon"]),
        "exim" | "exim4" => When(&["-bd"]),
        "pm2" | "forever" => When(&["start"]),
        "stunnel" | "stunnel4" => Configured(&["-fd", "-version", "-help"], "foreground = yes"),
        "vsftpd" => Configured(&["-obackground=NO"], "background=NO"),
        "supervisord" => Configured(&["-n", "--nodaemon", "-v"], "nodaemon=true"),
        _ => return None,
    })
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(command) = program.command.as_ref().filter(|_| program.kind != SectionKind::EventListener) else { return };
    let runs = Runs::of(command);
    let name = runs.name();
    // A script of that name is what init-script-command is about.
    if runs.program().starts_with("/etc/") {
        return;
    }
    // This is what watches over a daemon.
    if runs.wrappers().iter().any(|word| base_name(&word.text) == "pidproxy") {
        return;
    }
    if matches!(name, "mysqld_safe" | "mariadbd-safe") {
        // A signal for the whole group reaches the server itself.
        let group = program.process().is_some_and(|process| process.stopasgroup.value);
        if !group {
            wrapper(command, name, found);
        }
        return;
    }
    let Some(kind) = known(name) else { return };
    // What fills a template in may well add the argument that is missing.
    if expansions::is_template(&command.text) || runs.arguments().iter().any(|word| word.text.starts_with("%(ENV_")) {
        return;
    }
    match kind {
        Unless(flags) => unless(command, &runs, flags, found),
        When(flags) => when(command, &runs, flags, found),
        Configured(flags, line) => {
            if !flags.iter().any(|flag| has(runs.arguments(), flag)) {
                let finding = found.finding(
                    place(command, &runs),
                    format!("`{name}` goes to the background unless its configuration says otherwise"),
                    "may become a daemon",
                    format!("make sure that its configuration says `{line}`"),
                );
                found.report(finding.only(Severity::Info));
            }
        }
    }
}

/// Where the program stands; in a script, the whole command.
fn place(command: &Command<'_>, runs: &Runs<'_>) -> crate::sources::Location {
    let word = command.words().get(runs.wrappers().len()).filter(|_| !runs.in_script);
    word.map_or_else(|| command.location(), |word| command.place(word))
}

/// True when the arguments contain a flag: as it is, with its value, or a single letter in a group.
fn has(arguments: &[Word], flag: &str) -> bool {
    let letter = flag.strip_prefix('-').filter(|rest| rest.len() == 1 && *rest != "-");
    arguments.iter().any(|word| {
        let text = &word.text;
        let grouped = letter.is_some_and(|letter| {
            let group = text.strip_prefix('-').filter(|group| !group.starts_with('-'));
            group.is_some_and(|group| group.contains(letter))
        });
        text == flag || grouped || (text.strip_prefix(flag).is_some_and(|rest| rest.starts_with('=')) && flag.len() > 2)
    })
}

fn unless(command: &Command<'_>, runs: &Runs<'_>, flags: &[&str], found: &mut Found<'_>) {
    let (name, arguments) = (runs.name(), runs.arguments());
    let foreground = |word: &Word| {
        let text = &word.text;
        // `daemon off;` of nginx may be `daemon  off`, `FOREGROUND` of Apache a word of its own.
        (text.contains("daemon") && (text.contains("off") || text.contains("%("))) || text.contains("FOREGROUND")
    };
    if arguments.iter().any(foreground) || flags.iter().any(|flag| has(arguments, flag)) {
        return;
    }
    let Some(add) = flags.first() else { return };
    let nginx = matches!(name, "nginx" | "openresty");
    if nginx && says_so(found.subject()) {
        return;
    }
    // The official images of PHP keep it in the foreground by a file of their own, and who names a configuration mostly wrote it.
    let image = name == "php-fpm" && !runs.program().starts_with("/usr/sbin/");
    let configured = arguments.iter().any(|word| ["-c", "-y", "--fpm-config", "--conf"].iter().any(|flag| word.text.starts_with(flag)));
    let unsure = image || (configured && (name.starts_with("php-fpm") || nginx));
    let finding = found.finding(
        place(command, runs),
        if nginx {
            format!("`{name}` goes to the background, unless its configuration says `daemon off;`")
        } else {
            format!("`{name}` goes to the background, where Supervisor cannot watch it")
        },
        "becomes a daemon",
        format!("add `{add}`"),
    );
    let finding = if unsure { finding.only(Severity::Info) } else { finding };
    // `start` asks for a daemon, and a second `-g` is refused.
    let plain = !arguments.iter().any(|word| matches!(word.text.as_str(), "start" | "-k" | "-g" | "--" | "restart"));
    let end = command.text.len();
    let fix = (plain && !runs.in_script && !command.text.ends_with(['&', ';', '\\']))
        .then(|| Fix::suggested(format!("add `{add}`"), [edits::set_part(command.given, end..end, &format!(" {add}"))]));
    found.report(finding.with_fix(fix));
}

fn when(command: &Command<'_>, runs: &Runs<'_>, flags: &[&str], found: &mut Found<'_>) {
    let (name, arguments) = (runs.name(), runs.arguments());
    for flag in flags {
        let (flag, value) = flag.split_once(' ').unwrap_or((flag, ""));
        // Whole words: `-D` in `-Dx=1` is something else.
        let Some(at) = arguments.iter().position(|word| word.text == flag || word.text.strip_prefix(flag).is_some_and(|rest| rest.starts_with('='))) else {
            continue;
        };
        let (Some(word), next) = (arguments.get(at), arguments.get(at + 1)) else { continue };
        if !value.is_empty() && next.is_none_or(|next| next.text != value) {
            continue;
        }
        // `pm2 start x --no-daemon` and `smbd -D -F` stay.
        if arguments.iter().any(|word| matches!(word.text.as_str(), "--no-daemon" | "-F" | "--foreground")) {
            return;
        }
        let help = match (name, flag) {
            ("postfix", _) => "write `start-fg` instead of `start`".to_owned(),
            ("pm2", _) => "write `pm2-runtime` instead of `pm2`".to_owned(),
            ("celery", "multi") => "start one worker per program: `celery worker …`".to_owned(),
            ("exim" | "exim4", _) => "write `-bdf` instead of `-bd`".to_owned(),
            _ if value == "yes" => format!("write `{flag} no`"),
            _ => format!("remove `{flag}`"),
        };
        let location = if runs.in_script { command.location() } else { command.place(word) };
        let message = format!("`{name}` goes to the background with `{flag}`, where Supervisor cannot watch it");
        let finding = found.finding(location, message, "makes it a daemon", help.as_str());
        let fix = if runs.in_script { None } else { mend(command, name, word, next, value) };
        found.report(finding.with_fix(fix.map(|edit| Fix::suggested(help, [edit]))));
        return;
    }
}

/// What takes the place of the argument that makes a daemon.
fn mend(command: &Command<'_>, name: &str, word: &Word, next: Option<&Word>, value: &str) -> Option<crate::diagnostic::Edit> {
    let part = |range, text| Some(edits::set_part(command.given, range, text));
    match (name, word.text.as_str()) {
        ("postfix", "start") => part(word.range.clone(), "start-fg"),
        ("exim" | "exim4", _) => part(word.range.clone(), "-bdf"),
        ("gunicorn" | "gunicorn3" | "gearmand" | "memcached" | "haproxy" | "mongod" | "mongos" | "rabbitmq-server" | "celery", flag)
            if flag.starts_with('-') =>
        {
            // With the blank that stands before it.
            let start = command.text.get(..word.range.start)?.trim_end().len();
            part(start..word.range.end, "")
        }
        _ if value == "yes" => part(next?.range.clone(), "no"),
        _ => None,
    }
}

/// A script that starts the server and starts it again itself.
fn wrapper(command: &Command<'_>, name: &str, found: &mut Found<'_>) {
    let server = if name == "mysqld_safe" { "mysqld" } else { "mariadbd" };
    found.report(found.finding(
        command.location(),
        format!("`{name}` restarts the server itself and does not pass the stop signal on"),
        "a supervisor of its own",
        format!("start `{server}` itself, or put `pidproxy PIDFILE` before the command"),
    ));
}

/// True when nginx's configuration on this machine keeps it in the foreground; not told without `--host`.
fn says_so(subject: &Subject<'_>) -> bool {
    if !subject.options().host_checks {
        return false;
    }
    let Ok(bytes) = subject.system().read(Path::new("/etc/nginx/nginx.conf"), Pipes::Refuse) else { return false };
    String::from_utf8_lossy(&bytes).lines().any(|line| {
        let mut words = line.split_whitespace();
        words.next() == Some("daemon") && words.next() == Some("off;")
    })
}
