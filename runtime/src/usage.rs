//! What programs use, for whoever asks: looked up when somebody does, and not again for those who ask right after.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::Mutex;
use tokio::task::spawn_blocking;
use tokio::time::Instant;

use crate::os::Pid;
use crate::os::usage::{Processes, Usage};

/// How old an answer may be. However many clients ask, the system is looked at no more often than that.
const FRESH: Duration = Duration::from_millis(250);

/// Looks at the system's processes on a thread for blocking work, one look at a time. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Sampler(Arc<Mutex<Option<Latest>>>);

/// The last answer, and when it was given.
type Latest = (Instant, Arc<Sample>);

/// The system's processes at one moment.
#[derive(Debug)]
pub struct Sample {
    time: SystemTime,
    processes: Processes,
}

impl Sampler {
    /// The processes of the system as they are now, or were a moment ago.
    ///
    /// # Errors
    /// /proc cannot be read.
    pub async fn sample(&self) -> io::Result<Arc<Sample>> {
        let mut last = self.0.lock().await;
        if let Some((_, sample)) = last.as_ref().filter(|(at, _)| at.elapsed() < FRESH) {
            return Ok(Arc::clone(sample));
        }
        let look = || Ok(Sample { time: SystemTime::now(), processes: Processes::look()? });
        let looked: io::Result<Sample> = spawn_blocking(look).await.map_err(io::Error::other)?;
        let sample = Arc::new(looked?);
        *last = Some((Instant::now(), Arc::clone(&sample)));
        Ok(sample)
    }
}

impl Sample {
    /// What a process that the daemon has started uses, with its descendants; none: it has ended.
    #[must_use]
    pub fn of_child(&self, pid: Pid) -> Option<Usage> {
        self.processes.of_child(own_pid(), pid)
    }

    /// What the daemon uses by itself.
    #[must_use]
    pub fn of_daemon(&self) -> Usage {
        self.processes.of_one(own_pid()).unwrap_or_default()
    }

    /// When it was taken, in seconds since 1970.
    #[must_use]
    pub fn time(&self) -> f64 {
        self.time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
    }
}

fn own_pid() -> Pid {
    std::process::id().cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn those_who_ask_at_once_share_an_answer() {
        let sampler = Sampler::default();
        let (one, two) = tokio::join!(sampler.sample(), sampler.sample());
        let one = one.unwrap();
        assert!(Arc::ptr_eq(&one, &two.unwrap()));
        assert!(one.of_daemon().memory > 0 && one.time() > 0.0);
        tokio::time::advance(FRESH).await;
        assert!(!Arc::ptr_eq(&one, &sampler.sample().await.unwrap()));
    }
}
