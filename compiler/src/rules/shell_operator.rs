//! `shell-operator`.

use supervisor_grammar::words::Word;

use super::shell_builtin_command::begins_with_builtin;
use crate::lint::truncated::is_truncated;
use crate::lint::{Command, Found, Program, shell};

rule! {
    /// A command contains an operator of the shell, and no shell runs it.
    ///
    /// Supervisor splits the command into words and starts the first: `&&`, `|` and `>` are handed to that program as arguments, like
    /// any other word. At best it complains; `tail -F x | lecat` tries to follow the files `|` and `lecat`. Give the command to
    /// `/bin/sh -c '…'`, and write `exec` before the program that stays, so that it gets the stop signal. Output needs no `>`: it is what
    /// `stdout_logfile` is for.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/sleep 30 && /usr/bin/web --port 80
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --port 80 > /var/log/web.log 2>&1
    /// ```
    ///
    /// ```ini
    /// [program:follow]
    /// command=/usr/bin/tail -F /var/log/nginx/*.log
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --name=$(hostname)
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/sh -c '/bin/sleep 30 && exec /usr/bin/web --port 80'
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/sh -c 'exec /usr/bin/web --port 80 > /var/log/web.log 2>&1'
    /// ```
    ///
    /// ```ini
    /// [program:follow]
    /// command=/bin/sh -c 'exec /usr/bin/tail -F /var/log/nginx/*.log'
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/sh -c 'exec /usr/bin/web --name=$(hostname)'
    /// ```
    ///
    /// ```ini
    /// [program:find]
    /// command=/usr/bin/find /srv -exec touch {} \;
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/java -cp lib/* --url "http://localhost/?a=1&b=2" --filter "a > b | c" --user '$(x)' web.Main
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#160](https://github.com/Supervisor/supervisor/issues/160)
    /// - [Supervisor/supervisor#440](https://github.com/Supervisor/supervisor/issues/440)
    /// - [Supervisor/supervisor#487](https://github.com/Supervisor/supervisor/issues/487)
    /// - [bsphere/lecat#2](https://github.com/bsphere/lecat/issues/2)
    "shell-operator", Warning, Command,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(command) = &program.command else { return };
    if !command.text.contains(['&', '|', '>', '<', ';', '`', '$', '*']) || begins_with_builtin(command) || is_truncated(command) {
        return;
    }
    let words = shell::plain_words(command);
    // The last `&` is a matter of its own: background-ampersand.
    let Some((word, what)) = words.iter().find_map(|word| Some((word, fault(command, word)?))) else { return };
    let finding = found.finding(
        command.place(word),
        format!("`command` contains `{}`, which only a shell understands", shell::raw(command, word)),
        what,
        "give the command to a shell: `/bin/sh -c 'exec …'`",
    );
    // A script that is torn apart, as in `sh -c cd /x && run`, needs a person.
    let fix = command.script().is_none().then(|| shell::wrap(command, "/bin/sh")).flatten();
    found.report(finding.with_fix(fix));
}

/// What is wrong with a word.
fn fault(command: &Command<'_>, word: &Word) -> Option<&'static str> {
    let raw = shell::raw(command, word);
    let bare = raw == word.text;
    if bare && is_operator(raw) {
        let last = word.range.end == command.text.len();
        return (!(raw == "&" && last)).then_some("an argument like any other");
    }
    if bare && raw.len() > 1 && raw.ends_with(';') && !raw.contains(['{', '=']) && runs_next(command, word) {
        return Some("the semicolon is part of the argument");
    }
    let starts = raw.find("$(").or_else(|| raw.find('`').filter(|_| raw.matches('`').count() > 1));
    if starts.is_some() && !raw.contains('\'') && !raw.contains('\\') {
        return Some("not run, but handed over as it is");
    }
    let lists = ["tail", "cat", "rm", "ls", "cp", "mv", "grep", "zcat", "chmod", "chown", "touch"];
    let pattern = bare && raw.contains('/') && raw.rsplit('/').next().is_some_and(|name| name.contains('*'));
    (pattern && lists.contains(&command.name())).then_some("taken for the name of a file")
}

/// True for what separates commands or redirects something.
fn is_operator(word: &str) -> bool {
    match word {
        "&&" | "||" | "|" | "|&" | ";" | ">" | ">>" | "<" | "<<" | "<<<" | "&>" | "&" => true,
        // Without a blank: `>/dev/null`, `2>&1`, `2>>/x`. `<name>` is a placeholder.
        _ => {
            let rest = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
            let digits = word.len() - rest.len();
            let redirects = rest.starts_with(">/") || rest.starts_with(">>/") || rest.starts_with(">&") || rest.starts_with("&>/");
            (digits < 2 && redirects && !word.ends_with("/>")) || rest == ">" || rest == ">>" || (word.starts_with("</") && !word.ends_with('>'))
        }
    }
}

/// True when a command seems to follow a word that ends in a semicolon: anything else is a comment, which needs a blank before it.
fn runs_next(command: &Command<'_>, word: &Word) -> bool {
    let mut behind = command.words().iter().skip_while(|other| other.range.start <= word.range.start);
    behind.next().is_some_and(|next| {
        let known = ["cd", "echo", "exec", "exit", "export", "node", "npm", "php", "python", "python3", "sh", "bash", "sleep", "source"];
        next.text.starts_with(['/', '.', '$', '%']) || known.contains(&&*next.text)
    })
}
