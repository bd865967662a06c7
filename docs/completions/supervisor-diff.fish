complete -c supervisor-diff -l git -d 'Compare with the files of a revision of their git repository; A..B: compare two revisions' -r
complete -c supervisor-diff -s s -l serverurl -d 'Compare with what runs: ask the supervisord at this URL (unix:///path, http://host:port)' -r
complete -c supervisor-diff -s u -l username -d 'User name for the server' -r
complete -c supervisor-diff -s p -l password -d 'Password for the server' -r
complete -c supervisor-diff -l out -d 'Also write a plan, which `supervisorctl update --plan=FILE` carries out if it still fits' -r -F
complete -c supervisor-diff -l fail-on -d 'Exit with 3 if an update would do one of these, and else with 0' -r -f -a "restart\t'A process is stopped and started'
stop\t'A process is stopped, for good'
start\t'A process is started'
remove\t'A group is removed'
ignored\t'A change that an update ignores: it needs a reload, or is overlooked'
change\t'Anything at all differs'"
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
complete -c supervisor-diff -l live -d 'Compare with what runs: ask the supervisord that [supervisorctl] names. What FILE says with %(ENV_NAME)s is expanded with the environment of this command; --env sets what the daemon\'s has'
complete -c supervisor-diff -l json -d 'Print JSON'
complete -c supervisor-diff -l markdown -d 'Print Markdown, for a comment on a merge request'
complete -c supervisor-diff -l unified -d 'Print the options that differ as diff(1) does'
complete -c supervisor-diff -l minimal -d 'Foretell `supervisorctl update --minimal`, which restarts only what changed inside a group'
complete -c supervisor-diff -l show-secrets -d 'Print passwords, and what else looks like a secret, instead of ***; what a server does not tell stays hidden'
complete -c supervisor-diff -l host -d 'Also check what only this machine can tell: users, groups and directories'
complete -c supervisor-diff -s h -l help -d 'Print help (see more with \'--help\')'
complete -c supervisor-diff -s V -l version -d 'Print version'
