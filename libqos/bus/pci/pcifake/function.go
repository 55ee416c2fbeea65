package pcifake

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/qtest"
)

// Function is a PCI function. A test may change its fields at any time.
type Function struct {
	Config   [4096]byte // the result of reads
	Writable [4096]byte // mask of the writable bits of Config
	BARs     []*BAR
	Messages []uint32 // data of the messages sent, oldest first
	NoReset  bool     // a fault: a reset changes nothing
	Forgets  bool     // a fault: a function level reset clears sticky registers
	start    [4096]byte
	msix     *msix
	express  uint64          // offset of the PCI Express capability, 0 for none
	power    uint64          // that of power management
	cleared  map[uint64]bool // bytes of configuration space in which writing one clears a bit
	link     *Link
}

// BAR is a base address register with the memory behind it.
type BAR struct {
	pci.BAR
	Memory   []byte // the result of reads, little-endian
	ReadOnly bool   // writes are ignored
	Deaf     bool   // does not answer, as if decoding were off
	Stuck    bool   // answers even if decoding is off
	start    []byte
}

// capabilityBase is the offset of the first capability that New makes.
const capabilityBase = 0x40

// capabilitySize is the distance between capabilities that New makes, in bytes.
// The longest one, PCI Express, has 60 bytes.
const capabilitySize = 0x40

// New returns a function of the model. Its MSI-X table is at the start of its
// first memory BAR and the pending bits in the middle of that BAR.
func New(model pci.Model) *Function {
	f := &Function{cleared: map[uint64]bool{}}
	f.header(model)
	for _, b := range model.BARs {
		f.addBAR(b)
	}
	for _, l := range model.Landmarks {
		store(f.bar(l.BAR).Memory[l.Offset:], l.Width, l.Value)
	}
	pointer := uint64(pci.CapabilityPointer)
	for i, id := range model.Capabilities {
		at := uint64(capabilityBase + i*capabilitySize)
		f.Config[pointer] = byte(at)
		f.Config[at] = byte(id)
		pointer = at + 1
		switch id {
		case pci.CapabilityMSI:
			f.addMSI(at, model.MSI)
		case pci.CapabilityMSIX:
			f.addMSIX(at, model.MSIX)
		case pci.CapabilityExpress:
			f.addExpress(at)
		case pci.CapabilityPowerManagement:
			f.addPower(at)
		}
	}
	if len(model.Capabilities) > 0 {
		f.SetConfig(reg.Reg[uint16](pci.Status), uint16(pci.StatusCapabilities))
	}
	f.powerOn()
	return f
}

func (f *Function) header(model pci.Model) {
	f.SetConfig(pci.VendorID, model.ID.Vendor)
	f.SetConfig(pci.DeviceID, model.ID.Device)
	f.SetConfig(pci.SubsystemVendorID, model.ID.SubsystemVendor)
	f.SetConfig(pci.SubsystemID, model.ID.Subsystem)
	f.Config[pci.RevisionID] = model.Revision
	f.Config[pci.ProgIF] = byte(model.Class)
	f.Config[pci.Subclass] = byte(model.Class >> 8)
	f.Config[pci.BaseClass] = byte(model.Class >> 16)
	f.Config[pci.InterruptPin] = byte(model.Pin)
	f.Allow(uint64(pci.Command), qtest.Width16, uint64(pci.CommandIO|pci.CommandMemory|pci.CommandMaster|pci.CommandINTxDisable))
	f.Allow(uint64(pci.InterruptLine), qtest.Width8, 0xff)
	f.Allow(uint64(pci.CacheLineSize), qtest.Width8, 0xff)
}

func (f *Function) addBAR(b pci.BAR) {
	f.BARs = append(f.BARs, &BAR{BAR: b, Memory: make([]byte, b.Size)})
	at := uint64(pci.BaseAddress(b.Index))
	flags := uint64(0)
	switch b.Kind {
	case pci.IO:
		flags = 1
	case pci.Memory64:
		flags = 4
		f.Allow(at+4, qtest.Width32, -b.Size>>32)
	}
	if b.Prefetchable {
		flags |= 8
	}
	f.Allow(at, qtest.Width32, -b.Size)
	store(f.Config[at:], qtest.Width32, flags)
}

// addExpress adds a PCI Express capability, version 2, with function level reset and a
// link of one lane.
func (f *Function) addExpress(at uint64) {
	f.express = at
	store(f.Config[at+uint64(pci.ExpressCapabilities):], qtest.Width16, 2)
	store(f.Config[at+uint64(pci.DeviceCapabilities):], qtest.Width32, uint64(pci.DeviceCanReset|pci.DeviceRoleBased))
	f.Allow(at+uint64(pci.DeviceControl), qtest.Width16, 0x7fff)
	f.cleared[at+uint64(pci.DeviceStatus)] = true
	store(f.Config[at+uint64(pci.LinkCapabilities):], qtest.Width32, 0x11)
	store(f.Config[at+uint64(pci.LinkStatus):], qtest.Width16, 0x11)
}

// addPower adds power management: a function with D1 that signals from D0.
func (f *Function) addPower(at uint64) {
	f.power = at
	store(f.Config[at+uint64(pci.PowerCapabilities):], qtest.Width16, uint64(3|pci.PowerD1|1<<11))
	f.Allow(at+uint64(pci.PowerControl), qtest.Width16, uint64(pci.PowerState|pci.PowerPMEEnable))
	f.cleared[at+uint64(pci.PowerControl)+1] = true
}

