//! How fast a configuration becomes a plan: 10 to 100 000 programs, in one file and in 1 000 included ones.
//!
//! Everything is in memory: what is measured is the compiler, not the disk. The whole command beside the original is
//! measured by `shared/bench/run compile`.

#![allow(missing_docs, reason = "criterion's macros generate public functions")]
#![allow(clippy::unwrap_used, reason = "a benchmark may fail")]

mod programs;

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use supervisor_compiler::system::MemorySystem;
use supervisor_compiler::{Options, compile};

use programs::programs;

/// Included files in the benchmark of many files.
const FILES: usize = 1_000;

/// A configuration of `count` programs in `files` files, and its size in bytes.
fn configuration(count: usize, files: usize) -> (MemorySystem, u64) {
    let mut system = MemorySystem::new();
    let mut size = 0;
    let mut add = |path: &str, text: String| {
        size += text.len() as u64;
        system.add_file(path, text);
    };
    if files == 1 {
        add("/etc/s.conf", format!("[supervisord]\n{}", programs(0, count)));
    } else {
        add("/etc/s.conf", "[supervisord]\n[include]\nfiles=conf.d/*.conf\n".to_owned());
        for file in 0..files {
            let text = programs(file * count / files, (file + 1) * count / files);
            add(&format!("/etc/conf.d/{file:04}.conf"), text);
        }
    }
    (system, size)
}

fn compile_programs(criterion: &mut Criterion) {
    for (name, files) in [("one file", 1), ("1000 files", FILES)] {
        let mut group = criterion.benchmark_group(name);
        group
            .sample_size(10)
            .warm_up_time(Duration::from_millis(500))
            .measurement_time(Duration::from_secs(4));
        for count in [10, 1_000, 10_000, 100_000] {
            let (system, size) = configuration(count, files);
            let options = Options::default();
            group.throughput(Throughput::Bytes(size));
            group.bench_with_input(BenchmarkId::from_parameter(count), &system, |bencher, system| {
                bencher.iter(|| compile(black_box(Path::new("/etc/s.conf")), system, &options).unwrap());
            });
        }
        group.finish();
    }
}

criterion_group!(benches, compile_programs);
criterion_main!(benches);
