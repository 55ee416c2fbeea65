package intelnic

import "github.com/qgraph/qgraph/libqos/base/reg"

// General registers (82574 datasheet, section 10.2.2 "General Register
// Descriptions"; 82576 datasheet, section 8.2 "General Register Descriptions").
const (
	CTRL   reg.Reg[Ctrl]   = 0x0000 // Device Control
	STATUS reg.Reg[Status] = 0x0008 // Device Status
	VET    reg.Reg[uint32] = 0x0038 // VLAN Ether Type, bits 15:0
)

// Ctrl is the Device Control register.
type Ctrl uint32

// The bits of CTRL that both controllers have. Bits 9:8 are the speed, see
// [CtrlSpeed1000].
//
//qgraph:bits Ctrl
const (
	CtrlFD               Ctrl = 1 << 0  // full duplex
	CtrlGIOMasterDisable Ctrl = 1 << 2  // no new bus-master requests
	CtrlASDE             Ctrl = 1 << 5  // auto-speed detection
	CtrlSLU              Ctrl = 1 << 6  // set link up
	CtrlFRCSPD           Ctrl = 1 << 11 // force speed
	CtrlFRCDPLX          Ctrl = 1 << 12 // force duplex
	CtrlADVD3WUC         Ctrl = 1 << 20 // D3Cold wake-up capability
	CtrlRST              Ctrl = 1 << 26 // device reset, clears itself
	CtrlRFCE             Ctrl = 1 << 27 // receive flow control
	CtrlTFCE             Ctrl = 1 << 28 // transmit flow control
	CtrlVME              Ctrl = 1 << 30 // VLAN mode
	CtrlPHYRST           Ctrl = 1 << 31 // "PHY_RST": PHY reset

	CtrlSpeed     Ctrl = 3 << 8 // field
	CtrlSpeed1000 Ctrl = 2 << 8
)

// Status is the Device Status register.
type Status uint32

// The bits of STATUS that both controllers have.
//
//qgraph:bits Status
const (
	StatusFD              Status = 1 << 0  // full duplex
	StatusLU              Status = 1 << 1  // link up
	StatusTXOFF           Status = 1 << 4  // transmission paused
	StatusPHYRA           Status = 1 << 10 // PHY reset asserted
	StatusGIOMasterEnable Status = 1 << 19 // bus-master requests may be outstanding

	StatusLANID     Status = 3 << 2 // field: the port's number
	StatusSpeed     Status = 3 << 6 // field
	StatusSpeed1000 Status = 2 << 6
)
