//! `utf8-locale-missing`.

use crate::lint::{Found, Program, Runs, base_name};

rule! {
    /// A program in Ruby or Python 2 is started without a locale that says UTF-8.
    ///
    /// An init system starts supervisord without `LANG`. Such programs then take all text for ASCII, and fail at the first letter
    /// beyond it, with an error that nobody sees in a terminal. Python 3 reads UTF-8 by itself since 3.7. Asked with
    /// `--profile systemd` only.
    ///
    /// ## Bad
    ///
    /// ```ini profile=systemd
    /// [program:app]
    /// command=/usr/bin/ruby /srv/app/run.rb
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini profile=systemd
    /// [program:app]
    /// command=/usr/bin/ruby /srv/app/run.rb
    /// environment=LANG="C.UTF-8"
    /// ```
    ///
    /// ```ini profile=systemd
    /// [program:app]
    /// command=/usr/bin/ruby -Ku /srv/app/run.rb --lang LC_ALL=C.UTF-8
    /// environment=LC_ALL="C.UTF-8"
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1459](https://github.com/Supervisor/supervisor/issues/1459)
    /// - [Supervisor/supervisor#1231](https://github.com/Supervisor/supervisor/issues/1231)
    "utf8-locale-missing", Info, Command,
    when: When::Profiles(&[Profile::Systemd]),
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let (Some(command), Some(process)) = (&program.command, program.process()) else { return };
    let runs = Runs::of(command);
    let name = runs.name();
    let ruby = matches!(name, "ruby" | "bundle" | "rails" | "rake" | "rackup" | "puma" | "unicorn" | "thin" | "sidekiq" | "resque");
    if !ruby && !name.starts_with("python2") {
        return;
    }
    let names = ["LANG", "LC_ALL", "LC_CTYPE", "RUBYOPT", "PYTHONIOENCODING"];
    let set = names.iter().any(|name| process.environment.value.contains_key(*name));
    let before = runs.wrappers().iter().any(|word| names.iter().any(|name| base_name(&word.text).starts_with(name)));
    if set || before {
        return;
    }
    found.report(found.finding(
        command.location(),
        format!("`{name}` reads and writes ASCII only: no locale says UTF-8"),
        "has no locale under an init system",
        "write `environment=LANG=\"C.UTF-8\"`",
    ));
}
