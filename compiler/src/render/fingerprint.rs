//! What tells one finding from another while lines move: for services that remember findings between two runs.

use std::collections::HashMap;
use std::path::Path;

use supervisor_grammar::{Section, parse_sections};

use super::Finding;

/// Makes the fingerprints of one report. They are made of the rule, the file, the section and the option, and of how many
/// findings with all of these came before: not of values, for some are secrets, and not of words, for they get better.
#[derive(Debug, Default)]
pub(super) struct Fingerprints<'a> {
    outlines: HashMap<&'a Path, Vec<Section>>,
    seen: HashMap<u64, u64>,
}

impl<'a> Fingerprints<'a> {
    /// Sixteen hexadecimal digits.
    pub(super) fn of(&mut self, finding: &Finding<'a>) -> String {
        let place = finding.diagnostic.primary.location;
        let text = finding.sources.get(place.file).map_or("", |source| &source.text);
        let outline = self.outlines.entry(finding.sources.path(place.file));
        let outline = outline.or_insert_with(|| parse_sections(text).0);
        let next = outline.partition_point(|section| section.header.start <= place.span.start);
        let section = next.checked_sub(1).and_then(|index| outline.get(index));
        let option = section.and_then(|section| {
            let next = section.entries.partition_point(|entry| entry.key.start <= place.span.start);
            section.entries.get(next.checked_sub(1)?)
        });
        let mut hash = Hash::new();
        hash.add(finding.diagnostic.code.name().as_bytes());
        hash.add(finding.path(place.file).as_os_str().as_encoded_bytes());
        hash.add(section.map_or("", |section| section.name.of(text)).as_bytes());
        hash.add(option.map_or_else(String::new, |option| option.key(text).into_owned()).as_bytes());
        let before = self.seen.entry(hash.0).or_default();
        hash.add(&before.to_le_bytes());
        *before += 1;
        format!("{:016x}", hash.0)
    }
}

/// FNV-1a: the same on every machine and in every release, which the standard library's hashes do not promise.
struct Hash(u64);

impl Hash {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Adds a part. 0xff, which is in no UTF-8, keeps it apart from the next.
    fn add(&mut self, part: &[u8]) {
        for byte in part.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::render::Report;
    use crate::system::MemorySystem;
    use crate::{Options, compile};

    use super::*;

    fn fingerprints(text: &str) -> Vec<String> {
        let mut system = MemorySystem::new();
        system.add_file("/e/s.conf", text);
        let compilation = compile(Path::new("/e/s.conf"), &system, &Options::default()).unwrap();
        let report = Report::new([&compilation], Path::new("/e"));
        let mut fingerprints = Fingerprints::default();
        report.findings.iter().map(|finding| fingerprints.of(finding)).collect()
    }

    #[test]
    fn they_survive_lines_that_move_and_values_that_change() {
        let before = fingerprints(
            "[supervisord]\n[program:a]\ncommand=a\nstartsecs=x\n[program:b]\ncommand=b\nstartsecs=y\n",
        );
        let after = fingerprints(
            "; new\n[program:b]\nstartsecs=z\ncommand=b\n[supervisord]\n\n[program:a]\nSTARTSECS = 1.5\ncommand=a\n",
        );
        assert_eq!(before.len(), 2);
        assert_eq!(before.iter().collect::<BTreeSet<_>>(), after.iter().collect::<BTreeSet<_>>());
    }

    #[test]
    fn no_two_findings_have_the_same() {
        let text = "[supervisord]\n[program:a]\ncommand=%(x)s %(y)s %(x)s\n[program:b]\n[program:c]\n";
        let all = fingerprints(text);
        assert_eq!(all.len(), 5, "{all:?}");
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 5, "{all:?}");
    }
}
