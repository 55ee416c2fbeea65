// Package transcript writes down what a test and QEMU say to each other, and
// makes of it a script that says it again.
//
//	Writer ─► transcript.txt ─► Read ─► Exchange ─► Script ─► reproduce.sh
//
// The transcript is for people; the script needs QEMU, bash and coreutils and
// nothing of qgraph: it replays the commands on any QEMU and tells at which one the
// answers part from those written down.
package transcript
