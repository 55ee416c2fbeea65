#!/bin/sh
# probe.sh ACCELERATOR COMMAND... starts the QEMU of COMMAND without a machine and prints its answers, one a line:
# its version, machines, device types, those that the user may make, and backends.
#
# An answer that takes longer than half a minute will never come: the script then kills QEMU, which so exits
# non-zero.
set -eu

accelerator=$1
shift

# Opened for reading as well, the FIFO never ends: at its end QEMU would drop unread input.
trap 'rm -f commands.fifo answers' EXIT
mkfifo commands.fifo
exec 3<>commands.fifo
cat >&3 <<'EOF'
{"execute": "qmp_capabilities"}
{"execute": "query-version", "id": "version"}
{"execute": "query-machines", "id": "machines"}
{"execute": "qom-list-types", "id": "devices", "arguments": {"implements": "device", "abstract": true}}
{"execute": "human-monitor-command", "id": "users", "arguments": {"command-line": "info qdm"}}
{"execute": "human-monitor-command", "id": "netdevs", "arguments": {"command-line": "netdev_add help"}}
{"execute": "human-monitor-command", "id": "chardevs", "arguments": {"command-line": "chardev-add help"}}
{"execute": "human-monitor-command", "id": "objects", "arguments": {"command-line": "object_add help"}}
{"execute": "query-qmp-schema", "id": "schema"}
{"execute": "query-command-line-options", "id": "options"}
{"execute": "quit"}
EOF

# Into a file, not a pipe: if a pipe is full, QEMU buffers the rest, and drops it at "quit".
# A program that is no QEMU may write for ever: 100 MB are enough.
ulimit -f 204800
status=0
timeout -k 5 30 "$@" -nodefaults -machine none -accel "$accelerator" -display none -serial none -qmp stdio <&3 >answers || status=$?
cat answers
exit $status
