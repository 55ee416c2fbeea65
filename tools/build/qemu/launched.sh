#!/bin/sh
# launched.sh SCRIPT [ARCHITECTURE] finds out how SCRIPT, which starts a QEMU program, starts it. It prints a line for
# each of these, a word, a tab and the value:
#
#   program  the file of the program
#   loader   the dynamic loader, if the script starts the program through one
#   path     where the program looks for its libraries first, if the script says so
#   env      NAME=VALUE: what the script adds to the environment
#   arg      an argument that it adds, except -L with its folder
#
# With ARCHITECTURE the program is an emulator. Whatever the script does, in the end the program reads a secret that
# never comes: then /proc shows what it is.
set -eu

script=$1 architecture=${2:-}

scratch=$(mktemp -d)
starter= writer= reader=
trap 'kill -KILL $reader $writer 2>/dev/null || :; kill $starter 2>/dev/null || :; rm -rf "$scratch"' EXIT
mkfifo "$scratch/secret"
secret=secret,id=qgraph,file=$scratch/secret
# The words before the secret.
before=1
if [ -n "$architecture" ]; then
  set -- -object "$secret" -machine none -nodefaults -display none
elif [ "$(basename "$script")" = qemu-img ]; then
  set -- info --object "$secret" none
  before=2
else
  set -- --object "$secret"
fi

# At most 1 MB of output.
(
  ulimit -f 2048
  exec timeout -k 1 30 env -i PATH="$PATH" HOME="${HOME:-/}" "$script" "$@" >"$scratch/output" 2>&1 </dev/null
) &
starter=$!
sleep 40 >"$scratch/secret" &
writer=$!

# find_reader sets reader to the process that has the secret open.
find_reader() {
  for descriptor in /proc/[0-9]*/fd/*; do
    if [ "$descriptor" -ef "$scratch/secret" ]; then
      reader=${descriptor#/proc/}
      reader=${reader%%/*}
      [ "$reader" = "$writer" ] || return 0
    fi
  done
  reader=
  return 1
}

until find_reader; do
  # A process that has ended has no program any more.
  if ! readlink "/proc/$starter/exe" >/dev/null; then
    said=$(head -c 1000 "$scratch/output" | tr -d '\000' | awk 'NF { print; exit }')
    echo "$script is a script that starts no QEMU${said:+: it wrote: $said}" >&2
    exit 1
  fi
  sleep 0.1
done

folder=$(readlink "/proc/$reader/cwd")
program=$(readlink "/proc/$reader/exe")
tr '\000' '\n' <"/proc/$reader/cmdline" | awk -v program="$program" -v folder="$folder" -v secret="$secret" -v before=$before -v ours=$# '
  { word[NR] = $0; if ($0 == secret) at = NR }
  END {
    i = 2
    name = program
    sub(/.*\//, "", name)
    if (name ~ /^ld(64|-.*)?\.so/) {
      print "loader\t" program
      for (; word[i] ~ /^--/; i++) {
        if (word[i] == "--library-path") print "path\t" word[i + 1]
        if (word[i] ~ /^--(library-path|preload|audit|argv0|inhibit-rpath|glibc-hwcaps-prepend|glibc-hwcaps-mask)$/) i++
      }
      program = word[i++]
      if (program !~ /^\//) program = folder "/" program
    }
    print "program\t" program
    for (; i <= NR; i++) {
      if (i == at - before) i += ours
      if (word[i] == "-L") i++
      else if (i <= NR) print "arg\t" word[i]
    }
  }
'
tr '\000' '\n' <"/proc/$reader/environ" | awk -F = '
  $1 == "LD_LIBRARY_PATH" { print "path\t" substr($0, length($1) + 2); next }
  $1 !~ /^(PATH|HOME|PWD|OLDPWD|SHLVL|_)$/ { print "env\t" $0 }
'
