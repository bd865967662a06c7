//! `priority-is-not-dependency`.

use crate::lint::{Found, Program, Subject};
use crate::plan::Process;
use crate::schema::SectionKind;

rule! {
    /// A server is to be started before what needs it, but nothing waits until it is ready.
    ///
    /// `priority` decides who is started first, and that is all: the next program is started at once, not when the
    /// database accepts connections. On a fast machine that is good enough; on a busy one, after a crash, the
    /// application finds no database, fails, and has used up its `startretries` when the database is ready. What needs
    /// a server should wait for it by itself.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:db]
    /// command=/usr/sbin/mysqld
    /// priority=1
    ///
    /// [program:web]
    /// command=/usr/bin/web
    /// priority=2
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:db]
    /// command=/usr/sbin/mysqld
    ///
    /// [program:web]
    /// command=/usr/bin/wait-for-it localhost:3306 -- /usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#106](https://github.com/Supervisor/supervisor/issues/106)
    /// - [Supervisor/supervisor#122](https://github.com/Supervisor/supervisor/issues/122)
    /// - [Supervisor/supervisor#954](https://github.com/Supervisor/supervisor/issues/954)
    /// - [Supervisor/supervisor#1287](https://github.com/Supervisor/supervisor/issues/1287)
    "priority-is-not-dependency", Info, Restart,
    [Whole(check)],
}

/// Servers that others wait for.
const AWAITED: [&str; 19] = [
    "mysqld", "mysqld_safe", "mariadbd", "mariadbd-safe", "postgres", "postmaster", "redis-server", "valkey-server", "rabbitmq-server",
    "mongod", "memcached", "elasticsearch", "opensearch", "beanstalkd", "etcd", "consul", "nats-server", "Xvfb", "dbus-daemon",
];

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let started = |program: &Program<'_>| program.process().is_some_and(|process| process.autostart.value);
    let others = subject.programs().iter().filter(|program| program.kind != SectionKind::EventListener && started(program));
    // The two that are started last: a server waits for others, not for itself.
    let mut last: Vec<(i64, &str)> = Vec::new();
    for program in others.clone() {
        last.extend(priority(program).map(|priority| (priority, program.name)));
        last.sort_unstable_by_key(|(priority, _)| std::cmp::Reverse(*priority));
        last.truncate(2);
    }
    for program in others {
        let (Some(process), Some(command)) = (program.process(), &program.command) else { continue };
        let Some(place) = process.priority.origin.location() else { continue };
        let Some((_, waits)) = last.iter().find(|(priority, name)| *priority > process.priority.value && *name != program.name)
        else {
            continue;
        };
        let launched = command.launched();
        if !AWAITED.contains(&launched.name()) {
            continue;
        }
        let finding = found.finding(
            place,
            format!("`{}` is started before `{waits}`, which does not wait until it is ready", program.name),
            "only an order",
            "let the programs that need it wait for it, or give them more `startretries`",
        );
        found.report(finding);
    }
}

fn priority(program: &Program<'_>) -> Option<i64> {
    let process: &Process = program.process()?;
    Some(process.priority.value)
}
