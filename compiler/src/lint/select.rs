//! Which rules are asked, and at which levels they report.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{FilePattern, is_beyond_doubt};
use crate::compile::Options;
use crate::diagnostic::{Code, Diagnostic, LeftOut, Severity};
use crate::rules::{ALL, Category, Rule};
use crate::sources::Sources;

/// Rules that are wanted and rules that are not. What names a rule counts for more than what names its category, and that for more
/// than `all`; of the same kind, not to be wanted counts for more.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// None: all of them.
    select: Option<BTreeSet<Choice>>,
    ignore: BTreeSet<Choice>,
    levels: BTreeMap<Code, Severity>,
}

/// What a word of `--select` or `--ignore` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Choice {
    All,
    Category(Category),
    Rule(Code),
}

/// A word that is no rule, no category and not `all`; or not a rule, where only one will do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", match is_category {
    true => format!("`{word}` is no rule but many: levels are those of single rules"),
    false => format!("there is no rule and no category `{word}`{}", did_you_mean(nearest.as_deref())),
})]
pub struct UnknownRule {
    /// It is a category, or `all`.
    pub is_category: bool,
    /// The word.
    pub word: String,
    /// What may have been meant.
    pub nearest: Option<String>,
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"))
}

impl Choice {
    pub(super) fn new(word: &str) -> Result<Self, UnknownRule> {
        let word = word.trim();
        if word.eq_ignore_ascii_case("all") {
            return Ok(Choice::All);
        }
        let category =
            Category::ALL.into_iter().find(|category| category.name() == word).map(Choice::Category);
        category.or_else(|| Some(Choice::Rule(Rule::named(word)?.code))).ok_or_else(|| {
            let names = ALL.iter().map(|rule| rule.name()).chain(Category::ALL.map(Category::name));
            let nearest = crate::compile::nearest(word, names).map(str::to_owned);
            UnknownRule { is_category: false, word: word.to_owned(), nearest }
        })
    }

    /// How precisely it names the rule: 0, not at all.
    pub(super) fn precision(self, code: Code) -> u8 {
        match self {
            Choice::All => 1,
            Choice::Category(category) => match Rule::named(code.name()) {
                Some(rule) if rule.category == category => 2,
                _ => 0,
            },
            Choice::Rule(rule) if rule == code => 3,
            Choice::Rule(_) => 0,
        }
    }
}

fn precision(choices: &BTreeSet<Choice>, code: Code) -> u8 {
    choices.iter().map(|choice| choice.precision(code)).max().unwrap_or(0)
}

impl Selection {
    /// Wants only what is selected, this word among it. Words: a rule, a category, `all`.
    ///
    /// # Errors
    /// For a word that is none of these.
    pub fn select(&mut self, word: &str) -> Result<(), UnknownRule> {
        self.select.get_or_insert_default().insert(Choice::new(word)?);
        Ok(())
    }

    /// Wants only what is selected; so far nothing.
    pub fn select_nothing(&mut self) {
        self.select.get_or_insert_default();
    }

    /// Does not want these rules.
    ///
    /// # Errors
    /// For a word that is no rule, no category and not `all`.
    pub fn ignore(&mut self, word: &str) -> Result<(), UnknownRule> {
        self.ignore.insert(Choice::new(word)?);
        Ok(())
    }

    /// Makes a rule report at another level.
    ///
    /// # Errors
    /// For a word that is no rule.
    pub fn set_level(&mut self, rule: &str, level: Severity) -> Result<(), UnknownRule> {
        match Choice::new(rule)? {
            Choice::Rule(code) => {
                self.levels.insert(code, level);
                Ok(())
            }
            Choice::All | Choice::Category(_) => {
                Err(UnknownRule { is_category: true, word: rule.to_owned(), nearest: None })
            }
        }
    }

    /// True when the rule is to be asked.
    #[must_use]
    pub fn wants(&self, rule: &Rule) -> bool {
        let selected = self.select.as_ref().map_or(1, |select| precision(select, rule.code));
        selected > precision(&self.ignore, rule.code)
    }

    /// What is selected, word by word.
    pub(super) fn selected(&self) -> impl Iterator<Item = Choice> {
        self.select.iter().flatten().copied()
    }

    /// True when the rule is ignored by its name.
    pub(super) fn ignores_by_name(&self, code: Code) -> bool {
        self.ignore.contains(&Choice::Rule(code))
    }

