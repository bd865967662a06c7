complete -c supervisor-diff -l env -d 'Set a variable for %(ENV_NAME)s; the others come from the environment' -r
complete -c supervisor-diff -l env-file -d 'File of NAME=VALUE lines that is all of the environment, but for --env: other variables are not set' -r -F
complete -c supervisor-diff -l target -d 'Oldest release of Supervisor that the files are for (4.3 if nobody says)' -r -f -a "3.0\t''
3.1\t''
3.2\t''
3.3\t''
3.4\t''
4.0\t''
4.1\t''
4.2\t''
4.3\t''
4.4-dev\t''"
complete -c supervisor-diff -l color -d 'When to colour the output; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c supervisor-diff -l json -d 'Print JSON'
complete -c supervisor-diff -l show-secrets -d 'Print passwords, and what else looks like a secret, instead of ***'
complete -c supervisor-diff -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-diff -s h -l help -d 'Print help (see more with \'--help\')'
complete -c supervisor-diff -s V -l version -d 'Print version'
