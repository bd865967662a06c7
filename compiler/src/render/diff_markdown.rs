//! A diff for a comment on a merge request: what happens in a table, details to unfold.

use std::fmt::Write as _;

use super::diff_text::{duration, names};
use super::origin::{Texts, name};
use super::paint::one_line;
use super::{Secrets, counted};
use crate::diff::forecast::{ProcessAction, Step, StepAction};
use crate::diff::{Comparison, GroupChange, Need, OptionChange};
use crate::plan::{Origin, Process};

/// Rows of a table: a comment has a largest size.
const ROWS: usize = 100;

/// The comment. `old` and `new` are the two sides' texts, `titles` what they are called.
#[must_use]
pub fn render(
    comparison: &Comparison<'_>,
    (old, new): (Texts<'_>, Texts<'_>),
    titles: (&str, &str),
    secrets: Secrets,
) -> String {
    let mut page = Page { out: String::new(), old, new, secrets };
    let _ = writeln!(page.out, "### What `supervisorctl update` would do\n");
    let _ = writeln!(page.out, "{} → {}\n", code(titles.0), code(titles.1));
    page.summary(comparison);
    page.groups(comparison);
    page.options(comparison);
    page.order(comparison);
    page.ignored(comparison);
    page.out
}

struct Page<'a> {
    out: String,
    old: Texts<'a>,
    new: Texts<'a>,
    secrets: Secrets,
}

impl Page<'_> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn summary(&mut self, comparison: &Comparison<'_>) {
        let diff = &comparison.diff;
        if diff.is_empty() {
            self.line("**Nothing:** no group changes.\n");
            return;
        }
        let count = |actions: &[ProcessAction]| {
            let fates = comparison.forecast.steps.iter().flat_map(|step| &step.processes);
            fates.filter(|fate| actions.contains(&fate.action)).count()
        };
        let acts = [
            (count(&[ProcessAction::Restart]), "restarted"),
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
        for step in comparison.forecast.steps.iter().take(ROWS) {
            let what = match step.action {
                StepAction::Add => "added",
                StepAction::Remove => "removed",
                StepAction::Replace => "replaced",
                StepAction::Refresh => "changed in part",
            };
            let change = comparison.diff.changed.iter().find(|change| change.new.name == step.group);
            let why =
                change.map(|change| self.reasons(change)).unwrap_or_else(|| "the group itself".to_owned());
            let line = format!("| {} | {what} | {} | {why} |", code(step.group), processes(step));
            self.line(&line);
        }
        if comparison.forecast.steps.len() > ROWS {
            self.line(&format!("\nand {} more groups", comparison.forecast.steps.len() - ROWS));
        }
        self.line("");
    }

    /// The options that made a group change, each once, with its place.
    fn reasons(&self, change: &GroupChange<'_>) -> String {
        let mut reasons: Vec<String> = Vec::new();
        let all = change.options.iter().chain(change.changed.iter().flat_map(|process| &process.options));
        for option in all {
            let place = match option.new.as_ref().map(|side| side.origin) {
                Some(origin @ Origin::File(_)) => format!(" ({})", code(&self.new.words(origin))),
                _ => String::new(),
            };
            let reason = format!("{}{place}", code(&name(&option.option, option.variable.as_deref())));
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
            Some(side) => {
                code(&one_line(&self.secrets.of(&option.option, option.variable.as_deref(), &side.text)))
            }
        };
        let place = match (&option.new, &option.old) {
            (Some(new), _) => code(&self.new.words(new.origin)),
            (None, Some(old)) => format!("was {}", code(&self.old.words(old.origin))),
            (None, None) => String::new(),
        };
        let name = code(&name(&option.option, option.variable.as_deref()));
        format!("| {} | {name} | {} | {} | {place} |", code(of), value(&option.old), value(&option.new))
    }

    fn order(&mut self, comparison: &Comparison<'_>) {
        let acts = |step: &&Step<'_>| !step.stops.is_empty() || !step.starts.is_empty();
        let rows = comparison.forecast.steps.iter().filter(acts).map(|step| {
            let mut what = Vec::new();
            if !step.stops.is_empty() {
                let time = duration(step.stop_seconds);
                what.push(format!("stop {} ({time} at most)", code(&names(step.stops.iter().copied()))));
            }
            if !step.starts.is_empty() {
                what.push(format!("start {}", code(&names(step.starts.iter().copied()))));
            }
            format!("1. {}: {}", code(step.group), what.join(", then "))
        });
        let rows = rows.collect();
        self.table("In this order", "", rows);
    }

    fn ignored(&mut self, comparison: &Comparison<'_>) {
        let mut rows = Vec::new();
        for section in &comparison.sections {
            let restart = section
                .options
                .iter()
                .any(|option| Need::of(&section.section, &option.option) == Need::Restart);
            let what = if restart { "a restart of supervisord" } else { "a reload" };
            let options: Vec<String> = section
                .options
                .iter()
                .map(|option| code(&name(&option.option, option.variable.as_deref())))
                .collect();
            let header = code(&format!("[{}]", section.section));
            let options =
                if options.is_empty() { String::new() } else { format!(": {}", options.join(", ")) };
            rows.push(format!("- {header}{options} needs {what}"));
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
        if !comparison.unknown.is_empty() {
            rows.push(format!("- the server does not tell: {}", comparison.unknown.join(", ")));
        }
        self.table("What an update does not do", "", rows);
    }

    fn table(&mut self, title: &str, head: &str, rows: Vec<String>) {
        if rows.is_empty() {
            return;
        }
        self.line(&format!("<details><summary>{title}</summary>\n"));
        if !head.is_empty() {
            self.line(head);
        }
        let more = rows.len().saturating_sub(ROWS);
        for row in rows.into_iter().take(ROWS) {
            self.line(&row);
        }
        if more > 0 {
            self.line(&format!("\nand {more} more"));
        }
        self.line("\n</details>\n");
    }
}

fn processes(step: &Step<'_>) -> String {
    let kinds = [
        (ProcessAction::Restart, "restart"),
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
            parts.push(format!("{word} {}", code(&names(affected))));
        }
    }
    parts.join("; ")
}

/// Text as code: it cannot end a cell, a span or the page.
fn code(text: &str) -> String {
    let text = one_line(text).replace('|', "\\|");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    if text.is_empty() { String::new() } else { format!("{fence}{pad}{text}{pad}{fence}") }
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
    fn text_cannot_leave_its_cell() {
        assert_eq!(code("a|b`c"), "``a\\|b`c``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a\nb"), "`a\\nb`");
    }
}
