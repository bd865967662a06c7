//! The table of everything that can be said about a configuration, and from words to facts.

use crate::compile::nearest;
use crate::rules::{Category, Rule};

use super::parse::Wrong;

/// What can be said about a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the table below says what each means")]
pub enum Fact {
    Exists { program: String, exists: bool },
    Count { program: String, count: usize },
    Before { first: String, second: String, order: Order },
    RunsAs { who: String, user: String },
    InGroup { who: String, group: String },
    GroupHas { group: String, members: Vec<String>, members_are: Members },
    Variable { who: String, name: String, value: Option<String> },
    NoVariable { who: String, name: String },
    Command { who: String, command: String },
    Arguments { who: String, arguments: Vec<String> },
    Output { who: String, stream: Stream, goal: String },
    Option { option: String, of: String, value: Option<String> },
    Listens { address: Option<String> },
    NoPort,
    NoFindings { of: Findings },
    Accepted,
    Refused { with: Option<String> },
}

/// Which order is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum Order {
    Start,
    Stop,
}

/// What is listed of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum Members {
    Programs,
    Processes,
}

/// An output of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum Stream {
    Stdout,
    Stderr,
}

/// Which findings there must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum Findings {
    Any,
    Errors,
    Warnings,
    Rule(String),
    Category(String),
}

/// A way to state a fact.
#[derive(Clone, Copy)]
pub struct Form {
    /// Its words. In capitals: `NAME`, a name; `NUMBER`; `REST`, everything up to the end of the line; `LIST`, the same with
    /// commas; `JSON`, the same as a list in JSON. Of words with a bar between them, one.
    pub pattern: &'static str,
    /// When it holds.
    pub doc: &'static str,
    make: fn(&[&str]) -> Result<Fact, String>,
}

