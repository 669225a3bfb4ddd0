/**
 * What teaches bash to complete. Unlike what `@bomb.sh/tab` would write for bash, it runs nothing of what is typed, offers files, and
 * needs no bash-completion beside it. It works in bash 3.2 too.
 *
 * @param program - the command that answers, as words for a shell
 */
export function bashScript(program: string): string {
  return `# bash completion for framefleet
_framefleet() {
  # bash has cut words at = and :, which belong to them
  local rest=\${COMP_LINE:0:COMP_POINT} words=() word out value i
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((i > 0)) && [[ $rest != [[:blank:]]* ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    rest=\${rest#"\${rest%%[![:blank:]]*}"}
    if [[ $rest != "$word"* ]]; then # the cursor stands in this word
      words[\${#words[@]} - 1]=\${words[\${#words[@]} - 1]%"$word"}$rest
      rest=
    fi
    rest=\${rest#"$word"}
  done
  word=\${words[\${#words[@]} - 1]}
  [[ $word == --*=* ]] && word=\${word#*=}
  local cut=\${word%"\${word##*[=:]}"}

  COMPREPLY=()
  out=$(${program} complete -- "\${words[@]:1}" 2>/dev/null)
  local directive=\${out##*:}
  while IFS=$'\\t' read -r value _; do
    [[ $value == :* || -z $value ]] || COMPREPLY+=("\${value#"$cut"}")
  done <<< "$out"
  if ((directive & 2)); then compopt -o nospace 2>/dev/null; fi
  if ((directive & 4)); then compopt +o default 2>/dev/null; fi
  if ((directive & 16)); then compopt -o dirnames +o default 2>/dev/null; fi
  if ((directive & 32)); then compopt -o nosort 2>/dev/null; fi
  return 0
}
complete -o default -F _framefleet framefleet
`;
}
