complete -c supervisor-diff -l env -d 'Set a variable for %(ENV_NAME)s; the others come from the environment' -r
complete -c supervisor-diff -l target -d 'Release of Supervisor whose behaviour counts where they differ' -r -f -a "4.3\t''
4.4-dev\t''"
complete -c supervisor-diff -l color -d 'When to colour the output; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c supervisor-diff -l json -d 'Print JSON'
complete -c supervisor-diff -l show-secrets -d 'Print passwords, and what else looks like a secret, instead of ***'
complete -c supervisor-diff -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-diff -s h -l help -d 'Print help (see more with \'--help\')'
complete -c supervisor-diff -s V -l version -d 'Print version'
