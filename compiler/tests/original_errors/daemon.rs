//! Files and [supervisord].

use super::*;

#[test]
fn rows_1_to_4_files() {
    let mut shown = String::new();
    let no_section = ".ini file does not include supervisord section";
    shown += &check(&[
        (N, "", no_section, "missing-supervisord-section", (1, 1)),
        (N, "[program:x]\ncommand=a\n", no_section, "missing-supervisord-section", (1, 1)),
        (N, "\n[Supervisord]\n", no_section, "missing-supervisord-section", (2, 1)),
        (
            S,
            "  junk\n",
            "Source contains parsing errors: 's.conf'\n\t[line  2]: '  junk\\n'",
            "parse-error-line",
            (2, 3),
        ),
        (
            S,
            "[include]\nfile=x\n",
            ".ini file has [include] section, but no files setting",
            "include-missing-files-key",
            (2, 1),
        ),
    ]);
    for (text, original, code) in [
        (
            "junk\n[supervisord]\n",
            "File contains no section headers.\nfile: 's.conf', line: 1\n'junk\\n'",
            "no-section-header",
        ),
        (
            "\u{feff}[supervisord]\r\n[supervisord]\n",
            "File contains no section headers.\nfile: 's.conf', line: 1\n'\\ufeff[supervisord]\\n'",
            "byte-order-mark",
        ),
    ] {
        shown += &check(&[(N, text, original, code, (1, 1))]);
    }
    insta::assert_snapshot!("rows_1_to_4_files", shown);
}
#[test]
fn rows_5_to_15_supervisord() {
    let mut shown = String::new();
    let int = |text: &str| format!("invalid literal for int() with base 10: '{text}'");
    shown += &check(&[
        (S, "minfds=lots", &int("lots"), "bad-integer", (2, 8)),
        (S, "minprocs=1.5", &int("1.5"), "bad-integer", (2, 10)),
        (S, "logfile_backups=ten", &int("ten"), "bad-integer", (2, 17)),
        (S, "directory=/nope", "/nope is not an existing directory", "missing-directory", (2, 11)),
        (S, "childlogdir=/nope", "/nope is not an existing directory", "missing-directory", (2, 13)),
        (S, "umask=9", "9 can not be converted to an octal type", "bad-octal", (2, 7)),
        (
            S,
            "logfile=/nope/x.log",
            "The directory named as part of the path /nope/x.log does not exist",
            "missing-log-directory",
            (2, 9),
        ),
        (
            S,
            "pidfile = /nope/x.pid",
            "The directory named as part of the path /nope/x.pid does not exist",
            "missing-log-directory",
            (2, 11),
        ),
        (S, "logfile_maxbytes=50M", &int("50m"), "bad-byte-size", (2, 18)),
        (S, "loglevel=warning", "bad logging level name 'warning'", "bad-loglevel", (2, 10)),
        (S, "nodaemon=maybe", "not a valid boolean value: 'maybe'", "bad-boolean", (2, 10)),
        (S, "silent=", "not a valid boolean value: ''", "bad-boolean", (2, 1)),
        (
            S,
            "environment=FOO",
            "Unexpected end of key/value pairs in value 'FOO'",
            "environment-syntax",
            (2, 13),
        ),
        (S, "environment=FOO=\"bar", "No closing quotation", "environment-unclosed-quote", (2, 17)),
        (S, "user=nosuchuser", "Invalid user name nosuchuser", "unknown-user", (2, 6)),
        (S, "user=54321", "Invalid user id 54321", "unknown-user", (2, 6)),
        (
            S,
            "identifier=a%(FOO)s",
            "Format string 'a%(FOO)s' for 'supervisord.identifier' contains names ('FOO') which cannot be expanded. \
             Available names: ENV_HOME, here",
            "unknown-expansion",
            (2, 13),
        ),
        (
            S,
            "identifier=100%",
            "Format string '100%' for 'supervisord.identifier' is badly formatted: incomplete format",
            "bare-percent",
            (2, 15),
        ),
    ]);
    insta::assert_snapshot!("rows_5_to_15_supervisord", shown);
}
