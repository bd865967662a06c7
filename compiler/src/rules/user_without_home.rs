//! `user-without-home`.

use crate::diagnostic::Fix;
use crate::lint::{Command, Found, Program, Subject, edits, programs_of};
use crate::plan::UserRef;
use crate::system::User;

rule! {
    /// A program runs as another user and keeps the `HOME` of the daemon.
    ///
    /// `user` changes the user and nothing else: `HOME`, `USER` and `LOGNAME` stay those of supervisord, mostly root's.
    /// What keeps settings or caches in its home (npm, pip, git, Java, browsers, databases' clients) is then refused in
    /// `/root`, or finds the wrong files. By hand, after `su - app`, the same command works. The rule looks for such
    /// programs, for login shells, and for commands that name `~` or `$HOME`: many others ask for no home.
    ///
    /// ## Bad
    ///
    /// ```ini host executable=/usr/bin/jupyter
    /// [program:web]
    /// command=/usr/bin/jupyter lab
    /// user=app
    /// ```
    ///
    /// ```ini host executable=/usr/bin/jupyter
    /// [program:web]
    /// command=/usr/bin/jupyter lab
    /// user=app
    /// environment=PORT="8000"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/jupyter lab
    /// user=app
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini host executable=/usr/bin/jupyter
    /// [program:web]
    /// command=/usr/bin/jupyter lab
    /// user=app
    /// environment=HOME="/srv/app",USER="app"
    /// ```
    ///
    /// ```ini host executable=/usr/bin/jupyter
    /// [program:web]
    /// command=/usr/bin/jupyter lab
    /// user=app
    /// environment=PORT="8000",HOME="/srv/app",USER="app"
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#161](https://github.com/Supervisor/supervisor/issues/161)
    /// - [Supervisor/supervisor#307](https://github.com/Supervisor/supervisor/issues/307)
    /// - [Supervisor/supervisor#711](https://github.com/Supervisor/supervisor/issues/711)
    /// - [paperless-ngx/paperless-ngx#3638](https://github.com/paperless-ngx/paperless-ngx/issues/3638)
    "user-without-home", Info, Environment,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(option) = program.option("user") else { return };
    let Some(process) = program.process() else { return };
    let Some(user) = &process.user.value else { return };
    // With a group behind it, it is no user.
    let other = user.uid != Some(0) && user.text != "root" && !user.text.contains(':');
    if !other || process.environment.value.contains_key("HOME") {
        return;
    }
    if !program.command.as_ref().is_some_and(asks_for_a_home) {
        return;
    }
    let known = known(user, found.subject());
    let variables = known.as_ref().map(variables);
    let help = match &variables {
        Some(variables) => format!("write `environment={variables}`"),
        None => format!("write `environment=HOME=\"/home/{0}\",USER=\"{0}\"`, with the home of that user", user.text),
    };
    let finding = found.finding(
        option.location(),
        format!("`{}` runs as `{}` with the HOME of supervisord", program.name, user.text),
        "changes the user, not HOME and USER",
        help,
    );
    found.report(finding.with_fix(variables.and_then(|variables| added(program, &variables))));
}

/// Programs that keep something at home, or look for it there.
const AT_HOME: &[&str] = &[
    "Xvfb", "Xvnc", "ansible", "ansible-playbook", "autossh", "aws", "bun", "bundle", "bundler", "cargo", "chrome", "chromedriver",
    "chromium", "chromium-browser", "code-server", "composer", "conda", "docker", "dotnet", "erl", "firefox", "fluxbox", "gcloud",
    "geckodriver", "gem", "git", "google-chrome", "google-chrome-stable", "gpg", "gradle", "helm", "iex", "ipython", "java", "jupyter",
    "jupyter-lab", "jupyter-notebook", "jupyterhub", "kubectl", "lein", "mix", "mongo", "mono", "mvn", "mysql", "npm", "npx",
    "openbox", "pip", "pip3", "pipenv", "pm2", "pnpm", "poetry", "psql", "rails", "rclone", "rstudio-server", "rsync", "sbt", "scp",
    "screen", "solr", "ssh", "startxfce4", "svn", "syncthing", "terraform", "tmux", "uv", "vncserver", "wine", "x11vnc", "xvfb-run",
    "yarn", "yt-dlp",
];

/// True for a command that needs the home of its user, most likely.
fn asks_for_a_home(command: &Command<'_>) -> bool {
    let names_it = ["~/", "$HOME", "${HOME}"].iter().any(|home| command.text.contains(home));
    let login = || {
        let shell = ["sh", "bash", "dash", "zsh", "ksh"].contains(&command.name());
        let first = command.arguments().first().map_or("", |word| word.text.as_str());
        shell && (first == "--login" || first.starts_with('-') && !first.starts_with("--") && first.contains('l'))
    };
    names_it || login() || programs_of(command).iter().any(|name| AT_HOME.contains(&name.as_str()))
}

/// The user, as this machine knows it; none without host checks.
fn known(user: &UserRef, subject: &Subject<'_>) -> Option<User> {
    let id = user.uid.filter(|_| subject.options().host_checks)?;
    subject.system().user_by_id(id)
}

/// A `%` is written twice.
fn variables(user: &User) -> String {
    let (home, name) = (user.home.display().to_string(), &user.name);
    format!("HOME=\"{}\",USER=\"{}\"", home.replace('%', "%%"), name.replace('%', "%%"))
}

/// The variables behind those that are there, or on a line of their own.
fn added(program: &Program<'_>, variables: &str) -> Option<Fix> {
    let title = "set HOME and USER";
    let Some(environment) = program.option("environment") else {
        let user = program.option("user").filter(|user| !user.inherited)?;
        return Some(Fix::suggested(title, [edits::add_below(user, "environment", variables)]));
    };
    let text = environment.text();
    let list = text.trim_end_matches(',');
    let simple = !environment.inherited && !text.contains('\n') && !list.is_empty();
    simple.then(|| Fix::suggested(title, [edits::set_value(environment, &format!("{list},{variables}"))]))
}
