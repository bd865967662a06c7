//! Where names lead.

use std::fmt::Write as _;

use insta::assert_snapshot;

use super::{definition, references};
use crate::editor::testing::scene;

fn shown(text: &str) -> String {
    let scene = scene(text);
    let near = text.lines().find(|line| line.contains('‸')).unwrap_or_default();
    let mut out = format!("{near}\n");
    if let Some(found) = definition(&scene.analysis, scene.file, scene.offset) {
        let _ = writeln!(out, "  on `{}`", found.origin.of(scene.text(scene.file)));
        for target in found.targets {
            let _ = writeln!(out, "  definition {}", scene.shown(target.selection));
        }
    }
    for place in references(&scene.analysis, scene.file, scene.offset, false) {
        let _ = writeln!(out, "  use {}", scene.shown(place));
    }
    out
}

fn all(texts: &[&str]) -> String {
    texts.iter().map(|text| shown(text)).collect::<Vec<_>>().join("\n")
}

#[test]
fn programs_and_groups() {
    let text = "[supervisord]\n[include]\nfiles=*.conf\n[group:g]\nprograms=a, b\n[group:h]\nprograms=a,x\n[program:a]\ncommand=/bin/a\n\
                --- b.conf\n[program:b]\ncommand=/bin/b %(group_name)s %(program_name)s\n[program:a]\nautostart=true\n[program:c]\ncommand=%(group_name)s\n";
    assert_snapshot!(all(&[
        &text.replacen("programs=a", "programs=‸a", 1),
        &text.replacen(" b\n", " b‸\n", 1),
        &text.replacen(",x", ",‸x", 1),
        &text.replacen("[program:a]", "[program:a‸]", 1),
        &text.replacen("[group:g]", "[group‸:g]", 1),
        &text.replacen("%(group", "%(‸group", 1),
        &text.replacen("%(program_name", "%(‸program_name", 1),
        &text.replacen("command=%(group", "command=%(‸group", 1),
    ]));
}

#[test]
fn options_written_twice() {
    assert_snapshot!(all(&[
        "[supervisord]\n[program:a]\ncommand=/bin/a\npriority=1\n[program:a]\nprior‸ity=2\n",
        "[DEFAULT]\npriority=3\n[supervisord]\n[program:a]\nprior‸ity=2\n",
        "[supervisord]\n[program:a]\ncommand=/bin/a %(proc‸ess_num)d\nnumprocs=1\n",
    ]));
}

#[test]
fn files() {
    assert_snapshot!(all(&[
        "[supervisord]\n[include]\nfiles=c/*.c‸onf d.conf\n--- c/a.conf\n--- c/b.conf\n--- d.conf\n",
        "[supervisord]\n[include]\nfiles=c/*.conf d.co‸nf\n",
    ]));
}

#[test]
fn variables() {
    let text = "[supervisord]\nenvironment=STAGE=\"live\", B=\"2\"\nlogfile=/var/log/%(ENV_ROOT)s.log\n\
                [program:a]\nenvironment=STAGE=\"own\"\ncommand=/bin/a %(ENV_STAGE)s %(ENV_ROOT)s\nuser=%(ENV_STAGE)s\n\
                [program:b]\ncommand=/bin/b %(ENV_STAGE)s\n";
    assert_snapshot!(all(&[
        &text.replacen("STAGE=\"l", "ST‸AGE=\"l", 1),
        &text.replacen("STAGE=\"o", "ST‸AGE=\"o", 1),
        &text.replacen("/bin/a %(ENV_ST", "/bin/a %(ENV_ST‸", 1),
        &text.replacen("/bin/b %(ENV_ST", "/bin/b %(ENV_ST‸", 1),
        &text.replacen("user=%(ENV_ST", "user=%(ENV_ST‸", 1),
        &text.replacen("ENV_ROOT", "ENV_‸ROOT", 1),
    ]));
}

#[test]
fn servers() {
    assert_snapshot!(all(&[
        "[supervisord]\n[unix_http_server]\nfile=/run/s.sock\n[supervisorctl]\nserverurl=unix:///run/‸s.sock\n",
        "[supervisord]\n[inet_http_server]\nport=127.0.0.1:9001\n[supervisorctl]\nserverurl=http://localhost:‸9001/\n",
        "[supervisord]\n[supervisorctl]\nserverurl=unix:///run/‸s.sock\n",
    ]));
}
