#!/usr/bin/env bash
# Run `safehold scan` as the inputs of action.yml say, set the action's outputs, and end with the exit code of the scan.
# Every input comes by the environment (INPUT_…) and stays one word of the command, whatever characters it has.
# SAFEHOLD: the folder of the command `safehold`.
set -euo pipefail

arguments=(scan "--output=$INPUT_OUTPUT")
option() { if [ -n "$2" ]; then arguments+=("$1=$2"); fi; }
each() { # OPTION SEPARATORS VALUES: the option once for each value
  local value
  while IFS= read -r value; do
    value=${value#"${value%%[![:space:]]*}"}
    option "$1" "${value%"${value##*[![:space:]]}"}"
  done < <(printf '%s\n' "$3" | tr "$2" '\n')
}
has_format() { case ",${formats//[[:space:]]/}," in *",$1,"*) ;; *) return 1 ;; esac; }

formats=$INPUT_FORMATS
if [ "$INPUT_UPLOAD_SARIF" = true ]; then has_format sarif-github || formats=$formats,sarif-github; fi
option --format "$formats"
option --config "$INPUT_CONFIG"
option --profile "$INPUT_PROFILE"
each --region ', \t\r' "$INPUT_REGIONS"
each --account ', \t\r' "$INPUT_ACCOUNTS"
if [ "$INPUT_ORGANIZATION" = true ]; then arguments+=(--organization); fi
option --role "$INPUT_ROLE"
option --fail-on "$INPUT_FAIL_ON"
option --fail-on-unknown "$INPUT_FAIL_ON_UNKNOWN"
option --fail-on-new "$INPUT_FAIL_ON_NEW"
option --baseline "$INPUT_BASELINE"
option --history "$INPUT_HISTORY"
each --waivers '\r' "$INPUT_WAIVERS"
each --notify '\r' "$INPUT_NOTIFY"

started=$(mktemp)
code=0
"$SAFEHOLD/safehold" "${arguments[@]}" || code=$?
# The scan itself sets the outputs report, findings and unknowns, once it has judged; this one is there in any case.
printf 'exit-code=%s\n' "$code" >> "$GITHUB_OUTPUT"
sarif=$INPUT_OUTPUT/report-github.sarif
case $sarif in *[$'\r\n']*) exit "$code" ;; esac # no name that an output can hold
if [ "$sarif" -nt "$started" ]; then # not one that an earlier step left
  printf 'sarif=%s\n' "$sarif" >> "$GITHUB_OUTPUT"
fi
exit "$code"
