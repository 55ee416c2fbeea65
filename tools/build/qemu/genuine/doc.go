// Package genuine tests the bundles of @qemu: each starts in Bazel's sandbox and answers qtest, and so
// it does where there is no other file than the bundle's own; what the build knows of it is what it answers.
package genuine
