//! Manual pages of the programs whose options stand in tables of our own.

use supervisor_compiler::command_line;
use supervisor_compiler::getopt::Flag;
use supervisor_ctl::beyond::{BEYOND, PATTERNS};

/// A page for each program.
pub(crate) fn pages() -> Vec<(String, String)> {
    [
        ("supervisord.8", supervisord()),
        ("supervisorctl.1", supervisorctl()),
        ("pidproxy.1", pidproxy()),
        ("echo_supervisord_conf.1", sample()),
    ]
    .map(|(file, text)| (format!("man/{file}"), text))
    .to_vec()
}

/// A page that is being written.
struct Page(String);

impl Page {
    fn new(name: &str, section: u8, about: &str, synopsis: &str) -> Self {
        let title = name.to_uppercase().replace('-', "\\-");
        let mut page = Self(format!(
            ".\\\" Made by tests/tests/pages. Do not edit.\n.TH {title} {section} \"\" \"supervisor\"\n"
        ));
        page.section("NAME");
        page.0.push_str(&format!("{} \\- {}\n", escaped(name), escaped(about)));
        page.section("SYNOPSIS");
        page.0.push_str(&format!(".B {}\n{}\n", escaped(name), line(synopsis)));
        page
    }

    fn section(&mut self, title: &str) {
        self.0.push_str(&format!(".SH \"{title}\"\n"));
    }

    fn paragraph(&mut self, text: &str) {
        self.0.push_str(&format!(".PP\n{}\n", line(text)));
    }

    /// A term in bold and its explanation.
    fn term(&mut self, term: &str, text: &str) {
        self.0.push_str(&format!(".TP\n\\fB{}\\fR\n{}\n", escaped(term), line(text)));
    }

    fn flags(&mut self, flags: &[Flag]) {
        self.section("OPTIONS");
        for flag in flags {
            let shorts = flag.shorts.chars().map(|letter| format!("-{letter}"));
            let names: Vec<String> = shorts.chain([format!("--{}", flag.long)]).collect();
            let bold: Vec<String> = names.iter().map(|name| format!("\\fB{}\\fR", escaped(name))).collect();
            let value = flag.value.map(|value| format!(" \\fI{}\\fR", escaped(value))).unwrap_or_default();
            self.0.push_str(&format!(".TP\n{}{value}\n{}\n", bold.join(", "), line(flag.doc)));
        }
    }

    fn statuses(&mut self, statuses: &[(&str, &str)]) {
        self.section("EXIT STATUS");
        for (status, meaning) in statuses {
            self.term(status, meaning);
        }
    }

    fn see_also(mut self, others: &[(&str, u8)]) -> String {
        self.section("SEE ALSO");
        let others: Vec<String> =
            others.iter().map(|(name, section)| format!("\\fB{}\\fR({section})", escaped(name))).collect();
        self.0.push_str(&others.join(",\n"));
        self.0.push('\n');
        self.0
    }
}

/// Text with what means something to roff made to mean itself.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\e")
        .replace('-', "\\-")
        .replace('"', "\\(dq")
        .replace('`', "\\(ga")
        .replace('\'', "\\(aq")
}

