//! The shell of supervisorctl on a terminal: either client on either daemon shows the same screen for the same keys.

use std::os::unix::fs::PermissionsExt as _;

use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::mask;
use supervisor_tests::pairings::PAIRS;
use supervisor_tests::pty::{CTRL_C, CTRL_D, CTRL_U, Pty, UP};

const PROGRAMS: &str = "[program:web]\ncommand=/bin/cat\nstartsecs=0\n\
    [program:manual]\ncommand=/bin/cat\nautostart=false\n\
    [program:member]\ncommand=/bin/cat\nprocess_name=m-%(process_num)d\nnumprocs=2\nstartsecs=0\n\
    [group:pool]\nprograms=member\n";

const PROMPT: &str = "supervisor> ";

/// What every scene begins with.
const NO_WORDS: &[&str] = &[];

/// The screen of a large terminal, with all that was said on it.
const LARGE: (u16, u16) = (60, 100);

fn config() -> Config {
    let history = "serverurl=unix://%(here)s/run/supervisor.sock\nhistory_file=%(here)s/run/history";
    Config::programs(PROGRAMS).with_replacement("serverurl=unix://%(here)s/run/supervisor.sock", history)
}

/// Plays a scene with all four pairs; what it returns must be the same.
#[track_caller]
fn assert_same(config: &Config, scene: impl Fn(&Daemon, Flavor) -> String + Sync) -> String {
    let played = std::thread::scope(|scope| {
        let threads = PAIRS.map(|(client, server)| {
            let scene = &scene;
            scope.spawn(move || {
                let daemon = Daemon::start(server, config);
                for process in ["web", "pool:m-0", "pool:m-1"] {
                    daemon.await_state(process, "RUNNING");
                }
                // GNU readline shows Ctrl-C where it is pressed, depending on its version.
                let seen = scene(&daemon, client).replace("^C", "");
                mask::bare_numbers(&mask::text(&daemon.hide_places(&seen)))
            })
        });
        threads.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    for (screen, (client, server)) in played.iter().zip(PAIRS) {
        assert!(
            *screen == played[0],
            "client {client:?} on daemon {server:?} shows\n{screen}\n--- and not\n{}",
            played[0]
        );
    }
    let [reference, ..] = played;
    println!("{reference}");
    reference
}

/// A shell that has shown its first prompt.
#[track_caller]
fn shell(daemon: &Daemon, client: Flavor, words: &[&str]) -> Pty {
    let pty = daemon.ctl_terminal(client, words, LARGE);
    pty.until_end(PROMPT);
    pty
}

/// Presses keys and waits until one more prompt is there.
#[track_caller]
fn enter(pty: &mut Pty, keys: &str) {
    let prompts = |screen: &str| screen.matches(PROMPT.trim_end()).count();
    let before = prompts(&pty.screen());
    pty.press(keys);
    pty.until("one more prompt", |screen| prompts(screen) > before && screen.ends_with(PROMPT.trim_end()));
}

fn ended(pty: Pty) -> String {
    let (screen, code) = pty.finish();
    format!("{screen}\n[exit {code}]\n")
}

#[test]
fn commands_and_their_answers() {
    assert_same(&config(), |daemon, client| {
        let mut pty = shell(daemon, client, NO_WORDS);
        for command in
            ["version", "", "  ", "frobnicate", "stop web", "start web nosuch", "status web", "pid nosuch"]
        {
            enter(&mut pty, &format!("{command}\r"));
        }
        pty.press("quit\r");
        ended(pty)
    });
}

#[test]
fn a_line_is_edited() {
    assert_same(&config(), |daemon, client| {
        let mut pty = shell(daemon, client, NO_WORDS);
        for keys in [
            "versioX\x7fn\r",
            "ersion\x01v\r",
            "pid nosuchx\x1b[D\x1b[3~\r",
            "status pool:m-0 web\x17\x7f\r",
            "nonsense\x15version\r",
            "sion\x01ver\x05\r",
            "help\x0b\x01\x0bversion\r",
        ] {
            enter(&mut pty, keys);
        }
        pty.press("exit\r");
        ended(pty)
    });
}

#[test]
fn words_are_completed_with_tab() {
    assert_same(&config(), |daemon, client| {
        let mut pty = shell(daemon, client, NO_WORDS);
        for (keys, completed) in [
            ("ver\t", "version "),
            ("sig\t", "signal "),
            ("he\t", "help "),
            ("help rel\t", "help reload "),
            ("status we\t", "status web "),
            ("stop pool:m-\t0\t", "stop pool:m-0 "),
            ("start pool:\t*", "start pool:*"),
            ("tail man\t", "tail manual "),
            ("restart web man\t", "restart web manual "),
            ("add po\t", "add pool "),
            ("update w\t", "update web "),
            ("remove manu\t", "remove manual "),
            ("signal HUP w\t", "signal HUP web "),
            ("clear web:\tw\t", "clear web:web "),
            ("frob\t", "frob"),
            ("version x\t", "version x"),
            ("fg nosuch\t", "fg nosuch"),
        ] {
            pty.press(keys);
            pty.until(completed, |screen| screen.ends_with(format!("{PROMPT}{completed}").trim_end()));
            pty.press(CTRL_U);
            pty.until_end(PROMPT);
        }
        // A blank stands behind what is complete: the next word begins at once.
        pty.press("stat\twe\t");
        enter(&mut pty, "pool:m-1\r");
        pty.press(CTRL_D);
        ended(pty)
    });
}

#[test]
fn several_that_fit_are_listed() {
    let words = assert_same(&config(), |daemon, client| {
        let mut listed = Vec::new();
        for (keys, last) in [("re\t\t", "restart"), ("start \t\t", "web"), ("status pool:\t\t", "pool:m-1")] {
            let mut pty = shell(daemon, client, NO_WORDS);
            let before = pty.screen().lines().count();
            pty.press(keys);
            pty.until("a list", |screen| {
                screen.lines().skip(before).any(|line| line.split_whitespace().any(|word| word == last))
                    && screen.lines().last().is_some_and(|line| line.starts_with(PROMPT.trim_end()))
            });
            let screen = pty.screen();
            let list = screen.lines().skip(before).filter(|line| !line.starts_with(PROMPT));
            let mut words: Vec<String> = list.flat_map(str::split_whitespace).map(str::to_owned).collect();
            words.sort_unstable();
            listed.push(words.join(" "));
        }
        listed.join("\n")
    });
    assert_eq!(
        words,
        "reload remove reread restart\nmanual pool:* pool:m-0 pool:m-1 web\npool:* pool:m-0 pool:m-1"
    );
}

#[test]
fn earlier_lines_come_back_in_this_shell_and_the_next() {
    assert_same(&config(), |daemon, client| {
        daemon.write("run/history", "");
        std::fs::remove_file(daemon.path("run/history")).expect("it was written a moment ago");
        let mut pty = shell(daemon, client, NO_WORDS);
        for keys in ["version\r", "pid nosuch\r", "pid nosuch\r", "\r", "frobnicate \\ ü\r"] {
            enter(&mut pty, keys);
        }
        enter(&mut pty, &format!("{UP}{UP}\r"));
        enter(&mut pty, "\x10\x10\x10\x0e\r");
        pty.press("quit\r");
        let mut seen = ended(pty);
        seen.push_str(&daemon.read("run/history"));
        let mode =
            std::fs::metadata(daemon.path("run/history")).expect("there is a history").permissions().mode();
        seen.push_str(&format!("mode {:o}\n", mode & 0o777));
        let mut pty = shell(daemon, client, NO_WORDS);
        pty.press(&format!("{UP}{UP}"));
        pty.until_end("frobnicate \\ ü");
        enter(&mut pty, "\r");
        pty.press(CTRL_D);
        seen.push_str(&ended(pty));
        seen.push_str(&daemon.read("run/history"));
        seen
    });
}

#[test]
fn a_history_of_the_other_client_is_read() {
    let seen = assert_same(&config(), |daemon, client| {
        let other = if client == Flavor::Ours { Flavor::Original } else { Flavor::Ours };
        let mut pty = shell(daemon, other, NO_WORDS);
        enter(&mut pty, "pid first\r");
        enter(&mut pty, "pid second\\n\r");
        pty.press("quit\r");
        let _ = pty.finish();
        let mut pty = shell(daemon, client, NO_WORDS);
        enter(&mut pty, &format!("{UP}{UP}{UP}\r"));
        enter(&mut pty, &format!("{UP}{UP}{UP}\r"));
        pty.press(CTRL_D);
        ended(pty) + &daemon.read("run/history")
    });
    assert!(seen.ends_with("pid first\npid second\\n\nquit\npid first\npid second\\n\n"), "{seen}");
}

#[test]
fn ctrl_c_and_ctrl_d_leave() {
    assert_same(&config(), |daemon, client| {
        let mut seen = String::new();
        for (typed, keys) in
            [("", CTRL_C), ("", CTRL_D), ("half a line", CTRL_C), ("EOF", "\r"), ("exit", "\r")]
        {
            let mut pty = shell(daemon, client, NO_WORDS);
            // Ctrl-C forgets what was typed and has not been read.
            pty.press(typed);
            pty.until_end(&format!("{PROMPT}{typed}"));
            pty.press(keys);
            seen.push_str(&ended(pty));
        }
        // On a line that is not empty Ctrl-D takes a character away, or nothing.
        let mut pty = shell(daemon, client, NO_WORDS);
        pty.press("version");
        pty.until_end("version");
        enter(&mut pty, "\x04\r");
        pty.press(CTRL_D);
        seen + &ended(pty)
    });
}

#[test]
fn a_password_is_asked_for_and_not_shown() {
    let config = Config::fixture("passwords").with_password();
    let seen = std::thread::scope(|scope| {
        let threads = PAIRS.map(|(client, server)| {
            let config = &config;
            scope.spawn(move || {
                let daemon = Daemon::start(server, config);
                daemon.await_state("app", "RUNNING");
                let mut pty = daemon.ctl_terminal(client, NO_WORDS, LARGE);
                for (name, password) in [("user", "wrong"), ("user", "thepassword")] {
                    pty.until_end("Username:");
                    pty.press(&format!("{name}\r"));
                    pty.until_end("Password:");
                    pty.press(&format!("{password}\r"));
                    pty.until("an answer", |screen| !screen.ends_with("Password:"));
                }
                pty.until_end(PROMPT);
                enter(&mut pty, "pid nosuch\r");
                pty.press(CTRL_D);
                let mut seen = ended(pty);
                // The same for one command.
                let mut pty = daemon.ctl_terminal(client, &["-i", "pid", "nosuch"], LARGE);
                pty.until_end("Username:");
                pty.press("user\r");
                pty.until_end("Password:");
                pty.press("thepasswordx\x7f\r");
                seen.push_str(&ended(pty));
                mask::text(&daemon.hide_places(&seen))
            })
        });
        threads.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    for (screen, pair) in seen.iter().zip(PAIRS) {
        assert_eq!(*screen, seen[0], "{pair:?}");
        assert!(!screen.contains("thepassword") && !screen.contains("wrong"), "{screen}");
    }
}

#[test]
fn it_asks_before_the_end() {
    assert_same(&config(), |daemon, client| {
        let mut pty = shell(daemon, client, NO_WORDS);
        for command in ["shutdown", "reload"] {
            for answer in ["n", "", "nonsense"] {
                pty.press(&format!("{command}\r"));
                pty.until_end("y/N?");
                enter(&mut pty, &format!("{answer}\r"));
            }
        }
        // Neither what was answered nor a restart, which does not ask, is in the way.
        enter(&mut pty, "restart web\r");
        pty.press(CTRL_D);
        let mut seen = ended(pty);
        let mut pty = daemon.ctl_terminal(client, &["-i", "shutdown"], LARGE);
        pty.until_end("y/N?");
        pty.press("N\r");
        seen.push_str(&ended(pty));
        let mut pty = daemon.ctl_terminal(client, &["-i", "reload"], LARGE);
        pty.until_end("y/N?");
        pty.press("Y\r");
        seen.push_str(&ended(pty));
        seen
    });
}

#[test]
fn a_question_can_be_left() {
    let seen = assert_same(&config(), |daemon, client| {
        let mut pty = shell(daemon, client, NO_WORDS);
        pty.press("shutdown\r");
        pty.until_end("y/N?");
        pty.press(CTRL_C);
        ended(pty)
    });
    assert!(seen.contains("y/N?\n[END]\n[exit 0]"), "{seen}");
}

#[test]
fn more_lines_than_the_screen_has() {
    let many: String = (0..40)
        .map(|number| format!("[program:p{number:02}]\ncommand=/bin/cat\nautostart=false\n"))
        .collect();
    assert_same(&Config::programs(&format!("{PROGRAMS}{many}")), |daemon, client| {
        let mut pty = daemon.ctl_terminal(client, NO_WORDS, (24, 80));
        pty.until_end(PROMPT);
        pty.press("status all\r");
        // The list fills the screen as it did before; the next command is what tells them apart.
        pty.press("frobnicate\r");
        pty.until("the answer to the last command", |screen| {
            screen.contains("Unknown syntax: frobnicate") && screen.ends_with(PROMPT.trim_end())
        });
        let mut seen = pty.screen();
        pty.press(CTRL_D);
        seen.push_str(&ended(pty));
        seen
    });
}

#[test]
fn the_terminal_changes_its_size() {
    assert_same(&config(), |daemon, client| {
        let mut pty = shell(daemon, client, NO_WORDS);
        pty.resize(50, 60);
        let long = "status pool:m-0 web manual pool:m-1 nosuch web manual nosuch:*";
        pty.press(long);
        pty.until("a line that is longer than the screen is wide", |screen| {
            screen.replace('\n', "").ends_with("nosuch:*")
        });
        pty.press("\r");
        pty.until("an answer", |screen| {
            screen.contains("nosuch: ERROR (no such group)") && screen.ends_with(PROMPT.trim_end())
        });
        pty.resize(60, 120);
        enter(&mut pty, &format!("{long} nosuch:more\r"));
        pty.press(CTRL_D);
        let (_, code) = pty.finish();
        format!("[exit {code}]")
    });
}
