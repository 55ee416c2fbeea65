// Package pl061 tests ARM's general purpose input/output PL061 and its variant of Stellaris chips (see
// libqos/device/gpio/pl061 for the hardware). The pins are driven and watched at the part. Each path ends in
// one of
//
//	… → pl061 → pl061-tests/registers
//	… → pl061 → pl061-tests/interrupts
//	… → pl061 → pl061-tests/outputs
//	… → pl061_luminary → pl061_luminary-tests/registers
//	… → pl061_luminary → pl061_luminary-tests/interrupts
//	… → pl061_luminary → pl061_luminary-tests/outputs
package pl061
