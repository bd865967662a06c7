//! `duplicate-option`.

use std::borrow::Cow;
use std::collections::HashMap;


use supervisor_grammar::{Entry, Section as Block};

use crate::compile::{File, Opt};
use crate::diagnostic::{Fix, Label, Severity};
use crate::lint::values::is_template;
use crate::lint::{Found, edits};

rule! {
    /// An option stands twice in one section: only the last one counts.
    ///
    /// Supervisor forgets the first one without a word. Two `environment` lines are the usual case: the program runs with the variables of the
    /// second one alone. Two `command` lines run one program, not two.
    ///
    /// The same value twice does no harm, and is told as information. Templates with branches are left alone.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=LANG="C.UTF-8"
    /// autostart=true
    /// environment=TZ="UTC"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/old --port 80
    /// command=/usr/bin/web --port 80
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autostart=true
    /// autostart=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// autostart=true
    /// environment=LANG="C.UTF-8",TZ="UTC"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --port 80
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: configuration file](https://supervisord.org/configuration.html#file-format)
    "duplicate-option", Warning, Syntax,
    fix: Suggested,
    [File(check)],
}

/// Up to here every pair of keys is compared: most sections have few options, and no memory is needed.
const FEW: usize = 24;

fn check<'f>(file: &'f File, found: &mut Found<'_>) {
    if is_template(file) {
        return;
    }
    // What stands below a header without its `]` was meant for another section.
    let apart = |block: &'f Block| block.entries.chunk_by(|_, below| !below.is_unclosed_header(&file.text));
    for entries in file.blocks.iter().flat_map(apart) {
        let mut later: HashMap<Cow<'_, str>, &Entry> = HashMap::new();
        let many = entries.len() > FEW;
        for (at, entry) in entries.iter().enumerate().rev() {
            let winner = if many {
                match later.entry(entry.key(&file.text)) {
                    std::collections::hash_map::Entry::Occupied(known) => Some(*known.get()),
                    std::collections::hash_map::Entry::Vacant(new) => {
                        new.insert(entry);
                        None
                    }
                }
            } else {
                last_of(file, entries, at, entry)
            };
            if let Some(winner) = winner {
                report(file, entry, winner, found);
            }
        }
    }
}

/// The last entry with the key of the one at `at`, if there is one behind it.
fn last_of<'b>(file: &File, entries: &'b [Entry], at: usize, entry: &Entry) -> Option<&'b Entry> {
    let length = entry.key.len();
    let rest = entries.get(at + 1..)?;
    // Keys of different lengths are different: folding changes the length of none that occurs.
    let mut same = rest.iter().rev().filter(|other| other.key.len() == length);
    same.find(|other| other.key.of(&file.text).eq_ignore_ascii_case(entry.key.of(&file.text)))
}

fn report(file: &File, entry: &Entry, winner: &Entry, found: &mut Found<'_>) {
    let [earlier, later] = [entry, winner].map(|entry| Opt::standing(file, entry));
    let key = earlier.key();
    let same = earlier.text() == later.text();
    let what = if same { "has the same value twice" } else { "is overridden by a later line, and does not count" };
    let finding = found
        .finding(earlier.location(), format!("`{key}` {what}"), "does not count", "remove the line that is not meant")
        .with_related(Label::new(later.location(), "this one counts"));
    let finding = if same { finding.only(Severity::Info) } else { finding };
    let joined = (key == "environment" && !same).then(|| joined(earlier, later)).flatten();
    let fix = match joined {
        Some(value) => {
            Fix::suggested("join the two lists", [edits::remove(earlier), edits::set_value(later, &value)])
        }
        None if same => Fix::safe("remove the line", [edits::remove(earlier)]),
        None => Fix::suggested("remove the line that does not count", [edits::remove(earlier)]),
    };
    found.report(finding.with_fix(fix));
}

/// Both lists in one, when no variable is in both.
fn joined(earlier: Opt<'_>, later: Opt<'_>) -> Option<String> {
    let [first, second] = [earlier, later].map(Opt::text);
    let first = first.trim().trim_end_matches(',').trim_end();
    let names = |list: &str| -> Option<Vec<String>> {
        use supervisor_grammar::environment::{Mode, parse};
        Some(parse(list, Mode::Legacy).ok()?.into_iter().map(|pair| pair.key).collect())
    };
    let known = names(first)?;
    let apart = names(&second)?.iter().all(|name| !known.contains(name));
    (apart && !first.contains('\n') && !second.contains('\n')).then(|| format!("{first},{second}"))
}
