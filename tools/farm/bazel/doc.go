// Package bazel runs Bazel and says what came of it: how each test ended, what
// ran where, how long it took.
//
//	b := bazel.Bazel{Workspace: checkout, OutputBase: folder, Log: os.Stderr}
//	outcome, err := b.Test(ctx, farm.Flags(), "//tests/sdhci:all")
//
// It reads the build event protocol (Bazel's documentation, "Build Event
// Protocol", and build_event_stream.proto of its source) and, where asked, the
// execution log (spawn.proto).
package bazel
