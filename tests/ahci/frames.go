package ahci

import (
	"github.com/qgraph/qgraph/libqos/device/storage/ahci"
	"github.com/qgraph/qgraph/libqos/device/storage/ata"
)

// FISes of a device (Serial ATA 3.0, sections 10.3.5 "Register Device to Host FIS", 10.3.6 "Set
// Device Bits", 10.3.8 "DMA Setup" and 10.3.10 "PIO Setup").
const (
	typeRegister   = 0x34
	typeDMASetup   = 0x41
	typePIOSetup   = 0x5f
	typeDeviceBits = 0xa1

	toHost    = 1 << 5 // "D", in the second byte
	interrupt = 1 << 6 // "I"

	registerSize = 20
	bitsSize     = 8
	setupSize    = 28 // of a DMA setup FIS
	statusByte   = 2
	endStatus    = 15 // "E_Status" of a PIO setup FIS
	transferByte = 16 // "Transfer Count", 2 bytes
)

// received is the memory of received FISes, which was filled with untouched before a command.
type received struct {
	*rig
	what string
	all  []byte
}

func (r *rig) received(what string, p *ahci.Port) *received {
	r.Helper()
	all, err := p.Received(r.Context())
	r.Must(err)
	return &received{r, what, all}
}

// came reports whether a FIS has been written at an offset.
func (f *received) came(at int) bool { return f.all[at] != untouched }

// alone checks that nothing but FISes at some offsets has been written.
func (f *received) alone(sizes map[int]int) {
	f.Helper()
	for i, b := range f.all {
		allowed := false
		for at, size := range sizes {
			allowed = allowed || i >= at && i < at+size
		}
		if !allowed && b != untouched {
			f.Errorf("%s: byte %#02x of the received FISes is %#02x, want %#02x as before: there is no FIS for it", f.what, i, b, untouched)
			return
		}
	}
}

// register checks a register FIS: its type, flags and task file, and the reserved bytes.
func (f *received) register(flags byte, status ata.Status, failure ata.Failure) {
	f.Helper()
	got := f.all[ahci.AtRegister : ahci.AtRegister+registerSize]
	want := []byte{typeRegister, flags, byte(status), byte(failure)}
	f.bytes("register FIS", got, 0, want)
	f.reserved(got)
}

// reserved checks the reserved bytes of a register FIS.
func (f *received) reserved(fis []byte) {
	f.Helper()
	f.bytes("register FIS, reserved", fis, 11, []byte{0})
	f.bytes("register FIS, reserved", fis, 14, make([]byte, registerSize-14))
}

// setup checks a PIO setup FIS of some bytes, but for the direction and the status at its end.
func (f *received) setup(size int, flags byte) {
	f.Helper()
	got := f.all[ahci.AtPIOSetup : ahci.AtPIOSetup+registerSize]
	f.bytes("PIO setup FIS", got, 0, []byte{typePIOSetup})
	f.bytes("PIO setup FIS, flags", []byte{got[1] &^ toHost}, 0, []byte{flags})
	if s := ata.Status(got[statusByte]); s&(ata.Busy|ata.Request|ata.Failed|ata.Fault|ata.Ready) != ata.Ready|ata.Request {
		f.Errorf("%s: PIO setup FIS: status %v, want READY and REQUEST", f.what, s)
	}
	if s := ata.Status(got[endStatus]); s&(ata.Failed|ata.Fault|ata.Ready) != ata.Ready {
		f.Errorf("%s: PIO setup FIS: status %v at the end, want READY and no failure", f.what, s)
	}
	f.bytes("PIO setup FIS, error", got, 3, []byte{0})
	f.bytes("PIO setup FIS, reserved", got, 11, []byte{0})
	f.bytes("PIO setup FIS, reserved", got, 14, []byte{0})
	f.bytes("PIO setup FIS, transfer count", got, transferByte, []byte{byte(size), byte(size >> 8), 0, 0})
}

// bytes compares bytes of a FIS.
func (f *received) bytes(what string, fis []byte, at int, want []byte) {
	f.Helper()
	for i, w := range want {
		if got := fis[at+i]; got != w {
			f.Errorf("%s: %s: byte %d is %#02x, want %#02x", f.what, what, at+i, got, w)
		}
	}
}

