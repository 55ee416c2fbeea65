#!/usr/bin/env bash
# merge.sh --coverage_dir=DIRECTORY --output_file=FILE ... writes a test's reports in the directory, in lcov's format,
# to the file; merge.sh --reports_file=LIST --output_file=FILE ... does so with the files of a list. A Go test leaves
# one report of each of its files; lcov itself adds up several.
set -euo pipefail
for argument in "$@"; do
  case $argument in
    --coverage_dir=*) find "${argument#*=}" -name '*.dat' ;;
    --reports_file=*) cat "${argument#*=}" ;;
  esac
done | sort | tr '\n' '\0' | xargs -0 --no-run-if-empty cat >"$(printf '%s\n' "$@" | sed -n 's/^--output_file=//p')"
