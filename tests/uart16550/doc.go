// Package uart16550 tests what a 16550 has beside other serial ports (see
// libqos/device/serial/ns16550 for the hardware): the levels and the time-out of its FIFO, a
// FIFO that overflows, and the lines of a modem. Each path ends in one of
//
//	… → 16550 → 16550-tests/fifo
//	… → 16550 → 16550-tests/modem
package uart16550
