//! FastCGI programs: their socket, when it is made, whose it is, when it goes (spec-runtime §6).

use supervisor_tests::scenes;
use supervisor_tests::side_by_side::scene;

const KEEPS: &str = "An fcgi-program that a `[group:x]` names is a plain program";

// In any order: the row "That a socket can be made is tried" of docs/differences.md.
scenes! {
    crate::ALL;

    /// Made for the first process, closed after the last, kept in between; the file stays.
    fn the_socket_lives_as_long_as_somebody_listens() {
        scene("
            [fcgi-program:app]
            command=/bin/sh -c 'test -S /proc/self/fd/0 && echo socket || echo none; exec sleep 1000'
            socket=unix://%(here)s/run/app.sock
            process_name=app_%(process_num)d
            numprocs=2
            startsecs=0
            autostart=false
            stdout_logfile=%(here)s/run/%(process_num)d.log
            redirect_stderr=true
        ")
        .in_any_order()
        .call("startProcess app:app_0")
        .until_file("run/0.log", "\n")
        .call("startProcess app:app_1")
        .until_file("run/1.log", "\n")
        .call("stopProcess app:app_0")
        .call("startProcess app:app_0")
        .until_file("run/0.log", "socket\nsocket\n")
        .call_sorted("stopProcessGroup app")
        .call("startProcess app:app_1")
        .until_file("run/1.log", "socket\nsocket\n")
        .call("sendProcessStdin app:app_1 x")
        .call("getAllConfigInfo")
        .call("getAllProcessInfo")
    }

    /// Whose the file is and who may connect.
    fn the_socket_has_a_mode() {
        scene("
            [fcgi-program:app]
            command=/bin/sleep 1000
            socket=unix://%(here)s/run/app.sock
            socket_mode=0642
            startsecs=0
            autostart=false
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .in_any_order()
        .call("startProcess app")
    }

    /// A command that cannot be executed closes the socket again.
    fn the_socket_is_closed_when_the_start_fails() {
        scene("
            [fcgi-program:app]
            command=/nope/nothing
            socket=unix://%(here)s/run/app.sock
            startretries=0
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .in_any_order()
        .until("app", "FATAL")
        .info("app")
    }

    /// What else is at the path is removed first.
    fn an_old_socket_is_replaced() {
        scene("
            [fcgi-program:app]
            command=/bin/sleep 1000
            socket=unix://%(here)s/run/app.sock
            startsecs=0
            stdout_logfile=NONE
            stderr_logfile=NONE
        ")
        .in_any_order()
        .file("run/app.sock", "")
        .until("app", "RUNNING")
    }

    /// In a group it is a program like any other, but not here.
    fn a_member_of_a_group_has_no_socket() {
        scene("
            [fcgi-program:app]
            command=/bin/sh -c 'test -S /proc/self/fd/0 && echo socket || echo none; exec sleep 1000'
            socket=unix://%(here)s/run/app.sock
            startsecs=0
            stdout_logfile=%(here)s/run/log
            redirect_stderr=true
            [group:g]
            programs=app
        ")
        .only_ours(KEEPS, "Creating socket")
        .only_ours(KEEPS, "Closing socket")
        .only_ours(KEEPS, "keeps its socket in [group:g]")
        .only_ours(KEEPS, "app.sock 0700 socket")
        .differs(KEEPS, "    \"none\"", "    \"socket\"")
        .until_file("run/log", "\n")
        .until("g:app", "RUNNING")
    }

    /// A reread looks at the address.
    fn changes_are_noticed() {
        let app = "
            [fcgi-program:app]
            command=/bin/sleep 1000
            socket=unix://%(here)s/run/app.sock
            autostart=false
        ";
        scene(app)
            .in_any_order()
            .call("reloadConfig")
            .configure(&app.replace("app.sock", "other.sock"))
            .call("reloadConfig")
            .configure(&app.replace("autostart=false", "autostart=false\nsocket_mode=0600"))
            .call("reloadConfig")
            .configure(&app.replace("sleep 1000", "sleep 1001"))
            .call("reloadConfig")
            .configure("")
            .call("reloadConfig")
            .call("removeProcessGroup app")
            .call("getAllProcessInfo")
    }
}
