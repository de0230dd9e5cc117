# SPDX-License-Identifier: MIT
# Completes jsecpatch in fish with the words that `jsecpatch --complete` prints.

function __jsecpatch_complete
    set -l typed (commandline -opc)
    set -l word (commandline -ct | string unescape)
    set -l option (string match -r -- '^--[^=]*=' "$word")
    set -l value (string replace -r -- '^--[^=]*=' '' "$word")
    for line in ($typed[1] --complete $typed[2..] "$word" 2>/dev/null)
        switch $line
            case \tfiles
                __fish_complete_path "$value" | string replace -r -- '^' "$option"
            case \tdirectories
                __fish_complete_directories "$value" | string replace -r -- '^' "$option"
            case '*'
                echo $line
        end
    end
end

complete -c jsecpatch -f -a '(__jsecpatch_complete)'
