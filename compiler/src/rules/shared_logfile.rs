//! `shared-logfile`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;

use indexmap::IndexMap;

use crate::convert::normal;
use crate::diagnostic::{Diagnostic, Fix, Label, Severity};
use crate::lint::streams::is_device;
use crate::lint::{Found, Subject, edits};
use crate::plan::MainLog;
use crate::schema::SectionKind;
use crate::sources::Location;

rule! {
    /// Two outputs are written into one log file.
    ///
    /// Each of them keeps the file open for itself, counts for itself, and rotates for itself: as soon as one has
    /// renamed the file, the other goes on writing into the old one, until it renames the new one in its turn. Lines
    /// end up in the wrong file, backups are overwritten early, and what is needed at night has been deleted. This
    /// holds for two programs, for the processes of one program, for its standard output and standard error (where
    /// `redirect_stderr` is meant), and for the log of supervisord itself. Logs that nobody rotates are only mixed:
    /// that is told as a remark. Devices such as `/dev/stdout` may be shared.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// process_name=%(program_name)s_%(process_num)02d
    /// numprocs=4
    /// stdout_logfile=/var/log/web.log
    /// stderr_logfile=NONE
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/web.log
    /// stderr_logfile=/var/log/web.log
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/all.log
    ///
    /// [program:api]
    /// command=/usr/bin/api
    /// stdout_logfile=/var/log/../log/all.log
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/supervisor/supervisord.log
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// process_name=%(program_name)s_%(process_num)02d
    /// numprocs=4
    /// stdout_logfile=/var/log/web_%(process_num)02d.log
    /// stderr_logfile=NONE
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=/var/log/web.log
    /// redirect_stderr=true
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#411](https://github.com/Supervisor/supervisor/issues/411)
    /// - [Supervisor/supervisor#204](https://github.com/Supervisor/supervisor/issues/204)
    /// - [Supervisor/supervisor#900](https://github.com/Supervisor/supervisor/issues/900)
    /// - [Supervisor/supervisor#702](https://github.com/Supervisor/supervisor/issues/702)
    /// - [Supervisor/supervisor#136](https://github.com/Supervisor/supervisor/issues/136)
    "shared-logfile", Warning, Logging,
    fix: Suggested,
    [Whole(check)],
}

/// Who writes into a log file.
struct Writer<'s> {
    place: Location,
    /// The option.
    option: &'static str,
    /// The program; none: the daemon.
    program: Option<&'s str>,
    kind: SectionKind,
}

/// All who write into one log file.
#[derive(Default)]
struct Writers<'s> {
    writers: Vec<Writer<'s>>,
    rotated: bool,
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let mut files: IndexMap<Cow<'_, Path>, Writers<'_>> = IndexMap::new();
    let daemon = &subject.plan().daemon;
    let main = match &daemon.logfile.value {
        MainLog::File(path) if !is_device(path) => Some(path),
        MainLog::File(_) | MainLog::Syslog => None,
    };
    let supervisord = subject.section("supervisord");
    if let (Some(path), Some(section)) = (main, supervisord) {
        let writers = files.entry(resolved(path, subject)).or_default();
        let place = daemon.logfile.origin.location().unwrap_or(section.header());
        writers.rotated |= daemon.logfile_maxbytes.value > 0;
        writers.writers.push(Writer { place, option: "logfile", program: None, kind: SectionKind::Supervisord });
    }
    for program in subject.programs() {
        // A program that is in two groups, or twice in one, has all its logs twice: there are rules that say so.
        let first = program.processes.first().map(|member| member.group);
        let mut names = HashSet::new();
        let members = program.processes.iter().filter(|member| {
            first.is_some_and(|group| std::ptr::eq(group, member.group)) && names.insert(&member.process.name.value)
        });
        for stream in members.flat_map(|member| member.process.streams()) {
            let Some((path, place)) = stream.file().filter(|(path, _)| !is_device(path)) else { continue };
            let writers = files.entry(resolved(path, subject)).or_default();
            writers.rotated |= stream.is_rotated();
            let option = stream.logfile;
            writers.writers.push(Writer { place, option, program: Some(program.name), kind: program.kind });
        }
    }
    for (path, writers) in files {
        if writers.writers.len() > 1 {
            report(&path, &writers, found);
        }
    }
}

/// The path as all others that lead to the file by its name are written.
fn resolved<'p>(path: &'p Path, subject: &Subject<'_>) -> Cow<'p, Path> {
    let text = path.to_string_lossy();
    if text.starts_with('/') && !text.contains("//") && !text.contains("/.") {
        return Cow::Borrowed(path);
    }
    let directory = subject.plan().daemon.directory.value.as_ref().unwrap_or(&subject.options().cwd);
    Cow::Owned(normal(&directory.join(path)))
}

fn report(path: &Path, writers: &Writers<'_>, found: &mut Found<'_>) {
    let path = path.display();
    let mut places: IndexMap<Location, Vec<&Writer<'_>>> = IndexMap::new();
    for writer in &writers.writers {
        places.entry(writer.place).or_default().push(writer);
    }
    let Some(first) = writers.writers.first() else { return };
    for (place, all) in &places {
        let Some(writer) = all.first() else { continue };
        let finding = if all.len() > 1 {
            let (count, option) = (all.len(), writer.option);
            let who = match writer.program {
                Some(name) if all.iter().all(|other| other.program == writer.program) => {
                    format!("the {count} processes of `{name}` all write into `{path}`")
                }
                _ => format!("{count} processes write into `{path}`"),
            };
            let help = format!("write `%(process_num)02d` or `%(program_name)s` into the path, or set `{option}=AUTO`");
            found.finding(*place, who, "one file for all of them", help).with_fix(numbered(writer, found.subject()))
        } else if *place == first.place || are_branches(first, writer, found.subject()) {
            continue;
        } else {
            between(first, writer, &path.to_string(), found)
        };
        found.report(if writers.rotated { finding } else { finding.only(Severity::Info) });
    }
}

