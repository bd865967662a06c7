//! A diff for people: what an update would stop, start and replace, and which lines made it so.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::one_line;
use super::origin::{OUTSIDE, READ_LAST, Texts, UNTOLD, name};
use super::paint::{Line, Paint, Tone, lines};
use super::{Secrets, counted};
use crate::diff::forecast::{Extent, Fate, Forecast, ProcessAction, Step, StepAction, Whole, Why};
use crate::diff::{
    Cause, Comparison, GroupChange, Member, Need, OptionChange, Presence, Rewritten, SectionChange, Side,
    cause,
};
use crate::plan::{Group, Origin, Process};

/// The two sides' texts, and how a diff is shown.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    /// Texts of the old side.
    pub old: Texts<'a>,
    /// Texts of the new side.
    pub new: Texts<'a>,
    /// Whether secrets are printed.
    pub secrets: Secrets,
    /// Colours.
    pub paint: Paint,
}

/// Processes that are named one by one before the rest is only counted.
const NAMED: usize = 6;

/// Steps that are shown one by one.
const STEPS: usize = 40;

/// A change that needs a longer line than this takes three.
const LONGEST: usize = 80;

/// The whole comparison.
#[must_use]
pub fn render(comparison: &Comparison<'_>, style: Style<'_>) -> String {
    let Comparison { diff, sections, rewritten, members, forecast, extent, unknown, outside } = comparison;
    let members =
        members.iter().map(|member| ((member.group.as_str(), member.process.as_str()), member)).collect();
    let mut writer = Writer { lines: Vec::new(), style, extent: *extent, members, in_note: false };
    let steps: HashMap<&str, &Step<'_>> = forecast.steps.iter().map(|step| (step.group, step)).collect();
    let step = |group: &Group| steps.get(group.name.as_str()).copied();
    for group in &diff.added {
        writer.group(Tone::Added, group, step(group), style.new);
    }
    for change in &diff.changed {
        writer.changed(change, step(change.new));
    }
    for group in &diff.removed {
        writer.group(Tone::Removed, group, step(group), style.old);
    }
    if diff.is_empty() {
        writer.plain(if unknown.is_empty() {
            "no group changes: an update would do nothing"
        } else {
            "no group changes in what this server tells: what else an update would do cannot be told"
        });
    } else {
        let (added, changed) = (diff.added.len(), diff.changed.len());
        let (removed, unchanged) = (diff.removed.len(), diff.unchanged.len());
        let added = counted(added, "group");
        writer.plain("");
        writer.plain(&format!("{added} added, {changed} changed, {removed} removed, {unchanged} unchanged"));
        writer.order(forecast);
    }
    writer.in_note = true;
    if !unknown.is_empty() {
        writer.plain("");
        writer.plain(&format!("note: {UNTOLD}:"));
        writer.plain(&format!("  {}", unknown.join(", ")));
        if style.old.placeless {
            writer.plain(&format!("  and {READ_LAST}"));
        }
    }
    if !diff.overlooked.is_empty() {
        writer.plain("");
        writer.plain(
            "note: these differ too, but an update does not compare them and leaves the groups as they are:",
        );
        for change in &diff.overlooked {
            writer.push(format!("  {}", change.new.name), String::new(), Some(Tone::Strong));
            writer.inside(change, "    ");
        }
    }
    if !rewritten.is_empty() {
        writer.plain("");
        writer.plain("note: these are written otherwise and mean the same:");
        for group in rewritten {
            writer.rewritten(group);
        }
    }
    if !sections.is_empty() {
        writer.plain("");
        writer.plain("note: an update ignores these; they need a reload or a restart of supervisord:");
        for section in sections {
            writer.section(section);
        }
    }
    if !outside.is_empty() {
        writer.plain("");
        writer.plain(&format!("note: {OUTSIDE}:"));
        for path in outside {
            writer.plain(&format!("  {path}"));
        }
    }
    // Names of groups and sections may be any letters; each stays on its line.
    for line in &mut writer.lines {
        line.text = one_line(&line.text);
        line.remark = one_line(&line.remark);
    }
    let mut out = String::new();
    lines(&mut out, &writer.lines, style.paint);
    out
}

struct Writer<'a> {
    lines: Vec<Line>,
    style: Style<'a>,
    extent: Extent,
    /// Why processes came or went, by group and name.
    members: HashMap<(&'a str, &'a str), &'a Member>,
    /// In a note about what an update does not compare: no need to say it of every option.
    in_note: bool,
}

