//! `unknown-user`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Found, Section, Subject, edits};
use crate::schema::ValueType;

rule! {
    /// `user` names a user that is not there.
    ///
    /// Supervisor looks the user up when it reads the file, and refuses the file when nobody has the name: the daemon does not start, also
    /// for all other programs. With `--host` the users of this machine are asked; without it only names are reported that no machine
    /// has, such as `www-data:www-data`: a group cannot be given here.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// user=www-data:www-data
    /// environment=HOME="/var/www",USER="www-data"
    /// ```
    ///
    /// ```ini host executable=/usr/bin/web
    /// [program:web]
    /// command=/usr/bin/web
    /// user=wwwdata
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// user=www-data
    /// environment=HOME="/var/www",USER="www-data"
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#996](https://github.com/Supervisor/supervisor/issues/996)
    /// - [slimtoolkit/slim#216](https://github.com/slimtoolkit/slim/issues/216)
    "unknown-user", Error, Host,
    fix: Suggested,
    [Compiler, Section(check), Mend(mend)],
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    // On a machine that is asked the compiler has found it.
    if found.subject().options().host_checks {
        return;
    }
    let Some(option) = section.option("user").filter(|option| !option.inherited) else { return };
    if section.row("user").is_none_or(|row| row.value != ValueType::User) {
        return;
    }
    let text = option.text();
    let Some((user, group)) = text.split_once(':') else { return };
    if text.contains(['%', ';', '#', '"', '\'', '\n']) || user.is_empty() {
        return;
    }
    let finding = found.finding(
        option.location(),
        format!("no user can be called `{text}`: `user` takes no group"),
        format!("the group `{group}` cannot be given here"),
        format!("write `user={user}`; the groups are those of the user"),
    );
    let fix = Fix::suggested(format!("write `{user}`"), [edits::set_value(option, user)]);
    found.report(finding.with_fix(fix));
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.option_at(finding.primary.location)?;
    let text = option.text();
    let (user, _) = text.split_once(':').filter(|(user, _)| !user.is_empty() && !text.contains('%'))?;
    Some(Fix::suggested(format!("write `{user}`"), [edits::set_value(option, user)]))
}
