//! A diff for a comment on a merge request: what happens in a table, details to unfold.

use std::fmt::Write as _;

use super::diff_text::{
    ANOTHER, already_stopping, duration, hides_the_difference, names, stopped, whole_because,
};
use super::one_line;
use super::origin::{OUTSIDE, READ_LAST, Texts, UNTOLD, name};
use super::{Secrets, counted};
use crate::diff::forecast::{Extent, ProcessAction, Step, StepAction};
use crate::diff::{Comparison, GroupChange, Member, Need, OptionChange};
use crate::plan::{Origin, Process};

/// Rows of a table.
const ROWS: usize = 100;

/// Letters of a name or a value.
const LETTERS: usize = 300;

/// Bytes of the whole: GitHub refuses a comment of more than 65 536.
const BYTES: usize = 65_000;

/// Bytes that are kept for what is said at the end of a table and of the page.
const KEPT: usize = 1_000;

/// The comment. `old` and `new` are the two sides' texts, `titles` what they are called.
#[must_use]
pub fn render(
    comparison: &Comparison<'_>,
    (old, new): (Texts<'_>, Texts<'_>),
    titles: (&str, &str),
    secrets: Secrets,
) -> String {
    let mut page = Page { out: String::new(), old, new, secrets, left_out: Vec::new() };
    let command = match comparison.extent {
        Extent::Groups => "supervisorctl update",
        Extent::Processes => "supervisorctl update --minimal",
    };
    let _ = writeln!(page.out, "### What `{command}` would do\n");
    let _ = writeln!(page.out, "{} → {}\n", code(titles.0), code(titles.1));
    page.summary(comparison);
    page.unknown(comparison);
    page.groups(comparison);
    page.options(comparison);
    page.order(comparison);
    page.ignored(comparison);
    page.outside(comparison);
    if !page.left_out.is_empty() {
        let left_out = page.left_out.join(", ");
        page.line(&format!("Left out, because a comment has a largest size: {left_out}."));
    }
    page.out
}

struct Page<'a> {
    out: String,
    old: Texts<'a>,
    new: Texts<'a>,
    secrets: Secrets,
    /// What there was no room for.
    left_out: Vec<String>,
}

