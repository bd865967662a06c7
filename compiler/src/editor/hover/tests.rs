//! What is explained where.

use insta::assert_snapshot;

use super::hover;
use crate::editor::testing::{Scene, scene};

fn shown(scene: &Scene) -> String {
    match hover(&scene.analysis, scene.file, scene.offset) {
        Some(hover) => {
            let about = scene.analysis.sources().text(hover.place);
            format!("({about})\n\n{}\n", hover.markdown)
        }
        None => "nothing\n".to_owned(),
    }
}

fn all(texts: &[&str]) -> String {
    texts.iter().map(|text| shown(&scene(text))).collect::<Vec<_>>().join("\n----\n\n")
}

const MANY: &str = "\
[supervisord]
environment=STAGE=\"live\",DB_PASSWORD=\"hush\"
[include]
files=conf.d/*.conf
[program:web]
command=/usr/bin/web --port 80%(process_num)02d 'a b' --token x %(ENV_STAGE)s
process_name=%(program_name)s_%(process_num)02d
numprocs=12
autorestart=maybe
";

#[test]
fn options() {
    let command = MANY.replace("autorestart=maybe\n", "").replace("command", "comm‸and");
    assert_snapshot!(all(&[
        "[supervisord]\n[program:a]\ncommand=/bin/a\nautorest‸art=TRUE\n",
        "[supervisord]\n[program:a]\ncommand=/bin/a\nstartsecs = 1‸0 ; long\n",
        "[supervisord]\n[program:a]\ncommand=/bin/a --password=x\nstdout_‸logfile=/var/log/%(program_name)s.log\n",
        "[supervisord]\n[program:a]\ncommand=/bin/a %(ENV_NOT)s\nstdout_‸logfile=/var/log/%(ENV_NOT)s.log\n",
        "[supervisord]\n[program:a]\ncommand=/bin/a\npriority‸=1\n[program:a]\npriority=2\n",
        "[supervisord]\n[program:a]\ncommand=/bin/a\nunheard‸=1\n",
        "[supervisord]\n[unix_http_server]\nfile=/run/s.sock\nusername=me\npassword‸=hush\n",
        "[supervisord]\n[unix_http_server]\nfile=/run/s.sock\nchmod‸ = 0620\n",
        "[supervisord]\nprofile_options‸=x\n",
        "[supervisord]\n[supervisorctl]\nserverurl‸=unix://%(here)s/s.sock\n",
        "[DEFAULT]\nautostart‸=false\n[supervisord]\n",
        &command,
        "[supervisord]\n[program:a]\ncommand‸=/bin/a %(ENV_API_TOKEN)s/x\n",
        "[supervisord]\n[program:a]\ncommand‸=/bin/a \\\"x ` y\nnumprocs=0\n",
    ]));
}

#[test]
fn sections() {
    assert_snapshot!(all(&[
        "[supervis‸ord]\n",
        "[supervisord]\n[program:w‸eb]\ncommand=/bin/web\n",
        "[supervisord]\n[group:g]\nprograms=web\n[program:web‸]\ncommand=/bin/web\nnumprocs=2\nprocess_name=%(process_num)d\n[program:web]\n",
        "[supervisord]\n[group:g‸]\nprograms=web,two\n[program:web]\ncommand=/bin/web\n[program:two]\ncommand=/bin/two\n",
        "[supervisord]\n[group:g]\nprograms=web,t‸wo\n[program:web]\ncommand=/bin/web\n[program:two]\ncommand=/bin/two\n",
        "[supervisord]\n[program:web‸]\n",
        "[supervisord]\n[eventlistener:l‸]\ncommand=/bin/l\nevents=TICK_5\n",
        "[supervisord]\n[prog‸ram]\n",
        "[supervisord]\n[inclu‸de]\nfiles=c/*.conf d.conf\n--- c/a.conf\n--- c/b.conf\n",
        &MANY.replace("autorestart=maybe\n", "").replace(":web", ":web‸"),
    ]));
}

#[test]
fn words() {
    let many = MANY.replace("autorestart=maybe\n", "");
    assert_snapshot!(all(&[
        &many.replace("%(process", "%(proc‸ess"),
        &many.replace("%(ENV_STAGE", "%(ENV‸_STAGE"),
        &many.replace("%(program_", "‸%(program_"),
        &many.replace("%(ENV_STAGE", "%(ENV‸_API_TOKEN"),
        &many.replace("%(ENV_STAGE", "%(ENV‸_NOT"),
        &many.replace("%(ENV_STAGE", "%(whatever‸"),
        "[supervisord]\n[eventlistener:l]\ncommand=/bin/l\nevents=TICK_5, process‸_state\n",
        "[supervisord]\n[program:a]\ncommand=/bin/a\nstopsignal=qu‸it\n",
        "[supervisord]\n[include]\nfiles=c/*.conf c‸.conf\n--- c.conf\n",
        "[supervisord] ; lint: allow(no-user-‸as-root) we know\n",
        "; lint: allow-file(value, groups‸)\n[supervisord]\n",
        "; lint: allow-file(val‸ue)\n[supervisord]\n",
        "; nothing‸\n[supervisord]\n",
        "jun‸k\n[supervisord]\n",
    ]));
}

#[test]
fn an_included_file_has_a_directory_of_its_own() {
    assert_snapshot!(all(&[
        "[supervisord]\n[include]\nfiles=c/*.conf\n--- c/a.conf\n[program:a]\ncommand=%(he‸re)s/run\n",
    ]));
}

#[test]
fn variables_that_nobody_must_see() {
    let text = "[supervisord]\nenvironment=FOO=\"%(ENV_SESSION)s\",BAR=\"%(ENV_TOLD)s\"\n[include]\nfiles=%(ENV_SESSION)s.conf\n\
                [program:web]\ncommand=/bin/web %(ENV_FOO)s %(ENV_BAR)s %(ENV_HOME)s\ndirectory=/srv/%(ENV_SESSION)s/%(program_name)s\n\
                process_name=%(ENV_SESSION)s_%(process_num)d\nnumprocs=2\nstdout_logfile=/var/%(ENV_FOO)s/%(process_num)d.log\n\
                [group:g]\nprograms=web\n--- hunter2.conf\n";
    let places = [
        "environ‸ment",
        "fil‸es",
        "[incl‸ude",
        "=%(ENV_SESSION‸)s.conf",
        "[program:w‸eb",
        "comm‸and",
        "%(ENV_F‸OO",
        "%(ENV_B‸AR",
        "%(ENV_HO‸ME",
        "direc‸tory",
        "process_na‸me",
        "stdout_log‸file",
        "[group:g‸",
        "numpr‸ocs",
    ];
    let texts: Vec<_> = places.iter().map(|place| text.replacen(&place.replace('‸', ""), place, 1)).collect();
    let all = all(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(!all.contains("hunter2"), "{all}");
    assert_snapshot!(all);
}
