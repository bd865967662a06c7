//! Words inside of values and comments, explained: expansions, events, signals, programs, rules.

use std::fmt::Write as _;
use std::ops::Range;

use super::option::shown;
use super::section;
use crate::convert;
use crate::editor::at::Given;
use crate::editor::names::Names;
use crate::editor::text::code;
use crate::editor::{Analysis, programs, words};
use crate::render::Secrets;
use crate::rules::{Category, Rule};
use crate::schema::ValueType;

/// A rule or a category in a comment.
pub(super) fn rule(word: &str) -> Option<String> {
    if let Some(rule) = Rule::named(word) {
        let mut text = format!("**{}** · {} · {}\n\n", rule.name(), words::level(rule.level), rule.category);
        text.push_str(&rule.summary());
        if let Some(url) = rule.url() {
            let _ = write!(text, "\n\n[Documentation]({url})");
        }
        return Some(text);
    }
    let category = Category::ALL.into_iter().find(|category| category.name() == word)?;
    Some(format!("**{category}** · all rules of this category"))
}

/// A `%(name)s`, at `range` of the value.
pub(super) fn expansion(
    analysis: &Analysis,
    given: &Given<'_>,
    range: Range<usize>,
    name: &str,
) -> Option<String> {
    let mut names = Names::new(analysis, given)?;
    let value = given.value();
    let mut text = format!("**{}** · {}", code(value.text().get(range.clone())?), words::name(name));
    if let Some(key) = name.strip_prefix("ENV_") {
        match names.variable(key) {
            Some((_, place)) if names.is_private(key) => {
                let place = place.map_or_else(
                    || "outside of the configuration".to_owned(),
                    |place| format!("at {}", analysis.shown(place)),
                );
                let _ = write!(text, "\n\nIt is set {place}.");
            }
            Some((value, place)) => {
                let masked = Secrets::Masked.of("environment", Some(key), value);
                let _ = write!(text, "\n\nHere: {}", shown("", &masked));
                match place {
                    Some(place) => {
                        let _ = write!(text, ", set at {}.", analysis.shown(place));
                    }
                    None => text.push_str(", set outside of the configuration."),
                }
            }
            None => text.push_str("\n\nIt is not set here."),
        }
        return Some(text);
    }
    if !names.own().contains(&name) {
        let known: Vec<_> = names.own().iter().map(|name| code(name)).collect();
        let known = if known.is_empty() { "only variables, `ENV_…`".to_owned() } else { known.join(", ") };
        let _ = write!(text, "\n\nIt stands for nothing here. What does: {known}.");
        return Some(text);
    }
    let made: Vec<_> = names.expanded_range(value.text().get(range)?).iter().map(|made| code(made)).collect();
    if !made.is_empty() {
        let _ = write!(text, "\n\nHere: {}", made.join(" … "));
    }
    Some(text)
}

/// A word of a list or of a closed set, and where it stands in the value.
pub(super) fn in_value(
    analysis: &Analysis,
    given: &Given<'_>,
    offset: usize,
) -> Option<(String, Range<usize>)> {
    let value = given.value();
    match given.row?.value {
        ValueType::Events => {
            let (range, item) = given.item_at(offset)?;
            let name = item.to_uppercase();
            let text = words::event(&name)?;
            Some((format!("**{name}**\n\n{text}"), range))
        }
        ValueType::Signal => {
            let name = convert::signal(value.text()).ok()?.text();
            let text = words::signal(&name)?;
            let option = super::option::markdown(analysis, given)?;
            Some((format!("**{name}** · {text}\n\n{option}"), 0..value.text().len()))
        }
        ValueType::Programs => {
            let (range, item) = given.item_at(offset)?;
            let section = programs::named(analysis, &item).into_iter().next()?;
            Some((section::markdown(analysis, section), range))
        }
        ValueType::Patterns => {
            let pattern = analysis.patterns().iter().find(|pattern| {
                pattern.location.file == given.file.id
                    && given.locate(offset..offset).span.start >= pattern.location.span.start
                    && given.locate(offset..offset).span.start <= pattern.location.span.end
            })?;
            let count = section::files(pattern.paths.len());
            if Names::are_private(analysis, given.section, "files") {
                let written = analysis.sources().text(pattern.location);
                return Some((
                    format!("{}: {count}", code(written)),
                    programs::word_range(value.text(), offset),
                ));
            }
            let mut text = format!("{}: {count}", code(&pattern.text));
            for path in pattern.paths.iter().take(10) {
                let _ = write!(text, "\n- {}", code(&path.display().to_string()));
            }
            if pattern.paths.len() > 10 {
                let _ = write!(text, "\n- … and {} more", pattern.paths.len() - 10);
            }
            Some((text, programs::word_range(value.text(), offset)))
        }
        _ => None,
    }
}
