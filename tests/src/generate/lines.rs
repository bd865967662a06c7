//! How sections and options come to stand in a file: white space, comments, delimiters, line ends, damage.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;

use super::Care;

/// How one option is written.
#[derive(Debug, Clone)]
pub struct OptionStyle {
    before: &'static str,
    upper: bool,
    delimiter: &'static str,
    after: &'static str,
}

/// Plainly, or not.
pub fn option(care: Care) -> BoxedStrategy<OptionStyle> {
    let before = rarely(
        care,
        "",
        &[
            " ",
            "\t",
            "  ",
            "\n",
            "; c\n",
            "# c\n",
            "  ;c\n",
            "junk\n",
            " junk\n",
            "\u{a0}",
            "\n\n ",
            "a ;=\n",
            "=x\n",
            ": y\n",
            "rem c\n",
            "[]\n",
            "[x]\n",
            "\u{c}",
            "[s ;x]\n",
            "a=b\n  c=d\n",
        ],
    );
    let delimiter = rarely(
        care,
        "=",
        &[" = ", ":", ": ", " =", "\t=\t", ":=", "==", "", " ", "\u{a0}=\u{3000}", "=\n ", " : "],
    );
    let after = rarely(
        care,
        "",
        &[
            " ;c",
            " #c",
            ";c",
            "#c",
            "\t;c",
            "\u{a0};c",
            " ; a # b",
            "x;y ;c #d",
            "\n",
            "\n\n",
            "   ",
            "\u{2028}x",
            " \\",
            "\n  ;c",
            "\r",
            "\u{c};c",
            "\u{85}",
            "\n  more",
            "\n\t[t]",
            "#a #b ;c",
            "\u{1c}",
        ],
    );
    (before, rarely(care, false, &[true]), delimiter, after)
        .prop_map(|(before, upper, delimiter, after)| OptionStyle { before, upper, delimiter, after })
        .boxed()
}

impl OptionStyle {
    /// The lines of an option.
    #[must_use]
    pub fn write(&self, key: &str, value: &str) -> String {
        let key = if self.upper { key.to_uppercase() } else { key.to_owned() };
        format!("{}{key}{}{value}{}\n", self.before, self.delimiter, self.after)
    }
}

/// The header of the section called `name`.
pub fn header(name: String, care: Care) -> BoxedStrategy<String> {
    let style = rarely(
        care,
        ("[", "]"),
        &[
            ("[", "] ;c"),
            ("[", "];c"),
            ("  [", "]"),
            ("[ ", " ]"),
            ("[", "] trailing"),
            ("[", " ;x]"),
            ("[", "]]"),
            ("[", "]a=1"),
            ("[", ""),
            ("\t[", "]"),
            ("[", "] ] z"),
            ("\n[", "]\n"),
            ("x[", "]"),
            ("[", "#x]"),
            ("[", "]\n ;c\n  a=b"),
        ],
    );
    style.prop_map(move |(before, after)| format!("{before}{name}{after}\n")).boxed()
}

/// How a whole file is written.
#[derive(Debug, Clone)]
pub struct FileStyle {
    ends: Ends,
    damage: Damage,
    /// Where the damage is, in 65536ths of the file.
    place: u16,
}

#[derive(Debug, Clone, Copy)]
enum Ends {
    Lf,
    CrLf,
    Cr,
    /// All of them, by turns.
    Mixed,
}

#[derive(Debug, Clone, Copy)]
enum Damage {
    None,
    /// These bytes somewhere.
    Insert(&'static [u8]),
    /// These bytes at the beginning.
    Begin(&'static str),
    /// The file breaks off.
    Cut,
    /// No end of line at the end.
    Unterminated,
}

/// With plain line ends and undamaged, or not.
pub fn file(care: Care) -> BoxedStrategy<FileStyle> {
    let odds = Care { lines: care.lines.min(60), ..care };
    let ends = rarely(odds, Ends::Lf, &[Ends::CrLf, Ends::CrLf, Ends::Cr, Ends::Mixed]);
    let damage = rarely(odds, Damage::None, DAMAGES);
    (ends, damage, any::<u16>()).prop_map(|(ends, damage, place)| FileStyle { ends, damage, place }).boxed()
}

const DAMAGES: &[Damage] = &[
    Damage::Insert(b"\xff"),
    Damage::Insert(b"\xc3"),
    Damage::Insert(b"\xed\xa0\x80"),
    Damage::Insert(b"\xf0\x9f"),
    Damage::Insert(b"\0"),
    Damage::Insert(b"\xe2\x80\xa8"),
    Damage::Insert(b"\x1c"),
    Damage::Insert(b"\xc2\x85"),
    Damage::Insert(b"\r"),
    Damage::Insert(b"\n"),
    Damage::Insert(b" ;"),
    Damage::Insert(b"%"),
    Damage::Begin("\u{feff}"),
    Damage::Begin("junk\n"),
    Damage::Begin(" \n;c\n"),
    Damage::Begin("x [s]\n"),
    Damage::Begin("[]\n"),
    Damage::Cut,
    Damage::Unterminated,
];

impl FileStyle {
    /// The bytes of a file whose lines end in `\n` so far.
    #[must_use]
    pub fn write(&self, text: &str) -> Vec<u8> {
        let mut bytes = match self.ends {
            Ends::Lf => text.as_bytes().to_vec(),
            Ends::CrLf => text.replace('\n', "\r\n").into_bytes(),
            Ends::Cr => text.replace('\n', "\r").into_bytes(),
            Ends::Mixed => {
                let ends = ["\n", "\r\n", "\r"].into_iter().cycle();
                text.split_inclusive('\n')
                    .zip(ends)
                    .map(|(line, end)| line.replace('\n', end))
                    .collect::<String>()
                    .into_bytes()
            }
        };
        let place = bytes.len() * usize::from(self.place) / (1 << 16);
        match self.damage {
            Damage::None => {}
            Damage::Insert(inserted) => drop(bytes.splice(place..place, inserted.iter().copied())),
            Damage::Begin(text) => drop(bytes.splice(0..0, text.bytes())),
            Damage::Cut => bytes.truncate(place),
            Damage::Unterminated => while bytes.pop_if(|byte| b"\r\n".contains(byte)).is_some() {},
        }
        bytes
    }
}

/// What is usual, and at times one of the others.
fn rarely<T: Clone + std::fmt::Debug + 'static>(
    care: Care,
    usual: T,
    others: &'static [T],
) -> BoxedStrategy<T> {
    Union::new_weighted(vec![(care.lines, Just(usual).boxed()), (1, select(others).boxed())]).boxed()
}
