// Package genuine tests the bundles of @qemu: each starts in Bazel's sandbox and answers qtest, also where
// no files but its own exist, and its answers are those that the build has recorded.
package genuine
