//! Markdown as plain text, for clients that show no Markdown: without the marks, which would be noise.

/// What a reader of the text wants to see: lines of code as they are, other lines without the marks of emphasis and code.
pub(super) fn plain(markdown: &str) -> String {
    let mut lines = Vec::new();
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        let marks = line.get(..line.len() - line.trim_start_matches('`').len()).unwrap_or_default();
        match fence {
            Some(open) if line.trim_end() == open => fence = None,
            Some(_) => lines.push(line.to_owned()),
            // Behind the marks stands the language; a line that has more of them is code within a sentence.
            None if marks.len() >= 3 && !line.get(marks.len()..).unwrap_or_default().contains('`') => {
                fence = Some(marks);
            }
            None => lines.push(without_marks(line)),
        }
    }
    lines.join("\n")
}

/// A line without the marks of emphasis and of code. What is code stays as it is.
fn without_marks(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['`', '*']) {
        let (before, marked) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        rest = match code(marked) {
            Some((code, behind)) => {
                out.push_str(code);
                behind
            }
            None => match marked.strip_prefix("**") {
                Some(behind) => behind,
                None => {
                    let mut letters = marked.chars();
                    out.extend(letters.next());
                    letters.as_str()
                }
            },
        };
    }
    out.push_str(rest);
    out
}

/// The code at the beginning of a text, and what follows it.
fn code(text: &str) -> Option<(&str, &str)> {
    let length = text.len() - text.trim_start_matches('`').len();
    let (marks, rest) = text.split_at_checked(length).filter(|_| length > 0)?;
    let mut from = 0;
    // As many marks as there were; more or fewer are part of the code.
    loop {
        let at = from + rest.get(from..)?.find(marks)?;
        let run = rest.get(at..)?;
        let found = run.len() - run.trim_start_matches('`').len();
        if found == length {
            let code = rest.get(..at)?;
            let bare = code.strip_prefix(' ').and_then(|code| code.strip_suffix(' '));
            let bare = bare.filter(|bare| !bare.trim().is_empty());
            return Some((bare.unwrap_or(code), rest.get(at + length..)?));
        }
        from = at + found;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_code_stays() {
        let of = [
            (
                "**stopsignal** · signal · default `TERM`\n\nHere: `5`",
                "stopsignal · signal · default TERM\n\nHere: 5",
            ),
            ("**`%(here)s`** · a `**` in `` a ` b ``", "%(here)s · a ** in a ` b"),
            ("Argv:\n\n```sh\n/bin/a `x` **y**\n```\n2 * 3 ` 4", "Argv:\n\n/bin/a `x` **y**\n2 * 3 ` 4"),
            ("````\n```\n````\n```x``` y", "```\nx y"),
            ("`日`**", "日"),
        ];
        for (markdown, text) in of {
            assert_eq!(plain(markdown), text);
        }
    }
}
