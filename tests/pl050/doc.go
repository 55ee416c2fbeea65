// Package pl050 tests ARM's PrimeCell PS2 Keyboard/Mouse Interface, and the keyboard and the mouse behind it (see
// libqos/device/input/pl050 for the hardware). Typical path:
//
//	arm/versatileab → pl050_keyboard → pl050_keyboard-tests/keyboard
package pl050
