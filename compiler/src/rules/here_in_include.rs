//! `here-in-include`.

use std::path::Path;

use supervisor_grammar::Span;

use crate::lint::{Found, Release, Subject};
use crate::sources::Location;

rule! {
    /// `%(here)s` in an included file is taken for the directory of the main file.
    ///
    /// Since Supervisor 4.0 it is the directory of the file in which it stands, so `%(here)s/conf.d/x` in a file of `conf.d` means
    /// `conf.d/conf.d/x`, which is not there: the program ends at once, or its log cannot be opened. For a release before 4.0
    /// (`--target 3.4`) every `%(here)s` in an included file of another directory is reported: there it is that of the main file.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --config %(here)s/conf.d/web.toml
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --config %(here)s/web.toml
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#764](https://github.com/Supervisor/supervisor/issues/764)
    /// - [Supervisor/supervisor#81](https://github.com/Supervisor/supervisor/issues/81)
    "here-in-include", Info, Expansion,
    [Whole(check)],
}

const HERE: &str = "%(here)s";

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(main) = subject.main() else { return };
    let old = subject.settings().release < Release::V4_0;
    for file in subject.files().iter().filter(|file| file.directory != main.directory) {
        let own = Path::new(&file.directory).file_name().and_then(|name| name.to_str()).unwrap_or_default();
        for (start, _) in file.text.match_indices(HERE) {
            let rest = file.text.get(start + HERE.len()..).unwrap_or_default();
            // `%(here)s/conf.d/…` in a file of conf.d.
            let twice = rest.strip_prefix('/').and_then(|rest| rest.strip_prefix(own)).is_some_and(|rest| rest.starts_with('/'));
            if !twice && !old {
                continue;
            }
            let place = Location { file: file.id, span: Span::new(start..start + HERE.len()) };
            let Some(option) = subject.option_at(place) else { continue };
            let message = if twice {
                format!("`%(here)s` in `{}` is `{}` already", option.key(), file.directory)
            } else {
                format!("`%(here)s` in `{}` is `{}` from Supervisor 4.0 on, and `{}` before", option.key(), file.directory, main.directory)
            };
            found.report(found.finding(
                place,
                message,
                "the directory of this file, not of the main file",
                "write what follows relative to the directory of this file, or an absolute path",
            ));
        }
    }
}
