//! What our interface has and the original's does not (`docs/differences.md`, `docs/additions.md`).

/// The row of `docs/differences.md` about [`METHODS`].
pub const ROW: &str = "`system.listMethods` lists `system` and what the configuration names";

/// Our own methods, as `system.listMethods` lists them.
pub const METHODS: [&str; 5] = [
    "extension.getActivePlan",
    "extension.getAllProcessUsage",
    "extension.previewUpdate",
    "extension.refreshProcessGroup",
    "extension.stopChangedProcesses",
];

/// Our bodies of answers as the original would give them: each list of methods without our own, which must be in it.
/// Everything else stays as it is.
///
/// # Panics
/// When a list lacks one of them or has it twice, and when there is no list.
#[track_caller]
pub fn without_own_methods(answers: &str) -> String {
    let mut found = false;
    let parts = answers.split_inclusive("</methodResponse>").map(|part| {
        if !part.contains("<string>system.listMethods</string>") {
            return part.to_owned();
        }
        found = true;
        METHODS.iter().fold(part.to_owned(), |part, method| {
            let element = format!("<value><string>{method}</string></value>\n");
            assert_eq!(part.matches(&element).count(), 1, "{method} is listed once:\n{part}");
            part.replace(&element, "")
        })
    });
    let answers_without = parts.collect();
    assert!(found, "no list of methods:\n{answers}");
    answers_without
}
