// Package farm runs a small build farm on this machine: BuildGrid, which
// schedules and stores, and some workers of buildbox, each with a file system
// and a network of its own. Package bazel runs builds on it.
//
//	root, err := farm.MakeRoot(ctx, workspace, os.Stderr)
//	f, err := farm.Up(ctx, farm.Config{Root: root, Dir: dir, Workers: 3})
//	… bazel test --config=remote with f.Flags() …
//	err = f.Down(ctx)
//
// Every part is the first process of a PID namespace and has its mounts in a
// mount namespace: when it ends, all its child processes end and its mounts are
// removed.
package farm