impl Page<'_> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// Whether there is room for a line.
    fn has_room(&self, line: &str) -> bool {
        self.out.len() + line.len() + KEPT <= BYTES
    }

    fn summary(&mut self, comparison: &Comparison<'_>) {
        let diff = &comparison.diff;
        if diff.is_empty() {
            self.line(match comparison.unknown.as_slice() {
                [] => "**Nothing:** no group changes.\n",
                _ => "**Nothing of what this server tells:** no group changes in that.\n",
            });
            return;
        }
        let count = |actions: &[ProcessAction]| {
            let fates = comparison.forecast.steps.iter().flat_map(|step| &step.processes);
            fates.filter(|fate| actions.contains(&fate.action)).count()
        };
        let acts = [
            (count(&[ProcessAction::Restart]), "restarted"),
            (count(&[ProcessAction::RestartIfRunning]), "started, or restarted if they run"),
            (count(&[ProcessAction::Stop, ProcessAction::StopIfRunning]), "stopped"),
            (count(&[ProcessAction::Start]), "started"),
        ];
        let acts: Vec<String> = acts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{} {what}", counted(count, "process")))
            .collect();
        let acts = if acts.is_empty() { "nothing is stopped or started".to_owned() } else { acts.join(", ") };
        let time = duration(comparison.forecast.update_seconds);
        let line = format!(
            "**{} added, {} changed, {} removed**, {} unchanged; {acts}; {time} at most.\n",
            counted(diff.added.len(), "group"),
            diff.changed.len(),
            diff.removed.len(),
            diff.unchanged.len()
        );
        self.line(&line);
    }

    fn groups(&mut self, comparison: &Comparison<'_>) {
        if comparison.forecast.steps.is_empty() {
            return;
        }
        self.line("| Group | | Processes | Because of |\n| --- | --- | --- | --- |");
        let mut shown = 0;
        for step in comparison.forecast.steps.iter().take(ROWS) {
            let what = match step.action {
                StepAction::Add => "added",
                StepAction::Remove => "removed",
                StepAction::Replace => "replaced",
                StepAction::Refresh => "changed in part",
            };
            let change = comparison.diff.changed.iter().find(|change| change.new.name == step.group);
            let mut why = change
                .map(|change| self.reasons(change, &comparison.members))
                .unwrap_or_else(|| "the group itself".to_owned());
            if let Some(whole) = change.and_then(GroupChange::whole)
                && comparison.extent == Extent::Processes
            {
                let _ = write!(why, "; as a whole even with `--minimal`: {}", cell(&whole_because(whole)));
            }
            let line = format!("| {} | {what} | {} | {why} |", cell(step.group), processes(step));
            if !self.has_room(&line) {
                break;
            }
            self.line(&line);
            shown += 1;
        }
        if comparison.forecast.steps.len() > shown {
            self.line(&format!("\nand {} more groups", comparison.forecast.steps.len() - shown));
        }
        self.line("");
    }

    /// The options that made a group change, each once, with its place.
    fn reasons(&self, change: &GroupChange<'_>, members: &[Member]) -> String {
        let mut reasons: Vec<String> = Vec::new();
        let all = change.options.iter().chain(change.changed.iter().flat_map(|process| &process.options));
        for option in all {
            let place = match option.new.as_ref().map(|side| side.origin) {
                Some(origin @ Origin::File(_)) => format!(" ({})", cell(&self.new.words(origin))),
                _ => String::new(),
            };
            let reason = format!("{}{place}", cell(&name(&option.option, option.variable.as_deref())));
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        for member in members.iter().filter(|member| member.group == change.new.name) {
            let place = match member.location {
                Some(location) => format!(" ({})", cell(&self.new.words(Origin::File(location)))),
                None => String::new(),
            };
            let reason = format!("{}{place}", cell(member.option));
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        let mut more = |is_so: bool, what: &str| {
            if is_so {
                reasons.push(what.to_owned());
            }
        };
        more(change.kind_changed(), "another kind of group");
        more(change.reordered, "the order of the processes");
        more(!change.added.is_empty(), &counted(change.added.len(), "new process"));
        more(!change.removed.is_empty(), &format!("{} gone", counted(change.removed.len(), "process")));
        let more = reasons.len().saturating_sub(6);
        reasons.truncate(6);
        if more > 0 {
            reasons.push(format!("and {more} more"));
        }
        reasons.join(", ")
    }

    fn options(&mut self, comparison: &Comparison<'_>) {
        let mut rows = Vec::new();
        for change in &comparison.diff.changed {
            for option in &change.options {
                rows.push(self.row(&format!("{}:*", change.new.name), option));
            }
            for process in &change.changed {
                let of = format!("{}:{}", change.new.name, process.new.name.value);
                rows.extend(process.options.iter().map(|option| self.row(&of, option)));
            }
        }
        self.table(
            "Options that changed",
            "| | Option | Old | New | Where |\n| --- | --- | --- | --- | --- |",
            rows,
        );
    }

    fn row(&self, of: &str, option: &OptionChange) -> String {
        let value = |side: &Option<crate::diff::Side>| match side {
            None => "*unset*".to_owned(),
            Some(side) if side.text.is_empty() => "*empty*".to_owned(),
            Some(side) => cell(&self.secrets.of_side(&option.option, option.variable.as_deref(), &side.text)),
        };
        let (old, mut new) = (value(&option.old), value(&option.new));
        if hides_the_difference(option, &old, &new) {
            new.push_str(ANOTHER);
        }
        let place = match (&option.new, &option.old) {
            (Some(new), _) => cell(&self.new.words(new.origin)),
            (None, Some(old)) => format!("was {}", cell(&self.old.words(old.origin))),
            (None, None) => String::new(),
        };
        let name = cell(&name(&option.option, option.variable.as_deref()));
        format!("| {} | {name} | {old} | {new} | {place} |", cell(of))
    }

    fn order(&mut self, comparison: &Comparison<'_>) {
        let acts =
            |step: &&Step<'_>| !step.stops.is_empty() || !step.starts.is_empty() || !step.stopping.is_empty();
        let rows = comparison.forecast.steps.iter().filter(acts).map(|step| {
            let mut what = Vec::new();
            if !step.stops.is_empty() {
                let time = duration(step.stop_seconds);
                what.push(format!("stop {} ({time} at most)", code(&stopped(step))));
            }
            if !step.starts.is_empty() {
                what.push(format!("start {}", code(&names(step.starts.iter().copied()))));
            }
            if !step.stopping.is_empty() {
                let names = code(&names(step.stopping.iter().copied()));
                what.push(format!("({names}: {})", already_stopping(step)));
            }
            format!("1. {}: {}", code(step.group), what.join(", then "))
        });
        let rows = rows.collect();
        self.table("In this order", "", rows);
    }

    fn ignored(&mut self, comparison: &Comparison<'_>) {
        let mut rows = Vec::new();
        for section in &comparison.sections {
            let header = code(&format!("[{}]", section.section));
            let of = |need: Need| -> Vec<String> {
                let options = section.options.iter();
                let options = options.filter(|option| Need::of(&section.section, &option.option) == need);
                options.map(|option| code(&name(&option.option, option.variable.as_deref()))).collect()
            };
            let (reload, restart) = (of(Need::Reload), of(Need::Restart));
            if !reload.is_empty() || restart.is_empty() {
                let options =
                    if reload.is_empty() { String::new() } else { format!(": {}", reload.join(", ")) };
                rows.push(format!("- {header}{options} needs a reload"));
            }
            if !restart.is_empty() {
                rows.push(format!("- {header}: {} needs a restart of supervisord", restart.join(", ")));
            }
        }
        for change in &comparison.diff.overlooked {
            let options = change.options.iter().chain(change.changed.iter().flat_map(|it| &it.options));
            let options: Vec<String> =
                options.map(|option| code(&name(&option.option, option.variable.as_deref()))).collect();
            let name = code(&change.new.name);
            rows.push(format!("- {name}: {} is not compared; restart it by hand", options.join(", ")));
        }
        for group in &comparison.rewritten {
            rows.push(format!("- {}: written otherwise, means the same", code(&group.group)));
        }
        self.table("What an update does not do", "", rows);
    }

    /// What cannot be told: everybody must see it, so nothing has to be unfolded.
    fn unknown(&mut self, comparison: &Comparison<'_>) {
        if comparison.unknown.is_empty() {
            return;
        }
        let unknown: Vec<String> = comparison.unknown.iter().map(|what| code(what)).collect();
        let last = if self.old.placeless { format!("; {READ_LAST}") } else { String::new() };
        self.line(&format!("**Note:** {UNTOLD}: {}{last}\n", unknown.join(", ")));
    }

    /// What lies outside of what is compared: everybody must see it, so nothing has to be unfolded.
    fn outside(&mut self, comparison: &Comparison<'_>) {
        if comparison.outside.is_empty() {
            return;
        }
        let paths: Vec<String> = comparison.outside.iter().take(ROWS).map(|path| code(path)).collect();
        let line = format!("**Note:** {OUTSIDE}: {}", paths.join(", "));
        if self.has_room(&line) {
            self.line(&line);
        } else {
            self.line(&format!("**Note:** {OUTSIDE}: {} patterns and files", comparison.outside.len()));
        }
    }

    fn table(&mut self, title: &str, head: &str, rows: Vec<String>) {
        if rows.is_empty() {
            return;
        }
        let all = rows.len();
        let top = format!("<details><summary>{title}</summary>\n\n{head}");
        if !rows.first().is_some_and(|row| self.has_room(&format!("{top}{row}"))) {
            self.left_out.push(format!("{} of \"{title}\"", counted(all, "line")));
            return;
        }
        self.line(&format!("<details><summary>{title}</summary>\n"));
        if !head.is_empty() {
            self.line(head);
        }
        let mut shown = 0;
        for row in rows.into_iter().take(ROWS) {
            if !self.has_room(&row) {
                break;
            }
            self.line(&row);
            shown += 1;
        }
        if all > shown {
            self.line(&format!("\nand {} more", all - shown));
        }
        self.line("\n</details>\n");
    }
}

fn processes(step: &Step<'_>) -> String {
    let kinds = [
        (ProcessAction::Restart, "restart"),
        (ProcessAction::RestartIfRunning, "start, or restart if it runs,"),
        (ProcessAction::Stop, "stop"),
        (ProcessAction::StopIfRunning, "stop, if it runs,"),
        (ProcessAction::Start, "start"),
        (ProcessAction::Keep, "keep"),
    ];
    let mut parts = Vec::new();
    for (action, word) in kinds {
        let affected: Vec<&Process> =
            step.processes.iter().filter(|fate| fate.action == action).map(|fate| fate.process).collect();
        if !affected.is_empty() {
            parts.push(format!("{word} {}", cell(&names(affected))));
        }
    }
    parts.join("; ")
}

/// Text as code: it cannot end a span or the page. Of a long one only the beginning.
fn code(text: &str) -> String {
    let mut text = one_line(text);
    if let Some((cut, _)) = text.char_indices().nth(LETTERS) {
        text.truncate(cut);
        text.push('…');
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    if text.is_empty() { String::new() } else { format!("{fence}{pad}{text}{pad}{fence}") }
}

/// Text as code in a table, where a bar ends the cell, in code, too.
fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::forecast::Terms;
    use crate::render::sample::{BASE, new, old};

    #[test]
    fn a_comment() {
        let ((old, old_sources), (new, new_sources)) = (old(), new());
        let texts = |sources| Texts::new(sources, BASE.as_ref());
        let comparison = Comparison::of_plans(&old, &new, &Terms::default());
        let sides = (texts(&old_sources), texts(&new_sources));
        let shown = render(&comparison, sides, ("HEAD:s.conf", "s.conf"), Secrets::Masked);
        assert!(!shown.contains("hunter"));
        insta::assert_snapshot!(shown);
    }

    #[test]
    fn what_a_server_does_not_tell_is_said_in_the_open() {
        let (plan, sources) = new();
        let mut comparison = Comparison::of_plans(&plan, &plan, &Terms::default());
        comparison.unknown = vec!["umask"];
        let texts = Texts { placeless: true, ..Texts::new(&sources, BASE.as_ref()) };
        let shown = render(&comparison, (texts, texts), ("server", "s.conf"), Secrets::Masked);
        assert!(shown.contains("**Nothing of what this server tells:**"), "{shown}");
        let note = format!("**Note:** {UNTOLD}: `umask`; {READ_LAST}\n");
        assert!(shown.contains(&note) && !shown.contains("<details>"), "{shown}");
    }

    #[test]
    fn text_cannot_leave_its_cell() {
        assert_eq!(cell("a|b`c"), "``a\\|b`c``");
        assert_eq!(code("a|b"), "`a|b`", "elsewhere a backslash would be seen");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a\nb"), "`a\\nb`");
    }

    #[test]
    fn a_comment_has_a_largest_size() {
        use crate::system::MemorySystem;
        let side = |word: &str| {
            let mut text = "[supervisord]\n".to_owned();
            for n in 0..300 {
                let value = word.repeat(2_000);
                text.push_str(&format!(
                    "[program:{}{n}]\ncommand=x\nenvironment=A=\"{value}\"\n",
                    "n".repeat(400)
                ));
            }
            let mut system = MemorySystem::new();
            system.add_file("/s.conf", text);
            crate::compile("/s.conf".as_ref(), &system, &crate::Options::default()).unwrap()
        };
        let (old, new) = (side("a"), side("b"));
        let (before, after) = (old.plan.unwrap(), new.plan.unwrap());
        let comparison = Comparison::of_plans(&before, &after, &Terms::default());
        let sides = (Texts::new(&old.sources, "/".as_ref()), Texts::new(&new.sources, "/".as_ref()));
        let shown = render(&comparison, sides, ("a", "b"), Secrets::Masked);
        assert!(shown.len() <= 65_536, "{}", shown.len());
        assert!(shown.contains(" more groups") && shown.contains("Left out, because"), "{shown}");
    }
}