/// The same at the beginning of a line.
fn line(text: &str) -> String {
    let text = escaped(text);
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

fn supervisord() -> String {
    let mut page = Page::new("supervisord", 8, "runs a set of programs and keeps them running", "[OPTIONS]");
    page.section("DESCRIPTION");
    page.paragraph(
        "Reads a configuration, starts its programs, restarts what ends, keeps their output in files that rotate, and \
         answers supervisorctl and browsers. It goes into the background unless -n is given.",
    );
    page.paragraph(
        "Without -c the configuration is ../etc/supervisord.conf and ../supervisord.conf relative to the program, \
         supervisord.conf and etc/supervisord.conf in the current directory, /etc/supervisord.conf or \
         /etc/supervisor/supervisord.conf, whichever is found first.",
    );
    page.flags(&command_line::FLAGS);
    page.section("SIGNALS");
    for (signal, meaning) in [
        ("TERM, INT, QUIT", "Stop every program and end."),
        ("HUP", "Stop every program, read the configuration and start again."),
        ("USR2", "Close and open the log files again."),
    ] {
        page.term(signal, meaning);
    }
    page.statuses(&[
        ("0", "It ended as it was told to, or went into the background."),
        ("2", "The command line or the configuration makes no sense, or a server cannot listen."),
    ]);
    page.see_also(&[
        ("supervisorctl", 1),
        ("supervisor-lint", 1),
        ("supervisor-diff", 1),
        ("echo_supervisord_conf", 1),
        ("pidproxy", 1),
    ])
}

fn supervisorctl() -> String {
    let about = "controls the programs that a running supervisord supervises";
    let mut page = Page::new("supervisorctl", 1, about, "[OPTIONS] [ACTION [ARGUMENTS]]");
    page.section("DESCRIPTION");
    page.paragraph(
        "Does an action and ends. Without an action a shell reads actions, one a line. A name is that of a process \
         (group:process, or the process alone where its group has the same name), group:* for all of a group, or all.",
    );
    page.flags(&supervisor_ctl::FLAGS);
    page.section("ACTIONS");
    for (_, help) in supervisor_ctl::reference() {
        // What the forms that explain nothing have in common comes with the next one that does.
        for form in help.iter().filter(|form| !form.is_empty()) {
            match form.split_once('\t') {
                Some((usage, text)) if !usage.is_empty() => {
                    page.term(usage.trim_end(), text.trim_start_matches('\t'));
                }
                Some((_, text)) => page.0.push_str(&format!("{}\n", line(text.trim_start_matches('\t')))),
                None => page.paragraph(form),
            }
        }
    }
    page.section("BEYOND THE ORIGINAL");
    page.paragraph(
        "Options that stand behind an action. What exists under the name of one of them is that name.",
    );
    for beyond in &BEYOND {
        for option in beyond.options {
            page.term(&format!("{} {}", beyond.command, option.usage()), option.doc);
        }
    }
    let with_patterns: Vec<&str> =
        BEYOND.iter().filter(|beyond| beyond.patterns).map(|beyond| beyond.command).collect();
    page.paragraph(&format!("For {}: {PATTERNS}", with_patterns.join(", ")));
    page.paragraph(
        "Included files count, too; where they change a setting, a note on standard error says so.",
    );
    page.statuses(&[
        ("0", "All went well."),
        ("1", "Something did not."),
        ("2", "The command line makes no sense. For --plan: something differs."),
        ("3", "status: a listed process does not run, or is in a state of --fail-on. The server has no supervisor interface."),
        ("4", "status: a name is unknown, or there is no server. The server refuses connections."),
        ("5", "The server speaks another version of the interface."),
        ("7", "A process does not run or could not be started. The server's socket does not exist."),
    ]);
    page.section("ENVIRONMENT");
    page.term("NO_COLOR", "When it is set, nothing is coloured unless --color asks for it.");
    page.see_also(&[("supervisord", 8), ("supervisor-diff", 1)])
}

fn pidproxy() -> String {
    let about = "runs a command and passes signals on to the process whose id stands in a file";
    let mut page = Page::new("pidproxy", 1, about, "PIDFILE COMMAND [ARGUMENTS]");
    page.section("DESCRIPTION");
    page.paragraph(
        "For programs that cannot be kept in the foreground: supervisord runs pidproxy, which runs the command. TERM, HUP, \
         INT, USR1, USR2 and QUIT are passed on to the process whose id the command writes into the file.",
    );
    page.statuses(&[
        ("0", "TERM, INT or QUIT was passed on, and the process is gone."),
        ("126", "The command cannot be executed."),
        ("127", "There is no such command."),
        ("128 and more", "A signal of that number, less 128, ended the command."),
        ("other", "The command's own. 1 also for a wrong command line."),
    ]);
    page.see_also(&[("supervisord", 8)])
}

fn sample() -> String {
    let mut page = Page::new(
        "echo_supervisord_conf",
        1,
        "prints a sample configuration for supervisord",
        "> supervisord.conf",
    );
    page.section("DESCRIPTION");
    page.paragraph(
        "Every section and option with its default and a remark; what is not needed is a comment.",
    );
    page.see_also(&[("supervisord", 8), ("supervisor-lint", 1)])
}