impl Writer<'_> {
    fn push(&mut self, text: String, remark: String, tone: Option<Tone>) {
        self.lines.push(Line { text, remark, tone });
    }

    fn plain(&mut self, text: &str) {
        self.push(text.to_owned(), String::new(), None);
    }

    fn group(&mut self, tone: Tone, group: &Group, step: Option<&Step<'_>>, texts: Texts<'_>) {
        let mark = if tone == Tone::Added { '+' } else { '-' };
        let effect = if group.processes.is_empty() { "no processes".to_owned() } else { effects(step) };
        let place = texts.words(group.header.origin);
        self.push(format!("{mark} group {} ({effect})", group.name), place, Some(tone));
    }

    fn changed(&mut self, change: &GroupChange<'_>, step: Option<&Step<'_>>) {
        let effect = effects(step);
        let place = self.style.new.words(change.new.header.origin);
        self.push(format!("~ group {} ({effect})", change.new.name), place, Some(Tone::Changed));
        self.inside(change, "    ");
        let dragged = |fate: &&Fate<'_>| fate.why == Why::Neighbours && fate.action != ProcessAction::Nothing;
        let dragged: Vec<_> = step.iter().flat_map(|step| &step.processes).filter(dragged).collect();
        if !dragged.is_empty() {
            let names = names(dragged.iter().map(|fate| fate.process));
            let why = match change.whole().filter(|_| self.extent == Extent::Processes) {
                Some(whole) => format!(" even with --minimal: {}", whole_because(whole)),
                None => String::new(),
            };
            self.plain(&format!("    {names}: unchanged, but the group is replaced as a whole{why}"));
        }
    }

    /// What happens one after the other, and how long that may take.
    fn order(&mut self, forecast: &Forecast<'_>) {
        self.plain("");
        self.plain(match self.extent {
            Extent::Groups => "in this order:",
            Extent::Processes => "in this order, with update --minimal:",
        });
        let acts =
            |step: &&Step<'_>| !step.stops.is_empty() || !step.starts.is_empty() || !step.stopping.is_empty();
        let mut shown = 0;
        for step in forecast.steps.iter().filter(acts) {
            shown += 1;
            if shown > STEPS {
                continue;
            }
            let mut what = Vec::new();
            if !step.stops.is_empty() {
                what.push(format!("stop {}", stopped(step)));
            }
            if !step.starts.is_empty() {
                what.push(format!("start {}", names(step.starts.iter().copied())));
            }
            let time = match step.stop_seconds {
                0 => String::new(),
                seconds => format!("stopped after {} at most", duration(seconds)),
            };
            self.push(format!("  {}: {}", step.group, what.join(", then ")), time, None);
            if !step.stopping.is_empty() {
                let names = names(step.stopping.iter().copied());
                self.plain(&format!("    {names}: {}", already_stopping(step)));
            }
        }
        match shown {
            0 => self.plain("  nothing is stopped or started"),
            _ if shown > STEPS => self.plain(&format!("  and {} more groups", shown - STEPS)),
            _ => {}
        }
        if shown > 0 {
            let (update, started) = (duration(forecast.update_seconds), duration(forecast.started_seconds));
            let starts = forecast.steps.iter().any(|step| !step.starts.is_empty());
            let started = format!("; everything has started after {started}");
            self.plain(&format!("the update takes {update} at most{}", if starts { &started } else { "" }));
        }
    }

    /// A group that is written otherwise.
    fn rewritten(&mut self, group: &Rewritten) {
        if group.options.is_empty() {
            self.plain(&format!("  {}: comments, blank lines or order", group.group));
            return;
        }
        self.push(format!("  {}", group.group), String::new(), Some(Tone::Strong));
        for option in &group.options {
            let value = |value: &Option<String>| match value {
                None => "(unset)".to_owned(),
                Some(value) => one_line(&self.style.secrets.of_list(&option.option, value)),
            };
            let (old, new) = (value(&option.old), value(&option.new));
            let why = if option.known { "the same value" } else { "no option of Supervisor" };
            let texts = if option.new.is_some() { self.style.new } else { self.style.old };
            let place = texts.words(Origin::File(option.location));
            self.push(format!("    {}: {old} → {new} ({why})", option.option), place, None);
        }
    }

    /// What differs inside a group of both sides.
    fn inside(&mut self, change: &GroupChange<'_>, indent: &str) {
        if change.kind_changed() {
            let (old, new) = (change.old.kind.name(), change.new.kind.name());
            self.push(format!("{indent}kind: {old} → {new}"), String::new(), None);
        }
        if change.reordered {
            self.push(format!("{indent}the order of the processes changed"), String::new(), None);
        }
        self.options(&change.options, indent);
        self.processes(change, indent);
        for process in &change.added {
            let place = self.style.new.words(process.command.origin);
            self.member('+', Tone::Added, change, process, indent, place);
        }
        for process in &change.removed {
            let place = self.style.old.words(process.command.origin);
            self.member('-', Tone::Removed, change, process, indent, place);
        }
    }

    /// A process that comes or goes, and the option that made it, where that is known.
    fn member(
        &mut self,
        mark: char,
        tone: Tone,
        change: &GroupChange<'_>,
        process: &Process,
        indent: &str,
        place: String,
    ) {
        let name = &process.name.value;
        let cause = self.members.get(&(change.new.name.as_str(), name.as_str())).copied();
        let because = cause.map(member_because).unwrap_or_default();
        let location = cause.and_then(|member| member.location);
        let place = location.map_or(place, |location| self.style.new.words(Origin::File(location)));
        self.push(format!("{indent}{mark} {name}{because}"), place, Some(tone));
    }

    /// Processes that changed: first what changed in all of them, then what is left of each.
    ///
    /// What the same lines changed in all processes of a program counts as the same, also where the number of
    /// the process is part of the value; the first one's stands for all then.
    fn processes(&mut self, change: &GroupChange<'_>, indent: &str) {
        let deeper = format!("{indent}  ");
        let shared = match change.changed.as_slice() {
            [] => return,
            [only] if change.new.processes.len() == 1 && only.new.name.value == change.new.name => {
                return self.options(&only.options, indent);
            }
            [_] => Vec::new(),
            [first, others @ ..] => {
                let everywhere = |option: &&OptionChange| {
                    others.iter().all(|other| other.options.iter().any(|change| same_lines(change, option)))
                };
                first.options.iter().filter(everywhere).collect()
            }
        };
        if let Some(first) = change.changed.first().filter(|_| !shared.is_empty()) {
            let all = names(change.changed.iter().map(|process| process.new));
            self.push(format!("{indent}{all}"), String::new(), Some(Tone::Strong));
            for option in &shared {
                let equal = change.changed.iter().all(|process| process.options.contains(option));
                let name = name(&option.option, option.variable.as_deref());
                let name = if equal { name } else { format!("{name} (of {})", first.new.name.value) };
                self.option(&name, option, &deeper);
            }
        }
        for process in &change.changed {
            let own: Vec<_> = process
                .options
                .iter()
                .filter(|option| !shared.iter().any(|shared| same_lines(shared, option)))
                .cloned()
                .collect();
            if !own.is_empty() {
                self.push(format!("{indent}{}", process.new.name.value), String::new(), Some(Tone::Strong));
                self.options(&own, &deeper);
            }
        }
    }

    fn options(&mut self, options: &[OptionChange], indent: &str) {
        for change in options {
            self.option(&name(&change.option, change.variable.as_deref()), change, indent);
        }
    }

    /// `name: old → new`, or, when that is too long to compare by eye, one below the other.
    fn option(&mut self, name: &str, change: &OptionChange, indent: &str) {
        let (old, mut new) =
            (self.value(change, change.old.as_ref()), self.value(change, change.new.as_ref()));
        if hides_the_difference(change, &old, &new) {
            new.push_str(ANOTHER);
        }
        let line = format!("{indent}{name}: {old} → {new}");
        if line.chars().count() <= LONGEST {
            self.push(line, self.places(change), None);
        } else {
            self.push(format!("{indent}{name}:"), self.places(change), None);
            self.push(format!("{indent}  - {old}"), String::new(), Some(Tone::Removed));
            self.push(format!("{indent}  + {new}"), String::new(), Some(Tone::Added));
        }
    }

    fn value(&self, change: &OptionChange, side: Option<&Side>) -> String {
        match side.map(|side| (side.text.as_str(), side.origin)) {
            None => "(unset)".to_owned(),
            Some(("", Origin::Default)) => "(none)".to_owned(),
            Some(("", _)) => "(empty)".to_owned(),
            Some((text, _)) => {
                one_line(&self.style.secrets.of_side(&change.option, change.variable.as_deref(), text))
            }
        }
    }

    /// The line that did it, then the line that said otherwise before.
    fn places(&self, change: &OptionChange) -> String {
        let words =
            |side: &Option<Side>, texts: Texts<'_>| side.as_ref().map(|side| texts.words(side.origin));
        let (old, new) = (words(&change.old, self.style.old), words(&change.new, self.style.new));
        let overlooked = if change.compared || self.in_note { "" } else { " (not compared)" };
        let places = match (old, new) {
            (Some(old), Some(new)) if old == new || old.is_empty() => new,
            (Some(old), Some(new)) => format!("{new}, was {old}"),
            (None, Some(new)) => new,
            (Some(old), None) if old.is_empty() => String::new(),
            (Some(old), None) => format!("was {old}"),
            (None, None) => String::new(),
        };
        let through = match cause(change, self.style.old.sources, self.style.new.sources) {
            None => String::new(),
            Some(Cause::Include) => " (through an include)".to_owned(),
            Some(Cause::Expansion(names)) if names.iter().any(|name| name == "here") => {
                " (same line; %(here)s differs: the files stand in two directories)".to_owned()
            }
            Some(Cause::Expansion(names)) => format!(" (same line; {} differs)", names.join(", ")),
            Some(Cause::Environment(names)) => {
                format!(" (same line; {} of the environment differs)", names.join(", "))
            }
        };
        places + &through + overlooked
    }

    fn section(&mut self, change: &SectionChange) {
        let (mark, tone) = match change.presence {
            Presence::Added => ("+ ", Tone::Added),
            Presence::Removed => ("- ", Tone::Removed),
            Presence::Both => ("", Tone::Strong),
        };
        let is_for_restart =
            |option: &OptionChange| Need::of(&change.section, &option.option) == Need::Restart;
        let once: Vec<&str> = change
            .options
            .iter()
            .filter(|option| is_for_restart(option))
            .map(|option| option.option.as_str())
            .collect();
        let remark = match once.as_slice() {
            [] => String::new(),
            names => format!("a reload is not enough for {}", names.join(", ")),
        };
        self.push(format!("  {mark}[{}]", change.section), remark, Some(tone));
        self.options(&change.options, "    ");
    }
}

