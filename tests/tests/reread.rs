//! What reread reports for an edit is what the original reports: `available`, `changed`, `disappeared` or nothing.

use supervisor_tests::config::Config;
use supervisor_tests::scenario::Step::{self, Await, Ctl, Sorted, Write};
use supervisor_tests::scenario::{Transport, assert_same};

/// The programs that are active; each edit replaces one text by another.
const PROGRAMS: &str = "\
[program:one]\n\
command=%(here)s/../bin/worker one\n\
startsecs=0\n\
exitcodes=0,2\n\
environment=A=\"1\",B=\"2\"\n\
stdout_logfile=%(here)s/run/one.log\n\
redirect_stderr=true\n\
\n\
[program:two]\n\
command=%(here)s/../bin/worker two\n\
process_name=%(program_name)s_%(process_num)d\n\
numprocs=2\n\
startsecs=0\n\
\n\
[program:three]\n\
command=%(here)s/../bin/worker three\n\
startsecs=0\n\
\n\
[group:pair]\n\
programs=three\n\
priority=5\n";

const EDITS: [(&str, &str); 30] = [
    ("exitcodes=0,2", "; a comment\nEXITCODES = 0,2"),
    ("exitcodes=0,2", "exitcodes=2,0"),
    ("exitcodes=0,2", "exitcodes=0,2\nstopsignal=15"),
    ("exitcodes=0,2", "exitcodes=0,2\nstopsignal=HUP"),
    ("exitcodes=0,2", "exitcodes=0,2\nnonsense=1"),
    ("exitcodes=0,2", "exitcodes=0,2\npriority=998"),
    ("exitcodes=0,2", "exitcodes=0,2\numask=022"),
    ("exitcodes=0,2", "exitcodes=0,2\ndirectory=/"),
    ("exitcodes=0,2", "exitcodes=0,2\nuser=root"),
    ("exitcodes=0,2", "exitcodes=0,2\nserverurl=http://x"),
    ("exitcodes=0,2", "exitcodes=0,2\nautorestart=true"),
    ("exitcodes=0,2", "exitcodes=0,2\nstdout_logfile_maxbytes=50MB"),
    ("exitcodes=0,2", "exitcodes=0,2\nstdout_logfile_maxbytes=52428800\nstdout_logfile_backups=10"),
    ("exitcodes=0,2", "exitcodes=0,2\nstdout_logfile_backups=9"),
    ("exitcodes=0,2", "exitcodes=0,2\nstderr_logfile=NONE"),
    ("A=\"1\",B=\"2\"", "B=\"2\",A='1'"),
    ("A=\"1\",B=\"2\"", "A=\"1\",B=\"3\""),
    ("A=\"1\",B=\"2\"", "A=\"1\""),
    ("stdout_logfile=%(here)s/run/one.log\n", "stdout_logfile=AUTO\n"),
    ("stdout_logfile=%(here)s/run/one.log\n", "stdout_logfile=NONE\n"),
    ("worker one", "worker  one"),
    ("numprocs=2", "numprocs=3"),
    ("numprocs=2", "numprocs=2\nnumprocs_start=0"),
    ("numprocs=2", "numprocs=2\nnumprocs_start=1"),
    ("_%(process_num)d", "-%(process_num)d"),
    ("priority=5", "priority=6"),
    ("programs=three\n", "programs=three,one\n"),
    ("[group:pair]", "[group:other]"),
    ("[group:pair]\nprograms=three\npriority=5\n", ""),
    ("[program:one]", "[supervisord]\nenvironment=X=1\n[program:one]"),
];

#[test]
fn every_edit_is_judged_alike() {
    let texts: Vec<String> = EDITS
        .iter()
        .map(|(old, new)| {
            assert!(PROGRAMS.contains(old), "{old:?} is not in the programs");
            PROGRAMS.replace(old, new)
        })
        .collect();
    // The programs stand in a file of their own, so that a second [supervisord] is a second mention, not a fault.
    let mut steps: Vec<Step<'_>> = vec![Await("one", "RUNNING"), Ctl("reread")];
    for text in &texts {
        steps.extend([Write("programs.conf", text), Ctl("reread")]);
    }
    steps.extend([Write("programs.conf", PROGRAMS), Ctl("reread"), Sorted("update")]);
    let main = "[include]\nfiles=programs.conf\n";
    let config = Config::programs(main).with_file("programs.conf", PROGRAMS);
    let transcript = assert_same(&config, Transport::Configured, &steps);
    assert!(
        transcript.contains("pair: disappeared") && transcript.contains("other: available"),
        "{transcript}"
    );
}
