//! How long it takes from the decision to start a program until it has run: fork, exec, exit, reap.

use std::ffi::OsString;
use std::hint::spin_loop;
use std::path::PathBuf;

use criterion::{Criterion, criterion_group, criterion_main};
use supervisor_runtime::os::reap;
use supervisor_runtime::os::spawn::{SpawnError, SpawnRequest, Stdin, UserChange, spawn};

fn request() -> SpawnRequest<'static> {
    SpawnRequest {
        program: PathBuf::from("/bin/true"),
        argv: vec![OsString::from("true")],
        environment: std::env::vars_os().collect(),
        directory: None,
        umask: None,
        user: UserChange::Keep,
        stdin: Stdin::Pipe,
        redirect_stderr: false,
    }
}

/// Starts a child and waits for its end.
fn live(request: &SpawnRequest<'_>) -> Result<(), SpawnError> {
    let spawned = spawn(request)?;
    while let Ok(None) = reap::one(spawned.pid) {
        spin_loop();
    }
    Ok(())
}

fn bench(criterion: &mut Criterion) {
    let request = request();
    criterion.bench_function("spawn and return", |bencher| {
        bencher.iter_custom(|rounds| {
            let mut total = std::time::Duration::ZERO;
            for _ in 0..rounds {
                let start = std::time::Instant::now();
                let spawned = spawn(&request);
                total += start.elapsed();
                while let Some(Ok(None)) = spawned.as_ref().ok().map(|child| reap::one(child.pid)) {
                    spin_loop();
                }
            }
            total
        });
    });
    criterion.bench_function("spawn, run /bin/true, reap", |bencher| bencher.iter(|| live(&request)));
}

criterion_group!(benches, bench);
criterion_main!(benches);
