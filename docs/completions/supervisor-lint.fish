# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_supervisor_lint_global_optspecs
    string join \n stdin-filename= o/output-format= threshold= show-original host env= target= color= h/help V/version
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
json\t'One JSON document, versioned'"
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l threshold -d 'Least severe level that makes the exit status 1' -r -f -a "error\t''
warning\t''
info\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l env -d 'Set a variable for %(ENV_NAME)s; the others come from the environment' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l target -d 'Release of Supervisor whose behaviour counts where they differ' -r -f -a "4.3\t''
4.4-dev\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l color -d 'When to colour the output; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l show-original -d 'Also show what Supervisor itself prints for each error (JSON always does)'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -s V -l version -d 'Print version'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -a "plan" -d 'Print what a configuration means: every setting, and the line it comes from'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -a "show" -d 'Print the merged configuration as one file: every option, and the line it comes from'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -a "completions" -d 'Print a completion script for a shell'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -a "man" -d 'Print the manual page, or write all of them into a directory'
complete -c supervisor-lint -n "__fish_supervisor_lint_needs_command" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand plan" -l env -d 'Set a variable for %(ENV_NAME)s; the others come from the environment' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand plan" -l target -d 'Release of Supervisor whose behaviour counts where they differ' -r -f -a "4.3\t''
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
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand show" -l target -d 'Release of Supervisor whose behaviour counts where they differ' -r -f -a "4.3\t''
4.4-dev\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand show" -l color -d 'When to colour the output; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand show" -l json -d 'Print JSON'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand show" -l show-secrets -d 'Print passwords, and what else looks like a secret, instead of ***'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand show" -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand show" -s h -l help -d 'Print help'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand completions" -l command -d 'The command to complete' -r -f -a "supervisor-lint\t''
supervisor-diff\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand completions" -l env -d 'Set a variable for %(ENV_NAME)s; the others come from the environment' -r
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand completions" -l target -d 'Release of Supervisor whose behaviour counts where they differ' -r -f -a "4.3\t''
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
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand man" -l target -d 'Release of Supervisor whose behaviour counts where they differ' -r -f -a "4.3\t''
4.4-dev\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand man" -l color -d 'When to colour the output; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand man" -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand man" -s h -l help -d 'Print help'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand help; and not __fish_seen_subcommand_from plan show completions man help" -f -a "plan" -d 'Print what a configuration means: every setting, and the line it comes from'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand help; and not __fish_seen_subcommand_from plan show completions man help" -f -a "show" -d 'Print the merged configuration as one file: every option, and the line it comes from'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand help; and not __fish_seen_subcommand_from plan show completions man help" -f -a "completions" -d 'Print a completion script for a shell'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand help; and not __fish_seen_subcommand_from plan show completions man help" -f -a "man" -d 'Print the manual page, or write all of them into a directory'
complete -c supervisor-lint -n "__fish_supervisor_lint_using_subcommand help; and not __fish_seen_subcommand_from plan show completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
