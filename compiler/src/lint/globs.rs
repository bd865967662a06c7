//! Patterns that name files in the settings of supervisor-lint.

use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern, PatternError};

/// A pattern of `exclude` or `per-file-ignores`. Without a slash it is the name of a file or of a directory at any depth; with one
/// it is a path from the directory of the settings file. A directory stands for everything in it.
#[derive(Debug, Clone)]
pub struct FilePattern {
    base: PathBuf,
    pattern: Pattern,
    name_only: bool,
}

/// `*` ends at a slash; `**` does not.
const RULES: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

impl FilePattern {
    /// A pattern of a settings file in the directory `base`.
    ///
    /// # Errors
    /// When it is none.
    pub fn new(base: &Path, text: &str) -> Result<Self, PatternError> {
        let trimmed = text.trim_end_matches('/');
        let inner = trimmed.strip_prefix("./").unwrap_or(trimmed);
        let pattern = Pattern::new(inner)?;
        Ok(Self { base: base.to_path_buf(), pattern, name_only: !trimmed.contains('/') })
    }

    /// True for a file, named by its absolute path, that the pattern names.
    #[must_use]
    pub fn matches(&self, path: &Path) -> bool {
        let below = path.strip_prefix(&self.base);
        let path = below.unwrap_or(path);
        path.ancestors().filter(|path| !path.as_os_str().is_empty()).any(|path| {
            let name = if self.name_only { path.file_name().map(Path::new) } else { Some(path) };
            name.is_some_and(|name| self.pattern.matches_path_with(name, RULES))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_paths_and_directories() {
        let matches = |pattern: &str, path: &str| {
            FilePattern::new(Path::new("/srv"), pattern).unwrap().matches(Path::new(path))
        };
        assert!(matches("old.conf", "/srv/a/old.conf"));
        assert!(matches("vendor", "/srv/a/vendor/x.conf"));
        assert!(matches("a/*.conf", "/srv/a/x.conf"));
        assert!(matches("./a/", "/srv/a/b/x.conf"));
        assert!(matches("a/**/x.conf", "/srv/a/b/c/x.conf"));
        assert!(matches("/etc/*.conf", "/etc/x.conf"));
        assert!(!matches("a/*.conf", "/srv/a/b/x.conf"));
        assert!(!matches("a/*.conf", "/srv/b/a/x.conf"));
        assert!(!matches("*.ini", "/srv/a/x.conf"));
        assert!(FilePattern::new(Path::new("/srv"), "a[").is_err());
    }
}