/// Every form. Of several that fit, the first counts.
pub static FORMS: &[Form] = &[
    Form {
        pattern: "program NAME exists",
        doc: "There is a `[program:NAME]`, `[fcgi-program:NAME]` or `[eventlistener:NAME]`.",
        make: |words| Ok(Fact::Exists { program: word(words, 0), exists: true }),
    },
    Form {
        pattern: "program NAME does not exist",
        doc: "There is no such section.",
        make: |words| Ok(Fact::Exists { program: word(words, 0), exists: false }),
    },
    Form {
        pattern: "program NAME has NUMBER process|processes",
        doc: "It has that many, in all groups together.",
        make: |words| {
            let count = word(words, 1).parse().map_err(|_| "expected a number".to_owned())?;
            Ok(Fact::Count { program: word(words, 0), count })
        },
    },
    Form {
        pattern: "NAME starts before NAME",
        doc: "supervisord starts every process of the first before any of the second: its group has the smaller `priority`, \
              or it comes first in the same group. Both have `autostart`.",
        make: |words| Ok(Fact::Before { first: word(words, 0), second: word(words, 1), order: Order::Start }),
    },
    Form {
        pattern: "NAME stops before NAME",
        doc: "On shutdown, the first has stopped before the second is asked to: its group has the larger `priority`. The \
              processes of one group are stopped all at once.",
        make: |words| Ok(Fact::Before { first: word(words, 0), second: word(words, 1), order: Order::Stop }),
    },
    Form {
        pattern: "NAME runs as NAME",
        doc: "Its `user` is that, or it has none and `[supervisord]` has that one.",
        make: |words| Ok(Fact::RunsAs { who: word(words, 0), user: word(words, 1) }),
    },
    Form {
        pattern: "NAME is in group NAME",
        doc: "All its processes are in that group, and in no other.",
        make: |words| Ok(Fact::InGroup { who: word(words, 0), group: word(words, 1) }),
    },
    Form {
        pattern: "group NAME has program|programs LIST",
        doc: "These programs have processes in the group, and no others.",
        make: |words| group_has(words, Members::Programs),
    },
    Form {
        pattern: "group NAME has process|processes LIST",
        doc: "The group consists of these processes.",
        make: |words| group_has(words, Members::Processes),
    },
    Form {
        pattern: "env of NAME has no NAME",
        doc: "The configuration does not set that variable for it. (What supervisord itself was started with, it inherits.)",
        make: |words| Ok(Fact::NoVariable { who: word(words, 0), name: word(words, 1) }),
    },
    Form {
        pattern: "env of NAME has REST",
        doc: "`NAME=VALUE` or `NAME=\"VALUE\"`: the configuration sets that variable to that value. `NAME`: it sets it.",
        make: |words| {
            let text = text(words, 1);
            let (name, value) = match text.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(unquoted(value))),
                None => (text, None),
            };
            let fits = !name.is_empty() && !name.contains(char::is_whitespace);
            let fact = Fact::Variable { who: word(words, 0), name, value };
            fits.then_some(fact).ok_or_else(|| "expected NAME=VALUE or NAME".to_owned())
        },
    },
    Form {
        pattern: "command of NAME is REST",
        doc: "Its command line is that, expanded.",
        make: |words| Ok(Fact::Command { who: word(words, 0), command: text(words, 1) }),
    },
    Form {
        pattern: "argv of NAME is JSON",
        doc: "Its command line consists of these words, such as `[\"/bin/sh\", \"-c\", \"exec web\"]`.",
        make: |words| {
            let arguments = serde_json::from_str(&word(words, 1));
            let arguments = arguments
                .map_err(|_| "expected a list of strings, such as `[\"/bin/web\", \"-v\"]`".to_owned())?;
            Ok(Fact::Arguments { who: word(words, 0), arguments })
        },
    },
    Form {
        pattern: "stdout of NAME goes nowhere",
        doc: "What it prints is thrown away.",
        make: |words| {
            Ok(Fact::Output { who: word(words, 0), stream: Stream::Stdout, goal: "nowhere".to_owned() })
        },
    },
    Form {
        pattern: "stdout of NAME goes to REST",
        doc: "A file, `AUTO`, or `syslog`; `FILE and syslog` for both.",
        make: |words| Ok(Fact::Output { who: word(words, 0), stream: Stream::Stdout, goal: text(words, 1) }),
    },
    Form {
        pattern: "stderr of NAME goes nowhere",
        doc: "Its errors are thrown away.",
        make: |words| {
            Ok(Fact::Output { who: word(words, 0), stream: Stream::Stderr, goal: "nowhere".to_owned() })
        },
    },
    Form {
        pattern: "stderr of NAME goes to REST",
        doc: "The same for its errors; `stdout` with `redirect_stderr`.",
        make: |words| Ok(Fact::Output { who: word(words, 0), stream: Stream::Stderr, goal: text(words, 1) }),
    },
    Form {
        pattern: "option NAME of NAME is not set",
        doc: "The option has its default value.",
        make: |words| Ok(Fact::Option { option: word(words, 0), of: word(words, 1), value: None }),
    },
    Form {
        pattern: "option NAME of NAME is REST",
        doc: "The option has that value, however it is written: `true` is `yes`, `1MB` is `1024KB`, `SIGINT` and `2` are `INT`. The \
              second name may be a section, such as `[supervisord]` or `[group:g]`.",
        make: |words| {
            Ok(Fact::Option { option: word(words, 0), of: word(words, 1), value: Some(text(words, 2)) })
        },
    },
    Form {
        pattern: "supervisord listens nowhere",
        doc: "There is no `[unix_http_server]` and no `[inet_http_server]`.",
        make: |_| Ok(Fact::Listens { address: None }),
    },
    Form {
        pattern: "supervisord listens on no port",
        doc: "There is no `[inet_http_server]`.",
        make: |_| Ok(Fact::NoPort),
    },
    Form {
        pattern: "supervisord listens on REST",
        doc: "One of its servers has that address: a path, `host:port`, or `*:port` for all interfaces.",
        make: |words| Ok(Fact::Listens { address: Some(text(words, 0)) }),
    },
    Form { pattern: "no findings", doc: "supervisor-lint finds nothing.", make: |_| no(Findings::Any) },
    Form { pattern: "no errors", doc: "supervisor-lint finds no errors.", make: |_| no(Findings::Errors) },
    Form {
        pattern: "no warnings",
        doc: "supervisor-lint finds no errors and no warnings.",
        make: |_| no(Findings::Warnings),
    },
    Form {
        pattern: "no findings of rule NAME",
        doc: "supervisor-lint finds nothing of that rule.",
        make: |words| {
            let name = word(words, 0);
            let known = Rule::named(&name).is_some();
            let names = crate::rules::ALL.iter().map(|rule| rule.name());
            if known { no(Findings::Rule(name)) } else { Err(unknown("rule", &name, names)) }
        },
    },
    Form {
        pattern: "no findings of category NAME",
        doc: "supervisor-lint finds nothing of that category.",
        make: |words| {
            let name = word(words, 0);
            let known = Category::ALL.iter().any(|category| category.name() == name);
            let names = Category::ALL.into_iter().map(Category::name);
            if known { no(Findings::Category(name)) } else { Err(unknown("category", &name, names)) }
        },
    },
    Form {
        pattern: "configuration|supervisord is accepted",
        doc: "supervisord starts with it.",
        make: |_| Ok(Fact::Accepted),
    },
    Form {
        pattern: "configuration|supervisord is refused",
        doc: "supervisord does not start with it.",
        make: |_| Ok(Fact::Refused { with: None }),
    },
    Form {
        pattern: "configuration|supervisord is refused with REST",
        doc: "supervisord does not start with it, and what it prints contains that text.",
        make: |words| Ok(Fact::Refused { with: Some(text(words, 0)) }),
    },
];

