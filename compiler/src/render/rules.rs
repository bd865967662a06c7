//! Rules and their documentation, as people and programs read them.

use std::fmt::Write as _;

use serde::Serialize;

use super::Paint;
use super::counted;
use super::markdown;
use super::paint::Tone;
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Category, Profile, Rule, When};

/// The version of the shape.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document {
    version: u32,
    rules: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    name: &'static str,
    level: Severity,
    category: Category,
    /// The least safe class of the fixes that it offers; none: it offers none.
    fix: Option<Safety>,
    /// It is asked with `--host` only, unless a profile asks it.
    host: bool,
    /// The profiles that ask it; none of them: profiles do not matter.
    profiles: &'static [Profile],
    summary: String,
    /// The page of its documentation.
    url: Option<String>,
    markdown: String,
}

/// One JSON document, ending with a line end.
///
/// # Errors
/// None in practice: every part is text or a number.
pub fn json(rules: &[&Rule]) -> serde_json::Result<String> {
    let entry = |rule: &&Rule| {
        let (host, profiles) = asked(rule);
        Entry {
            name: rule.name(),
            level: rule.level,
            category: rule.category,
            fix: rule.fix,
            host,
            profiles,
            summary: rule.summary(),
            url: rule.url(),
            markdown: rule.markdown(),
        }
    };
    let document = Document { version: VERSION, rules: rules.iter().map(entry).collect() };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

/// A line for each rule, then their number.
#[must_use]
pub fn list(rules: &[&Rule]) -> String {
    let names = rules.iter().map(|rule| rule.name().len()).max().unwrap_or(0);
    let categories = rules.iter().map(|rule| rule.category.name().len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in rules {
        let (name, level, category) = (rule.name(), rule.level.name(), rule.category.name());
        let when = when(rule).map_or_else(String::new, |when| format!(" ({when})"));
        let (fix, summary) = (fix(rule).unwrap_or("-"), rule.summary());
        let _ = writeln!(text, "{name:names$}  {level:7}  {category:categories$}  {fix:9}  {summary}{when}");
    }
    let _ = writeln!(text, "{}", counted(rules.len(), "rule"));
    text
}

/// The documentation of a rule for a terminal.
#[must_use]
pub fn text(rule: &Rule, paint: Paint) -> String {
    format!(
        "{}\n{}\n\n{}",
        paint.tone(Tone::Strong, rule.name()),
        facts(rule),
        markdown::plain(&rule.markdown(), paint)
    )
}

/// What stands in the head of its documentation: `warning · value · fix: suggested`.
#[must_use]
pub fn facts(rule: &Rule) -> String {
    let mut facts = vec![rule.level.name().to_owned(), rule.category.name().to_owned()];
    facts.extend(fix(rule).map(|fix| format!("fix: {fix}")));
    facts.extend(when(rule));
    facts.join(" · ")
}

/// The class of its fixes.
#[must_use]
pub fn fix(rule: &Rule) -> Option<&'static str> {
    Some(match rule.fix? {
        Safety::Safe => "safe",
        Safety::Suggested => "suggested",
    })
}

/// Whether `--host` asks it, and which profiles do.
fn asked(rule: &Rule) -> (bool, &'static [Profile]) {
    match rule.when {
        When::Always => (false, &[]),
        When::Host => (true, &[]),
        When::Profiles(profiles) => (false, profiles),
        When::HostOr(profiles) => (true, profiles),
    }
}

/// When it is asked; none: always.
#[must_use]
pub fn when(rule: &Rule) -> Option<String> {
    let (host, profiles) = asked(rule);
    let profiles = profiles.iter().map(|profile| format!("--profile {}", profile.name()));
    let options: Vec<_> = host.then(|| "--host".to_owned()).into_iter().chain(profiles).collect();
    (!options.is_empty()).then(|| format!("only with {}", options.join(" or ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    static SAMPLE: Rule = Rule {
        code: Code("sample-rule"),
        level: Severity::Info,
        category: Category::Docker,
        when: When::HostOr(&[Profile::Docker, Profile::Nonroot]),
        fix: Some(Safety::Suggested),
        docs: " Something is a sample.\n\n A long paragraph that goes on and on, with `code`, [a link](https://example.com/x)\n and \
               so many words that they do not fit on one line of a terminal.\n\n ## Bad\n\n ```ini\n [program:x]\n command=a\n   \
               b\n ```\n\n ## References\n\n - [The manual](https://example.com/)\n",
        checks: &[],
    };

    #[test]
    fn a_list() {
        insta::assert_snapshot!(list(&[&SAMPLE]), @r"
        sample-rule  info     docker  suggested  Something is a sample. (only with --host or --profile docker or --profile nonroot)
        1 rule
        ");
    }

    #[test]
    fn on_a_terminal() {
        let shown = text(&SAMPLE, Paint { color: true }).replace('\u{1b}', "ESC");
        insta::assert_snapshot!(format!("{}\n{shown}", text(&SAMPLE, Paint { color: false })));
    }

    #[test]
    fn document() {
        insta::assert_snapshot!(json(&[&SAMPLE]).unwrap());
    }
}
