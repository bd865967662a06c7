//! §5: `[include]`.

use supervisor_tests::generate::Case;

use super::check;

fn tree(files: &str) -> Case {
    let program = |name: &str| format!("[program:{name}]\ncommand=%(here)s\nstartsecs=1\n");
    Case::of(format!("[supervisord]\n[include]\nfiles={files}\n[program:main]\ncommand=%(here)s\n"))
        .with("sub/B.conf", program("B"))
        .with("sub/a.conf", program("a"))
        .with("sub/b.conf", program("b"))
        .with("sub/.hid.conf", program("hid"))
        .with("sub/deep/d.conf", program("d"))
        .with("sub/deep/f.conf", program("f"))
        .with("sub/%.conf", program("percent"))
        .with("foo.conf", program("foo"))
}

#[test]
fn patterns() {
    let rows = [
        "sub2/*.ini sub/*.conf sub/deep/[d-e].conf\n nope.conf",
        "sub/**/*.conf",
        "**/*.conf",
        "~/x.conf",
        "sub/{a,b}.conf",
        "\"sub/a.conf\"",
        "%(here)s/sub/a.conf %(ENV_FOO)s.conf %(host_node_name)s.conf sub/%%.conf",
        "%(program_name)s.conf",
        "",
        "sub/[!a].conf",
        "sub/[^a].conf",
        "sub/?.conf",
        "sub/.h*",
        "sub/*",
        "sub/deep/../a.conf",
        "./sub//a.conf",
        "sub/a.conf sub/a.conf",
        "sub/A.conf",
        "sub/dir.conf",
        "s.conf",
        "sub/[a",
        "sub/[]a].conf",
        "sub/[a-].conf",
        "/",
    ];
    let cases: Vec<Case> = rows.into_iter().map(tree).collect();
    check(&cases, 23);
}

#[test]
fn merging_and_blame() {
    let main = "[supervisord]\n[include]\nfiles=sub/*.conf\n[program:m]\ncommand=c\n";
    check(
        &[
            Case::of("[include]\nfiles=sub/a.conf\n").with("sub/a.conf", "[supervisord]\nnodaemon=true\n"),
            Case::of(main).with("sub/a.conf", "[program:m]\nstartsecs=x\n"),
            Case::of(main).with("sub/a.conf", "[program:n]\ncommand=c\nstartsecs=x\n"),
            Case::of(main).with("sub/a.conf", "[supervisord]\nminfds=7\n[program:m]\ncommand=d\n"),
            Case::of(main).with("sub/a.conf", "[include]\nfiles=b\n"),
            Case::of(main).with("sub/a.conf", "junk\n"),
            Case::of(main).with("sub/a.conf", "[x]\njunk\n").with("sub/b.conf", "[x]\nmore junk\n"),
            Case::of(main).with("sub/a.conf", b"[x]\na=\xff\n".to_vec()),
            Case::of(main).with("sub/a.conf", "[DEFAULT]\nstartsecs=4\n"),
            Case::of("[supervisord]\n[include]\n"),
            Case::of("[supervisord]\n[include]\nfile=x\n"),
            Case::of("[supervisord]\n[include]\nfiles=\n"),
        ],
        5,
    );
}

/// §5.3.
#[test]
fn here() {
    let main = "[supervisord]\n[include]\nfiles=sub/*.conf\n";
    let option = |line: &str| Case::of(format!("{main}[program:x]\ncommand=c\n{line}\n"));
    let server = "[inet_http_server]\nport=1\nusername=u\npassword=%(here)s\n";
    let interface = "[rpcinterface:r]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\nd=%(here)s\n";
    check(
        &[
            Case::of(format!("{main}{server}")),
            Case::of(format!("[supervisord]\n{server}")),
            Case::of(format!("{main}{interface}")),
            Case::of(format!("[supervisord]\n{interface}")),
            option("directory=%%(here)s"),
            option("directory=%(here)-30s|"),
            option("process_name=%(here)s"),
            Case::of(main).with("sub/a.conf", "[program:x]\ncommand=%(here)s %(here)-9s %(here)s\n"),
            Case::of(main)
                .with("sub/a.conf", "[program:x]\ncommand=%(here)s\n")
                .with("sub/b.conf", "[program:x]\ndirectory=%(here)s\n"),
            // Directories that look like directives.
            Case::of("[supervisord]\n[include]\nfiles=p*/*.conf\n")
                .with("p%d/a.conf", "[program:x]\ncommand=%(here)s\n"),
            Case::of("[supervisord]\n[include]\nfiles=p*/*.conf\n")
                .with("p%%/a.conf", "[program:x]\ncommand=%(here)s\n"),
            // `[DEFAULT]` has no directory.
            Case::of(format!("{main}[DEFAULT]\ndirectory=%(here)s\n"))
                .with("sub/a.conf", "[program:x]\ncommand=c\n"),
            Case::of(format!("{main}[DEFAULT]\ndirectory=%(here)s\n[program:x]\ncommand=c\n"))
                .with("sub/a.conf", "[DEFAULT]\ndirectory=/x\n"),
            Case::of(main).with("sub/a.conf", "[DEFAULT]\ndirectory=%(here)s\n[program:x]\ncommand=c\n"),
        ],
        9,
    );
}
