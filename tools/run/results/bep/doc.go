// Package bep reads the build events that Bazel writes with
// --build_event_json_file: how the test of each target ended, and, of targets
// that are paths, the results in their outputs.
//
//	bazel test //tests/... --build_event_json_file=events.json
//	qgraph report events.json -o report.html
//
// The events are those of the Build Event Protocol (Bazel's documentation, "Build
// Event Protocol", and build_event_stream.proto of its source). A path's target has
// the tag "path"; it leaves result.json in its undeclared outputs, which are a
// folder or, as Bazel 7 makes it, outputs.zip.
package bep
