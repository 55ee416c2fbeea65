// Package edu is the guest's side of QEMU's edu, a PCI card for learning to write
// drivers: it inverts a word, computes factorials, interrupts, and copies memory to and
// from its own buffer.
//
// It is written from QEMU 11.1, docs/specs/edu.rst ("EDU device").
// docs/worked-example.md describes its development step by step.
//
//	d, err := edu.New(ctx, bus)
//	f, err := d.Factorial(ctx, 5) // 120
//
// Typical path:
//
//	x86_64/pc → i440FX-pcihost → pci-bus-pc → pci-bus → edu → edu-tests/factorial
package edu
