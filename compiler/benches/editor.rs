//! How fast an editor is answered after an edit in a file of 10 000 lines.

#![allow(missing_docs, reason = "criterion's macros generate public functions")]
#![allow(clippy::unwrap_used, reason = "a benchmark may fail")]

use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use supervisor_compiler::Options;
use supervisor_compiler::editor::{
    Analysis, completion, definition, folding, hints, hover, rename, symbols, tokens,
};
use supervisor_compiler::lint::Settings;
use supervisor_compiler::system::MemorySystem;
use supervisor_grammar::Span;

/// About ten thousand lines: programs of eleven lines each, a fifth of them in groups.
fn text() -> String {
    let mut text = "[supervisord]\nenvironment=STAGE=\"live\"\n".to_owned();
    for number in 0..900 {
        let _ = write!(
            text,
            "[program:service-{number}]\n\
             command = /usr/bin/env service-{number} --port {} %(ENV_STAGE)s\n\
             directory = /srv/app\n\
             autostart = true\n\
             autorestart = unexpected\n\
             startsecs = 5\n\
             stopwaitsecs = 10\n\
             priority = {number}\n\
             environment = APP_ID=\"{number}\",APP_ENV=\"production\"\n\
             stdout_logfile = /var/log/%(program_name)s.log\n\n",
            10_000 + number,
        );
        if number % 5 == 0 {
            let _ = write!(text, "[group:group-{number}]\nprograms = service-{number}\n");
        }
    }
    text
}

fn answers(criterion: &mut Criterion) {
    let mut system = MemorySystem::new();
    let text = text();
    assert!(text.lines().count() > 10_000);
    system.add_file("/etc/s.conf", text.as_str());
    let options = Options { cwd: "/".into(), ..Options::default() };
    let path = Path::new("/etc/s.conf");
    let new = || Analysis::new(&system, &options, path).unwrap();
    let analysis = new();
    let file = analysis.main().unwrap();
    let document = analysis.document(file).unwrap();
    let settings = Settings::default();
    let at = |mark: &str| text.find(mark).unwrap() + 4;
    let (key, name, value) = (at("startsecs"), at("= service-5\n"), at("%(ENV_STAGE)s"));
    criterion.bench_function("analysis", |bench| bench.iter(|| black_box(new())));
    criterion
        .bench_function("findings", |bench| bench.iter(|| black_box(analysis.findings(&system, &settings))));
    criterion.bench_function("symbols", |bench| bench.iter(|| black_box(symbols::symbols(document))));
    criterion.bench_function("folds", |bench| bench.iter(|| black_box(folding::folds(document))));
    criterion.bench_function("tokens", |bench| bench.iter(|| black_box(tokens::tokens(document, None))));
    let whole = Span::new(0..text.len());
    criterion.bench_function("hints", |bench| bench.iter(|| black_box(hints::hints(&analysis, file, whole))));
    criterion.bench_function("hover", |bench| bench.iter(|| black_box(hover::hover(&analysis, file, key))));
    for (what, offset) in [("key", key), ("member", name), ("name", value)] {
        criterion.bench_function(&format!("completion of a {what}"), |bench| {
            bench.iter(|| black_box(completion::complete(&analysis, &system, file, offset)));
        });
    }
    criterion.bench_function("references", |bench| {
        bench.iter(|| black_box(definition::references(&analysis, file, value, true)));
    });
    criterion.bench_function("rename", |bench| {
        bench.iter(|| black_box(rename::rename(&analysis, file, name, "another").unwrap()));
    });
}

criterion_group!(benches, answers);
criterion_main!(benches);
