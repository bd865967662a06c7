//! The Markdown of our documentation as plain text.

use super::Paint;
use super::paint::Tone;

/// Columns to wrap at.
const WIDTH: usize = 90;

/// Headings, paragraphs, lists, tables and code blocks, made to be read on a terminal.
pub(super) fn plain(markdown: &str, paint: Paint) -> String {
    let mut text = Text { out: String::new(), paragraph: String::new(), paint };
    let mut code = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            text.end_paragraph();
            code = !code;
        } else if code {
            text.line(&format!("    {line}"));
        } else if let Some(heading) = line.strip_prefix("## ").or_else(|| line.strip_prefix("# ")) {
            text.end_paragraph();
            let heading = paint.tone(Tone::Strong, heading);
            text.line(&heading);
        } else if line.trim().is_empty() {
            text.end_paragraph();
            text.line("");
        } else if line.starts_with('|') {
            text.end_paragraph();
            text.line(line);
        } else {
            if line.starts_with("- ") {
                text.end_paragraph();
            }
            text.add(line.trim());
        }
    }
    text.end_paragraph();
    text.out.truncate(text.out.trim_end().len());
    text.out.push('\n');
    text.out
}

/// What has been written, and the words that have yet to be wrapped.
struct Text {
    out: String,
    paragraph: String,
    paint: Paint,
}

impl Text {
    fn line(&mut self, line: &str) {
        // Around a block there is one blank line, whatever surrounds it in the source.
        if !(line.is_empty() && (self.out.is_empty() || self.out.ends_with("\n\n"))) {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }

    fn add(&mut self, words: &str) {
        if !self.paragraph.is_empty() {
            self.paragraph.push(' ');
        }
        self.paragraph.push_str(words);
    }

    fn end_paragraph(&mut self) {
        let paragraph = links(&std::mem::take(&mut self.paragraph));
        let mut indent = "";
        for line in wrapped(&paragraph, WIDTH) {
            self.line(&format!("{indent}{}", emphasis(&line, self.paint)));
            indent = if paragraph.starts_with("- ") { "  " } else { "" };
        }
    }
}

/// The words of a text on lines of at most so many characters, as far as words allow.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// `[words](address)` becomes `words <address>`.
fn links(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        plain.push_str(before);
        let parts = link.split_once("](").and_then(|(words, after)| Some((words, after.split_once(')')?)));
        // What is no link, such as a section's name, stays as it is.
        match parts.filter(|(words, _)| !words.contains(['[', ']'])) {
            Some((words, (address, after))) => {
                plain.push_str(&format!("{words} <{address}>"));
                rest = after;
            }
            None => {
                plain.push('[');
                rest = link;
            }
        }
    }
    plain + rest
}

/// `**words**` are strong.
fn emphasis(line: &str, paint: Paint) -> String {
    let mut parts = line.split("**");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    while let Some(strong) = parts.next() {
        shown.push_str(&paint.tone(Tone::Strong, strong));
        shown.push_str(parts.next().unwrap_or_default());
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_that_are_no_links_stay() {
        let shown =
            plain("In `[program:x]` see [this](https://a/b), **not** [that].\n", Paint { color: false });
        assert_eq!(shown, "In `[program:x]` see this <https://a/b>, not [that].\n");
    }

    #[test]
    fn blocks_are_apart_and_code_is_indented() {
        let shown = plain("a\nb\n\n\n```ini\n[x]\n  y\n\n```\n- one\n- two\n", Paint { color: false });
        assert_eq!(shown, "a b\n\n    [x]\n      y\n\n- one\n- two\n");
    }
}
