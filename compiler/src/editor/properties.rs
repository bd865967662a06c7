//! What holds for every configuration, sound or broken, and wherever the cursor is.

use proptest::prelude::*;
use supervisor_grammar::Span;

use super::testing::{Scene, scene};
use super::{
    Document, completion, definition, folding, hints, hover, links, rename, selection, symbols, tokens,
};
use crate::diagnostic::Edit;
use crate::lint::Settings;
use crate::sources::Location;

const TEXT: &str = "\
; lint: allow(value, no-user-as-root)
[supervisord] ; lint: allow-file(group)
environment=STAGE=\"live\",KEY=\"日本\"
logfile=%(here)s/%(ENV_ROOT)s.log
[unix_http_server]
file=/run/s.sock
[supervisorctl]
serverurl=unix:///run/s.sock
[include]
files=conf.d/*.conf a.conf
[group:web]
programs=one, two,
    drei
[program:one]
command=/bin/one 'a b' --x %(ENV_STAGE)s %(process_num)02d ; comment
process_name=%(program_name)s_%(process_num)02d
numprocs=3
stdout_logfile=/var/log/%(program_name)s%(process_num)d.log
stopsignal=QUIT
autostart=true
[eventlistener:ear]
command=/bin/ear
events=TICK_5, PROCESS_STATE
--- conf.d/a.conf
[program:two]\r
command=/bin/zwei 😀 %(ENV_KEY)s\r
environment=A=\"%(here)s\",\r
  B=\"2\"\r
[program:drei]\r
command=/bin/drei\r
user=www-data\r
[DEFAULT]\r
priority=5\r
";

/// Pieces that a random edit puts in.
const PIECES: &[&str] = &[
    "",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "[",
    "]",
    "=",
    ":",
    ";",
    " ;",
    "#",
    "%",
    "%(",
    "%(ENV_STAGE)s",
    "%(process_num)02d",
    ",",
    "\"",
    "'",
    "\\",
    "日本",
    "😀",
    "\u{feff}",
    "[program:one]\n",
    "[group:web]\n",
    "programs=one\n",
    "command=",
    "  more\n",
    "numprocs=4\n",
    "events=EVENT",
    "files=*",
    "\n[include]\nfiles=a.conf",
    "lint: allow(",
    ")",
    "\0",
    "\u{2028}",
];

fn edited() -> impl Strategy<Value = String> {
    let edit = (any::<prop::sample::Index>(), 0usize..12, prop::sample::select(PIECES));
    prop::collection::vec(edit, 0..6).prop_map(|edits| {
        let mut text: Vec<char> = TEXT.chars().collect();
        for (at, length, piece) in edits {
            let at = at.index(text.len() + 1);
            let end = (at + length).min(text.len());
            text.splice(at..end, piece.chars());
        }
        text.into_iter().collect()
    })
}

fn is_inside(text: &str, span: Span) -> bool {
    span.start <= span.end && text.get(span.range()).is_some()
}

impl Scene {
    fn holds(&self, place: Location) -> bool {
        self.analysis.sources().get(place.file).is_some_and(|source| is_inside(&source.text, place.span))
    }
}

/// Asks everything that does not depend on the cursor.
fn ask_files(scene: &Scene) -> Result<(), TestCaseError> {
    for file in scene.analysis.files() {
        let document: &Document = scene.analysis.document(file).unwrap();
        let text = document.text();
        for symbol in symbols::symbols(document) {
            for symbol in symbol.children.iter().chain([&symbol]) {
                prop_assert!(is_inside(text, symbol.whole) && !symbol.name.trim().is_empty());
                prop_assert!(is_inside(text, symbol.selection));
                prop_assert!(
                    symbol.whole.start <= symbol.selection.start && symbol.selection.end <= symbol.whole.end
                );
            }
        }
        prop_assert!(folding::folds(document).iter().all(|fold| is_inside(text, fold.span)));
        let mut end = 0;
        for token in tokens::tokens(document, None) {
            prop_assert!(is_inside(text, token.span) && token.span.start >= end, "{token:?}");
            prop_assert!(!token.span.is_empty() && !token.span.of(text).contains(['\n', '\r']), "{token:?}");
            end = token.span.end;
        }
        for link in links::links(&scene.analysis, &scene.system, file) {
            prop_assert!(is_inside(text, link.span));
        }
        let whole = Span::new(0..text.len());
        for hint in hints::hints(&scene.analysis, file, whole) {
            prop_assert!(is_inside(text, Span::at(hint.offset as usize)));
            prop_assert!(!hint.label.contains('\n'));
        }
    }
    Ok(())
}

/// Asks everything at an offset, which may be anything.
fn ask_at(scene: &Scene, offset: usize) -> Result<(), TestCaseError> {
    let Scene { system, analysis, file, .. } = scene;
    let text = scene.text(*file);
    for made in completion::complete(analysis, system, *file, offset) {
        prop_assert!(scene.holds(made.edit.location) && made.edit.location.file == *file);
        let Span { start, end } = made.edit.location.span;
        let offset = analysis.document(*file).unwrap().floor(offset);
        prop_assert!(start as usize <= offset && offset <= end as usize, "{made:?} at {offset}");
        let replaced = made.edit.location.span.of(text);
        prop_assert!(!made.label.is_empty() && !replaced.contains(['\n', '\r']), "{made:?}");
    }
    if let Some(hover) = hover::hover(analysis, *file, offset) {
        prop_assert!(scene.holds(hover.place) && !hover.markdown.contains("hush"));
    }
    if let Some(found) = definition::definition(analysis, *file, offset) {
        prop_assert!(is_inside(text, found.origin) && !found.targets.is_empty());
        for target in found.targets {
            prop_assert!(scene.holds(target.whole) && scene.holds(target.selection));
        }
    }
    for place in definition::references(analysis, *file, offset, true) {
        prop_assert!(scene.holds(place));
    }
    let document = analysis.document(*file).unwrap();
    let ranges = selection::selections(document, offset);
    prop_assert!(!ranges.is_empty() && ranges.iter().all(|span| is_inside(text, *span)));
    for pair in ranges.windows(2) {
        prop_assert!(pair[1].start <= pair[0].start && pair[0].end <= pair[1].end && pair[0] != pair[1]);
    }
    Ok(())
}

fn apply(scene: &Scene, edits: &[Edit]) -> String {
    let mut out = String::new();
    for file in scene.analysis.files() {
        let mut text = scene.text(file).to_owned();
        let mut own: Vec<_> = edits.iter().filter(|edit| edit.location.file == file).collect();
        own.sort_by_key(|edit| std::cmp::Reverse(edit.location.span));
        for edit in own {
            text.replace_range(edit.location.span.range(), &edit.text);
        }
        let path = scene.analysis.path(file);
        if Some(file) != scene.analysis.main() {
            out.push_str(&format!("--- {}\n", path.strip_prefix("/etc").unwrap().display()));
        }
        out.push_str(&text);
        if !out.ends_with('\n') {
            out.push('\n');
        }
    }
    out
}

proptest! {
    #[test]
    fn nothing_fails_and_every_range_is_inside(text in edited(), offsets in prop::collection::vec(any::<prop::sample::Index>(), 24)) {
        let mut scene = scene(&text);
        ask_files(&scene)?;
        let found = scene.analysis.findings(&scene.system, &Settings::default());
        prop_assert!(found.diagnostics.iter().all(|finding| scene.holds(finding.primary.location)));
        let files: Vec<_> = scene.analysis.files().collect();
        for offset in offsets {
            scene.file = files[offset.index(files.len())];
            let length = scene.text(scene.file).len();
            ask_at(&scene, offset.index(length + 3))?;
        }
    }

    /// A name that was free comes back, and nothing else has changed.
    #[test]
    fn a_name_that_is_changed_and_changed_back_leaves_the_same_text(text in edited(), at in any::<prop::sample::Index>()) {
        let mut before = scene(&text);
        let files: Vec<_> = before.analysis.files().collect();
        before.file = files[at.index(files.len())];
        let offset = at.index(before.text(before.file).len() + 1);
        let Ok(target) = rename::prepare(&before.analysis, before.file, offset) else { return Ok(()) };
        prop_assert!(before.holds(target.place));
        let Ok(edits) = rename::rename(&before.analysis, before.file, offset, "neuer-名") else { return Ok(()) };
        prop_assert!(edits.iter().any(|edit| edit.location == target.place));
        let original = apply(&before, &[]);
        let mut after = scene(&apply(&before, &edits));
        after.file = after.analysis.files().nth(before.analysis.files().position(|file| file == before.file).unwrap()).unwrap();
        // Names before the cursor in the same file may have become longer.
        let earlier = edits.iter().filter(|edit| edit.location.file == before.file && edit.location.span.end <= target.place.span.start);
        let shift: usize = earlier.map(|edit| edit.text.len() - edit.location.span.len()).sum();
        let offset = target.place.span.start as usize + shift;
        let back = rename::rename(&after.analysis, after.file, offset, &target.name);
        // A name that was at odds with others, or that nobody should have, is not given again.
        let Ok(back) = back else { return Ok(()) };
        prop_assert_eq!(apply(&after, &back), original);
    }
}
