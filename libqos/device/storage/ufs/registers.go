package ufs

import "github.com/qgraph/qgraph/libqos/base/reg"

// Registers of BAR 0 (UFSHCI, section 5 "UFS Host Controller Register Interface").
const (
	CAP       reg.Reg[Capabilities]      = 0x00  // Controller Capabilities
	MCQCAP    reg.Reg[QueueCapabilities] = 0x04  // Multi-Circular Queue Capability
	VER       reg.Reg[uint32]            = 0x08  // UFS Version
	HCPID     reg.Reg[uint32]            = 0x10  // Product ID
	HCMID     reg.Reg[uint32]            = 0x14  // Manufacturer ID
	AHIT      reg.Reg[uint32]            = 0x18  // Auto-Hibernate Idle Timer
	IS        reg.Reg[Interrupts]        = 0x20  // Interrupt Status, cleared by writing ones
	IE        reg.Reg[Interrupts]        = 0x24  // Interrupt Enable
	HCS       reg.Reg[Status]            = 0x30  // Host Controller Status
	HCE       reg.Reg[uint32]            = 0x34  // Host Controller Enable
	UTRIACR   reg.Reg[uint32]            = 0x4c  // UTP Transfer Request Interrupt Aggregation Control
	UTRLBA    reg.Reg[uint32]            = 0x50  // UTP Transfer Request List Base Address, a multiple of 1024
	UTRLBAU   reg.Reg[uint32]            = 0x54  // upper 32 bits
	UTRLDBR   reg.Reg[uint32]            = 0x58  // UTP Transfer Request List Door Bell, a bit per slot
	UTRLCLR   reg.Reg[uint32]            = 0x5c  // UTP Transfer Request List Clear: zeros clear
	UTRLRSR   reg.Reg[uint32]            = 0x60  // UTP Transfer Request Run-Stop
	UTRLCNR   reg.Reg[uint32]            = 0x64  // UTP Transfer Request List Completion Notification
	UTMRLBA   reg.Reg[uint32]            = 0x70  // UTP Task Management Request List Base Address, a multiple of 1024
	UTMRLBAU  reg.Reg[uint32]            = 0x74  // upper 32 bits
	UTMRLDBR  reg.Reg[uint32]            = 0x78  // UTP Task Management Request List Door Bell
	UTMRLCLR  reg.Reg[uint32]            = 0x7c  // UTP Task Management Request List Clear
	UTMRLRSR  reg.Reg[uint32]            = 0x80  // UTP Task Management Run-Stop
	UICCMD    reg.Reg[Opcode]            = 0x90  // UIC Command
	UCMDARG1  reg.Reg[uint32]            = 0x94  // UIC Command Argument 1
	UCMDARG2  reg.Reg[uint32]            = 0x98  // UIC Command Argument 2
	UCMDARG3  reg.Reg[uint32]            = 0x9c  // UIC Command Argument 3
	CONFIG    reg.Reg[uint32]            = 0x300 // Global Configuration
	MCQConfig reg.Reg[uint32]            = 0x380
)

// HCEEnable is the bit of HCE that enables the controller. It reads as one once the
// controller is enabled (UFSHCI, section 5.3.4 "Offset 34h: HCE – Host Controller
// Enable").
const HCEEnable uint32 = 1 << 0

// RunStop is the bit of UTRLRSR and UTMRLRSR that runs a list.
const RunStop uint32 = 1 << 0

// ConfigQT is the bit of CONFIG, Queue Type, that selects circular queues instead
// of the transfer request list.
const ConfigQT uint32 = 1 << 0
