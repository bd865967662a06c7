//! Known findings.

use super::fix::Place;

const WEB: &str = "[supervisord]\n[program:web]\ncommand=/bin/web\nstartsecs=0\nautorestart=true\n";

#[test]
fn known_findings_are_not_reported_and_what_is_left_over_is_counted() {
    let place = Place::new(&[("etc/a.conf", WEB)]);
    let (status, shown, said) = place.run("--baseline base.json --write-baseline etc", "");
    assert_eq!((status, said.as_str()), (0, "supervisor-lint: wrote 1 finding to base.json\n"));
    assert_eq!(shown, "no findings in 1 file\n1 finding is in the baseline\n");

    let moved = format!("; a comment\n{WEB}[program:mail]\ncommand=/bin/mail\nstdout_logfile=\"x\"\n");
    place.write("etc/a.conf", &moved);
    let (status, shown, said) = place.run("--baseline base.json -o concise etc", "");
    assert!(status == 1 && shown.starts_with("etc/a.conf:9:16: warning[quoted-scalar]"), "{shown}");
    assert_eq!((shown.lines().count(), said.as_str()), (1, "1 finding is in the baseline\n"));

    place.write("etc/a.conf", &WEB.replace("startsecs=0", "startsecs=1"));
    let (status, shown, _) = place.run("--baseline base.json etc", "");
    assert_eq!(
        (status, shown.as_str()),
        (0, "no findings in 1 file\n1 entry of the baseline is no longer needed\n")
    );
    place.write("etc/b.conf", "[supervisord]\n");
    let (_, shown, _) = place.run("--baseline base.json etc/b.conf", "");
    assert_eq!(shown, "no findings in 1 file\n", "the other file was not looked at");
}

#[test]
fn what_was_not_looked_at_stays_in_it() {
    let place = Place::new(&[("a.conf", WEB), ("b.conf", WEB)]);
    place.run("--baseline base.json --write-baseline a.conf b.conf", "");
    let both = place.read("base.json");
    // Another file, and another rule.
    let (_, _, said) = place.run("--baseline base.json --write-baseline a.conf", "");
    assert_eq!(
        (place.read("base.json"), said.as_str()),
        (both.clone(), "supervisor-lint: wrote 2 findings to base.json\n")
    );
    place.run("--ignore=startsecs-zero-restart-loop --baseline base.json --write-baseline a.conf b.conf", "");
    assert_eq!(place.read("base.json"), both);
    // What was looked at, and what is no longer there, goes.
    place.write("a.conf", "[supervisord]\n");
    std::fs::remove_file(place.path().join("b.conf")).unwrap();
    place.run("--baseline base.json --write-baseline a.conf", "");
    assert_eq!(place.run("--baseline base.json a.conf", "").1, "no findings in 1 file\n");
}

#[test]
fn errors_are_never_known() {
    let place = Place::new(&[("a.conf", "[supervisord]\nminfds=lots\n")]);
    let (status, _, said) = place.run("--baseline base.json --write-baseline a.conf", "");
    assert_eq!((status, said.as_str()), (1, "supervisor-lint: wrote 0 findings to base.json\n"));
}

#[test]
fn baselines_that_are_none() {
    let place = Place::new(&[("a.conf", WEB), ("base.json", "[]")]);
    let (status, _, said) = place.run("--baseline base.json a.conf", "");
    assert!(status == 3 && said.contains("could not read the baseline base.json: "), "{said}");
    let (status, _, said) = place.run("--baseline nope.json a.conf", "");
    assert!(status == 3 && said.contains("nope.json: No such file"), "{said}");
    let (status, _, said) = place.run("--write-baseline a.conf", "");
    assert!(status == 2 && said.contains("needs --baseline FILE"), "{said}");
}
