// Package ps2suite checks a PS/2 keyboard and mouse behind any controller (see libqos/device/input/ps2 for the specification):
// their commands, and the bytes that come with events from outside.
package ps2suite