/// Stands after a secret that looks like the other side's.
pub(super) const ANOTHER: &str = " (another one)";

/// True when two values differ and what may be shown of them does not.
pub(super) fn hides_the_difference(change: &OptionChange, old: &str, new: &str) -> bool {
    let texts = (change.old.as_ref().map(|side| &side.text), change.new.as_ref().map(|side| &side.text));
    matches!(texts, (Some(before), Some(after)) if before != after) && old == new
}

/// What happens to the processes of a group, in a few words.
fn effects(step: Option<&Step<'_>>) -> String {
    let Some(step) = step else { return "nothing to restart".to_owned() };
    let kinds = [
        (ProcessAction::Restart, "will restart"),
        (ProcessAction::RestartIfRunning, "will start, or restart if it runs"),
        (ProcessAction::Start, "will start"),
        (ProcessAction::Stop, "will stop"),
        (ProcessAction::StopIfRunning, "will stop, if it runs"),
        (ProcessAction::Keep, "stay up"),
    ];
    let mut text = String::new();
    for (action, words) in kinds {
        let mut affected = step.processes.iter().filter(|fate| fate.action == action).peekable();
        if affected.peek().is_some() {
            let separator = if text.is_empty() { "" } else { "; " };
            let _ = write!(text, "{separator}{words}: {}", names(affected.map(|fate| fate.process)));
        }
    }
    match text.is_empty() {
        false => text,
        true if step.action == StepAction::Add => "will not start: no autostart".to_owned(),
        true if step.action == StepAction::Remove => "nothing to stop".to_owned(),
        true => "nothing to restart".to_owned(),
    }
}