// frames checks the FISes of a command that has succeeded: a register FIS at its end, and a PIO
// setup FIS for its last sector if it is one of these. Sectors are moved one by one; each but the
// first that is written has its interrupt.
func (r *rig) frames(what string, p *ahci.Port, got ahci.Result, t ata.Task, d ahci.Direction) {
	r.Helper()
	f := r.received(what, p)
	sizes := map[int]int{ahci.AtRegister: registerSize}
	if byPIO(t.Command) {
		sizes[ahci.AtPIOSetup] = registerSize
		flags := byte(interrupt)
		if d == ahci.FromMemory && t.Count == 1 {
			flags = 0
		}
		f.setup(ata.SectorSize, flags)
	}
	if !byPIO(t.Command) || d == ahci.FromMemory || f.came(ahci.AtRegister) {
		f.register(interrupt, got.Status, got.Errors)
	}
	f.alone(sizes)
	if !t.Extended {
		f.short("register FIS", ahci.AtRegister)
		f.short("PIO setup FIS", ahci.AtPIOSetup)
	}
	if t.Command == ata.CheckPowerMode {
		f.bytes("register FIS, count", f.all[ahci.AtRegister:], 12, []byte{ata.ActiveOrIdle})
	}
}

// short checks that a FIS, if it has come, has nothing in the upper bytes of the registers, which
// commands of 28 bits do not have.
func (f *received) short(what string, at int) {
	f.Helper()
	if f.came(at) {
		f.bytes(what+", upper half of LBA", f.all[at:], 8, []byte{0, 0, 0})
		f.bytes(what+", upper half of the count", f.all[at:], 13, []byte{0})
	}
}

// last checks that a register FIS has come at the end of a command, and no other FIS but those at
// some offsets.
func (r *rig) last(what string, p *ahci.Port, got ahci.Result, others ...int) *received {
	r.Helper()
	f := r.received(what, p)
	f.register(interrupt, got.Status, got.Errors)
	sizes := map[int]int{ahci.AtRegister: registerSize}
	for _, at := range others {
		sizes[at] = registerSize
	}
	f.alone(sizes)
	f.short("register FIS", ahci.AtRegister)
	return f
}

// byPIO reports whether a command of the tests moves its data by PIO.
func byPIO(command uint8) bool {
	switch command {
	case ata.IdentifyDevice, ata.IdentifyPacketDevice, ata.ReadSectors, ata.ReadSectorsExt, ata.WriteSectors, ata.WriteSectorsExt:
		return true
	}
	return false
}

// ofPIO checks of the FISes of a PIO command which way they say that the data goes, the status that
// is to be at their end, and that a read ends with its data (Serial ATA 3.0, sections "PIO
// data-in command protocol" and "PIO data-out command protocol").
func ofPIO(r *rig, p *ahci.Port) {
	buffer := r.buffer(2 * ata.SectorSize)
	defer r.free(buffer)
	region := ahci.Region{Addr: buffer, Size: ata.SectorSize}
	r.Step("read", func() {
		r.does("a read", p, ata.At(ata.ReadSectors, 0, 1), ahci.ToMemory, region)
		f := r.received("a read", p)
		setup := f.all[ahci.AtPIOSetup:]
		r.Step("direction", func() { f.bytes("PIO setup FIS", setup, 1, []byte{interrupt | toHost}) })
		r.Step("status at the end", func() {
			if s := ata.Status(setup[endStatus]); s&(ata.Busy|ata.Request) != 0 {
				r.Errorf("PIO setup FIS: status %v at the end, want neither BUSY nor REQUEST", s)
			}
		})
		r.Step("no register FIS", func() {
			if f.came(ahci.AtRegister) {
				r.Errorf("register FIS % x after a read, want none: the status came with the PIO setup FIS", f.all[ahci.AtRegister:][:registerSize])
			}
		})
	})
	r.Step("write", func() {
		r.does("a write", p, ata.At(ata.WriteSectors, 0, 1), ahci.FromMemory, region)
		f := r.received("a write", p)
		setup := f.all[ahci.AtPIOSetup:]
		f.bytes("PIO setup FIS, direction", setup, 1, []byte{0})
		r.Step("status at the end", func() {
			if s := ata.Status(setup[endStatus]); s&(ata.Busy|ata.Request) != ata.Busy {
				r.Errorf("PIO setup FIS: status %v at the end, want BUSY and not REQUEST", s)
			}
		})
	})
}

// signature checks the register FIS of a device after a reset, which the port has kept until it
// received (AHCI 1.3.1, section 3.3.9 "PxSIG").
func (r *rig) signature(what string, p *ahci.Port, want uint32) {
	r.Helper()
	f := r.received(what, p)
	got := f.all[ahci.AtRegister:]
	const diagnosed = 1
	f.bytes("register FIS", got, 0, []byte{typeRegister})
	f.bytes("register FIS, error", got, 3, []byte{diagnosed})
	f.bytes("register FIS, signature", got, 4, []byte{byte(want >> 8), byte(want >> 16), byte(want >> 24)})
	f.bytes("register FIS, count", got, 12, []byte{byte(want)})
	f.reserved(got[:registerSize])
}
