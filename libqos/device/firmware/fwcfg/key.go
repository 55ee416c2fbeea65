package fwcfg

// Key selects an item. Bit 15 marks the items of an architecture.
type Key uint16

// The keys of items that are not in the directory. Their numbers are little-endian.
const (
	Signature      Key = 0x00 // "QEMU"
	ID             Key = 0x01 // 32 bits: [Features]
	UUID           Key = 0x02 // 16 bytes
	RAMSize        Key = 0x03 // 64 bits, in bytes
	NoGraphic      Key = 0x04 // 16 bits: 1 without a display
	Processors     Key = 0x05 // 16 bits
	KernelAddress  Key = 0x07 // 32 bits
	KernelSize     Key = 0x08 // 32 bits, in bytes
	InitrdAddress  Key = 0x0a // 32 bits
	InitrdSize     Key = 0x0b // 32 bits, in bytes
	BootDrive      Key = 0x0c // 16 bits: a letter as of -boot
	NUMA           Key = 0x0d // 64 bits each: number of nodes, the node of each processor, the bytes of each node
	BootMenu       Key = 0x0e // 16 bits: 1 if the firmware is to show a menu
	MaxProcessors  Key = 0x0f // 16 bits
	KernelData     Key = 0x11
	InitrdData     Key = 0x12
	CommandAddress Key = 0x13 // 32 bits
	CommandSize    Key = 0x14 // 32 bits, in bytes
	CommandData    Key = 0x15 // text that ends with NUL
	SetupAddress   Key = 0x16 // 32 bits
	SetupSize      Key = 0x17 // 32 bits, in bytes
	SetupData      Key = 0x18
	Directory      Key = 0x19
	FirstFile      Key = 0x20 // files have this key and those after it

	WriteChannel Key = 0x4000 // bit 14: ignored
	ArchSpecific Key = 0x8000
)

// Features is the value of [ID].
type Features uint32

// The features (section "Revision / feature bitmap").
//
//qgraph:bits
const (
	Traditional Features = 1 << 0 // the selector and the data register
	DMA         Features = 1 << 1
)

// Control is the first field of a DMA request. Its upper half is a key.
type Control uint32

// Bits of the control field (section "Guest-side DMA Interface").
//
//qgraph:bits
const (
	Error  Control = 1 << 0
	Read   Control = 1 << 1
	Skip   Control = 1 << 2
	Select Control = 1 << 3
	Write  Control = 1 << 4
)

// keyShift is the place of the key in a [Control].
const keyShift = 16

// Of returns c with the key of an item, which it selects.
func (c Control) Of(k Key) Control { return c | Select | Control(k)<<keyShift }
