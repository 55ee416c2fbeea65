// Package sifiveaon tests the watchdog in the always-on domain of SiFive's FE310 (see libqos/device/watchdog/sifiveaon for the
// hardware). Each path ends in one of
//
//	… → riscv.sifive.e.aon → sifive-e-aon-watchdog-tests/registers
//	… → riscv.sifive.e.aon → sifive-e-aon-watchdog-tests/timer
//	… → riscv.sifive.e.aon → sifive-e-aon-watchdog-tests/reset
package sifiveaon
