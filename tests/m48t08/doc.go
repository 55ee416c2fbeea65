// Package m48t08 tests ST's Timekeeper M48T08: its RAM and its clock (see
// libqos/device/clock/m48t08 for the data sheet). Typical path:
//
//	sparc/SS-5 → sysbus-m48t08 → sysbus-m48t08-tests/clock
package m48t08
