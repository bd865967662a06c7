//! Names on the command line that are patterns (`web-*`, `*:worker?`), and the processes that fit them.

use std::borrow::Cow;

use crate::failure::Failure;
use crate::names::{Target, namespec};
use crate::pattern::fits;
use crate::processes::Process;
use crate::session::Session;

/// What one word among the names stands for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Word<'a> {
    /// What it says.
    Name(&'a str),
    /// The processes that fit it, group and name, except those that an earlier word has named. At least one fitted.
    Fitting(Vec<(String, String)>),
}

/// What each word stands for. The server is asked only if a word may be a pattern. What fits nothing stands for
/// itself, and comes to what the original makes of it.
pub(crate) fn resolve<'a>(session: &mut Session<'_>, words: &[&'a str]) -> Result<Vec<Word<'a>>, Failure> {
    if words.contains(&"all") || !words.iter().any(|word| may_be_pattern(word)) {
        return Ok(words.iter().map(|word| Word::Name(word)).collect());
    }
    match Process::all(session) {
        Ok(processes) => Ok(resolve_among(&processes, words)),
        // Whatever follows meets the same fault, and has words for it.
        Err(failure) if failure.fault().is_some() => Ok(words.iter().map(|word| Word::Name(word)).collect()),
        Err(failure) => Err(failure),
    }
}

/// The same as names, in order; the processes that fit a pattern by their own.
pub(crate) fn names<'a>(session: &mut Session<'_>, words: &[&'a str]) -> Result<Vec<Cow<'a, str>>, Failure> {
    let mut names = Vec::new();
    for word in resolve(session, words)? {
        match word {
            Word::Name(name) => names.push(Cow::Borrowed(name)),
            Word::Fitting(processes) => {
                names.extend(processes.iter().map(|(group, name)| Cow::Owned(namespec(group, name))));
            }
        }
    }
    Ok(names)
}

/// The same among processes that are known.
pub(crate) fn resolve_among<'a>(processes: &[Process], words: &[&'a str]) -> Vec<Word<'a>> {
    let mut named = vec![false; processes.len()];
    let mut resolved = Vec::with_capacity(words.len());
    for word in words {
        let target = Target::of(word);
        let mut is_name = false;
        for (process, named) in processes.iter().zip(&mut named) {
            if process.is(target) {
                (is_name, *named) = (true, true);
            }
        }
        if is_name || !may_be_pattern(word) {
            resolved.push(Word::Name(word));
            continue;
        }
        let (mut any, mut fitting) = (false, Vec::new());
        for (process, named) in processes.iter().zip(&mut named) {
            if takes(word, &process.group, &process.name) {
                any = true;
                if !std::mem::replace(named, true) {
                    fitting.push((process.group.clone(), process.name.clone()));
                }
            }
        }
        resolved.push(if any { Word::Fitting(fitting) } else { Word::Name(word) });
    }
    resolved
}

/// Whether a word is a pattern unless it is a name. `group:*` is none, and neither is a mere `*`: who means everything
/// says `all`, and a shell that found no file to put in its place has not been asked to stop everything.
fn may_be_pattern(word: &str) -> bool {
    if word == "*" {
        return false;
    }
    let looked_at = match Target::of(word) {
        Target::Group(group) => group,
        Target::Process { .. } => word,
    };
    looked_at.contains(['*', '?', '['])
}

/// Whether a process fits. Without a colon the pattern is for its name, or for what `status` shows.
fn takes(pattern: &str, group: &str, name: &str) -> bool {
    match pattern.split_once(':') {
        Some((of_group, of_name)) => fits(group, of_group) && (of_name.is_empty() || fits(name, of_name)),
        None => fits(name, pattern) || fits(&namespec(group, name), pattern),
    }
}

#[cfg(test)]
mod tests {
    use super::{Word, resolve_among};
    use crate::processes::Process;
    use crate::testing::info;

    fn shown(words: &[&str]) -> String {
        let names = [
            ("cat", "cat"),
            ("web", "a"),
            ("web", "b"),
            ("w?b", "x"),
            ("pool", "worker1"),
            ("web-1", "web-1"),
        ];
        let infos: Vec<_> = names.map(|(group, name)| info(group, name, 20, "RUNNING", 1)).to_vec();
        let processes = Process::list(&infos).unwrap();
        let show = |word: &Word<'_>| match word {
            Word::Name(name) => format!("={name}"),
            Word::Fitting(found) => {
                let all: Vec<_> = found.iter().map(|(group, name)| format!("{group}:{name}")).collect();
                format!("[{}]", all.join(" "))
            }
        };
        resolve_among(&processes, words).iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_and_what_they_stand_for() {
        assert_eq!(shown(&["cat", "web:*", "nope", "w?b:x"]), "=cat =web:* =nope =w?b:x");
        assert_eq!(shown(&["w?b:*"]), "=w?b:*");
        assert_eq!(shown(&["we?:*"]), "[web:a web:b]");
        assert_eq!(shown(&["*:worker?"]), "[pool:worker1]");
        assert_eq!(shown(&["worker*", "web*"]), "[pool:worker1] [web:a web:b web-1:web-1]");
        assert_eq!(shown(&["web:a", "web:[ab]", "*:b"]), "=web:a [web:b] []");
        assert_eq!(shown(&["x*", "[y"]), "[w?b:x] =[y");
        assert_eq!(shown(&["nope*", "nope*:*", "*:nope", "*"]), "=nope* =nope*:* =*:nope =*");
    }
}
