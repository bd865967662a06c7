//! Command lines as the original reads them: `supervisord` and `supervisorctl` are called by scripts and
//! unit files that rely on its habits (spec-config §6.2), which are not those of today's parsers.
//!
//! Options end at the first word that is none, or at `--`. Short flags cluster (`-ns`, `-cFILE`), long ones
//! may be abbreviated to any unique prefix, an option given twice is a conflict. Work happens in two steps,
//! as there: [`parse`] splits the whole line, then [`Parsed::apply`] goes through the options in order, so
//! that the error reported is the same one when there are several.

use std::fmt;
use std::ops::ControlFlow;

use crate::convert::python::repr;

/// One flag of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    /// The letters of its short forms; empty when there is none.
    pub shorts: &'static str,
    /// The long form, without dashes.
    pub long: &'static str,
    /// What its argument is called in the help; none when it takes no argument.
    pub value: Option<&'static str>,
    /// A sentence for the help.
    pub doc: &'static str,
    /// Whether it is of the original. One that is not has to be spelled in full, so that abbreviations keep their meaning.
    pub original: bool,
}

/// An option as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Which flag.
    pub flag: &'static Flag,
    /// `-c` or `--configuration`: the form used, the long one in full.
    pub spelling: String,
    /// Its argument; present exactly when the flag takes one.
    pub value: Option<String>,
}

/// A command line taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// The options in the order given.
    pub options: Vec<Given>,
    /// Everything from the first word on that is no option.
    pub rest: Vec<String>,
}

/// What is wrong with a command line, in the original's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UsageError(pub String);

impl UsageError {
    /// What goes to standard error before the command ends with status 2.
    #[must_use]
    pub fn report(&self, program: &str) -> String {
        format!("Error: {self}\nFor help, use {program} -h\n")
    }
}

/// Takes the arguments (without the program's name) apart.
///
/// # Errors
/// The first option that is unknown, ambiguous, or has an argument too many or too few.
pub fn parse(
    flags: &'static [Flag],
    arguments: impl IntoIterator<Item = String>,
) -> Result<Parsed, UsageError> {
    let mut parsed = Parsed::default();
    let mut arguments = arguments.into_iter();
    while let Some(word) = arguments.next() {
        if word == "--" {
            break;
        } else if let Some(option) = word.strip_prefix("--") {
            parsed.options.push(long_option(flags, option, &mut arguments)?);
        } else if let Some(cluster) = word.strip_prefix('-').filter(|cluster| !cluster.is_empty()) {
            short_options(flags, cluster, &mut arguments, &mut parsed.options)?;
        } else {
            parsed.rest.push(word);
            break;
        }
    }
    parsed.rest.extend(arguments);
    Ok(parsed)
}

/// `--name`, `--name=value` or `--name value`, with the dashes already gone.
fn long_option(
    flags: &'static [Flag],
    option: &str,
    arguments: &mut impl Iterator<Item = String>,
) -> Result<Given, UsageError> {
    let (name, attached) = match option.split_once('=') {
        Some((name, value)) => (name, Some(value.to_owned())),
        None => (option, None),
    };
    let mut matching = flags.iter().filter(|flag| flag.original && flag.long.starts_with(name));
    let exact = flags.iter().find(|flag| flag.long == name);
    let flag = match (exact, matching.next(), matching.next()) {
        (Some(flag), ..) | (None, Some(flag), None) => flag,
        (None, None, _) => return Err(UsageError(format!("option --{name} not recognized"))),
        (None, Some(_), Some(_)) => return Err(UsageError(format!("option --{name} not a unique prefix"))),
    };
    let spelling = format!("--{}", flag.long);
    let value = match (flag.value, attached) {
        (None, None) => None,
        (None, Some(_)) => return Err(UsageError(format!("option {spelling} must not have an argument"))),
        (Some(_), Some(value)) => Some(value),
        (Some(_), None) => Some(required(&spelling, arguments.next())?),
    };
    Ok(Given { flag, spelling, value })
}

/// `-ns`, `-cFILE` or `-nc FILE`, with the dash already gone.
fn short_options(
    flags: &'static [Flag],
    cluster: &str,
    arguments: &mut impl Iterator<Item = String>,
    options: &mut Vec<Given>,
) -> Result<(), UsageError> {
    let mut letters = cluster.chars();
    while let Some(letter) = letters.next() {
        let spelling = format!("-{letter}");
        let Some(flag) = flags.iter().find(|flag| flag.shorts.contains(letter)) else {
            return Err(UsageError(format!("option {spelling} not recognized")));
        };
        let value = match (flag.value, letters.as_str()) {
            (None, _) => None,
            (Some(_), "") => Some(required(&spelling, arguments.next())?),
            (Some(_), attached) => {
                let value = attached.to_owned();
                letters = "".chars();
                Some(value)
            }
        };
        options.push(Given { flag, spelling, value });
    }
    Ok(())
}

