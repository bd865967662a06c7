//! What programs use, for whoever asks: looked up when somebody does, and not again for those who ask right after.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::task::spawn_blocking;
use tokio::time::Instant;

use crate::os::usage::Processes;

/// How old an answer may be. However many clients ask, the system is looked at no more often than that.
const FRESH: Duration = Duration::from_millis(250);

/// Looks at the system's processes on a thread for blocking work, one look at a time. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Sampler(Arc<Mutex<Option<Sample>>>);

#[derive(Debug)]
struct Sample {
    at: Instant,
    processes: Arc<Processes>,
}

impl Sampler {
    /// The processes of the system as they are now, or were a moment ago.
    ///
    /// # Errors
    /// /proc cannot be read.
    pub async fn processes(&self) -> io::Result<Arc<Processes>> {
        let mut last = self.0.lock().await;
        if let Some(sample) = last.as_ref().filter(|sample| sample.at.elapsed() < FRESH) {
            return Ok(Arc::clone(&sample.processes));
        }
        let looked = spawn_blocking(Processes::look).await;
        let processes = Arc::new(looked.map_err(io::Error::other)??);
        *last = Some(Sample { at: Instant::now(), processes: Arc::clone(&processes) });
        Ok(processes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn those_who_ask_at_once_share_an_answer() {
        let sampler = Sampler::default();
        let (one, two) = tokio::join!(sampler.processes(), sampler.processes());
        let one = one.unwrap();
        assert!(Arc::ptr_eq(&one, &two.unwrap()));
        tokio::time::advance(FRESH).await;
        assert!(!Arc::ptr_eq(&one, &sampler.processes().await.unwrap()));
    }
}
