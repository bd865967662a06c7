//! Configurations with a cursor, for tests.

use std::fmt::Write as _;

use super::Analysis;
use crate::compile::Options;
use crate::diagnostic::Edit;
use crate::sources::{FileId, Location};
use crate::system::MemorySystem;

/// What marks the cursor.
pub(super) const CURSOR: char = '‸';

/// A configuration, and where the cursor is.
pub(super) struct Scene {
    pub(super) system: MemorySystem,
    pub(super) analysis: Analysis,
    pub(super) file: FileId,
    pub(super) offset: usize,
}

/// A configuration. A line `--- conf.d/a.conf` begins another file; the first one is /etc/s.conf. The cursor is at the `‸`.
pub(super) fn scene(text: &str) -> Scene {
    let environment = [
        ("HOME", "/root"),
        ("ROOT", "/srv"),
        ("API_TOKEN", "hush"),
        ("SESSION", "hunter2"),
        ("TOLD", "said"),
    ];
    scene_with(text, &environment)
}

pub(super) fn scene_with(text: &str, environment: &[(&str, &str)]) -> Scene {
    let mut system = MemorySystem::new();
    for directory in ["/srv", "/var/log", "/run"] {
        system.add_dir(directory);
    }
    system.add_file("/etc/passwd", "root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/var/www:/bin/false\n");
    system.add_file("/etc/group", "root:x:0:\nadm:x:4:root\n");
    system.add_user("root", 0, 0, "/root");
    system.add_user("www-data", 33, 33, "/var/www");
    let mut files = vec![("/etc/s.conf".to_owned(), String::new())];
    for line in text.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix("--- ") {
            files.push((format!("/etc/{}", name.trim_end()), String::new()));
        } else if let Some((_, text)) = files.last_mut() {
            text.push_str(line);
        }
    }
    let mut cursor = ("/etc/s.conf".to_owned(), 0);
    for (path, text) in &mut files {
        if let Some(at) = text.find(CURSOR) {
            text.remove(at);
            cursor = (path.clone(), at);
        }
        system.add_file(path.as_str(), text.as_str());
    }
    let options = Options {
        cwd: "/srv".into(),
        host_name: "host".to_owned(),
        environment: environment
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
        told: ["TOLD".to_owned()].into(),
        assume_variables: true,
        ..Options::default()
    };
    let analysis = Analysis::new(&system, &options, "/etc/s.conf".as_ref()).unwrap();
    let file = analysis.file(cursor.0.as_ref()).unwrap();
    Scene { system, analysis, file, offset: cursor.1 }
}

impl Scene {
    pub(super) fn text(&self, file: FileId) -> &str {
        self.analysis.document(file).unwrap().text()
    }

    /// A place as `s.conf:3: text`.
    pub(super) fn shown(&self, place: Location) -> String {
        let text = self.analysis.sources().text(place);
        format!("{}: {}", self.analysis.shown(place), text.lines().next().unwrap_or_default())
    }

    /// The files after some edits.
    pub(super) fn edited(&self, edits: &[Edit]) -> String {
        let mut out = String::new();
        for file in self.analysis.files() {
            let mut own: Vec<_> = edits.iter().filter(|edit| edit.location.file == file).collect();
            if own.is_empty() {
                continue;
            }
            own.sort_by_key(|edit| std::cmp::Reverse(edit.location.span.start));
            let mut text = self.text(file).to_owned();
            for edit in own {
                text.replace_range(edit.location.span.range(), &edit.text);
            }
            let _ = write!(out, "--- {}\n{text}", self.analysis.path(file).display());
        }
        out
    }
}
