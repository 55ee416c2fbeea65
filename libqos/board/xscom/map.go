package xscom

// Map is how a generation of processors has XSCOM in the memory map.
type Map struct {
	Chips  string // QEMU's type of the chips
	Part   uint8  // the part number in the CFAM ID, 0 if it is not known
	Level  uint8  // of the design ("EC level"): 0x20 is DD2.0
	Cores  []Core // where a chip has cores; none if the sensors of the cores are not known
	I2C    bool   // a chip has I²C controllers that the host reaches
	base   uint64 // of chip 0
	stride uint64 // from one chip to the next
	old    bool   // the address of a register is cut in two, as before POWER9
}

// Core is the chiplet of a core, bits 31:24 of the addresses of its registers.
type Core uint8

// The generations.
var (
	// POWER8 of the Venice kind. Only the cores of its two halves are used.
	POWER8 = Map{
		Chips: "power8_v2.0-pnv-chip", Part: 0xea, Level: 0x20, Cores: []Core{0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e},
		base: 0x3_fc00_0000_0000, stride: 0x8_0000_0000, old: true,
	}
	// POWER9 of the Nimbus kind.
	POWER9 = Map{Chips: "power9_v2.2-pnv-chip", Part: 0xd1, Level: 0x22, Cores: []Core{0x20}, I2C: true, base: 0x6_03fc_0000_0000, stride: 1 << 42}
	// POWER10 has its chips further apart.
	POWER10 = Map{Chips: "power10_v2.0-pnv-chip", Part: 0xda, Level: 0x20, I2C: true, base: 0x6_03fc_0000_0000, stride: 1 << 44}
	// POWER11 has the map of POWER10.
	POWER11 = Map{Chips: "power11_v2.0-pnv-chip", Level: 0x20, I2C: true, base: 0x6_03fc_0000_0000, stride: 1 << 44}
)

// Address returns the guest-physical address of a register of a chip, by its address on the chip's bus.
func (m Map) Address(chip int, scom uint32) uint64 {
	at := m.base + uint64(chip)*m.stride
	if m.old {
		return at + uint64(scom)<<4&^0xff + uint64(scom)<<3&0x78
	}
	return at + uint64(scom)<<3
}
