// Package qemutest tests package qtest against a real QEMU. Its tests have the build tag qemu and need the environment
// variable QGRAPH_TEST_QEMU: the path of a qemu-system-x86_64, or of a wrapper that execs one.
//
//	QGRAPH_TEST_QEMU=/usr/bin/qemu-system-x86_64 go test -tags qemu ./qtest/qemutest
package qemutest
