package vmxnet3

import "github.com/qgraph/qgraph/libqos/base/reg"

// Registers of BAR 0; queue and vector 0 (the header, VMXNET3_BAR0_*).
const (
	InterruptMask reg.Reg[uint32] = 0x000 // 1: masked; 8 bytes a vector
	SendHead      reg.Reg[uint32] = 0x600 // index behind the last descriptor to send
	ReceiveHead   reg.Reg[uint32] = 0x800
	BodyHead      reg.Reg[uint32] = 0xa00
)

// Registers of BAR 1 (the header, VMXNET3_BAR1_*).
const (
	Revisions    reg.Reg[uint32]  = 0x00 // read: those that there are; written: the chosen one
	UPTVersions  reg.Reg[uint32]  = 0x08
	SharedLow    reg.Reg[uint32]  = 0x10 // address of the shared memory
	SharedHigh   reg.Reg[uint32]  = 0x18
	CommandPort  reg.Reg[Command] = 0x20 // written: a command; read: its answer
	AddressLow   reg.Reg[uint32]  = 0x28 // of the Ethernet address, bytes 0 to 3
	AddressHigh  reg.Reg[uint32]  = 0x30 // bytes 4 and 5
	InterruptPin reg.Reg[uint32]  = 0x38 // a read lowers the pin
	EventPort    reg.Reg[Event]   = 0x40 // written ones clear events
)

// Command is a command for the command register.
type Command uint32

// Commands (the header, VMXNET3_CMD_*).
const (
	Enable         Command = 0xcafe0000
	Disable        Command = 0xcafe0001
	ResetDevice    Command = 0xcafe0002
	SetReceiveMode Command = 0xcafe0003
	SetGroups      Command = 0xcafe0004
	SetVLANs       Command = 0xcafe0005
	GetStatus      Command = 0xf00d0000
	GetLink        Command = 0xf00d0002 // bit 0: up; bits 31:16: Mbit/s
	GetAddressLow  Command = 0xf00d0003
	GetAddressHigh Command = 0xf00d0004
)

// Mode says what is received (the header, VMXNET3_RXMODE_*).
type Mode uint32

// Bits of the mode.
const (
	Unicast     Mode = 1 << 0
	Multicast   Mode = 1 << 1 // that the table has
	Broadcast   Mode = 1 << 2
	AllGroups   Mode = 1 << 3
	Promiscuous Mode = 1 << 4
)

// Event is a set of events (the header, VMXNET3_EVENT_*).
type Event uint32

// Events.
const (
	ReceiveError Event = 1 << 0
	SendError    Event = 1 << 1
	LinkChange   Event = 1 << 2
)

// Features of the device (the header, UPT1_F_*).
const (
	FeatureChecksum uint64 = 1 << 0 // of received frames
	FeatureVLAN     uint64 = 1 << 2 // tags are removed from received frames
)

// Shared memory: its size and the offsets of its fields (the header,
// vmxnet3_driver_shared).
const (
	sharedSize    = 720
	sharedMode    = 120
	sharedGroups  = 124 // length of the table in bytes, and its address at 128
	sharedVLANs   = 136
	sharedControl = 108
	sharedEvents  = 696
)

// The queues' shared memory (the header, vmxnet3_txq_shared and vmxnet3_rxq_shared).
const (
	queueSize    = 256
	queueStopped = 80
	queueError   = 84
)

// magic begins the shared memory.
const magic = 0xbabefee1
