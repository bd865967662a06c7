//! Completions for the options that stand in tables of our own. Commands and the names of processes supervisorctl
//! itself is asked for.

use supervisor_compiler::command_line;
use supervisor_compiler::getopt::Flag;

/// A script for each program and shell.
pub(crate) fn pages() -> Vec<(String, String)> {
    let ctl = &supervisor_ctl::FLAGS;
    let daemon = &command_line::FLAGS;
    [
        ("supervisorctl.bash", filled(BASH, ctl)),
        ("_supervisorctl", filled(ZSH, ctl)),
        ("supervisorctl.fish", fish("supervisorctl", ctl) + &filled(FISH, ctl)),
        ("supervisord.bash", filled(DAEMON_BASH, daemon)),
        ("_supervisord", filled(DAEMON_ZSH, daemon)),
        ("supervisord.fish", fish("supervisord", daemon)),
    ]
    .map(|(file, text)| {
        (format!("completions/{file}"), format!("# Made by tests/tests/pages. Do not edit.\n{text}"))
    })
    .map(|(file, text)| (file, zsh_first(text)))
    .to_vec()
}

/// zsh wants its own remark before all others.
fn zsh_first(text: String) -> String {
    match text.split_once("#compdef") {
        Some((before, after)) => {
            let (name, rest) = after.split_once('\n').unwrap_or((after, ""));
            format!("#compdef{name}\n{before}{rest}")
        }
        None => text,
    }
}

fn filled(script: &str, flags: &[Flag]) -> String {
    let long: Vec<String> = flags.iter().map(|flag| format!("--{}", flag.long)).collect();
    let with_value: Vec<String> = flags
        .iter()
        .filter(|flag| flag.value.is_some())
        .flat_map(|flag| {
            flag.shorts.chars().map(|letter| format!("-{letter}")).chain([format!("--{}", flag.long)])
        })
        .collect();
    let zsh: Vec<String> = flags.iter().flat_map(zsh_specs).collect();
    script
        .replace("@FLAGS@", &long.join(" "))
        .replace("@WITH_VALUE@", &with_value.join("|"))
        .replace("@FISH_WITH_VALUE@", &with_value.join(" "))
        .replace("@SPECS@", &zsh.join(" \\\n        "))
}

/// What zsh's `_arguments` wants to know about a flag, for each of its forms.
fn zsh_specs(flag: &Flag) -> Vec<String> {
    let doc = flag.doc.replace('\'', "'\\''").replace('[', "\\[").replace(']', "\\]").replace(':', "\\:");
    let forms = flag.shorts.chars().map(|letter| format!("-{letter}")).chain([format!("--{}", flag.long)]);
    let action = match flag.value {
        None => String::new(),
        Some(value @ "FILE") => format!(":{value}:_files"),
        Some(value @ "DIRECTORY") => format!(":{value}:_files -/"),
        Some(value) => format!(":{value}: "),
    };
    forms.map(|form| format!("'{form}[{doc}]{action}'")).collect()
}

fn fish(program: &str, flags: &[Flag]) -> String {
    let mut script = format!("complete -c {program} -f\n");
    for flag in flags {
        let shorts: String = flag
            .shorts
            .chars()
            .filter(|letter| *letter != '?')
            .map(|letter| format!(" -s {letter}"))
            .collect();
        let value = match flag.value {
            None => "",
            Some("FILE" | "DIRECTORY") => " -r -F",
            Some(_) => " -x",
        };
        let doc = flag.doc.replace('\\', "\\\\").replace('\'', "\\'");
        script.push_str(&format!("complete -c {program}{shorts} -l {}{value} -d '{doc}'\n", flag.long));
    }
    script
}

const BASH: &str = r#"_supervisorctl() {
    local line=${COMP_LINE:0:COMP_POINT} words=() given=() i=1 current
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    current=${words[-1]}
    COMPREPLY=()
    while ((i < ${#words[@]} - 1)); do
        case ${words[i]} in
            @WITH_VALUE@)
                given+=("${words[i]}" "${words[i + 1]}")
                ((i += 2))
                ;;
            -*)
                given+=("${words[i]}")
                ((i += 1))
                ;;
            *) break ;;
        esac
    done
    if ((i >= ${#words[@]})); then
        case ${words[-2]} in
            -c | --configuration | -r | --history_file) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
            --color) mapfile -t COMPREPLY < <(compgen -W "auto always never" -- "$current") ;;
        esac
        return
    fi
    if [[ $current == -* ]] && ((i == ${#words[@]} - 1)); then
        mapfile -t COMPREPLY < <(compgen -W "@FLAGS@" -- "$current")
        return
    fi
    mapfile -t COMPREPLY < <("${words[0]}" "${given[@]}" __complete "${words[@]:i}" 2>/dev/null)
    # To bash a colon parts words: what stands before the last one is not replaced.
    if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
        COMPREPLY=("${COMPREPLY[@]#"${current%"${current##*:}"}"}")
    fi
}
complete -F _supervisorctl supervisorctl
"#;

const ZSH: &str = r#"#compdef supervisorctl
_supervisorctl() {
    local -a given found
    local i=2
    while ((i < CURRENT)); do
        case ${words[i]} in
            @WITH_VALUE@)
                given+=("${(Q)words[i]}" "${(Q)words[i + 1]}")
                ((i += 2))
                ;;
            -*)
                given+=("${(Q)words[i]}")
                ((i += 1))
                ;;
            *) break ;;
        esac
    done
    if ((i > CURRENT)) || [[ ${words[CURRENT]} == -* && $i -eq $CURRENT ]]; then
        _arguments \
        @SPECS@
        return
    fi
    found=("${(@f)$("${(Q)words[1]}" "${given[@]}" __complete "${(@Q)words[i,CURRENT]}" 2>/dev/null)}")
    compadd -- "${(@)found:#}"
}
_supervisorctl "$@"
"#;

const FISH: &str = r"function __supervisorctl_names
    set -l words (commandline -opc)
    set -l given
    set -l i 2
    while test $i -le (count $words)
        if contains -- $words[$i] @FISH_WITH_VALUE@
            set -a given $words[$i] $words[(math $i + 1)]
            set i (math $i + 2)
        else if string match -q -- '-*' $words[$i]
            set -a given $words[$i]
            set i (math $i + 1)
        else
            break
        end
    end
    set -l behind
    if test $i -le (count $words)
        set behind $words[$i..-1]
    end
    $words[1] $given __complete $behind (commandline -ct) 2>/dev/null
end
complete -c supervisorctl -a '(__supervisorctl_names)'
";

const DAEMON_BASH: &str = r#"_supervisord() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    case $previous in
        -c | --configuration | -l | --logfile | -j | --pidfile) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
        -d | --directory | -q | --childlogdir) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
        -u | --user) mapfile -t COMPREPLY < <(compgen -u -- "$current") ;;
        -e | --loglevel)
            mapfile -t COMPREPLY < <(compgen -W "critical error warn info debug trace blather" -- "$current")
            ;;
        @WITH_VALUE@) COMPREPLY=() ;;
        *) mapfile -t COMPREPLY < <(compgen -W "@FLAGS@" -- "$current") ;;
    esac
}
complete -F _supervisord supervisord
"#;

const DAEMON_ZSH: &str = r"#compdef supervisord
_arguments \
        @SPECS@
";