fn word(words: &[&str], number: usize) -> String {
    let word = words.get(number).copied().unwrap_or_default();
    word.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(word).to_owned()
}

/// The rest of a line: as it is, or between quotation marks as JSON has them.
fn text(words: &[&str], number: usize) -> String {
    unquoted(words.get(number).copied().unwrap_or_default())
}

fn unquoted(text: &str) -> String {
    serde_json::from_str(text).unwrap_or_else(|_| text.to_owned())
}

fn no(of: Findings) -> Result<Fact, String> {
    Ok(Fact::NoFindings { of })
}

fn group_has(words: &[&str], members_are: Members) -> Result<Fact, String> {
    let members = words.get(1).copied().unwrap_or_default().split(',').map(|name| name.trim().to_owned());
    let members: Vec<_> = members.filter(|name| !name.is_empty()).collect();
    Ok(Fact::GroupHas { group: word(words, 0), members, members_are })
}

fn unknown<'n>(what: &str, name: &str, names: impl Iterator<Item = &'n str>) -> String {
    let near = nearest(name, names).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    format!("there is no {what} `{name}`{near}")
}

/// The fact that a line states.
pub(super) fn fact(line: &str) -> Result<Fact, Wrong> {
    let mut words = words(line);
    // `the configuration is accepted`
    if words.first().is_some_and(|(_, word)| *word == "the") {
        words.remove(0);
    }
    for form in FORMS {
        let Ok(captured) = form.captured(line, &words) else { continue };
        let texts: Vec<_> = captured.iter().map(|(_, text)| *text).collect();
        return (form.make)(&texts).map_err(|message| {
            // What can be wrong with the words of a form that fits is always the last one.
            let at = captured.last().map_or(0, |(at, _)| *at);
            Wrong { at, message, help: form.help() }
        });
    }
    let near = FORMS.iter().map(|form| (form.distance(line, &words), form));
    let near = near.min_by(|(one, _), (other, _)| one.total_cmp(other));
    Err(match near {
        Some((distance, form)) if distance <= 0.5 => {
            let at = form.captured(line, &words).err().unwrap_or(0);
            let word = words.iter().find(|(start, _)| *start == at).map(|(_, word)| *word);
            let message = match word {
                Some(word) => format!("`{word}` is not understood here"),
                None => "the line ends too early".to_owned(),
            };
            Wrong { at, message, help: form.help() }
        }
        _ => Wrong {
            at: 0,
            message: "this is no fact that is understood".to_owned(),
            help: "`supervisor-lint test --help` lists what can be said".to_owned(),
        },
    })
}

