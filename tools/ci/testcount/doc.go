// Command testcount counts the tests of a Bazel run. The last line that it prints is
//
//	tests: N passed, M failed, K skipped
//
// and lines before it say how many of those that passed have known deviations of QEMU, and how many tests a
// filter such as --test_tag_filters leaves out, if there are any.
//
// A test is a test target. It is skipped when Bazel finds it incompatible, passed when Bazel says so (a
// flaky one passed in the end), left out if it was built and Bazel announces no run of it, and failed otherwise:
// also if it was not built or not run.
//
// Usage:
//
//	testcount [-ran PREFIX] FILE
//
// FILE is the output of bazel test --build_event_json_file=FILE. Testcount exits with 1 when a test
// failed, when none passed, when no test with a label that begins with PREFIX ran, or when Bazel did not
// finish.
package main
