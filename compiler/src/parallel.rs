//! Work on many things at once.

use std::num::NonZero;
use std::thread;

/// More threads than this do not pay: what they make has to be put together by one.
const MOST_THREADS: usize = 8;

/// Cuts `items` into runs of at least `smallest`, one for each processor, and lets `work` make something of every run,
/// all at the same time. What comes out is in the order of the runs: it does not depend on which thread was faster.
pub(crate) fn map_runs<T: Sync, R: Send>(
    items: &[T],
    smallest: usize,
    work: impl Fn(&[T]) -> R + Sync,
) -> Vec<R> {
    // Asking for the number of processors costs more than a small job.
    if items.len() < 2 * smallest {
        return vec![work(items)];
    }
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS);
    let length = items.len().div_ceil(threads).max(smallest).max(1);
    let mut runs = items.chunks(length);
    let first = runs.next().unwrap_or_default();
    thread::scope(|scope| {
        let work = &work;
        // Where no thread can be had, the work is done here.
        let others: Vec<_> = runs
            .map(|run| (run, thread::Builder::new().spawn_scoped(scope, move || work(run)).ok()))
            .collect();
        let mut made = vec![work(first)];
        for (run, thread) in others {
            made.push(match thread.map(|thread| thread.join()) {
                Some(Ok(result)) => result,
                Some(Err(panic)) => std::panic::resume_unwind(panic),
                None => work(run),
            });
        }
        made
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_items() {
        for count in [0, 1, 7, 1000] {
            let items: Vec<_> = (0..count).collect();
            let made = map_runs(&items, 3, <[i32]>::to_vec);
            assert_eq!(made.concat(), items);
        }
    }
}
