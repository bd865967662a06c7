//! `version-gated-option`.

use supervisor_grammar::environment::{Mode, parse};

use crate::lint::{Found, Program, Release, Section};

rule! {
    /// An option is younger than the oldest release that the configuration is for.
    ///
    /// With `--target` you say which release your machines have. An older Supervisor passes over options that it does not know, without a
    /// word: `stdout_syslog=true` on 3.4 logs to a temporary file. It refuses the whole file for a `%(numprocs)d` that it does not know.
    ///
    /// ## Bad
    ///
    /// ```ini target=3.4
    /// [program:web]
    /// command=/usr/bin/web
    /// autorestart=true
    /// stdout_logfile=/var/log/supervisor/web.log
    /// stdout_syslog=true
    /// ```
    ///
    /// ```ini target=4.1
    /// [program:web]
    /// command=/usr/bin/web --worker %(process_num)d --of %(numprocs)d
    /// process_name=%(program_name)s_%(process_num)02d
    /// numprocs=4
    /// ```
    ///
    /// ```ini target=4.1
    /// [program:web]
    /// command=/usr/bin/web --port %(ENV_PORT)s
    /// environment=PORT="80"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini target=4.0
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/supervisor/web.log
    /// stdout_syslog=true
    /// ```
    ///
    /// ## References
    ///
    /// - [The changes of each release](https://supervisord.org/changes.html)
    /// - [Supervisor/supervisor#1269](https://github.com/Supervisor/supervisor/issues/1269)
    "version-gated-option", Info, Portability,
    [Section(check), Program(own_variables)],
}

/// The newest option is so old.
const NEWEST: Release = Release::V4_2;

fn check(section: Section<'_>, found: &mut Found<'_>) {
    let target = found.subject().settings().release;
    if target >= NEWEST {
        return;
    }
    for option in section.options() {
        let Some(row) = section.row(&option.key()) else { continue };
        if let Some(since) = row.since.filter(|since| release(since) > target) {
            let finding = found.finding(
                option.key_location(),
                format!("`{}` exists since Supervisor {since} only", row.name),
                "has no effect in older releases",
                format!("remove it, or write for Supervisor {since} and later"),
            );
            found.report(finding);
        }
        let text = option.text();
        if let Some(at) = text.find("%(numprocs)").filter(|_| section.kind().is_some_and(|kind| kind.has_processes())) {
            let finding = found.finding(
                option.locate(at..at + "%(numprocs)".len()),
                format!("`%(numprocs)` in `{}` exists since Supervisor 4.2.0 only", row.name),
                "is refused by older releases",
                "write the number, or write for Supervisor 4.2.0 and later",
            );
            found.report(finding);
        }
    }
}

/// The variables of its own `environment` that a program's other options refer to, which older releases cannot.
fn own_variables(program: &Program<'_>, found: &mut Found<'_>) {
    if found.subject().settings().release >= NEWEST {
        return;
    }
    let Some(environment) = program.option("environment") else { return };
    let Ok(pairs) = parse(&environment.text(), Mode::Legacy) else { return };
    for option in program.section.options().filter(|option| option.key() != "environment") {
        let text = option.text();
        if !text.contains("%(ENV_") {
            continue;
        }
        let used = pairs.iter().find_map(|pair| Some((pair, text.find(&format!("%(ENV_{})", pair.key))?)));
        let Some((pair, at)) = used else { continue };
        let finding = found.finding(
            option.locate(at..at + pair.key.len() + "%(ENV_)".len()),
            format!("`%(ENV_{})` refers to the program's own `environment`, which is possible since 4.2.2 only", pair.key),
            "older releases look into the environment of supervisord",
            format!("write the value, or set `{}` where supervisord is started", pair.key),
        );
        found.report(finding);
    }
}

/// The release that a row of the option table names, such as `3.0a7` or `4.2.0`.
fn release(since: &str) -> Release {
    let known = [
        ("3.0", Release::V3_0),
        ("3.1", Release::V3_1),
        ("3.2", Release::V3_2),
        ("3.3", Release::V3_3),
        ("3.4", Release::V3_4),
        ("4.0", Release::V4_0),
        ("4.1", Release::V4_1),
        ("4.2", Release::V4_2),
        ("4.3", Release::V4_3),
    ];
    known.into_iter().find(|(prefix, _)| since.starts_with(prefix)).map_or(Release::V4_4Dev, |(_, release)| release)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::SectionKind;

    #[test]
    fn the_newest_option_is_known() {
        let rows = SectionKind::ALL.into_iter().flat_map(SectionKind::options);
        assert_eq!(rows.filter_map(|row| row.since).map(release).max(), Some(NEWEST));
    }
}
