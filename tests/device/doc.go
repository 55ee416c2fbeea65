// Package device has the tests that every device model of QEMU must pass, whatever it is
// for: it knows a device by its model and its bus alone.
package device
