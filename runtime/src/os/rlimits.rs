//! Raising resource limits: getrlimit(2), setrlimit(2) (spec-config §6.3, §6.4).

use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit, setrlimit};

/// The limits that the daemon raises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// `minfds=`: RLIMIT_NOFILE, in descriptors.
    Descriptors,
    /// `minprocs=`: RLIMIT_NPROC, in processes.
    Processes,
}

impl Limit {
    fn resource(self) -> Resource {
        match self {
            Limit::Descriptors => Resource::RLIMIT_NOFILE,
            Limit::Processes => Resource::RLIMIT_NPROC,
        }
    }

    /// The log line for a limit that was raised.
    #[must_use]
    pub fn raised_text(self, to: u64) -> String {
        let name = match self {
            Limit::Descriptors => "RLIMIT_NOFILE",
            Limit::Processes => "RLIMIT_NPROC",
        };
        format!("Increased {name} limit to {to}")
    }
}

/// A limit is too low and cannot be raised. Unlike the original's, the text shows the limit that is in the
/// way, not the one that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text())]
pub struct LimitTooLow {
    /// Which one.
    pub limit: Limit,
    /// What the configuration asks for.
    pub wanted: u64,
    /// The hard limit.
    pub available: u64,
}

impl LimitTooLow {
    fn text(self) -> String {
        let Self { limit, wanted, available } = self;
        match limit {
            Limit::Descriptors => format!(
                "The minimum number of file descriptors required to run this process is {wanted} as per the \
                 \"minfds\" command-line argument or config file setting. The current environment will only \
                 allow you to open {available} file descriptors. Raise the hard limit of open files where \
                 supervisord is started (ulimit -Hn), or lower minfds."
            ),
            Limit::Processes => format!(
                "The minimum number of available processes required to run this program is {wanted} as per \
                 the \"minprocs\" command-line argument or config file setting. The current environment will \
                 only allow you to open {available} processes. Raise the hard limit of processes where \
                 supervisord is started (ulimit -Hu), or lower minprocs."
            ),
        }
    }
}

/// Makes sure the soft limit is at least `wanted`, raising the hard one too where it is lower. The new limit
/// if anything had to be done.
///
/// # Errors
/// [`LimitTooLow`] when the kernel refuses.
pub fn ensure(limit: Limit, wanted: i64) -> Result<Option<u64>, LimitTooLow> {
    let Ok(wanted) = u64::try_from(wanted) else { return Ok(None) };
    let too_low = |available| LimitTooLow { limit, wanted, available };
    let (soft, hard) = getrlimit(limit.resource()).map_err(|_| too_low(0))?;
    if soft >= wanted || soft == RLIM_INFINITY {
        return Ok(None);
    }
    setrlimit(limit.resource(), wanted, hard.max(wanted)).map_err(|_| too_low(hard))?;
    Ok(Some(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sufficient_limit_is_left_alone() {
        let before = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
        for wanted in [-5, 0, 1] {
            assert_eq!(ensure(Limit::Descriptors, wanted), Ok(None));
        }
        assert_eq!(getrlimit(Resource::RLIMIT_NOFILE).unwrap(), before);
    }

    #[test]
    fn an_impossible_limit_names_the_real_one() {
        // More than fs.nr_open, which not even root can exceed.
        let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
        let error = ensure(Limit::Descriptors, i64::MAX).unwrap_err();
        assert_eq!(error.available, hard);
    }

    #[test]
    fn the_texts() {
        let text = |limit| LimitTooLow { limit, wanted: 70000, available: 4096 }.to_string();
        insta::assert_snapshot!(text(Limit::Descriptors), @r#"The minimum number of file descriptors required to run this process is 70000 as per the "minfds" command-line argument or config file setting. The current environment will only allow you to open 4096 file descriptors. Raise the hard limit of open files where supervisord is started (ulimit -Hn), or lower minfds."#);
        insta::assert_snapshot!(text(Limit::Processes), @r#"The minimum number of available processes required to run this program is 70000 as per the "minprocs" command-line argument or config file setting. The current environment will only allow you to open 4096 processes. Raise the hard limit of processes where supervisord is started (ulimit -Hu), or lower minprocs."#);
    }

    #[test]
    fn the_log_lines() {
        assert_eq!(Limit::Descriptors.raised_text(2048), "Increased RLIMIT_NOFILE limit to 2048");
        assert_eq!(Limit::Processes.raised_text(300), "Increased RLIMIT_NPROC limit to 300");
    }
}
