//! `missing-directory`.

use std::path::Path;

use crate::lint::{Found, Program};

rule! {
    /// A directory in which something is to run does not exist.
    ///
    /// For the daemon itself the file is refused. The `directory` of a program is not looked at until the program is started: then every start
    /// fails with exit status 127, the log says little, and the program goes to FATAL.
    ///
    /// ## Bad
    ///
    /// ```ini host executable=/usr/bin/web
    /// [program:web]
    /// command=/usr/bin/web
    /// directory=/srv/web
    /// ```
    ///
    /// ```ini host main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/children
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
    /// ```ini host executable=/usr/bin/web
    /// [program:web]
    /// command=/usr/bin/web
    /// directory=/srv/app
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#788](https://github.com/Supervisor/supervisor/issues/788)
    /// - [Supervisor/supervisor#1489](https://github.com/Supervisor/supervisor/issues/1489)
    "missing-directory", Warning, Host,
    when: When::Host,
    [Compiler, Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(option) = program.option("directory") else { return };
    let subject = found.subject();
    // Those of the processes of one program may differ.
    let missing = program.processes.iter().find_map(|member| {
        let directory = member.process.directory.value.as_deref()?;
        // `~` is not expanded here, so such a directory is hardly there; a relative one is relative to who knows what.
        let known = directory.starts_with('/') && !subject.system().is_dir(Path::new(directory));
        known.then_some(directory)
    });
    let Some(directory) = missing else { return };
    let finding = found.finding(
        option.location(),
        format!("the directory of `{}` does not exist: `{directory}`", program.name),
        "no such directory",
        "create the directory, or correct the path",
    );
    found.report(finding.on_host());
}
