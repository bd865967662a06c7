# Made by tests/tests/pages. Do not edit.
complete -c supervisorctl -f
complete -c supervisorctl -s c -l configuration -r -F -d 'read the section [supervisorctl] of this file (default: search for one)'
complete -c supervisorctl -s h -l help -d 'print this text'
complete -c supervisorctl -s i -l interactive -d 'ask before shutdown and reload, and for a password when the server wants one'
complete -c supervisorctl -s s -l serverurl -x -d 'the server: http://host:port or unix:///path (default http://localhost:9001)'
complete -c supervisorctl -s u -l username -x -d 'user name for the server'
complete -c supervisorctl -s p -l password -x -d 'password for the server'
complete -c supervisorctl -s r -l history_file -r -F -d 'keep the lines typed in the shell in this file'
complete -c supervisorctl -l color -x -d 'colour states: auto (on a terminal, unless NO_COLOR is set), always or never'
complete -c supervisorctl -l json -d 'have status, avail, reread and update print JSON, as --json behind their name does'
function __supervisorctl_names
    set -l words (commandline -opc)
    set -l given
    set -l i 2
    while test $i -le (count $words)
        if contains -- $words[$i] -c --configuration -s --serverurl -u --username -p --password -r --history_file --color
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
