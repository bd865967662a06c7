//! How fast a configuration becomes a tree.

#![allow(missing_docs, reason = "criterion's macros generate public functions")]

use std::fmt::Write;
use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use supervisor_grammar::parse;

/// A configuration of `programs` programs, as a generator would write it: eight lines each.
fn configuration(programs: usize) -> String {
    let mut text = String::from("[supervisord]\nlogfile=/var/log/supervisord.log ; where\n\n");
    for number in 0..programs {
        let _ = write!(
            text,
            "[program:worker{number}]\n\
             command=/srv/app/bin/worker --shard {number} --queue jobs:%(process_num)02d\n\
             directory = /srv/app\n\
             environment=SHARD=\"{number}\",\n    HOME=\"/home/app\"\n\
             ; how long it may take to stop\n\
             stopwaitsecs=30 ; seconds\n\n"
        );
    }
    text
}

fn parse_programs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    group.sample_size(10);
    for programs in [1_000, 100_000] {
        let text = configuration(programs);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(programs), &text, |bencher, text| {
            bencher.iter(|| parse(black_box(text)));
        });
    }
    group.finish();
}

criterion_group!(benches, parse_programs);
criterion_main!(benches);