/// What comes of processes that somebody else has asked to stop.
pub(super) fn already_stopping(step: &Step<'_>) -> &'static str {
    match step.action {
        StepAction::Refresh => "being stopped already; the update waits for that",
        _ => "being stopped already; if it still is then, the update breaks off here with STILL_RUNNING",
    }
}

/// The option by which a process came or went, with what it said and says.
fn member_because(member: &Member) -> String {
    let Member { section, option, old, new, .. } = member;
    match (*option, old, new) {
        // The list may be long.
        ("programs", ..) => format!(" (programs of [{section}])"),
        (_, Some(old), Some(new)) => format!(" ({option}: {old} → {new})"),
        (_, Some(old), None) => format!(" ({option}: {old} → (unset))"),
        (_, None, Some(new)) => format!(" ({option}: {new})"),
        (_, None, None) => format!(" ({option})"),
    }
}

/// Why a group is replaced as a whole.
pub(super) fn whole_because(whole: Whole<'_>) -> String {
    match whole {
        Whole::Listeners => "it is a pool of listeners".to_owned(),
        Whole::FastCgi(name) => format!("{name} has a FastCGI socket"),
        Whole::SameName(name) => format!("two of its processes are called {name}"),
    }
}

/// `90 s`, `2 h`: seconds as people write them.
pub(super) fn duration(seconds: u64) -> String {
    match seconds {
        0..=600 => format!("{seconds} s"),
        601..=7200 => format!("{} min", seconds.div_ceil(60)),
        7201..=172_800 => format!("{} h", seconds.div_ceil(3600)),
        _ => format!("{} days", seconds.div_ceil(86_400)),
    }
}

/// True when the same lines of the files changed the same option.
fn same_lines(one: &OptionChange, other: &OptionChange) -> bool {
    let origins = |change: &OptionChange| {
        (change.old.as_ref().map(|side| side.origin), change.new.as_ref().map(|side| side.origin))
    };
    one.option == other.option && one.variable == other.variable && origins(one) == origins(other)
}

/// The processes that a step stops, in order. Of some nobody can tell whether they run.
pub(super) fn stopped(step: &Step<'_>) -> String {
    let unsure = [ProcessAction::StopIfRunning, ProcessAction::RestartIfRunning];
    let maybe = step.processes.iter().filter(|fate| unsure.contains(&fate.action));
    let maybe: HashSet<&str> = maybe.map(|fate| fate.process.name.value.as_str()).collect();
    listed(step.stops.iter().map(|process| match process.name.value.as_str() {
        name if maybe.contains(name) => format!("{name} (if it runs)"),
        name => name.to_owned(),
    }))
}

/// `web_0, web_1`, or the first few and how many more.
pub(super) fn names<'p>(processes: impl IntoIterator<Item = &'p Process>) -> String {
    listed(processes.into_iter().map(|process| process.name.value.clone()))
}

