// Package runner runs one path on one QEMU, start to end, for whoever asks:
// a go_test target (package pathtest) or the qgraph command.
//
// It makes the scratch folder and the channels that the command line wants, starts
// QEMU, builds the objects along the path, calls the test, and stops QEMU. What
// went wrong is classed by its cause, and everything that was said between the
// test and QEMU is in a transcript.
package runner