/// True for programs of a template, of which perhaps only one will be there.
fn are_branches(first: &Writer<'_>, second: &Writer<'_>, subject: &Subject<'_>) -> bool {
    first.program != second.program && subject.is_in_template(second.place)
}

/// The finding about an output whose log file another one has, too.
fn between(first: &Writer<'_>, second: &Writer<'_>, path: &str, found: &Found<'_>) -> Diagnostic {
    let streams = first.program.is_some() && first.program == second.program && first.kind == second.kind;
    let who = second.program.unwrap_or_default();
    let (message, help) = match first.program {
        _ if streams => (
            format!("standard output and standard error of `{who}` both write into `{path}`, each for itself"),
            "write `redirect_stderr=true` instead of `stderr_logfile`".to_owned(),
        ),
        Some(other) => (
            format!("`{}` of `{who}` is also `{}` of `{other}`: `{path}`", second.option, first.option),
            "give each program a log file of its own".to_owned(),
        ),
        None => (
            format!("`{}` of `{who}` is also the log of supervisord: `{path}`", second.option),
            "give the program a log file of its own".to_owned(),
        ),
    };
    let finding = found.finding(second.place, message, "written by two", help);
    let finding = finding.with_related(Label::new(first.place, "the same file"));
    finding.with_fix(if streams { redirected(second, found.subject()) } else { None })
}

/// The number of the process in the file's name.
fn numbered(writer: &Writer<'_>, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.own_option_at(writer.place, writer.option)?;
    let text = option.text();
    if text.contains(['\n', '"', '\'']) || text.contains("process_num") || writer.program.is_none() {
        return None;
    }
    let name = text.rfind('/').map_or(0, |slash| slash + 1);
    let at = match text.rfind('.') {
        Some(dot) if dot > name => dot,
        _ => text.len(),
    };
    // Not into the middle of an expansion.
    if text.get(at..)?.contains([')', '%']) || text.get(name..at)?.is_empty() {
        return None;
    }
    let path = format!("{}_%(process_num)02d{}", text.get(..at)?, text.get(at..)?);
    Some(Fix::suggested(format!("write `{path}`"), [edits::set_value(option, &path)]))
}

/// `redirect_stderr=true` in the place of `stderr_logfile`.
fn redirected(writer: &Writer<'_>, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.own_option_at(writer.place, "stderr_logfile")?;
    let section = subject.section_at(writer.place)?;
    let title = "write `redirect_stderr=true` instead";
    if writer.kind == SectionKind::EventListener || !edits::is_only(subject, option) {
        return None;
    }
    match section.option("redirect_stderr") {
        Some(given) if !given.inherited => {
            Some(Fix::suggested(title, [edits::set_value(given, "true"), edits::remove(option)]))
        }
        _ => {
            let edits = [edits::rename(option, "redirect_stderr"), edits::set_value(option, "true")];
            Some(Fix::suggested(title, edits))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Severity;
    use crate::lint::{Settings, lint};
    use crate::system::MemorySystem;

    fn levels(programs: &str) -> Vec<Severity> {
        let mut system = MemorySystem::new();
        system.add_file("/s.conf", format!("[supervisord]\nlogfile=/tmp/s.log\n{programs}"));
        let mut settings = Settings::default();
        settings.selection.select(super::RULE.name()).unwrap();
        let found = lint("/s.conf".as_ref(), &system, &crate::Options::default(), &settings).unwrap();
        assert!(found.diagnostics.iter().all(|finding| finding.code == super::RULE.code), "{:?}", found.diagnostics);
        found.diagnostics.iter().map(|finding| finding.severity).collect()
    }

    #[test]
    fn what_nobody_rotates_is_a_remark() {
        let text = |maxbytes: &str| {
            format!(
                "[program:a]\ncommand=a\nstdout_logfile=/tmp/l\nstdout_logfile_maxbytes={maxbytes}\n\
                 [program:b]\ncommand=b\nstdout_logfile=tmp//l\nstdout_logfile_maxbytes=0\n"
            )
        };
        assert_eq!(levels(&text("0")), [Severity::Info]);
        assert_eq!(levels(&text("1KB")), [Severity::Warning]);
    }

    #[test]
    fn devices_and_programs_in_two_groups_are_something_else() {
        assert!(levels("[program:a]\ncommand=a\nstdout_logfile=/dev/stdout\nstderr_logfile=/dev/stdout\n").is_empty());
        let grouped = "[group:g]\nprograms=a\n[group:h]\nprograms=a\n[program:a]\ncommand=a\nstdout_logfile=/tmp/l\n";
        assert!(levels(grouped).is_empty());
        let template = "[program:a]\ncommand=a\nstdout_logfile=/tmp/l\n#{% else %}\n[program:b]\ncommand=b\nstdout_logfile=/tmp/l\n";
        assert!(levels(template).is_empty());
    }
}