// AddErrorReporting adds advanced error reporting at an offset of configuration space,
// with a few of the errors.
func (f *Function) AddErrorReporting(at uint64) {
	const errors = pci.PoisonedPacket | pci.UnsupportedRequest | pci.MalformedPacket | pci.InternalError
	const corrected = pci.ReceiverError | pci.AdvisoryNonFatal
	store(f.Config[at:], qtest.Width32, 1<<16|uint64(pci.ExtendedErrorReporting))
	for r, v := range map[reg.Reg[pci.Uncorrectable]]pci.Uncorrectable{
		pci.UncorrectableMask: pci.InternalError, pci.UncorrectableSeverity: pci.MalformedPacket | pci.InternalError,
	} {
		store(f.Config[at+uint64(r):], qtest.Width32, uint64(v))
		f.Allow(at+uint64(r), qtest.Width32, uint64(errors))
	}
	store(f.Config[at+uint64(pci.CorrectableMask):], qtest.Width32, uint64(pci.AdvisoryNonFatal))
	f.Allow(at+uint64(pci.CorrectableMask), qtest.Width32, uint64(corrected))
	f.powerOn()
}

// powerOn saves the current state as the one that a reset restores.
func (f *Function) powerOn() {
	f.start = f.Config
	for _, b := range f.BARs {
		b.start = append([]byte(nil), b.Memory...)
	}
}

// Reset restores the state that New made.
func (f *Function) Reset() {
	if f.NoReset {
		return
	}
	f.Config = f.start
	for _, b := range f.BARs {
		copy(b.Memory, b.start)
	}
}

// functionReset is a reset that leaves extended configuration space, where the sticky
// registers are.
func (f *Function) functionReset() {
	extended := f.Config
	f.Reset()
	if !f.Forgets {
		copy(f.Config[0x100:], extended[0x100:])
	}
}

// SetConfig changes a register of configuration space.
func (f *Function) SetConfig(r reg.Reg[uint16], v uint16) {
	binary.LittleEndian.PutUint16(f.Config[r:], v)
}

// Allow makes the bits of a register in configuration space writable, and the
// register's other bits read-only.
func (f *Function) Allow(offset uint64, w qtest.Width, mask uint64) {
	store(f.Writable[offset:], w, mask)
}

// bar returns the BAR with that index, which the model must have.
func (f *Function) bar(index int) *BAR {
	for _, b := range f.BARs {
		if b.Index == index {
			return b
		}
	}
	return &BAR{Memory: make([]byte, 1<<16)}
}

// command returns the Command register.
func (f *Function) command() pci.CommandBits {
	return pci.CommandBits(load(f.Config[pci.Command:], qtest.Width16))
}

// readConfig reads configuration space.
func (f *Function) readConfig(w qtest.Width, offset uint16) uint32 {
	return uint32(load(f.Config[offset:], w))
}

// writeConfig changes the writable bits.
func (f *Function) writeConfig(w qtest.Width, offset uint16, v uint32) {
	old, mask := load(f.Config[offset:], w), load(f.Writable[offset:], w)
	set := old&^mask | uint64(v)&mask
	for i := range uint64(w) {
		if f.cleared[uint64(offset)+i] {
			set &^= uint64(v) & (0xff &^ (mask >> (8 * i))) << (8 * i)
		}
	}
	state := f.state()
	store(f.Config[offset:], w, set)
	f.changeState(state)
	if f.express != 0 && uint64(offset) == f.express+8 && v&(1<<15) != 0 {
		f.functionReset()
	}
	f.deliver()
}

// state returns the power state.
func (f *Function) state() pci.PowerBits {
	if f.power == 0 {
		return pci.PowerStateD0
	}
	return pci.PowerBits(f.Config[f.power+uint64(pci.PowerControl)]) & pci.PowerState
}

// changeState does what a change of the power state has to: D2 is none of the function's,
// and the way from D3hot is a reset without No_Soft_Reset.
func (f *Function) changeState(from pci.PowerBits) {
	at := f.power + uint64(pci.PowerControl)
	switch to := f.state(); {
	case to == pci.PowerStateD2:
		f.Config[at] = f.Config[at]&^byte(pci.PowerState) | byte(from)
	case from == pci.PowerStateD3 && to == pci.PowerStateD0 && f.Config[at]&byte(pci.PowerNoSoftReset) == 0:
		f.Reset()
	}
}

// decode returns the BAR that answers at a PCI address, and the offset in it.
func (f *Function) decode(io bool, addr uint64) (*BAR, uint64) {
	for _, b := range f.BARs {
		on := pci.CommandMemory
		if b.Kind == pci.IO {
			on = pci.CommandIO
		}
		base := load(f.Config[pci.BaseAddress(b.Index):], qtest.Width32) &^ 0xf
		if b.Kind == pci.Memory64 {
			base |= load(f.Config[pci.BaseAddress(b.Index+1):], qtest.Width32) << 32
		}
		answers := !b.Deaf && (b.Stuck || f.command()&on != 0 && f.state() != pci.PowerStateD3)
		if answers && io == (b.Kind == pci.IO) && base != 0 && addr >= base && addr < base+b.Size {
			return b, addr - base
		}
	}
	return nil, 0
}

// write changes the memory behind a BAR.
func (f *Function) write(b *BAR, w qtest.Width, offset, v uint64) {
	if b.ReadOnly || f.msix.readOnly(b, offset) {
		return
	}
	store(b.Memory[offset:], w, v)
	f.deliver()
}

func load(p []byte, w qtest.Width) uint64 {
	var b [8]byte
	copy(b[:w], p)
	return binary.LittleEndian.Uint64(b[:])
}

func store(p []byte, w qtest.Width, v uint64) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], v)
	copy(p, b[:w])
}
