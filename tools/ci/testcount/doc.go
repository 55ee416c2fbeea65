// Command testcount counts the tests of a Bazel run. The last line that it prints is
//
//	tests: N passed, M failed, K skipped
//
// A test is a test target. It is skipped when Bazel finds it incompatible, passed when Bazel says so (a
// flaky one passed in the end), and failed otherwise: one that was not built or not run is a failed one.
//
// Usage:
//
//	testcount [-ran PREFIX] FILE
//
// FILE is what bazel test --build_event_json_file=FILE wrote. Testcount exits with 1 when a test failed,
// when none passed, when none ran whose label begins with PREFIX, or when Bazel did not come to an end.
package main
