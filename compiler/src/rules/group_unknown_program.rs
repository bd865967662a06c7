//! `group-unknown-program`.

use crate::convert::{self, Item};
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::lint::{Subject, edits};

rule! {
    /// A group names a program that does not exist.
    ///
    /// `programs=` is a list with commas between the names of `[program:x]` or `[fcgi-program:x]` sections: without
    /// spaces alone between them, patterns, groups, event listeners, or a comma at the end. Supervisor refuses the
    /// file, and blames the wrong section: with `programs=a,zz` it says that `[program:a]` names an unknown program.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [group:site]
    /// programs=web,apj
    ///
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [program:api]
    /// command=/usr/bin/api
    /// ```
    ///
    /// ```ini
    /// [group:site]
    /// programs=web,api,
    ///
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [program:api]
    /// command=/usr/bin/api
    /// ```
    ///
    /// ```ini
    /// [group:site]
    /// programs=web api
    ///
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [program:api]
    /// command=/usr/bin/api
    /// ```
    ///
    /// ```ini
    /// [group:site]
    /// programs=web,mail
    ///
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [eventlistener:mail]
    /// command=/usr/bin/mail-on-crash
    /// events=PROCESS_STATE_EXITED
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [group:site]
    /// programs=web,api
    ///
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [program:api]
    /// command=/usr/bin/api
    /// ```
    ///
    /// ```ini
    /// [group:site]
    /// programs=web,api
    ///
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [program:api]
    /// command=/usr/bin/api
    /// ```
    ///
    /// ```ini
    /// [group:site]
    /// programs=web,api
    ///
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [program:api]
    /// command=/usr/bin/api
    /// ```
    ///
    /// ```ini
    /// [group:site]
    /// programs=web
    ///
    /// [program:web]
    /// command=/usr/bin/web
    ///
    /// [eventlistener:mail]
    /// command=/usr/bin/mail-on-crash
    /// events=PROCESS_STATE_EXITED
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1713](https://github.com/Supervisor/supervisor/issues/1713)
    /// - [Supervisor/supervisor#1303](https://github.com/Supervisor/supervisor/issues/1303)
    /// - [Supervisor/supervisor#1250](https://github.com/Supervisor/supervisor/issues/1250)
    "group-unknown-program", Error, Group,
    fix: Suggested,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let place = finding.primary.location;
    let option = subject.option_at(place).filter(|option| option.key() == "programs")?;
    let text = option.text();
    // Not one that is a program and an fcgi-program.
    let exists = |kind: &str, name: &str| subject.section(&format!("{kind}:{name}")).is_some();
    let names = |name: &str| exists("program", name) != exists("fcgi-program", name);
    // Of a list of one line it is known where the items stand: there may be thousands.
    let start = place.span.start.checked_sub(option.location().span.start)? as usize;
    let one_line = !text.contains('\n');
    let is_there = |item: &Item<'_>| match one_line {
        true => item.range.start == start,
        false => option.locate(item.range.clone()) == place,
    };
    // What stands for the directory, or for a variable, is another text in the file.
    let item = convert::items(&text).find(is_there).filter(|item| !item.text.contains('%'))?;
    let name = item.text;
    if name.is_empty() {
        let left: Vec<_> = convert::items(&text).map(|item| item.text).filter(|name| !name.is_empty()).collect();
        let one_line = one_line && !left.is_empty();
        let edit = || edits::set_value(option, &left.join(","));
        return one_line.then(|| Fix::safe("remove the comma too many", [edit()]));
    }
    let mut words = name.split_whitespace();
    if name.split_whitespace().nth(1).is_some() && words.all(&names) {
        let list = name.split_whitespace().collect::<Vec<_>>().join(",");
        return Some(Fix::safe("put commas between the names", [Edit::new(place, list)]));
    }
    if subject.section(&format!("eventlistener:{name}")).is_some() {
        let edit = edits::remove_item(option, item.range)?;
        return Some(Fix::suggested("take the event listener off the list", [edit]));
    }
    // The compiler has looked for what may be meant.
    let near = finding.help.strip_prefix("did you mean `")?.strip_suffix("`?").filter(|near| names(near))?;
    Some(Fix::suggested(format!("write `{near}`"), [Edit::new(place, near)]))
}
