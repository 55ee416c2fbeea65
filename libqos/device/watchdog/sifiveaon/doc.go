// Package sifiveaon is the guest's side of the watchdog in the always-on domain (AON) of SiFive's FE310. A register of it can
// be written after its key alone.
//
// It is written from SiFive FE310-G000 Manual v2p3, chapter "Watchdog Timer (WDT)".
//
//	sifiveaon.WriteT(t, dog, sifiveaon.Compare, 1000)
//	sifiveaon.WriteT(t, dog, sifiveaon.Configuration, sifiveaon.Always)
//
// Typical path:
//
//	riscv32/sifive_e → riscv.sifive.e.aon → sifive-e-aon-watchdog-tests/timer
package sifiveaon
