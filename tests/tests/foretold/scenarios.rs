//! What the configuration is at first, and the changes of it.

/// What runs first. Every process has a name of its own, by which the log tells them apart.
pub(crate) const BASE: &str = "\
[program:one]
command=/bin/sleep 601
startsecs=0
exitcodes=0,2
environment=A=\"1\",TOKEN=\"hunter2\"

[program:two]
command=/bin/sleep 602
process_name=two_%(process_num)d
numprocs=3
startsecs=0

[program:idle]
command=/bin/sleep 603
redirect_stderr=true
autostart=false
startsecs=0

[program:x]
command=/bin/sleep 604
startsecs=0

[program:y]
command=/bin/sleep 605
startsecs=0
stopwaitsecs=7

[group:pair]
programs=x,y
priority=5

[eventlistener:ear]
command=/bin/sleep 606
events=TICK_3600
startsecs=0

[fcgi-program:fast]
command=/bin/sleep 607
socket=unix://%(here)s/run/fast.sock
startsecs=0

[program:log]
command=/bin/sleep 608
stdout_logfile=%(here)s/run/log.log
startsecs=0
";

/// A change of the base: each text is replaced by another.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) edits: &'static [(&'static str, &'static str)],
    /// The original tells enough of what runs to foretell it.
    pub(crate) told: bool,
}

pub(crate) const fn told(name: &'static str, edits: &'static [(&'static str, &'static str)]) -> Scenario {
    Scenario { name, edits, told: true }
}

pub(crate) const fn untold(name: &'static str, edits: &'static [(&'static str, &'static str)]) -> Scenario {
    Scenario { name, edits, told: false }
}

pub(crate) const SCENARIOS: [Scenario; 43] = [
    told("a comment", &[("[program:one]\n", "; a comment\n[program:one]\n")]),
    told("another spelling", &[("exitcodes=0,2", "EXITCODES = 0, 2")]),
    told("an unknown option", &[("exitcodes=0,2", "exitcodes=0,2\nnonsense=1")]),
    told("a default written out", &[("exitcodes=0,2", "exitcodes=0,2\nstopsignal=15")]),
    told("the command", &[("sleep 601", "sleep 611")]),
    untold("a variable", &[("A=\"1\"", "A=\"2\"")]),
    untold("a secret", &[("hunter2", "hunter3")]),
    untold("one variable more", &[("A=\"1\"", "A=\"1\",B=\"2\"")]),
    told("variables in another order", &[("A=\"1\",TOKEN=\"hunter2\"", "TOKEN=\"hunter2\",A=\"1\"")]),
    told("priority", &[("exitcodes=0,2", "exitcodes=0,2\npriority=998")]),
    told("stopwaitsecs", &[("stopwaitsecs=7", "stopwaitsecs=8")]),
    told("stopsignal", &[("exitcodes=0,2", "exitcodes=0,2\nstopsignal=INT")]),
    untold("autorestart", &[("exitcodes=0,2", "exitcodes=0,2\nautorestart=true")]),
    told("exitcodes", &[("exitcodes=0,2", "exitcodes=2,0")]),
    told("directory", &[("exitcodes=0,2", "exitcodes=0,2\ndirectory=/")]),
    untold("umask", &[("exitcodes=0,2", "exitcodes=0,2\numask=027")]),
    told("one process more", &[("numprocs=3", "numprocs=4")]),
    told("one process less", &[("numprocs=3", "numprocs=2")]),
    told("other numbers", &[("numprocs=3", "numprocs=3\nnumprocs_start=1")]),
    told("other names", &[("two_%(process_num)d", "deux_%(process_num)d")]),
    told("no autostart any more", &[("exitcodes=0,2", "exitcodes=0,2\nautostart=false")]),
    told("autostart from now on", &[("autostart=false", "autostart=true")]),
    told("the command of what does not run", &[("sleep 603", "sleep 613")]),
    told(
        "a program goes",
        &[(
            "[program:log]\ncommand=/bin/sleep 608\nstdout_logfile=%(here)s/run/log.log\n",
            "[program:log2]\ncommand=/bin/sleep 608\nautostart=false\n",
        )],
    ),
    told(
        "a program comes",
        &[("[program:one]\n", "[program:zero]\ncommand=/bin/sleep 600\nstartsecs=0\n[program:one]\n")],
    ),
    told(
        "a program without autostart comes",
        &[("[program:one]\n", "[program:zero]\ncommand=/bin/sleep 600\nautostart=false\n[program:one]\n")],
    ),
    told("another name", &[("[program:one]", "[program:uno]")]),
    told("priority of a group", &[("priority=5", "priority=6")]),
    untold("programs in another order", &[("programs=x,y", "programs=y,x")]),
    told("a program joins a group", &[("programs=x,y", "programs=x,y,one")]),
    told("a program leaves a group", &[("programs=x,y", "programs=x")]),
    told("a group is dissolved", &[("[group:pair]\nprograms=x,y\npriority=5\n", "")]),
    told("another name of a group", &[("[group:pair]", "[group:couple]")]),
    told("one of a group", &[("sleep 604", "sleep 614")]),
    told("priority inside a group", &[("sleep 605\n", "sleep 605\npriority=1\n")]),
    untold("events of a listener", &[("TICK_3600", "TICK_60")]),
    untold("buffer_size", &[("TICK_3600", "TICK_3600\nbuffer_size=20")]),
    untold("a listener becomes a program", &[("[eventlistener:ear]", "[program:ear]")]),
    untold("a FastCGI socket", &[("run/fast.sock", "run/slow.sock")]),
    told("what is overlooked of a socket", &[("run/fast.sock", "run/fast.sock\nsocket_mode=0600")]),
    told("a log becomes AUTO", &[("stdout_logfile=%(here)s/run/log.log", "stdout_logfile=AUTO")]),
    told("a log goes", &[("stdout_logfile=%(here)s/run/log.log", "stdout_logfile=NONE")]),
    untold(
        "the daemon's environment",
        &[("[program:one]", "[supervisord]\nenvironment=X=\"1\"\n[program:one]")],
    ),
];

/// For daemons that have just started: of several groups that are gone, those that became active first go first.
pub(crate) const AT_ONCE: Scenario = told(
    "several at once",
    &[
        ("[program:one]", "[program:eins]"),
        ("sleep 604", "sleep 614"),
        ("sleep 602", "sleep 612"),
        ("[program:log]", "[program:last]"),
        ("stdout_logfile=%(here)s/run/log.log", "priority=1"),
    ],
);

impl Scenario {
    pub(crate) fn text(&self) -> String {
        let mut text = BASE.to_owned();
        for (old, new) in self.edits {
            assert!(text.contains(old), "{}: {old:?} is not there", self.name);
            text = text.replace(old, new);
        }
        text
    }
}
