// Package machine has the tests that every machine of QEMU must pass, whatever is on it.
package machine