fn listed(names: impl Iterator<Item = String>) -> String {
    let names: Vec<_> = names.collect();
    let named = names.get(..NAMED.min(names.len())).unwrap_or_default().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::forecast::Terms;
    use crate::render::sample::{BASE, new, old};

    fn shown(color: bool) -> String {
        let (old, old_sources) = old();
        let (new, new_sources) = new();
        let comparison = Comparison::of_plans(&old, &new, &Terms::default());
        let texts = |sources| Texts::new(sources, BASE.as_ref());
        let style = Style {
            old: texts(&old_sources),
            new: texts(&new_sources),
            secrets: Secrets::Masked,
            paint: Paint { color },
        };
        render(&comparison, style)
    }

    #[test]
    fn without_color() {
        insta::assert_snapshot!(shown(false));
    }

    #[test]
    fn in_color() {
        insta::assert_snapshot!(shown(true).replace('\u{1b}', "ESC"));
    }

    #[test]
    fn nothing_to_do() {
        let (plan, sources) = new();
        let texts = Texts::new(&sources, BASE.as_ref());
        let style = Style { old: texts, new: texts, secrets: Secrets::Masked, paint: Paint { color: false } };
        let shown = render(&Comparison::of_plans(&plan, &plan, &Terms::default()), style);
        assert_eq!(shown, "no group changes: an update would do nothing\n");
    }

    #[test]
    fn what_a_server_does_not_tell_may_change_all_the_same() {
        let (plan, sources) = new();
        let texts = Texts::new(&sources, BASE.as_ref());
        let style = Style { old: texts, new: texts, secrets: Secrets::Masked, paint: Paint { color: false } };
        let mut comparison = Comparison::of_plans(&plan, &plan, &Terms::default());
        comparison.unknown = vec!["umask"];
        assert!(!render(&comparison, style).contains("would do nothing"));
    }

    #[test]
    fn many_processes_are_counted() {
        let processes: Vec<_> = (0..9).map(|n| crate::diff::tests::process(&format!("w_{n}"))).collect();
        assert_eq!(names(&processes), "w_0, w_1, w_2, w_3, w_4, w_5 and 3 more");
    }
}
