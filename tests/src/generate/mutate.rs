//! Real files, damaged as people, editors and merges damage them.

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// One accident.
#[derive(Debug, Clone)]
enum Accident {
    Delete(Index),
    Duplicate(Index, Index),
    Swap(Index, Index),
    /// White space before a line.
    Indent(Index, &'static str),
    /// A value in place of another.
    Replace(Index, &'static str),
    /// Something in the middle of a line.
    Insert(Index, Index, &'static str),
    /// A line goes on where the one before ended.
    Join(Index),
    /// A line breaks off.
    Cut(Index, Index),
    Upper(Index),
}

/// One or two accidents that happen to `text`, whose lines end in `\n`.
pub fn damaged(text: String) -> impl Strategy<Value = String> {
    prop::collection::vec(accident(), 1..3).prop_map(move |accidents| {
        let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        for accident in &accidents {
            accident.happen(&mut lines);
        }
        lines.join("\n")
    })
}

fn accident() -> impl Strategy<Value = Accident> {
    let line = any::<Index>;
    let values = select(
        &[
            "",
            "x",
            "1",
            "0",
            "-1",
            "true",
            "maybe",
            "AUTO",
            "1MB",
            "1M",
            "%",
            "%%",
            "%(here)s",
            "%(nope)s",
            "%s",
            "a b",
            "/nope/x.log",
            "A=1,B",
            "A=\"1",
            "TERM",
            "root",
            "nosuch",
            "\"",
            ",",
            "2",
            "3",
            "99999999999999999999",
        ][..],
    );
    let pieces = select(
        &[
            " ;", " #", ";", "%", "=", ":", "[", "]", "\"", "'", ",", " ", "\t", "\u{a0}", "\0", "é",
            "\u{2028}", "\r", "\\", "%(here)s",
        ][..],
    );
    prop_oneof![
        line().prop_map(Accident::Delete),
        (line(), line()).prop_map(|(from, to)| Accident::Duplicate(from, to)),
        (line(), line()).prop_map(|(one, other)| Accident::Swap(one, other)),
        (line(), select(&[" ", "\t", "    "][..])).prop_map(|(line, white)| Accident::Indent(line, white)),
        (line(), values).prop_map(|(line, value)| Accident::Replace(line, value)),
        (line(), any::<Index>(), pieces).prop_map(|(line, at, piece)| Accident::Insert(line, at, piece)),
        line().prop_map(Accident::Join),
        (line(), any::<Index>()).prop_map(|(line, at)| Accident::Cut(line, at)),
        line().prop_map(Accident::Upper),
    ]
}

impl Accident {
    fn happen(&self, lines: &mut Vec<String>) {
        if lines.is_empty() {
            return;
        }
        let at = |index: &Index| index.index(lines.len());
        match self {
            Accident::Delete(line) => drop(lines.remove(at(line))),
            Accident::Duplicate(from, to) => {
                let (from, to) = (at(from), at(to));
                lines.insert(to, lines[from].clone());
            }
            Accident::Swap(one, other) => {
                let (one, other) = (at(one), at(other));
                lines.swap(one, other);
            }
            Accident::Indent(line, white) => {
                let line = at(line);
                lines[line].insert_str(0, white);
            }
            Accident::Replace(line, value) => {
                let line = at(line);
                let key = lines[line].split(['=', ':']).next().unwrap_or_default();
                lines[line] = format!("{key}={value}");
            }
            Accident::Insert(line, place, piece) => {
                let line = at(line);
                let place = boundary(&lines[line], place);
                lines[line].insert_str(place, piece);
            }
            Accident::Join(line) => {
                let line = at(line);
                if line + 1 < lines.len() {
                    let next = lines.remove(line + 1);
                    lines[line].push_str(&next);
                }
            }
            Accident::Cut(line, place) => {
                let line = at(line);
                let place = boundary(&lines[line], place);
                lines[line].truncate(place);
            }
            Accident::Upper(line) => {
                let line = at(line);
                lines[line] = lines[line].to_uppercase();
            }
        }
    }
}

/// A place between two characters.
fn boundary(text: &str, place: &Index) -> usize {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    places[place.index(places.len())]
}