    /// The level at which the rule is to report, if somebody says.
    pub(super) fn level(&self, code: Code) -> Option<Severity> {
        self.levels.get(&code).copied()
    }

    /// The same as [`Selection::wants`] for findings that are only counted. `alike`: findings of that code are reported.
    pub(super) fn wants_more(&self, more: &LeftOut, alike: bool) -> bool {
        match more.severity {
            Severity::Error => alike || !self.ignores_by_name(more.code),
            _ => Rule::named(more.code.name()).is_none_or(|rule| self.wants(rule)),
        }
    }

    /// A finding at the level that is wanted; none when it is not wanted. Why Supervisor refuses the file stays: it is refused,
    /// whoever looks away. When the machine is the reason, the name of the rule leaves it out.
    pub(super) fn judge(&self, mut finding: Diagnostic) -> Option<Diagnostic> {
        if is_beyond_doubt(&finding) {
            return Some(finding);
        }
        let wanted = if finding.is_refusal() {
            !self.ignores_by_name(finding.code)
        } else {
            Rule::named(finding.code.name()).is_none_or(|rule| self.wants(rule))
        };
        if let Some(level) = self.level(finding.code) {
            finding.severity = level;
        }
        wanted.then_some(finding)
    }
}

/// Rules that are not wanted in some files.
#[derive(Debug, Clone, Default)]
pub struct PerFile {
    list: Vec<(FilePattern, Choice)>,
}

impl PerFile {
    /// Does not want these rules in the files that the pattern names.
    ///
    /// # Errors
    /// For a word that is no rule, no category and not `all`.
    pub fn ignore(&mut self, files: FilePattern, word: &str) -> Result<(), UnknownRule> {
        self.list.push((files, Choice::new(word)?));
        Ok(())
    }

    /// True when the rule of a finding is ignored by its name in the file of the finding.
    pub(super) fn ignores_by_name(&self, finding: &Diagnostic, sources: &Sources, options: &Options) -> bool {
        let mut named =
            self.list.iter().filter(|(_, choice)| *choice == Choice::Rule(finding.code)).peekable();
        if named.peek().is_none() {
            return false;
        }
        let path = super::absolute(sources.path(finding.primary.location.file), options);
        named.any(|(files, _)| files.matches(&path))
    }

    /// Leaves out what is not wanted, but for what nobody can ignore.
    pub(super) fn retain(&self, found: &mut Vec<Diagnostic>, sources: &Sources, options: &Options) {
        if self.list.is_empty() {
            return;
        }
        let mut ignored: HashMap<_, Vec<Choice>> = HashMap::new();
        found.retain(|finding| {
            let file = finding.primary.location.file;
            let ignored = ignored.entry(file).or_insert_with(|| {
                let path = super::absolute(sources.path(file), options);
                let named = self.list.iter().filter(|(files, _)| files.matches(&path));
                named.map(|(_, choice)| *choice).collect()
            });
            if is_beyond_doubt(finding) {
                return true;
            }
            let enough = if finding.is_refusal() { 3 } else { 1 };
            ignored.iter().all(|choice| choice.precision(finding.code) < enough)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(select: &[&str], ignore: &[&str], rule: &str) -> bool {
        let mut selection = Selection::default();
        select.iter().for_each(|word| selection.select(word).unwrap());
        ignore.iter().for_each(|word| selection.ignore(word).unwrap());
        selection.wants(Rule::named(rule).unwrap())
    }

    #[test]
    fn the_more_precise_word_counts() {
        let rule = "quoted-scalar";
        assert!(wanted(&[], &[], rule));
        assert!(!wanted(&["restart"], &[], rule));
        assert!(!wanted(&["all"], &["value"], rule));
        assert!(wanted(&[rule], &["value", "all"], rule));
        assert!(!wanted(&["value"], &[rule], rule));
        assert!(!wanted(&["value"], &["value"], rule));
    }

    #[test]
    fn words_that_stand_for_nothing() {
        let error = Selection::default().select("quoted-scaler").unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no rule and no category `quoted-scaler`; did you mean `quoted-scalar`?"
        );
        let error = Selection::default().set_level("value", Severity::Info).unwrap_err();
        assert_eq!(error.to_string(), "`value` is no rule but many: levels are those of single rules");
    }
}
