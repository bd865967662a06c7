//! The columns: how wide they are, which have room, and what stands in them.

use crate::top::process::Process;
use crate::top::rows::{Column, Sum};

/// What stands where nothing is known.
const NOTHING: &str = "-";

/// The columns that are given up where there is no room, the least important first.
const GIVEN_UP: [Column; 5] = [Column::Pid, Column::Restarts, Column::Memory, Column::Cpu, Column::Uptime];

/// The narrowest useful column of names.
const NARROWEST_NAME: usize = 10;

/// Names need not be wider than this for the sake of a column.
const USEFUL_NAME: usize = 16;

/// A column's title.
pub(crate) fn title(column: Column) -> &'static str {
    match column {
        Column::Name => "NAME",
        Column::State => "STATE",
        Column::Restarts => "RESTARTS",
        Column::Pid => "PID",
        Column::Uptime => "UPTIME",
        Column::Cpu => "CPU%",
        Column::Memory => "MEMORY",
    }
}

/// How wide a column is, without the blank before it; names take what is left. There is room for the mark of the sorted
/// column behind each title.
pub(crate) fn width(column: Column) -> usize {
    match column {
        Column::Name => NARROWEST_NAME,
        Column::State => 8,
        Column::Restarts => 9,
        Column::Pid => 7,
        Column::Uptime => 10,
        Column::Cpu => 6,
        Column::Memory => 7,
    }
}

/// Whether a column's values end at its right edge.
pub(crate) fn is_number(column: Column) -> bool {
    !matches!(column, Column::Name | Column::State)
}

/// The columns that fit into so many cells, and how wide the names are. `longest` is how wide they want to be.
pub(crate) fn fit(total: usize, longest: usize) -> (Vec<Column>, usize) {
    let mut columns = Column::ALL.to_vec();
    let others = |columns: &[Column]| -> usize {
        let others = columns.iter().filter(|column| **column != Column::Name);
        others.map(|column| width(*column) + 1).sum()
    };
    for given_up in GIVEN_UP {
        if total >= others(&columns) + longest.clamp(NARROWEST_NAME, USEFUL_NAME) {
            break;
        }
        columns.retain(|column| *column != given_up);
    }
    let left = total.saturating_sub(others(&columns));
    (columns, left.min(longest.max(NARROWEST_NAME)))
}

/// What stands in a process's column; its name and state are not for here.
pub(crate) fn process(column: Column, process: &Process) -> String {
    let text = match column {
        Column::Name | Column::State => None,
        Column::Restarts => process.restarts().map(|restarts| restarts.to_string()),
        Column::Pid => Some(process.pid.to_string()),
        Column::Uptime => process.uptime.map(uptime),
        Column::Cpu => process.cpu.map(percent),
        Column::Memory => process.memory().map(bytes),
    };
    text.unwrap_or_else(|| NOTHING.to_owned())
}

/// What stands in a group's column; its name is not for here.
pub(crate) fn sum(column: Column, sum: &Sum) -> String {
    match column {
        Column::State => format!("{}/{} up", sum.running, sum.count),
        Column::Restarts => sum.restarts.map(|restarts| restarts.to_string()).unwrap_or_default(),
        Column::Cpu => sum.cpu.map(percent).unwrap_or_default(),
        Column::Memory => sum.memory.map(bytes).unwrap_or_default(),
        Column::Name | Column::Pid | Column::Uptime => String::new(),
    }
}

/// Seconds as `1:02:03`, or `12d 3:04`.
pub(crate) fn uptime(seconds: i64) -> String {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    match hours / 24 {
        0 => format!("{hours}:{minutes:02}:{:02}", seconds % 60),
        days => format!("{days}d {}:{minutes:02}", hours % 24),
    }
}

/// A share of a processor, in at most six places.
pub(crate) fn percent(percent: f64) -> String {
    if percent < 1000.0 { format!("{percent:.1}") } else { format!("{:.0}", percent.min(999_999.0)) }
}

/// A number of bytes in at most six places: `812K`, `45.3M`.
pub(crate) fn bytes(bytes: f64) -> String {
    let mut number = bytes / 1024.0;
    for unit in ["K", "M", "G", "T"] {
        // What would be rounded up to four digits belongs to the next unit.
        if number < 999.5 {
            let places = usize::from(unit != "K" && number < 99.95);
            return format!("{number:.places$}{unit}");
        }
        number /= 1024.0;
    }
    format!("{:.0}P", number.min(9999.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        assert_eq!(
            [0, 59, 3600, 86_399, 86_400, 90_061].map(uptime),
            ["0:00:00", "0:00:59", "1:00:00", "23:59:59", "1d 0:00", "1d 1:01"]
        );
        assert_eq!(
            [0.0, 0.04, 12.34, 999.94, 1234.0, 1e300].map(percent),
            ["0.0", "0.0", "12.3", "999.9", "1234", "999999"]
        );
        let of = |kib: f64| bytes(kib * 1024.0);
        assert_eq!([0.0, 812.0, 999.6, 1024.0, 46_387.2].map(of), ["0K", "812K", "1.0M", "1.0M", "45.3M"]);
        assert_eq!([204_800.0, 2e6, 2e9, 2e12, 2e300].map(of), ["200M", "1.9G", "1.9T", "2P", "9999P"]);
    }

    #[test]
    fn columns_go_where_there_is_no_room() {
        let shown = |total, longest| {
            let (columns, name) = fit(total, longest);
            let titles: Vec<&str> = columns.into_iter().map(title).collect();
            format!("{total:3}: {name:2} {}", titles.join(" "))
        };
        let all = [200, 78, 70, 58, 48, 38, 25, 10, 0].map(|total| shown(total, 24));
        insta::assert_snapshot!(all.join("\n"));
    }
}
