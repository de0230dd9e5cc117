# SPDX-License-Identifier: MIT
# Completes jsecpatch in bash with the words that `jsecpatch --complete` prints.
# shellcheck shell=bash

# Sets REPLY to a word without its quotes, and runs nothing in it. Sets `quote` to the quote
# that is still open. Readline replaces only the end of REPLY: after this quote, or after the
# last = or : outside of quotes. Sets `start` to the place where it begins.
_jsecpatch_unquote()
{
    local word=$1 char i

    REPLY='' quote='' start=0
    [[ $word != \~/* ]] || word=$HOME/${word:2}
    for ((i = 0; i < ${#word}; i++)); do
        char=${word:i:1}
        if [[ $char == \\ && $quote != \' ]]; then
            ((++i))
            REPLY+=${word:i:1}
        elif [[ $char == "$quote" ]]; then
            quote=
        elif [[ ! $quote && $char == [\'\"] ]]; then
            quote=$char start=${#REPLY}
        else
            REPLY+=$char
            [[ $quote || $char != [=:] ]] || start=${#REPLY}
        fi
    done
}

# Adds a reply with the quotes that the user types, without the part that readline keeps.
_jsecpatch_add()
{
    local reply=${1:start}

    [[ $reply != *= ]] || compopt -o nospace 2>/dev/null
    if [[ ! $quote && ! $files ]]; then
        printf -v reply %q "$reply"
    elif [[ $quote == \" ]]; then
        reply=${reply//\\/\\\\} reply=${reply//\"/\\\"}
        reply=${reply//\$/\\\$} reply=${reply//\`/\\\`}
    fi
    COMPREPLY+=("$reply")
}

_jsecpatch()
{
    local cur words cword line REPLY quote start files='' option='' i replies args=()

    _get_comp_words_by_ref -n =: cur words cword
    words[cword]=$cur
    for ((i = 0; i <= cword; i++)); do
        _jsecpatch_unquote "${words[i]}"
        args+=("$REPLY")
    done
    mapfile -t replies < <("${args[0]}" --complete "${args[@]:1}" 2>/dev/null)
    for line in "${replies[@]}"; do
        [[ $line != $'\t'* ]] || files=${line#?}
    done
    if [[ $files ]]; then
        compopt -o filenames 2>/dev/null # readline quotes them itself
        [[ $REPLY != --*=* ]] || option=${REPLY%%=*}=
        mapfile -t -O ${#replies[@]} replies < <(
            compgen "-${files:0:1}" -P "$option" -- "${REPLY#"$option"}")
    fi
    COMPREPLY=()
    for line in "${replies[@]}"; do
        [[ $line == $'\t'* ]] || _jsecpatch_add "${line%%$'\t'*}"
    done
}

complete -F _jsecpatch jsecpatch
