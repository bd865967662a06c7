//! What a program finds when it starts is what the original gives it: environment, arguments, directory, umask, open
//! files, process group.

use similar::TextDiff;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::wait;

/// Prints what a process can see of itself. `ls` adds the descriptor with which it reads the directory.
const PROBE: &str = "#!/bin/sh\n\
    env | grep -v '^_=' | sort\n\
    pwd\n\
    umask\n\
    ulimit -n\n\
    for word in \"$0\" \"$@\"; do echo \"<$word>\"; done\n\
    ls /proc/self/fd | wc -l\n\
    test \"$(cut -d' ' -f5 /proc/$$/stat)\" = $$ && echo leads its process group\n\
    test \"$(cut -d' ' -f6 /proc/$$/stat)\" = $$ || echo shares the session of its supervisor\n\
    grep '^SigBlk' /proc/self/status\n\
    echo to standard error >&2\n\
    echo end\n\
    exec cat\n";

/// What a program that runs as another user can see of that.
const WHO: &str = "#!/bin/sh\nid -u\nid -g\nid -G\necho \"$HOME $USER $LOGNAME\"\necho end\nexec cat\n";

#[test]
fn another_user_is_become_as_the_original_does() {
    let root = nix::unistd::geteuid().is_root();
    let programs = "[program:who]\ncommand=/bin/sh %(here)s/run/who\nuser=nobody\nstdout_logfile=%(here)s/run/who.log\n\
                    redirect_stderr=true\nstartretries=0\n";
    let config = Config::programs(programs).with_file("run/who", WHO);
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let daemon = Daemon::start(flavor, &config);
        // Only root may become somebody else; for others the failure is what must be alike.
        let last = if root { "end\n" } else { "supervisor: child process was not spawned\n" };
        wait::until("the program has said who it is", || daemon.read("run/who.log").ends_with(last));
        daemon.hide_places(&daemon.read("run/who.log"))
    });
    assert_eq!(ours, original);
}

#[test]
fn a_program_finds_what_the_original_gives() {
    let programs = "\
        [program:probe]\ncommand=/bin/sh probe one 'two words' \"three \\\"3\\\"\" a\\ b %(program_name)s 100%%\n\
        directory=%(here)s/run\numask=027\nstdout_logfile=%(here)s/run/probe.log\nredirect_stderr=true\n\
        environment=PLAIN=1,QUOTED=\"a, b\",SINGLE='x y',PATHLIKE=/a/b:%(here)s,HOME=\"%(ENV_HOME)s\"\n\n\
        [program:second]\ncommand=/bin/sh probe %(process_num)d\nprocess_name=second_%(process_num)d\nnumprocs=2\n\
        directory=%(here)s/run\nstdout_logfile=%(here)s/run/second_%(process_num)d.log\nredirect_stderr=true\n\n\
        [group:pair]\nprograms=second\n";
    let config = Config::programs(programs).with_file("run/probe", PROBE);
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(|flavor| {
        let mut daemon = Daemon::start(flavor, &config);
        let mut seen = String::new();
        for log in ["probe", "second_0", "second_1"] {
            let file = format!("run/{log}.log");
            wait::until("the probe has said everything", || daemon.read(&file).ends_with("end\n"));
            seen.push_str(&format!("== {log}\n{}", daemon.hide_places(&daemon.read(&file))));
        }
        assert!(daemon.is_alive());
        seen
    });
    println!("{original}");
    assert!(original.contains("SUPERVISOR_PROCESS_NAME=second_1"), "{original}");
    assert!(
        original == ours,
        "a child of ours sees something else (-original +ours):\n{}",
        TextDiff::from_lines(&original, &ours).unified_diff().context_radius(3),
    );
}
