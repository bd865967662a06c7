# Made by tests/tests/pages. Do not edit.
_supervisord() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    case $previous in
        -c | --configuration | -l | --logfile | -j | --pidfile) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
        -d | --directory | -q | --childlogdir) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
        -u | --user) mapfile -t COMPREPLY < <(compgen -u -- "$current") ;;
        -e | --loglevel)
            mapfile -t COMPREPLY < <(compgen -W "critical error warn info debug trace blather" -- "$current")
            ;;
        -c|--configuration|-u|--user|-m|--umask|-d|--directory|-l|--logfile|-y|--logfile_maxbytes|-z|--logfile_backups|-e|--loglevel|-j|--pidfile|-i|--identifier|-q|--childlogdir|-a|--minfds|--minprocs|--profile_options) COMPREPLY=() ;;
        *) mapfile -t COMPREPLY < <(compgen -W "--configuration --nodaemon --silent --user --umask --directory --logfile --logfile_maxbytes --logfile_backups --loglevel --pidfile --identifier --childlogdir --nocleanup --minfds --minprocs --strip_ansi --profile_options --help --version" -- "$current") ;;
    esac
}
complete -F _supervisord supervisord
