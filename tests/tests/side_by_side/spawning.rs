//! What keeps a program from being started (spec-runtime §2.1, §2.2), and what it finds when it is (§2.3 to §2.5).

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use supervisor_tests::scenes;
use supervisor_tests::side_by_side::{Scene, scene};

/// A program with this command that is started by a client: what the client learns, and what its logs say.
fn started(options: &str) -> Scene {
    scene(&format!(
        "[program:x]\nautostart=false\nstartsecs=5\nstartretries=0\nstdout_logfile=%(here)s/run/out\n\
         stderr_logfile=%(here)s/run/err\n{options}",
    ))
}

/// The row about children that do not come to be their program.
const REASON: &str = "A command that cannot be executed, a directory that cannot be entered or a user";
const TOO_QUICKLY: &str = "\"Exited too quickly (process log may have details)";

fn make(home: &Path, name: &str, content: &str, mode: u32) {
    fs::write(home.join(name), content).expect("the directory is writable");
    fs::set_permissions(home.join(name), fs::Permissions::from_mode(mode)).expect("the owner may");
}

scenes! {
    crate::ALL;

    fn a_command_that_is_not_there() {
        started("command=/nope/nothing").call("startProcess x").info("x").call("startProcess x false")
    }

    fn a_command_that_is_not_on_the_path() {
        started("command=surely-not-on-the-path --x").call("startProcess x").info("x")
    }

    fn a_command_that_is_a_directory() {
        started("command=/usr/lib").call("startProcess x").info("x")
    }

    fn a_command_that_is_not_executable() {
        started("command=%(here)s/plain").file("plain", "x").call("startProcess x").info("x")
    }

    fn a_command_that_the_daemon_may_not_execute() {
        started("command=%(here)s/roots")
            .as_user("nobody")
            .prepared_by(|home| make(home, "roots", "#!/bin/sh\n", 0o700))
            .call("startProcess x")
            .info("x")
    }

    fn a_command_with_a_quotation_that_does_not_end() {
        started("command=/bin/echo 'x").call("startProcess x").info("x")
    }

    fn an_empty_command() {
        started("command=\"\"").call("startProcess x").info("x")
    }

    fn a_log_that_is_a_directory() {
        started("command=/bin/cat\nstdout_logfile=%(here)s/run/d")
            .prepared_by(|home| fs::create_dir(home.join("run/d")).expect("the directory is writable"))
            .call("startProcess x")
            .until_log("gave up")
            .info("x")
    }

    /// Found missing at each autostart, tried again, given up.
    fn without_a_client_the_text_is_in_the_log() {
        started("command=/nope/nothing\nautostart=true").until("x", "FATAL").info("x")
    }

    fn a_directory_that_is_not_there() {
        started("command=/bin/cat\ndirectory=/nope").differs(REASON, TOO_QUICKLY, "\"couldn't chdir to /nope: ENOENT")
            .call("startProcess x").until("x", "FATAL").info("x")
    }

    fn a_directory_that_is_a_file() {
        started("command=/bin/cat\ndirectory=/etc/passwd").differs(REASON, TOO_QUICKLY, "\"couldn't chdir to /etc/passwd: ENOTDIR")
            .call("startProcess x").until("x", "FATAL").info("x")
    }

    fn a_script_without_interpreter_line() {
        started("command=%(here)s/script")
            .prepared_by(|home| make(home, "script", "echo hello\n", 0o755))
            .differs(REASON, TOO_QUICKLY, "\"couldn't exec DIR/etc/script: ENOEXEC")
            .call("startProcess x")
            .until("x", "FATAL")
            .info("x")
    }

    fn an_interpreter_that_is_not_there() {
        started("command=%(here)s/script one two\nredirect_stderr=true")
            .prepared_by(|home| make(home, "script", "#!/nope/interpreter\n", 0o755))
            .differs(REASON, TOO_QUICKLY, "\"couldn't exec DIR/etc/script: ENOENT")
            .call("startProcess x")
            .until("x", "FATAL")
            .info("x")
    }

    /// The daemon is nobody and cannot become root.
    fn a_user_that_cannot_be_become() {
        started("command=/bin/cat\nuser=root")
            .as_user("nobody")
            .differs(REASON, TOO_QUICKLY, "\"couldn't setuid to 0: Can't drop privilege as nonroot user")
            .call("startProcess x")
            .until("x", "FATAL")
            .info("x")
    }

    /// Another directory, entered as the user, who may not.
    fn a_directory_that_the_user_may_not_enter() {
        started("command=/bin/cat\nuser=nobody\ndirectory=%(here)s/private")
            .as_user("root")
            .prepared_by(|home| {
                fs::create_dir(home.join("private")).expect("the directory is writable");
                fs::set_permissions(home.join("private"), fs::Permissions::from_mode(0o700)).expect("the owner may");
            })
            .differs(REASON, TOO_QUICKLY, "\"couldn't chdir to DIR/etc/private: EACCES")
            .call("startProcess x")
            .until("x", "FATAL")
            .info("x")
    }

    /// The user, the groups; the environment stays.
    fn another_user_is_become() {
        started("command=/bin/sh -c 'id -u; id -g; id -G; echo $HOME $USER $LOGNAME; echo end; exec cat'\nuser=nobody")
            .as_user("root")
            .call("startProcess x false")
            .until_file("run/out", "end")
    }

    /// Variables, from the daemon's section and the program's.
    fn the_environment_is_put_together() {
        started(
            "command=/bin/sh -c 'env | grep -v ^_= | sort; echo end; exec cat'\n\
             environment=A=program,SPACED=\"a  b\",LIST='a,b',HERE=%(here)s,NAME=%(program_name)s,SUPERVISOR_GROUP_NAME=mine",
        )
        .supervisord("environment=A=daemon,B=daemon,SUPERVISOR_ENABLED=no")
        .call("startProcess x false")
        .until_file("run/out", "end")
    }

    /// The program's PATH finds the command.
    fn the_path_of_the_program_finds_its_command() {
        started("command=tool one\nenvironment=PATH=\"%(here)s/tools:/bin:/usr/bin\"")
            .prepared_by(|home| {
                fs::create_dir(home.join("tools")).expect("the directory is writable");
                make(home, "tools/tool", "#!/bin/sh\necho $0 $1\nexec cat\n", 0o755);
            })
            .call("startProcess x false")
            .until_file("run/out", "one")
    }

    fn umask_and_directory_are_set() {
        started("command=/bin/sh -c 'umask; pwd; touch made; echo end; exec cat'\numask=0137\ndirectory=%(here)s/run")
            .call("startProcess x false")
            .until_file("run/out", "end")
    }

    /// Words, as a shell would split them, but nothing is expanded.
    fn the_command_is_split_as_a_shell_does() {
        started(
            "command=/bin/sh -c 'for word; do echo \"<$word>\"; done; exec cat' sh a \"b c\" 'd \"e' f\\ g $HOME *.conf '' \"a\\\"b\" x#y",
        )
        .call("startProcess x false")
        .until_file("run/out", "x#y")
    }

    /// What is written arrives; what is too much for a program that does not read is kept for it.
    fn standard_input_is_written() {
        started("command=/bin/cat\nstartsecs=0")
            .call("sendProcessStdin x early")
            .call("startProcess x")
            .call("sendProcessStdin x 'one\n'")
            .call("sendProcessStdin x 'zwei äöü €\n'")
            .call("sendProcessStdin x ''")
            .call("sendProcessStdin x 5")
            .call("sendProcessStdin x true")
            .call("sendProcessStdin x <base64>dGhyZWUK</base64>")
            .call("sendProcessStdin nosuch x")
            .until_file("run/out", "three")
    }

    /// A program that has closed its standard input.
    fn closed_standard_input_is_told() {
        started("command=/bin/sh -c 'exec 0<&-; echo closed; trap \"exit 0\" TERM; while :; do sleep 0.05; done'\nstartsecs=0")
            .call("startProcess x")
            .until_file("run/out", "closed")
            .call("sendProcessStdin x hello")
            .call("sendProcessStdin x hello")
            .call("stopProcess x")
    }
}
