//! The metrics of the daemon, of its clients and of its event listeners.

use super::text::{Kind, Text};
use crate::daemon::Snapshot;
use crate::rpc::SUPERVISOR_VERSION;
use crate::rpc::traffic::{BOUNDS, Counts};
use crate::usage::Sample;

pub(super) fn write(snapshot: &Snapshot, sample: Option<&Sample>, traffic: &Counts, text: &mut Text) {
    let name = "supervisor_info";
    text.family(
        name,
        Kind::Gauge,
        "1. Version: that of the Supervisor whose behaviour this is; build: our own.",
    );
    let labels = [
        ("version", SUPERVISOR_VERSION),
        ("build", env!("CARGO_PKG_VERSION")),
        ("identifier", &snapshot.identifier),
    ];
    text.sample(name, &labels, 1);
    let help = "State of the daemon: 1 RUNNING, 0 RESTARTING, -1 SHUTDOWN.";
    text.one("supervisor_state", Kind::Gauge, help, snapshot.mood.code());
    let help = "When the daemon began, or began anew, in seconds since 1970.";
    text.one("supervisor_start_time_seconds", Kind::Gauge, help, snapshot.began.wall);
    if let Some(usage) = sample.map(Sample::of_daemon) {
        let help = "Processor time of the daemon itself.";
        text.one("supervisor_cpu_seconds_total", Kind::Counter, help, usage.cpu.as_secs_f64());
        let help = "Resident memory of the daemon itself.";
        text.one("supervisor_resident_memory_bytes", Kind::Gauge, help, usage.memory);
    }
    let help = "Connections of clients that are open.";
    text.one("supervisor_http_connections_open", Kind::Gauge, help, traffic.open);
    let help = "Connections of clients that were accepted.";
    text.one("supervisor_http_connections_total", Kind::Counter, help, traffic.accepted);
    let help = "Clients of /events.";
    text.one("supervisor_event_watchers", Kind::Gauge, help, snapshot.watchers);
    write_calls(traffic, text);
}

fn write_calls(traffic: &Counts, text: &mut Text) {
    let name = "supervisor_rpc_calls_total";
    text.family(name, Kind::Counter, "Calls over XML-RPC that were answered, by method.");
    for (method, count) in &traffic.calls {
        text.sample(name, &[("method", method)], count);
    }
    let name = "supervisor_rpc_faults_total";
    text.family(name, Kind::Counter, "Calls over XML-RPC that were answered with a fault, by its name.");
    for (fault, count) in &traffic.faults {
        text.sample(name, &[("fault", fault)], count);
    }
    let name = "supervisor_rpc_duration_seconds";
    text.family(
        name,
        Kind::Histogram,
        "Time from a call over XML-RPC to its answer, which may have to wait for processes.",
    );
    let mut sum = 0;
    let bounds = BOUNDS.iter().map(f64::to_string).chain(["+Inf".to_owned()]);
    for (bound, count) in bounds.zip(traffic.durations) {
        sum += count;
        text.sample("supervisor_rpc_duration_seconds_bucket", &[("le", &bound)], sum);
    }
    text.sample("supervisor_rpc_duration_seconds_sum", &[], traffic.duration.as_secs_f64());
    text.sample("supervisor_rpc_duration_seconds_count", &[], sum);
}

pub(super) fn write_pools(snapshot: &Snapshot, text: &mut Text) {
    let families = [
        ("queue_length", Kind::Gauge, "Events that wait for a listener of the pool."),
        ("queue_limit", Kind::Gauge, "Events that may wait: buffer_size."),
        (
            "delivered_total",
            Kind::Counter,
            "Events that were sent to a listener of the pool, each time they were.",
        ),
        (
            "rejected_total",
            Kind::Counter,
            "Events that went back, because a listener rejected them or ended meanwhile.",
        ),
        ("discarded_total", Kind::Counter, "Events that were thrown away for want of room."),
    ];
    for (index, (family, kind, help)) in families.into_iter().enumerate() {
        let name = format!("supervisor_listener_{family}");
        text.family(&name, kind, help);
        for pool in &snapshot.pools {
            let waiting = u64::try_from(pool.waiting).unwrap_or(u64::MAX);
            let limit = u64::try_from(pool.limit).unwrap_or(0);
            let values = [waiting, limit, pool.delivered, pool.rejected, pool.discarded];
            if let Some(value) = values.get(index) {
                text.sample(&name, &[("pool", &pool.name)], value);
            }
        }
    }
}
