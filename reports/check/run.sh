#!/usr/bin/env bash
# Holds the reports against what they must be: makes those of a good bank, a faulty bank, one with a broad fault and a faulty agency, holds JUnit
# and SARIF against their schemas, and opens the pages in headless Chromium; the pages of mock-agency and mock-bank too, which are beside the program.
# Takes the built program as its argument.
set -euo pipefail
program=$(realpath "${1:?which dsop-conformance}")
cd "$(dirname "${BASH_SOURCE[0]}")"

browser=${CHROMIUM:-/usr/bin/chromium}
[ -x "$browser" ] || { echo "no Chromium at $browser: install it, or set CHROMIUM" >&2; exit 1; }

runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT
make_report() { # name, exit code that is due, arguments
  local name=$1 due=$2 code=0
  shift 2
  "$program" run --quiet --out "$runs/$name" "$@" >"$runs/$name.txt" 2>&1 || code=$?
  [ "$code" -eq "$due" ] || { cat "$runs/$name.txt" >&2; echo "the run of $name ended with $code, not $due" >&2; exit 1; }
}
make_report good 0
make_report bad 1 --defect token-expiry-unchecked --defect order-signature-unchecked --defect card-unmasked \
  --defect transactions-last-day-missing --defect account-name-withheld --defect error-echoes-token --defect amount-as-text
make_report broad 1 --defect accepts-everything --defect card-unmasked --defect amount-as-text
make_report agency 1 --role agency --defect order-missing

npm ci --silent
export REPORT_GOOD=$runs/good/report.html REPORT_BAD=$runs/bad/report.html REPORT_BROAD=$runs/broad/report.html REPORT_AGENCY=$runs/agency/report.html
export MOCKS=$(dirname "$program")
export REPORTS=$runs/good:$runs/bad:$runs/broad:$runs/agency
npm test --silent
