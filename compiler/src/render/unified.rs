//! What would change in a file, as `diff -u` shows it.

use super::paint::{Paint, Tone};

/// So many unchanged lines are shown around a change.
const CONTEXT: usize = 3;

/// The changes of one file. `name` is its path as it is printed.
#[must_use]
pub fn render(name: &str, old: &str, new: &str, paint: Paint) -> String {
    let diff = similar::TextDiff::from_lines(old, new);
    let text = diff.unified_diff().context_radius(CONTEXT).header(name, name).to_string();
    if !paint.color {
        return text;
    }
    let painted = |line: &str| {
        let (words, end) = line.split_at(line.trim_end_matches(['\n', '\r']).len());
        let tone = match words.as_bytes() {
            [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => Tone::Strong,
            [b'+', ..] => Tone::Added,
            [b'-', ..] => Tone::Removed,
            [b'@', ..] => Tone::Faint,
            _ => return line.to_owned(),
        };
        format!("{}{end}", paint.tone(tone, words))
    };
    text.split_inclusive('\n').map(painted).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_with_its_surroundings() {
        let (old, new) = ("[s]\na = 1\nb=2\nc=3\nd=4\ne=5", "[s]\na=1\nb=2\nc=3\nd=4\ne=5\n");
        insta::assert_snapshot!(render("conf.d/a.conf", old, new, Paint { color: false }), @"
        --- conf.d/a.conf
        +++ conf.d/a.conf
        @@ -1,6 +1,6 @@
         [s]
        -a = 1
        +a=1
         b=2
         c=3
         d=4
        -e=5
        \\ No newline at end of file
        +e=5
        ");
        let colored = render("a", "x\n", "y\n", Paint { color: true }).replace('\u{1b}', "ESC");
        assert!(colored.starts_with("ESC[1m--- aESC[0m\nESC[1m+++ aESC[0m\nESC[2m@@"), "{colored}");
        assert!(colored.ends_with("ESC[31m-xESC[0m\nESC[32m+yESC[0m\n"), "{colored}");
    }
}