fn required(spelling: &str, value: Option<String>) -> Result<String, UsageError> {
    value.ok_or_else(|| UsageError(format!("option {spelling} requires argument")))
}

impl Parsed {
    /// Hands every option to `take`, in order, until one breaks off (as `--help` does).
    ///
    /// # Errors
    /// A value that `take` refuses, or an option given for the second time.
    pub fn apply<B, E: fmt::Display>(
        &self,
        mut take: impl FnMut(&Given) -> Result<ControlFlow<B>, E>,
    ) -> Result<ControlFlow<B>, UsageError> {
        for (index, given) in self.options.iter().enumerate() {
            let flow = take(given).map_err(|error| {
                let value = repr(given.value.as_deref().unwrap_or_default());
                UsageError(format!("invalid value for {} {value}: {error}", given.spelling))
            })?;
            if flow.is_break() {
                return Ok(flow);
            }
            if self.options.iter().take(index).any(|earlier| earlier.flag == given.flag) {
                return Err(UsageError(format!("conflicting command line option {}", repr(&given.spelling))));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// For commands that take options only.
    ///
    /// # Errors
    /// There are words that are no options.
    pub fn no_positionals(&self) -> Result<(), UsageError> {
        if self.rest.is_empty() {
            return Ok(());
        }
        let words = self.rest.iter().map(|word| repr(word)).collect::<Vec<_>>().join(", ");
        Err(UsageError(format!("positional arguments are not supported: [{words}]")))
    }
}

/// Where the descriptions of the help start, and where its lines end.
const COLUMNS: (usize, usize) = (34, 79);

/// The help text: what the command does, how it is called, every flag, and a closing paragraph.
#[must_use]
pub fn help(about: &str, usage: &str, flags: &[Flag], epilogue: &str) -> String {
    let mut text = format!("{about}\n\nUsage: {usage}\n\nOptions:\n");
    for flag in flags {
        let shorts: Vec<_> = flag.shorts.chars().map(|letter| format!("-{letter}")).collect();
        let value = flag.value.map(|value| format!(" {value}")).unwrap_or_default();
        let names = match shorts.as_slice() {
            [] => format!("      --{}{value}", flag.long),
            shorts => format!("  {}, --{}{value}", shorts.join(", "), flag.long),
        };
        text.push_str(&names);
        let mut column = names.chars().count();
        if column + 2 > COLUMNS.0 {
            column = next_line(&mut text);
        } else {
            text.extend(std::iter::repeat_n(' ', COLUMNS.0 - column));
            column = COLUMNS.0;
        }
        for word in flag.doc.split(' ') {
            let width = word.chars().count() + usize::from(column > COLUMNS.0);
            if column + width > COLUMNS.1 {
                column = next_line(&mut text);
            } else if column > COLUMNS.0 {
                text.push(' ');
                column += 1;
            }
            text.push_str(word);
            column += word.chars().count();
        }
        text.push('\n');
    }
    if !epilogue.is_empty() {
        text.push('\n');
        text.push_str(epilogue);
        text.push('\n');
    }
    text
}

fn next_line(text: &mut String) -> usize {
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', COLUMNS.0));
    COLUMNS.0
}

#[cfg(test)]
mod tests {
    use super::*;

    static FLAGS: [Flag; 6] = [
        Flag {
            shorts: "c",
            long: "configuration",
            value: Some("FILE"),
            doc: "read this file instead of searching for one in the usual places of the system",
            original: true,
        },
        Flag { shorts: "n", long: "nodaemon", value: None, doc: "stay in the foreground", original: true },
        Flag { shorts: "k", long: "nocleanup", value: None, doc: "keep old logs", original: true },
        Flag { shorts: "", long: "minprocs", value: Some("NUMBER"), doc: "processes needed", original: true },
        Flag { shorts: "h?", long: "help", value: None, doc: "print this help", original: true },
        Flag {
            shorts: "r",
            long: "a_flag_with_a_long_name",
            value: Some("WORD"),
            doc: "short text",
            original: true,
        },
    ];

    fn words(line: &[&str]) -> Vec<String> {
        line.iter().map(|word| (*word).to_owned()).collect()
    }

    /// What the original would print after `Error: `; `--minprocs` takes only `7`.
    fn outcome(line: &[&str]) -> Result<(Vec<String>, Vec<String>), String> {
        let run = || {
            let parsed = parse(&FLAGS, words(line))?;
            let mut seen = Vec::new();
            let _: ControlFlow<()> = parsed.apply(|given| {
                if given.flag.long == "minprocs" && given.value.as_deref() != Some("7") {
                    return Err("not seven");
                }
                if given.flag.long == "help" {
                    return Ok(ControlFlow::Break(()));
                }
                seen.push(format!("{}={}", given.spelling, given.value.as_deref().unwrap_or("")));
                Ok(ControlFlow::Continue(()))
            })?;
            Ok((seen, parsed.rest))
        };
        run().map_err(|error: UsageError| error.0)
    }

    fn accepts(line: &[&str], seen: &[&str], rest: &[&str]) {
        assert_eq!(outcome(line), Ok((words(seen), words(rest))), "{line:?}");
    }

    fn refuses(line: &[&str], text: &str) {
        assert_eq!(outcome(line), Err(text.to_owned()), "{line:?}");
    }

    #[test]
    fn short_flags_cluster_and_take_attached_or_following_values() {
        accepts(&["-nk"], &["-n=", "-k="], &[]);
        accepts(&["-ncFILE"], &["-n=", "-c=FILE"], &[]);
        accepts(&["-nc", "-k"], &["-n=", "-c=-k"], &[]);
        accepts(&["-c", ""], &["-c="], &[]);
    }

    #[test]
    fn long_flags_abbreviate_and_take_values_both_ways() {
        accepts(&["--conf=a=b"], &["--configuration=a=b"], &[]);
        accepts(&["--c", "x", "--nod"], &["--configuration=x", "--nodaemon="], &[]);
    }

    #[test]
    fn options_end_at_the_first_other_word() {
        accepts(&["-n", "status", "-k"], &["-n="], &["status", "-k"]);
        accepts(&["-n", "--", "-k"], &["-n="], &["-k"]);
        accepts(&["-", "-n"], &[], &["-", "-n"]);
    }

    /// Each text was compared with the original's (spec-config §6.2).
    #[test]
    fn errors_have_the_original_texts() {
        refuses(&["--bad"], "option --bad not recognized");
        refuses(&["--bad=1"], "option --bad not recognized");
        refuses(&["-x"], "option -x not recognized");
        refuses(&["-n=1"], "option -= not recognized");
        refuses(&["-c"], "option -c requires argument");
        refuses(&["--conf"], "option --configuration requires argument");
        refuses(&["--nodaemon=1"], "option --nodaemon must not have an argument");
        refuses(&["--no"], "option --no not a unique prefix");
        refuses(&["--="], "option -- not a unique prefix");
        refuses(&["-n", "-n"], "conflicting command line option '-n'");
        refuses(&["-n", "--nod"], "conflicting command line option '--nodaemon'");
        refuses(&["-ca", "-ca"], "conflicting command line option '-c'");
        refuses(&["--minprocs", "it's"], "invalid value for --minprocs \"it's\": not seven");
    }

    #[test]
    fn of_several_errors_the_original_s_comes_first() {
        refuses(&["--minp=9", "--bad"], "option --bad not recognized");
        refuses(&["-nn", "--minp=9"], "conflicting command line option '-n'");
        refuses(&["--minp=7", "--minp=9"], "invalid value for --minprocs '9': not seven");
        accepts(&["-?", "--minp=9"], &[], &[]);
        refuses(&["--minp=9", "-h"], "invalid value for --minprocs '9': not seven");
    }

    #[test]
    fn positional_arguments_are_shown_as_a_python_list() {
        let refused = parse(&FLAGS, words(&["foo", "it's", "\"'\\\n\u{1}"])).unwrap().no_positionals();
        assert_eq!(
            refused.unwrap_err().report("bin/supervisord"),
            "Error: positional arguments are not supported: ['foo', \"it's\", '\"\\'\\\\\\n\\x01']\n\
             For help, use bin/supervisord -h\n"
        );
        assert_eq!(parse(&FLAGS, words(&["-n"])).unwrap().no_positionals(), Ok(()));
    }

    #[test]
    fn help_lists_every_flag() {
        insta::assert_snapshot!(help("x: does x.", "x [OPTIONS]", &FLAGS, "See x(8)."), @"
        x: does x.

        Usage: x [OPTIONS]

        Options:
          -c, --configuration FILE        read this file instead of searching for one
                                          in the usual places of the system
          -n, --nodaemon                  stay in the foreground
          -k, --nocleanup                 keep old logs
              --minprocs NUMBER           processes needed
          -h, -?, --help                  print this help
          -r, --a_flag_with_a_long_name WORD
                                          short text

        See x(8).
        ");
    }
}
