//! Text to measure with: programs as people write them.

use std::fmt::Write;

/// Programs `from` to `to`, of ten options each.
pub(crate) fn programs(from: usize, to: usize) -> String {
    let mut text = String::new();
    for number in from..to {
        let _ = write!(
            text,
            "[program:service-{number}]\n\
             command = /usr/bin/env service-{number} --port {}\n\
             directory = /srv/app\n\
             autostart = {}\n\
             autorestart = unexpected\n\
             startsecs = {}\n\
             stopwaitsecs = 10\n\
             priority = {}\n\
             user = www-data\n\
             environment = APP_ID=\"{number}\",APP_ENV=\"production\"\n\
             stdout_logfile = /var/log/%(program_name)s.log\n\n",
            10_000 + number % 50_000,
            number % 3 == 0,
            1 + number % 10,
            number % 1_000,
        );
    }
    text
}
