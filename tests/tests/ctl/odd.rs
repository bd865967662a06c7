//! Quoting, white space, unknown commands, help, and the shell with a pipe for a keyboard. Of help texts the usage before the
//! tabs is compared: the explanations are in our own words.

use supervisor_tests::config::Config;
use supervisor_tests::pairings::{Step, assert_same, line, lines};

const PROGRAMS: &str = "[program:web]\ncommand=/bin/cat\nstartsecs=0\n\
                        [program:manual]\ncommand=/bin/cat\nautostart=false\n";

pub(crate) fn steps() -> Vec<Step> {
    let mut steps = vec![Step::Await("web", "RUNNING")];
    steps.extend(lines(
        "frobnicate
        frobnicate web
        'frobnicate   web '
        'frobnicate web' manual
        Status
        STATUS
        stat
        statuss
        status1
        status_
        status-all
        status: web
        status; web
        status;web
        start;stop web
        pid;
        version;
        status|cat
        status&&pid
        !ls
        '! ls'
        !
        @status
        .
        -- status
        -- --help
        1
        _
        'ü'
        'status\tweb'
        '\tstatus web'
        '   status    web  '
        'pid  '
        ' pid'
        '' status web
        '' '' status
        ' ' ' '
        ''
        ' '
        '\"status\" web'
        EOF
        EOF now
        quit
        exit
        quit now
        exit 3
        'quit '
        version
        version 1
        'version '
        version ''
        help
        help help
        help status
        help start
        help stop
        help restart
        help signal
        help pid
        help clear
        help tail
        help maintail
        help fg
        help add
        help remove
        help update
        help reread
        help reload
        help shutdown
        help avail
        help version
        help open
        help quit
        help exit
        help EOF
        help nosuch
        help status web
        help 'status '
        help STATUS
        help help help
        help ?
        help do_help
        'help status'
        ?
        ? status
        ?status
        ?nosuch
        ??
        '  ?  '
        '? help'
        open
        open nosuch
        open ''
        open 9001
        open localhost:9001
        open https://localhost:9001
        open ftp://localhost
        open HTTP://127.0.0.1:1
        open http://127.0.0.1:1
        open unix:///nonexistent/socket
        open unix://{dir}/etc/run/supervisor.sock
        'open unix://{dir}/etc/run/supervisor.sock '
        open unix://{dir}/etc/run/supervisor.sock now
        open unix:{dir}/etc/run/supervisor.sock
        open unix://
        open http",
    ));
    for typed in [
        "status web\n",
        "status web",
        "pid nosuch\nquit\nstatus\n",
        "\n\n   \n\t\nversion\n",
        "version\r\npid nosuch\r\n",
        "frobnicate\nfrobnicate now\n!x\n",
        "?\n? stop\n?nosuch\nhelp nosuch\n",
        "EOF\nstatus\n",
        "exit\nstatus\n",
        "quit now\nstatus\n",
        "  start   web  \nstop manual\n",
        "stop web\nstart web\nstatus web\n",
        "open unix:///nonexistent/socket\nstatus\npid\n",
        "open http://127.0.0.1:1\nstart web\n",
        "open nosuch\nstatus web\n",
        "open unix://nonexistent\nopen ftp://x\nversion\n",
        "tail web\nmaintail x\nclear web\n",
        "shutdown\nn\nreload\nN\nversion\n",
        "shutdown now\nshutdown\n\n",
        "help\n",
        "reread\nupdate\navail\nadd web\nremove web\nsignal CONT web\n",
        "status ü\nfrobnicate ü\n",
        "fg\nfg manual\nfg nosuch\n",
        "%s %d %(here)s\n",
        "version # not a comment\n; nor this\n",
        "",
    ] {
        steps.push(line("").typing(typed).step());
        steps.push(line("-i").typing(typed).step());
    }
    steps.push(line("open http://").clients_differ("What no command foresaw").step());
    steps.push(line("status").unread().clients_differ("Into a closed pipe").step());
    steps
}

#[test]
fn words_and_lines() {
    assert_same(&Config::programs(PROGRAMS), &steps());
}
