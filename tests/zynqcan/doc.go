// Package zynqcan tests the CAN controller of the Zynq UltraScale+ (see libqos/device/net/zynqcan for the hardware). The
// other controller of the board is on the same bus. Each path ends in one of
//
//	… → xlnx.zynqmp-can → xlnx.zynqmp-can-tests/registers
//	… → xlnx.zynqmp-can → xlnx.zynqmp-can-tests/bus
//	… → xlnx.zynqmp-can → xlnx.zynqmp-can-tests/filter
//	… → xlnx.zynqmp-can → xlnx.zynqmp-can-tests/modes
//	… → xlnx.zynqmp-can → xlnx.zynqmp-can-tests/interrupts
//	… → xlnx.zynqmp-can → xlnx.zynqmp-can-tests/timestamp
package zynqcan
