# Made by tests/tests/pages. Do not edit.
_supervisorctl() {
    local line=${COMP_LINE:0:COMP_POINT} words=() given=() i=1 current
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    current=${words[-1]}
    COMPREPLY=()
    while ((i < ${#words[@]} - 1)); do
        case ${words[i]} in
            -c|--configuration|-s|--serverurl|-u|--username|-p|--password|-r|--history_file|--color)
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
        mapfile -t COMPREPLY < <(compgen -W "--configuration --help --interactive --serverurl --username --password --history_file --color --json" -- "$current")
        return
    fi
    mapfile -t COMPREPLY < <("${words[0]}" "${given[@]}" __complete "${words[@]:i}" 2>/dev/null)
    # To bash a colon parts words: what stands before the last one is not replaced.
    if [[ $current == *:* && $COMP_WORDBREAKS == *:* ]]; then
        COMPREPLY=("${COMPREPLY[@]#"${current%"${current##*:}"}"}")
    fi
}
complete -F _supervisorctl supervisorctl
