# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_supervisor_lint_global_optspecs
    string join \n stdin-filename= o/output-format= statistics threshold= exit-zero show-original watch select= ignore= level= profile= allow-option= config= isolated baseline= write-baseline fix fix-only diff unsafe-fixes host env= env-file= target= color= h/help V/version
end

function __fish_supervisor_lint_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_supervisor_lint_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_supervisor_lint_using_subcommand
    set -l cmd (__fish_supervisor_lint_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l stdin-filename -d 'Name that standard input goes by: decides what includes are relative to' -r -F
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -s o -l output-format -d 'How to print findings' -r -f -a "text\t'The lines at fault, with the fault underlined'
concise\t'file:line:column: level[code]: message'
json\t'One JSON document, versioned'
json-lines\t'A JSON object on a line for each finding'
sarif\t'SARIF 2.1.0, for code scanning services'
github\t'Commands that make annotations in workflows of GitHub'
gitlab\t'Code quality report of GitLab'
junit\t'XML report of JUnit'
checkstyle\t'XML report of Checkstyle'"
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l threshold -d 'Least severe level that makes the exit status 1 (warning if nobody says)' -r -f -a "error\t''
warning\t''
info\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l select -d 'Ask only these rules: names, categories, or all; in place of what the settings file selects and ignores. What Supervisor refuses is always reported' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l ignore -d 'Do not ask these rules. A name counts for more than its category, that for more than all. What Supervisor refuses cannot be ignored' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l level -d 'Report the findings of a rule as error, warning or info. What Supervisor refuses stays an error' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l profile -d 'Also ask what matters there: in a container, as a service of systemd, by a user who is not root' -r -f -a "docker\t''
systemd\t''
nonroot\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l allow-option -d 'An option that no release of Supervisor knows, and a plug-in does' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l config -d 'Settings file to use for all files; otherwise supervisor-lint.toml of each file\'s directory or one above it' -r -F
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l baseline -d 'File with known findings, which are not reported' -r -F
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l env -d 'Set a variable for %(ENV_NAME)s; the others come from the environment' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l env-file -d 'File of NAME=VALUE lines that is all of the environment, but for --env: other variables are not set' -r -F
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l target -d 'Oldest release of Supervisor that the files are for (4.3 if nobody says)' -r -f -a "3.0\t''
3.1\t''
3.2\t''
3.3\t''
3.4\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''
4.4-dev\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l color -d 'When to colour the output; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l statistics -d 'Print how many findings each rule has, instead of the findings (formats text, concise and json)'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l exit-zero -d 'Exit with status 0 in spite of findings'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l show-original -d 'Also show what Supervisor itself prints for each error (JSON always does)'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l watch -d 'Check again whenever a file or directory changes that was looked at; Ctrl-C ends it'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l isolated -d 'Look for no settings file'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l write-baseline -d 'Write all findings into that file, but for those that Supervisor refuses'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l fix -d 'Fix what can be fixed without changing what a configuration means, and report the rest'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l fix-only -d 'The same without the report'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l diff -d 'Show what --fix would change, and change nothing; the exit status is 1 if it would'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l unsafe-fixes -d 'With one of these: also fix what changes the meaning, most likely to what was wanted'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -s V -l version -d 'Print version'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -a "plan" -d 'Print what a configuration means: every setting, and the line it comes from'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -a "show" -d 'Print the merged configuration as one file: every option, and the line it comes from'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -a "fmt" -d 'Format configurations, without changing what they mean'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -a "test" -d 'Run tests of configurations: facts about the plan that must hold'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -a "server" -d 'Serve an editor: a language server over standard input and output'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -a "explain" -d 'Explain rules, or what Supervisor printed'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -a "rules" -d 'List the rules'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -a "completions" -d 'Print a completion script for a shell'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -a "man" -d 'Print the manual page, or write all of them into a directory'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand plan" -l env -d 'Set a variable for %(ENV_NAME)s; the others come from the environment' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand plan" -l env-file -d 'File of NAME=VALUE lines that is all of the environment, but for --env: other variables are not set' -r -F
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand plan" -l target -d 'Oldest release of Supervisor that the files are for (4.3 if nobody says)' -r -f -a "3.0\t''
3.1\t''
3.2\t''
3.3\t''
3.4\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''
4.4-dev\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand plan" -l color -d 'When to colour the output; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand plan" -l json -d 'Print JSON, with every setting'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand plan" -l all -d 'Print settings at their defaults too'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand plan" -l show-secrets -d 'Print passwords, and what else looks like a secret, instead of ***'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand plan" -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand plan" -s h -l help -d 'Print help'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand show" -l env -d 'Set a variable for %(ENV_NAME)s; the others come from the environment' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand show" -l env-file -d 'File of NAME=VALUE lines that is all of the environment, but for --env: other variables are not set' -r -F
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand show" -l target -d 'Oldest release of Supervisor that the files are for (4.3 if nobody says)' -r -f -a "3.0\t''
3.1\t''
3.2\t''
3.3\t''
3.4\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''
4.4-dev\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand show" -l color -d 'When to colour the output; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand show" -l json -d 'Print JSON'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand show" -l show-secrets -d 'Print passwords, and what else looks like a secret, instead of ***'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand show" -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand show" -s h -l help -d 'Print help'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand fmt" -l stdin-filename -d 'Name that standard input goes by' -r -F
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand fmt" -l env -d 'Set a variable for %(ENV_NAME)s; the others come from the environment' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand fmt" -l env-file -d 'File of NAME=VALUE lines that is all of the environment, but for --env: other variables are not set' -r -F
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand fmt" -l target -d 'Oldest release of Supervisor that the files are for (4.3 if nobody says)' -r -f -a "3.0\t''
3.1\t''
3.2\t''
3.3\t''
3.4\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''
4.4-dev\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand fmt" -l color -d 'When to colour the output; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand fmt" -l check -d 'Write nothing; print the names of files that would change'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand fmt" -l diff -d 'Write nothing; print what would change, as a unified diff'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand fmt" -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand fmt" -s h -l help -d 'Print help'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand test" -s o -l output-format -d 'How to print what came of them' -r -f -a "text\t'What does not hold, and what is the case instead'
json\t'One JSON document, versioned'
junit\t'JUnit\'s XML'"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand test" -l env -d 'Set a variable for %(ENV_NAME)s; the others come from the environment' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand test" -l env-file -d 'File of NAME=VALUE lines that is all of the environment, but for --env: other variables are not set' -r -F
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand test" -l target -d 'Oldest release of Supervisor that the files are for (4.3 if nobody says)' -r -f -a "3.0\t''
3.1\t''
3.2\t''
3.3\t''
3.4\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''
4.4-dev\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand test" -l color -d 'When to colour the output; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand test" -l show-secrets -d 'Print passwords and secret-looking environment variables instead of ***'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand test" -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand server" -l env -d 'Set a variable for %(ENV_NAME)s; the others come from the environment' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand server" -l env-file -d 'File of NAME=VALUE lines that is all of the environment, but for --env: other variables are not set' -r -F
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand server" -l target -d 'Oldest release of Supervisor that the files are for (4.3 if nobody says)' -r -f -a "3.0\t''
3.1\t''
3.2\t''
3.3\t''
3.4\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''
4.4-dev\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand server" -l color -d 'When to colour the output; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand server" -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand server" -s h -l help -d 'Print help'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand explain" -l from-log -d 'Explain what Supervisor printed: an error, a line of its log, or all of it; - is standard input' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand explain" -s o -l output-format -d 'How to print it' -r -f -a "text\t'For people'
json\t'One JSON document, versioned'"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand explain" -l env -d 'Set a variable for %(ENV_NAME)s; the others come from the environment' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand explain" -l env-file -d 'File of NAME=VALUE lines that is all of the environment, but for --env: other variables are not set' -r -F
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand explain" -l target -d 'Oldest release of Supervisor that the files are for (4.3 if nobody says)' -r -f -a "3.0\t''
3.1\t''
3.2\t''
3.3\t''
3.4\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''
4.4-dev\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand explain" -l color -d 'When to colour the output; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand explain" -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand rules" -s o -l output-format -d 'How to print them' -r -f -a "text\t'For people'
json\t'One JSON document, versioned'"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand rules" -l env -d 'Set a variable for %(ENV_NAME)s; the others come from the environment' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand rules" -l env-file -d 'File of NAME=VALUE lines that is all of the environment, but for --env: other variables are not set' -r -F
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand rules" -l target -d 'Oldest release of Supervisor that the files are for (4.3 if nobody says)' -r -f -a "3.0\t''
3.1\t''
3.2\t''
3.3\t''
3.4\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''
4.4-dev\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand rules" -l color -d 'When to colour the output; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand rules" -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand rules" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand completions" -l command -d 'The command to complete' -r -f -a "supervisor-lint\t''
supervisor-diff\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand completions" -l env -d 'Set a variable for %(ENV_NAME)s; the others come from the environment' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand completions" -l env-file -d 'File of NAME=VALUE lines that is all of the environment, but for --env: other variables are not set' -r -F
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand completions" -l target -d 'Oldest release of Supervisor that the files are for (4.3 if nobody says)' -r -f -a "3.0\t''
3.1\t''
3.2\t''
3.3\t''
3.4\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''
4.4-dev\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand completions" -l color -d 'When to colour the output; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand completions" -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand completions" -s h -l help -d 'Print help'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand man" -l command -d 'The command to print the page of' -r -f -a "supervisor-lint\t''
supervisor-diff\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand man" -l dir -d 'Write the pages of all commands into this directory instead, creating it if need be' -r -F
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand man" -l env -d 'Set a variable for %(ENV_NAME)s; the others come from the environment' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand man" -l env-file -d 'File of NAME=VALUE lines that is all of the environment, but for --env: other variables are not set' -r -F
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand man" -l target -d 'Oldest release of Supervisor that the files are for (4.3 if nobody says)' -r -f -a "3.0\t''
3.1\t''
3.2\t''
3.3\t''
3.4\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''
4.4-dev\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand man" -l color -d 'When to colour the output; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand man" -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand man" -s h -l help -d 'Print help'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand help; and not __fish_seen_subcommand_from plan show fmt test server explain rules completions man help" -f -a "plan" -d 'Print what a configuration means: every setting, and the line it comes from'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand help; and not __fish_seen_subcommand_from plan show fmt test server explain rules completions man help" -f -a "show" -d 'Print the merged configuration as one file: every option, and the line it comes from'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand help; and not __fish_seen_subcommand_from plan show fmt test server explain rules completions man help" -f -a "fmt" -d 'Format configurations, without changing what they mean'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand help; and not __fish_seen_subcommand_from plan show fmt test server explain rules completions man help" -f -a "test" -d 'Run tests of configurations: facts about the plan that must hold'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand help; and not __fish_seen_subcommand_from plan show fmt test server explain rules completions man help" -f -a "server" -d 'Serve an editor: a language server over standard input and output'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand help; and not __fish_seen_subcommand_from plan show fmt test server explain rules completions man help" -f -a "explain" -d 'Explain rules, or what Supervisor printed'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand help; and not __fish_seen_subcommand_from plan show fmt test server explain rules completions man help" -f -a "rules" -d 'List the rules'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand help; and not __fish_seen_subcommand_from plan show fmt test server explain rules completions man help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand help; and not __fish_seen_subcommand_from plan show fmt test server explain rules completions man help" -f -a "man" -d 'Print the manual page, or write all of them into a directory'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand help; and not __fish_seen_subcommand_from plan show fmt test server explain rules completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
