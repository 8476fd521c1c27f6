#!/bin/sh
# A conformance test in a pipeline: writes the keys, starts what is to be started, looks the target over, runs the catalogue
# and packs the reports. The exit code is that of the run. Settings are variables:
#   DSOP_TARGET      the profile; without it, bank.toml
#   DSOP_KEYS        the key files that the profile names, as `tar -cz FILES | base64`; their paths are relative to the profile
#   DSOP_OUT         folder for the reports; without it, conformance. The package is beside it, DSOP_OUT.zip
#   DSOP_DEVIATIONS  declared deviations
#   DSOP_RATE        requests a second; without it, no limit
#   DSOP_ARGUMENTS   further options of `run`, separated by blanks
#   DSOP_REGISTERS   folder: registers are started with their state in it, and a profile is written if there is none
#   DSOP_BANK        command that starts the bank, e.g. "docker run --rm --network host bank:pr"
#   DSOP_WAIT        how many seconds the bank may take to start; without it, 60
set -eu
profile=${DSOP_TARGET:-bank.toml}
out=${DSOP_OUT:-conformance}

say() { # what
  if [ -n "${GITHUB_ACTIONS:-}" ]; then echo "::error::$1"; else echo "$1" >&2; fi
}

# What was started here ends with this script.
started=""
# shellcheck disable=SC2317  # called by the trap
end() {
  for process in $started; do kill "$process" 2>/dev/null || true; done
}
trap end EXIT
trap 'exit 143' TERM INT

if [ -n "${DSOP_KEYS:-}" ]; then
  folder=$(dirname "$profile")
  (umask 077 && printf %s "$DSOP_KEYS" | base64 -d | tar -xzf - -C "$folder" --no-same-owner) ||
    { say "DSOP_KEYS is no archive of key files: make it with tar -cz FILES | base64"; exit 2; }
fi

if [ -n "${DSOP_REGISTERS:-}" ]; then
  mock-agency serve --state "$DSOP_REGISTERS" --log warn &
  started="$started $!"
  left=60
  until mock-agency health >/dev/null 2>&1; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { say "the registers do not start"; exit 3; }
    sleep 1
  done
fi

if [ -n "${DSOP_BANK:-}" ]; then
  sh -c "exec $DSOP_BANK" &
  started="$started $!"
fi

left=${DSOP_WAIT:-60}
if [ -n "${DSOP_REGISTERS:-}" ] && [ ! -e "$profile" ]; then
  # The bank has to be in the world file first.
  until dsop-conformance init "$profile" --world "$DSOP_REGISTERS/world.json" >/dev/null 2>&1; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || { dsop-conformance init "$profile" --world "$DSOP_REGISTERS/world.json"; exit 2; }
    sleep 1
  done
fi

while :; do
  code=0
  found=$(dsop-conformance doctor --target "$profile" 2>&1) || code=$?
  if [ "$code" -ne 3 ] || [ -z "${DSOP_BANK:-}" ] || [ "$left" -le 0 ]; then break; fi
  left=$((left - 1))
  sleep 1
done
printf '%s\n' "$found"
case $code in
  0 | 1) ;;
  2) say "the profile or this machine is wrong"; exit 2 ;;
  3) say "the bank or a register does not answer"; exit 3 ;;
  *) say "the harness itself failed"; exit "$code" ;;
esac

code=0
# Patterns in the options are not names of files.
set -f
# shellcheck disable=SC2086  # several options in one variable
dsop-conformance run --target "$profile" ${DSOP_DEVIATIONS:+--deviations "$DSOP_DEVIATIONS"} ${DSOP_RATE:+--rate "$DSOP_RATE"} \
  --out "$out" ${DSOP_ARGUMENTS:-} || code=$?
if [ -e "$out/report.json.gz" ]; then
  dsop-conformance report pack "$out" --out "$out.zip" || [ "$code" -ne 0 ] || code=4
fi
case $code in
  0) ;;
  1) say "the bank does not conform; see the report" ;;
  2) say "the profile, the declarations or the options are wrong" ;;
  3) say "nothing was decided: the bank was not reached, or refused valid requests" ;;
  129 | 130 | 143) say "the run was interrupted" ;;
  *) say "the harness itself failed" ;;
esac
exit "$code"
