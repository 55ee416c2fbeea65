// Package canfd tests the CAN FD controller of the Versal (see libqos/device/net/canfd for the hardware). The other controller
// of the board is on the same bus. Each path ends in one of
//
//	… → xlnx.versal-canfd → xlnx.versal-canfd-tests/registers
//	… → xlnx.versal-canfd → xlnx.versal-canfd-tests/bus
//	… → xlnx.versal-canfd → xlnx.versal-canfd-tests/filter
//	… → xlnx.versal-canfd → xlnx.versal-canfd-tests/modes
//	… → xlnx.versal-canfd → xlnx.versal-canfd-tests/interrupts
package canfd
