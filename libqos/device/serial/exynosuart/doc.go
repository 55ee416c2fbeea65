// Package exynosuart is the guest's side of the UART of Samsung's Exynos 4210.
//
// It is written from Exynos 4210 RISC Microprocessor User's Manual, Samsung, chapter "Universal Asynchronous Receiver and Transmitter".
//
// Typical path:
//
//	arm/smdkc210 → exynos4210.uart → uart → uart-tests/characters
package exynosuart