/// The words of a line with their offsets. A quotation mark at the beginning of a word makes it go on to the next one.
fn words(line: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(rest) = line.get(at..) {
        let start = at + (rest.len() - rest.trim_start().len());
        let rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let quoted = rest.strip_prefix('"').and_then(|inside| Some(inside.find('"')? + 2));
        let plain = || rest.find(char::is_whitespace).unwrap_or(rest.len());
        let length = quoted.unwrap_or_else(plain);
        words.push((start, rest.get(..length).unwrap_or_default()));
        at = start + length;
    }
    words
}

impl Form {
    fn tokens(&self) -> impl Iterator<Item = &'static str> {
        self.pattern.split(' ')
    }

    /// How to write it.
    #[must_use]
    pub fn shown(&self) -> String {
        let token = |token: &'static str| match token {
            "REST" | "LIST" | "JSON" => "…",
            // Of two words either will do; shown is the one that is usual.
            "process|processes" => "processes",
            "program|programs" => "programs",
            "configuration|supervisord" => "configuration",
            token => token,
        };
        self.tokens().map(token).collect::<Vec<_>>().join(" ")
    }

    fn help(&self) -> String {
        format!("write `{}`", self.shown())
    }

    /// What stands in the places of the capitals, each with its offset; or the offset at which the line ceases to fit.
    fn captured<'l>(
        &self,
        line: &'l str,
        words: &[(usize, &'l str)],
    ) -> Result<Vec<(usize, &'l str)>, usize> {
        let mut captured = Vec::new();
        let mut words = words.iter();
        for token in self.tokens() {
            let Some((at, word)) = words.next() else { return Err(line.len()) };
            match token {
                "NAME" | "NUMBER" => captured.push((*at, *word)),
                "REST" | "LIST" | "JSON" => {
                    captured.push((*at, line.get(*at..).unwrap_or_default()));
                    return Ok(captured);
                }
                literal if literal.split('|').any(|literal| literal == *word) => {}
                _ => return Err(*at),
            }
        }
        words.next().map_or(Ok(captured), |(at, _)| Err(*at))
    }

    /// How far a line is from this form: less than 0.5 for one that was meant to be it, 1 for one that has nothing in common
    /// with it.
    fn distance(&self, line: &str, words: &[(usize, &str)]) -> f64 {
        let tokens: Vec<_> = self.tokens().collect();
        let is_open = tokens.last().is_some_and(|last| matches!(*last, "REST" | "LIST" | "JSON"));
        let literal = |token: &str| !token.bytes().all(|byte| byte.is_ascii_uppercase());
        let weight = tokens.iter().filter(|token| literal(token)).count();
        let mut far = 0.0;
        for (number, token) in tokens.iter().enumerate().filter(|(_, token)| literal(token)) {
            let likeness = |word: &str| {
                token
                    .split('|')
                    .map(|literal| strsim::normalized_damerau_levenshtein(literal, word))
                    .fold(0.0, f64::max)
            };
            // A word too many or too few before it costs a little.
            let near = [(number, 1.0), (number + 1, 0.8), (number.wrapping_sub(1), 0.8)];
            let best = near.into_iter().filter_map(|(at, share)| Some(likeness(words.get(at)?.1) * share));
            far += 1.0 - best.fold(0.0, f64::max);
        }
        let more = if is_open { 0 } else { words.len().saturating_sub(tokens.len()) };
        let fewer = tokens.len().saturating_sub(words.len());
        let off = f64::from(u32::try_from(more + fewer).unwrap_or(u32::MAX)) * 0.25;
        // A line that begins as the form does is likely to be meant to go on so.
        let fits_up_to = self.captured(line, words).err().unwrap_or(line.len());
        let begun =
            words.iter().zip(&tokens).filter(|((at, _), token)| *at < fits_up_to && literal(token)).count();
        let begun = f64::from(u32::try_from(begun).unwrap_or(u32::MAX)) * 0.25;
        (far + off) / f64::from(u32::try_from(weight.max(1)).unwrap_or(1)) - begun
    }
}
