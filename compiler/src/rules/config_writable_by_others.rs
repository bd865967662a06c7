//! `config-writable-by-others`.

use std::path::{Path, PathBuf};

use supervisor_grammar::Span;

use crate::lint::{Found, Program, Subject};
use crate::sources::Location;
use crate::system::{FileKind, Stat};

rule! {
    /// A file that root's supervisord reads or runs can be changed by somebody else.
    ///
    /// Who can write the configuration, a directory from which it includes files, or a command that runs as root, is root
    /// at the next restart. Only what this machine says is looked at, so it needs `--host`.
    ///
    /// ## Bad
    ///
    /// ```ini host mode=/etc/supervisor/conf.d/example.conf:666 executable=/usr/bin/web
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini host mode=/etc/supervisor/conf.d:777 executable=/usr/bin/web
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini host mode=/usr/bin/web:777 executable=/usr/bin/web
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
    /// - [The manual: running supervisord](https://supervisord.org/running.html)
    "config-writable-by-others", Warning, Security,
    when: When::Host,
    [Whole(files), Program(program)],
}

/// What is wrong; none when only root can change it, or when there is no such file.
fn fault(path: &Path, subject: &Subject<'_>) -> Option<String> {
    let Stat { kind, mode, uid, gid } = subject.system().stat(path)?;
    if kind == FileKind::Other {
        // Devices and pipes are meant to be written.
        return None;
    }
    // In a directory like /tmp nobody can touch the files of others, but anybody can add some: that is enough here.
    if uid != 0 {
        let name = subject.system().user_by_id(uid).map_or_else(|| uid.to_string(), |user| user.name);
        return Some(format!("belongs to `{name}`"));
    }
    match mode {
        _ if mode & 0o002 != 0 => Some("can be written by everybody".to_owned()),
        _ if mode & 0o020 != 0 && gid != 0 => Some("can be written by its group".to_owned()),
        _ => None,
    }
}

/// True when the daemon has root's rights when it reads the files.
fn starts_as_root(subject: &Subject<'_>) -> bool {
    subject.options().uid == 0 && subject.daemon().is_some()
}

fn files(subject: &Subject<'_>, found: &mut Found<'_>) {
    if !starts_as_root(subject) {
        return;
    }
    for file in subject.files() {
        let path = subject.options().cwd.join(&file.path);
        let place = Location { file: file.id, span: Span::at(0) };
        report(&path, place, "the configuration", found);
    }
    let here = subject.main().map_or("", |main| &main.directory);
    for pattern in subject.patterns() {
        let path = Path::new(here).join(&pattern.text);
        let wild = |path: &Path| path.to_string_lossy().contains(['*', '?', '[']);
        // The directory that is listed.
        let directory: Option<PathBuf> = path.ancestors().skip(1).find(|directory| !wild(directory)).map(Path::to_path_buf);
        if let Some(directory) = directory.filter(|_| wild(&path)) {
            report(&directory, pattern.location, "the directory of included files", found);
        }
    }
}

fn program(program: &Program<'_>, found: &mut Found<'_>) {
    let (Some(process), Some(command)) = (program.process(), &program.command) else { return };
    let subject = found.subject();
    let plan = subject.plan();
    let user = process.user.value.as_ref().or(plan.daemon.user.value.as_ref());
    let root = user.is_none_or(|user| user.uid == Some(0));
    let path = command.program();
    if root && starts_as_root(subject) && path.starts_with('/') && !path.contains('%') {
        report(Path::new(path), command.words().first().map_or(command.location(), |word| command.place(word)), "the program", found);
    }
}

fn report(path: &Path, place: Location, what: &str, found: &mut Found<'_>) {
    let Some(fault) = fault(path, found.subject()) else { return };
    let path = path.display();
    found.report(found.finding(
        place,
        format!("{what}, `{path}`, {fault}, and root uses it"),
        "others can change it",
        format!("give it to root, and take the right to write from all others: `chown root {path}`, `chmod go-w {path}`"),
    ));
}
