// Package loader tests the device that puts data and files into a machine's memory before it runs
// (QEMU 11.1, docs/system/generic-loader.rst). Typical path:
//
//	aarch64/virt → guest → loader-tests/load
package loader
