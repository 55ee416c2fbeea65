// Package runner runs one path on one QEMU, start to end, for a go_test target
// (package pathtest) or the qgraph command.
//
// It makes the scratch folder and the channels of the command line, starts QEMU,
// builds the objects along the path, calls the test, and stops QEMU. It classes a
// failure by its cause, and writes all messages between the test and QEMU to a
// transcript.
package runner
