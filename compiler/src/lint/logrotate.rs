//! What logrotate rotates on this machine.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::Subject;
use crate::system::Pipes;

/// The files that are there and that logrotate rotates, each with the file that says so. Empty when this machine is not to be looked
/// at.
pub(crate) fn files(subject: &Subject<'_>) -> HashMap<PathBuf, PathBuf> {
    let mut files = HashMap::new();
    if !subject.options().host_checks {
        return files;
    }
    let system = subject.system();
    let mut configurations = vec![PathBuf::from("/etc/logrotate.conf")];
    configurations.extend(system.glob(Path::new("/etc/logrotate.d/*")));
    for configuration in configurations {
        let Ok(bytes) = system.read(&configuration, Pipes::Refuse) else { continue };
        for pattern in patterns(&String::from_utf8_lossy(&bytes)) {
            let paths = system.glob(Path::new(&pattern)).into_iter();
            files.extend(paths.map(|path| (path, configuration.clone())));
        }
    }
    files
}

/// The patterns before each `{`.
fn patterns(text: &str) -> Vec<String> {
    let mut patterns = Vec::new();
    let mut depth = 0_usize;
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        if depth == 0 {
            let words =
                line.split(|c: char| c.is_whitespace() || c == '{').map(|word| word.trim_matches('"'));
            patterns.extend(words.filter(|word| word.starts_with('/')).map(str::to_owned));
        }
        depth += line.matches('{').count();
        depth = depth.saturating_sub(line.matches('}').count());
    }
    patterns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stand_before_braces() {
        let text = "weekly\n# /no\n/var/log/a.log\n\"/var/log/b c.log\" /d/*.log {\n  postrotate\n    /bin/x\n  endscript\n}\n/e{\n}\n";
        assert_eq!(patterns(text), ["/var/log/a.log", "/var/log/b", "/d/*.log", "/e"]);
    }
}
