// Package bazel runs Bazel and reports the outcome: how each test ended, where
// each action ran, how long it took.
//
//	b := bazel.Bazel{Workspace: checkout, OutputBase: folder, Log: os.Stderr}
//	outcome, err := b.Test(ctx, farm.Flags(), "//tests/sdhci:all")
//
// It reads the build event protocol (Bazel's documentation, "Build Event
// Protocol", and build_event_stream.proto of its source) and, on request, the
// execution log (spawn.proto).
package bazel
