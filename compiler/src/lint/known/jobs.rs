//! Programs that work on jobs which must not be broken off.

use crate::lint::launch::Launched;

/// A job runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JobRunner {
    /// What people call it.
    pub(crate) name: &'static str,
    /// What its documentation gives it to finish a job in, in seconds, or what is usual.
    pub(crate) seconds: u32,
    /// True when it ends by itself with exit status 0, and relies on being started again.
    pub(crate) ends_by_itself: bool,
}

const fn runner(name: &'static str, seconds: u32) -> JobRunner {
    JobRunner { name, seconds, ends_by_itself: false }
}

const CELERY: JobRunner = runner("a Celery worker", 600);
const RQ: JobRunner = runner("an RQ worker", 180);
/// Its own limit is 25 seconds.
const SIDEKIQ: JobRunner = runner("Sidekiq", 30);
const RESQUE: JobRunner = runner("a Resque worker", 60);
const DELAYED_JOB: JobRunner = runner("a Delayed::Job worker", 60);
const DRAMATIQ: JobRunner = runner("Dramatiq", 600);
const HUEY: JobRunner = runner("a Huey consumer", 60);
const DJANGO_Q: JobRunner = runner("a Django Q cluster", 60);
/// `queue:restart`, `horizon:terminate`, `--max-jobs` and `--max-time` end them.
const LARAVEL: JobRunner = JobRunner { name: "a Laravel queue worker", seconds: 3600, ends_by_itself: true };
const HORIZON: JobRunner = JobRunner { name: "Laravel Horizon", seconds: 3600, ends_by_itself: true };
/// `messenger:stop-workers`, `--limit` and `--time-limit` end it.
const MESSENGER: JobRunner =
    JobRunner { name: "a Symfony Messenger worker", seconds: 60, ends_by_itself: true };

/// The job runner that is started; none: what is started is not known to be one.
pub(crate) fn job_runner(launched: &Launched<'_>) -> Option<JobRunner> {
    let name = launched.name();
    match name {
        "celery" => launched.has("worker").then_some(CELERY),
        "celeryd" => Some(CELERY),
        "rq" => (launched.subcommand() == "worker").then_some(RQ),
        "rqworker" => Some(RQ),
        "sidekiq" | "sidekiqswarm" => Some(SIDEKIQ),
        "dramatiq" => Some(DRAMATIQ),
        "huey_consumer" | "huey_consumer.py" => Some(HUEY),
        "resque" | "resque-pool" => Some(RESQUE),
        "rake" | "rails" => rake_task(launched.subcommand()),
        "delayed_job" => (launched.has("run")).then_some(DELAYED_JOB),
        "artisan" => artisan(launched.subcommand()),
        "console" => (launched.subcommand() == "messenger:consume").then_some(MESSENGER),
        _ if name.ends_with(".py") => django(launched),
        _ => None,
    }
}

/// True for a Celery worker that has processes for its tasks: the usual kind, but not the only one.
pub(crate) fn is_celery_with_children(launched: &Launched<'_>) -> bool {
    let threads = ["solo", "gevent", "eventlet", "threads"];
    let mut arguments = launched.arguments().peekable();
    let mut others = false;
    while let Some(argument) = arguments.next() {
        let pool = match argument.strip_prefix("--pool=").or_else(|| argument.strip_prefix("-P")) {
            Some("") => arguments.peek().copied(),
            None if argument == "--pool" => arguments.peek().copied(),
            pool => pool,
        };
        others |= pool.is_some_and(|pool| threads.contains(&pool) || pool.starts_with('%'));
    }
    job_runner(launched) == Some(CELERY) && !others
}

fn artisan(command: &str) -> Option<JobRunner> {
    match command {
        "queue:work" => Some(LARAVEL),
        "queue:listen" => Some(JobRunner { ends_by_itself: false, ..LARAVEL }),
        "horizon" => Some(HORIZON),
        _ => None,
    }
}

fn rake_task(task: &str) -> Option<JobRunner> {
    match task {
        "resque:work" | "resque:workers" => Some(RESQUE),
        "jobs:work" => Some(DELAYED_JOB),
        _ => None,
    }
}

/// `manage.py celery worker` and the like.
fn django(launched: &Launched<'_>) -> Option<JobRunner> {
    match launched.subcommand() {
        "celery" => launched.has("worker").then_some(CELERY),
        "celeryd" => Some(CELERY),
        "rq" => launched.has("worker").then_some(RQ),
        "rqworker" => Some(RQ),
        "rundramatiq" => Some(DRAMATIQ),
        "run_huey" => Some(HUEY),
        "qcluster" => Some(DJANGO_Q),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use supervisor_grammar::words;

    use super::*;

    #[test]
    fn job_runners_are_known_however_they_are_started() {
        let runner =
            |text: &str| job_runner(&Launched::of(&words::split(text).unwrap())).map(|runner| runner.name);
        for (text, name) in [
            ("nice -n 19 python /srv/app.py celery --settings=x worker -Q a", Some(CELERY.name)),
            ("sh -c 'cd /srv && exec celery -A x worker'", Some(CELERY.name)),
            ("python -m celery -A x worker", Some(CELERY.name)),
            ("celery -A x beat", None),
            ("celery -A x flower", None),
            ("./manage.py rq worker high", Some(RQ.name)),
            ("./manage.py rq healthcheck", None),
            ("bundle exec sidekiq -C x.yml", Some(SIDEKIQ.name)),
            ("php -d memory_limit=-1 artisan queue:work --tries=3", Some(LARAVEL.name)),
            ("php artisan horizon", Some(HORIZON.name)),
            ("php artisan horizon:snapshot", None),
            ("php bin/console messenger:consume async", Some(MESSENGER.name)),
            ("rake resque:work", Some(RESQUE.name)),
            ("/usr/bin/celery.sh worker", None),
        ] {
            assert_eq!(runner(text), name, "{text}");
        }
    }

    #[test]
    fn not_every_celery_worker_has_children() {
        let has = |text: &str| is_celery_with_children(&Launched::of(&words::split(text).unwrap()));
        assert!(has("celery -A x worker") && has("celery -A x worker -P prefork"));
        for pool in ["-P gevent", "-Pthreads", "--pool=solo", "--pool eventlet", "-P %(ENV_POOL)s"] {
            assert!(!has(&format!("celery -A x worker {pool}")), "{pool}");
        }
    }
}
