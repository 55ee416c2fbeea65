// Package transcript writes down the exchange between a test and QEMU, and
// makes a script of it that replays it.
//
//	Writer ─► transcript.txt ─► Read ─► Exchange ─► Script ─► reproduce.sh
//
// The transcript is for people. The script needs QEMU, bash and coreutils but not
// qgraph: it replays the commands on any QEMU and reports the first answers that
// differ.
package transcript
