//! `log-dir-not-writable-by-user`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::lint::streams::is_device;
use crate::lint::{Found, Subject};
use crate::plan::{LogFile, MainLog};
use crate::system::{FileKind, System, User};

rule! {
    /// supervisord runs as a user that cannot write a log.
    ///
    /// supervisord opens all log files itself, the programs' too, as the user that it runs as, which is not the
    /// program's `user`. It gives up root before it opens its own log. What it cannot open keeps it, or the program,
    /// from starting: "Permission denied".
    ///
    /// ## Bad
    ///
    /// ```ini main host executable=/srv/app/web
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=app
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/tmp/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini host executable=/srv/app/web
    /// [program:web]
    /// command=/srv/app/web
    /// user=app
    /// environment=HOME="/srv/app",USER="app"
    /// stdout_logfile=/var/log/supervisor/web.log
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#120](https://github.com/Supervisor/supervisor/issues/120)
    /// - [Supervisor/supervisor#1064](https://github.com/Supervisor/supervisor/issues/1064)
    "log-dir-not-writable-by-user", Info, Host,
    when: When::Host,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let plan = subject.plan();
    let system = subject.system();
    let uid = plan.daemon.user.value.as_ref().and_then(|user| user.uid).unwrap_or(subject.options().uid);
    let Some(user) = system.user_by_id(uid).filter(|user| user.uid != 0) else { return };
    let mut known = HashMap::new();
    if let MainLog::File(path) = &plan.daemon.logfile.value
        && let Some(place) = plan.daemon.logfile.origin.location()
        && let Some(what) = obstacle(path, &user, system, &mut known)
    {
        report(path, &what, &user, place, found);
    }
    let directory = &plan.daemon.childlogdir;
    let auto = |file: &LogFile| *file == LogFile::Auto;
    let mut processes = plan.groups.iter().flat_map(|group| &group.processes);
    if let Some(place) = directory.origin.location()
        && processes.any(|process| auto(&process.stdout.logfile) || auto(&process.stderr.logfile))
        && let Some(what) = obstacle(&directory.value.join("log"), &user, system, &mut known)
    {
        report(&directory.value, &what, &user, place, found);
    }
    for process in plan.groups.iter().flat_map(|group| &group.processes) {
        for stream in process.streams() {
            let Some((path, place)) = stream.file().filter(|(path, _)| path.is_absolute()) else { continue };
            if let Some(what) = obstacle(path, &user, system, &mut known) {
                report(path, &what, &user, place, found);
            }
        }
    }
}

fn report(path: &Path, what: &Path, user: &User, place: crate::sources::Location, found: &mut Found<'_>) {
    let finding = found.finding(
        place,
        format!("`{}` cannot be written: supervisord runs as `{}`, who may not write `{}`", path.display(), user.name, what.display()),
        "cannot be written",
        format!("let `{}` own the directory, or log elsewhere", user.name),
    );
    found.report(finding.on_host());
}

/// The file or directory that keeps `user` from writing a log; none: there is none, or nobody can tell.
fn obstacle(path: &Path, user: &User, system: &dyn System, known: &mut HashMap<PathBuf, bool>) -> Option<PathBuf> {
    if is_device(path) {
        return None;
    }
    // What others than the owner may do depends on groups that are not asked about: they get the benefit of the doubt.
    let may_write = |path: &Path, kind: FileKind| {
        system.stat(path).filter(|stat| stat.kind == kind).map(|stat| {
            (stat.uid == user.uid && stat.mode & 0o200 != 0) || stat.mode & 0o022 != 0
        })
    };
    if let Some(writable) = may_write(path, FileKind::File) {
        return (!writable).then(|| path.to_owned());
    }
    let directory = path.parent()?;
    let writable = match known.get(directory) {
        Some(writable) => *writable,
        None => {
            let writable = may_write(directory, FileKind::Directory).unwrap_or(true);
            known.insert(directory.to_owned(), writable);
            writable
        }
    };
    (!writable).then(|| directory.to_owned())
}
