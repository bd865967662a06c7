//! Texts for readers: short, in one line, as Markdown.

/// Characters of a value in an outline.
const LONGEST: usize = 60;

/// A value in one line, shortened.
pub(super) fn one_line(value: &str) -> String {
    let mut out = String::new();
    for (count, character) in value.split_whitespace().flat_map(|word| word.chars().chain([' '])).enumerate()
    {
        if count == LONGEST {
            return format!("{}…", out.trim_end());
        }
        out.push(character);
    }
    out.trim_end().to_owned()
}

/// A text as code inside of a Markdown line, whatever it contains.
pub(super) fn code(text: &str) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 || text.trim().is_empty() || text.starts_with(' ') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Lines as a block of code.
pub(super) fn block(language: &str, lines: &str) -> String {
    let longest = lines.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}{language}\n{lines}\n{fence}")
}

/// A word as a shell reads it.
pub(super) fn shell_word(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "_@%+=:,./-*".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
