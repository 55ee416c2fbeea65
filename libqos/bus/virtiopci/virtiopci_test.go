package virtiopci_test

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/pci"
	"github.com/qgraph/qgraph/libqos/bus/pci/pcifake"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
)

// Offsets of the fake's structures in BAR 4.
const (
	commonAt = 0x000
	isrAt    = 0x100
	deviceAt = 0x200
	notifyAt = 0x300
)

// structure is a vendor capability.
type structure struct {
	kind           byte
	bar            byte
	offset, length uint32
}

func structures() []structure {
	return []structure{
		{1, 4, commonAt, 0x40}, {2, 4, notifyAt, 0x40}, {3, 4, isrAt, 1}, {4, 4, deviceAt, 0x10}, {5, 0, 0, 0},
	}
}

const (
	multiplier      = 4
	firstCapability = 0x40 // its offset in pcifake: MSI-X, if the device has it
)

func transitional() virtiopci.Model {
	return virtiopci.Model{
		Class: pci.ClassOthers, Vectors: 3,
		Device:   virtio.Model{Name: "virtio-rng", Type: virtio.Entropy, Queues: []virtio.QueueModel{{Name: "requestq", Size: 8}}},
		LegacyID: virtiopci.LegacyEntropy, LegacyConfig: 16,
	}
}

func modernOnly() virtiopci.Model {
	m := transitional()
	m.Vectors, m.LegacyID, m.LegacyConfig = 0, 0, 0
	return m
}

// newFake returns a function of the model with these structures, and its bus,
// in a machine of a byte order.
func newFake(m virtiopci.Model, list []structure, order binary.ByteOrder) (*pcifake.Function, *pcifake.Host, *pci.Bus) {
	p := m.PCI()
	p.Capabilities = slices.DeleteFunc(p.Capabilities, func(id pci.CapabilityID) bool { return id == pci.CapabilityVendor })
	f := pcifake.New(p)
	f.SetConfig(reg.Reg[uint16](pci.Status), uint16(pci.StatusCapabilities))
	pointer := int(pci.CapabilityPointer)
	if m.Vectors > 0 {
		pointer = firstCapability + 1
	}
	for i, s := range list {
		at := 0x80 + 20*i
		f.Config[pointer] = byte(at)
		pointer = at + 1
		c := f.Config[at:]
		c[0], c[2], c[3], c[4] = byte(pci.CapabilityVendor), 20, s.kind, s.bar
		binary.LittleEndian.PutUint32(c[8:], s.offset)
		binary.LittleEndian.PutUint32(c[12:], s.length)
		binary.LittleEndian.PutUint32(c[16:], multiplier)
	}
	slot := pci.Address{Device: 4}
	h := pcifake.NewHost(map[pci.Address]*pcifake.Function{slot: f})
	machine := guest.NewMachine(h.Link, order, guest.RAM{Base: 1 << 20, Size: 1 << 20})
	return f, h, pci.NewBus(machine, h, slot)
}

// bar returns the memory behind a BAR.
func bar(t *testing.T, f *pcifake.Function, index int) []byte {
	t.Helper()
	for _, b := range f.BARs {
		if b.Index == index {
			return b.Memory
		}
	}
	t.Fatalf("no BAR%d", index)
	return nil
}

// attach returns the transport with that name of a transitional device in a
// machine of a byte order.
func attach(t *testing.T, order binary.ByteOrder, name string) (virtio.Transport, *pcifake.Function, *pcifake.Host) {
	t.Helper()
	m := transitional()
	fake, host, bus := newFake(m, structures(), order)
	f, err := m.Attach(t.Context(), bus)
	if err != nil {
		t.Fatal(err)
	}
	for _, transport := range f.Virtio().Transports {
		if transport.String() == name {
			if err := transport.Enable(t.Context()); err != nil {
				t.Fatal(err)
			}
			return transport, fake, host
		}
	}
	t.Fatalf("no transport %q", name)
	return nil, nil, nil
}

func TestAttach(t *testing.T) {
	for _, tc := range []struct {
		name       string
		model      virtiopci.Model
		structures []structure
		change     func(*pcifake.Function)
		want       []string // transports
		wantErr    string
	}{
		{
			name: "transitional", model: transitional(), structures: structures(),
			want: []string{"legacy PCI", "legacy PCI with MSI-X", "modern PCI", "modern PCI with MSI-X"},
		},
		{
			name: "modern only, without MSI-X", model: modernOnly(), structures: structures(),
			want: []string{"modern PCI"},
		},
		{
			name: "the first of two counts", model: modernOnly(), structures: append(structures(), structure{1, 4, 0x3fff, 1}),
			want: []string{"modern PCI"},
		},
		{
			name: "nothing of virtio", model: modernOnly(),
			wantErr: "no capability for the common configuration\nno capability for the notification\n" +
				"no capability for the ISR status\nno capability for the device-specific configuration\n" +
				"no capability for the PCI configuration access",
		},
		{
			name: "a structure that leaves its BAR", model: modernOnly(), structures: []structure{{1, 4, 0x3ff0, 0x11}},
			wantErr: "the common configuration, 17 bytes at 0x3ff0, is outside of BAR4",
		},
		{
			name: "another vendor", model: modernOnly(), structures: structures(),
			change:  func(f *pcifake.Function) { f.SetConfig(pci.VendorID, 0x1234) },
			wantErr: "got vendor 0x1234, want 0x1af4",
		},
		{
			name: "modern only but declared as transitional", model: transitional(), structures: structures(),
			change:  func(f *pcifake.Function) { f.SetConfig(pci.DeviceID, 0x1044) },
			wantErr: "got device ID 0x1044, want one of a transitional device",
		},
		{
			name: "no MSI-X", model: transitional(), structures: structures(),
			change:  func(f *pcifake.Function) { f.Config[firstCapability] = byte(pci.CapabilityPowerManagement) },
			wantErr: "got MSI-X false, want the 3 vectors of the model",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			fake, _, bus := newFake(tc.model, tc.structures, binary.LittleEndian)
			if tc.change != nil {
				tc.change(fake)
			}
			f, err := tc.model.Attach(t.Context(), bus)
			if tc.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tc.wantErr) {
					t.Errorf("Attach() = %v, want something with %q", err, tc.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, transport := range f.Virtio().Transports {
				got = append(got, transport.String())
				id, err := transport.Identity(t.Context())
				if want := (virtio.Identity{Type: virtio.Entropy, Vendor: virtiopci.Vendor}); err != nil || id != want {
					t.Errorf("%v: Identity() = %v, %v, want %v", transport, id, err, want)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("transports mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestModernQueue(t *testing.T) {
	transport, fake, _ := attach(t, binary.LittleEndian, "modern PCI with MSI-X")
	mem := bar(t, fake, 4)
	err := transport.EnableQueue(t.Context(), 1, virtio.Areas{
		Size: 8, Descriptor: 0x1_0000_0010, Driver: 0x2_0000_0020, Device: 0x3_0000_0030,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []byte{
		1, 0, // queue_select
		8, 0, // queue_size
		2, 0, // queue_msix_vector: 0 is for the configuration, 1 for queue 0
		1, 0, // queue_enable
		0, 0, // queue_notify_off
		0x10, 0, 0, 0, 1, 0, 0, 0,
		0x20, 0, 0, 0, 2, 0, 0, 0,
		0x30, 0, 0, 0, 3, 0, 0, 0,
	}
	got := slices.Concat(mem[0x16:0x20], mem[0x20:0x38])
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("common configuration mismatch (-want +got):\n%s", diff)
	}

	mem[0x1e] = 5 // queue_notify_off
	if err := transport.Notify(t.Context(), 0x0102); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]byte{0, 2, 1, 0}, mem[notifyAt+5*multiplier-1:][:4]); diff != "" {
		t.Errorf("notification mismatch (-want +got):\n%s", diff)
	}
	mem[0x1e] = 16 // behind the end of the notification structure
	if err := transport.Notify(t.Context(), 0); err == nil || !strings.Contains(err.Error(), "offset 0x40 is outside of the 64 bytes of the notification") {
		t.Errorf("Notify() = %v", err)
	}
}

func TestLegacyQueue(t *testing.T) {
	transport, fake, _ := attach(t, binary.LittleEndian, "legacy PCI with MSI-X")
	mem := bar(t, fake, 0)
	areas := virtio.Areas{Size: 8, Descriptor: 0x1234_5000, Driver: 0x1234_5080, Device: 0x1234_6000}
	if err := transport.EnableQueue(t.Context(), 1, areas); err != nil {
		t.Fatal(err)
	}
	want := []byte{0x45, 0x23, 1, 0, 8, 0, 1, 0} // address in pages, size as it was, select
	if diff := cmp.Diff(want, mem[8:16]); diff != "" {
		t.Errorf("registers mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]byte{0, 0, 2, 0}, mem[20:24]); diff != "" { // of the configuration, of queue 1
		t.Errorf("vectors mismatch (-want +got):\n%s", diff)
	}
	for _, tc := range []struct {
		areas virtio.Areas
		want  string
	}{
		{virtio.Areas{Size: 4, Descriptor: 4096}, "virtiopci: got a legacy queue of 4 descriptors, want the device's 8"},
		{virtio.Areas{Size: 8, Descriptor: 16}, "virtiopci: legacy queue at 0x10: want the address of a page"},
		{virtio.Areas{Size: 8, Descriptor: 1 << 44}, "virtiopci: legacy queue at 0x100000000000: want the address of a page"},
	} {
		if err := transport.EnableQueue(t.Context(), 0, tc.areas); err == nil || err.Error() != tc.want {
			t.Errorf("EnableQueue(%+v) = %v, want %s", tc.areas, err, tc.want)
		}
	}
}

// TestConfig checks the offset and the byte order of device-specific
// configuration space. MSI-X moves it in the legacy interface.
func TestConfig(t *testing.T) {
	const field reg.Reg[uint16] = 2
	le, be := binary.LittleEndian, binary.BigEndian
	for _, tc := range []struct {
		name   string
		order  binary.ByteOrder
		offset int // of the field in its BAR
		want   uint16
	}{
		{"legacy PCI", le, 22, 0x1234},
		{"legacy PCI", be, 22, 0x3412},
		{"legacy PCI with MSI-X", le, 26, 0x1234},
		{"modern PCI", le, deviceAt + 2, 0x1234},
		{"modern PCI with MSI-X", le, deviceAt + 2, 0x1234},
	} {
		transport, fake, _ := attach(t, tc.order, tc.name)
		index := 4
		if transport.Legacy() {
			index = 0
		}
		copy(bar(t, fake, index)[tc.offset:], []byte{0x34, 0x12})
		if got := field.ReadT(t, transport.Config()); got != tc.want {
			t.Errorf("%s, %v guest: field = %#x, want %#x", tc.name, tc.order, got, tc.want)
		}
	}
}

// TestVectorRefused has a device that does not accept its vector.
func TestVectorRefused(t *testing.T) {
	for _, name := range []string{"legacy PCI with MSI-X", "modern PCI with MSI-X"} {
		transport, fake, _ := attach(t, binary.LittleEndian, name)
		for _, b := range fake.BARs {
			b.ReadOnly = true
		}
		const want = "virtiopci: got MSI-X vector 0x0 after a write, want 0x1"
		areas := virtio.Areas{Size: 8, Descriptor: 4096}
		if err := transport.EnableQueue(t.Context(), 0, areas); err == nil || err.Error() != want {
			t.Errorf("%s: EnableQueue() = %v, want %s", name, err, want)
		}
	}
}

func TestPin(t *testing.T) {
	const line = 4*4 + 1
	for _, name := range []string{"legacy PCI", "modern PCI"} {
		transport, fake, host := attach(t, binary.LittleEndian, name)
		status := &bar(t, fake, 4)[isrAt]
		if transport.Legacy() {
			status = &bar(t, fake, 0)[19]
		}
		*status = 1
		if raised, err := transport.QueueInterrupt(t.Context(), 0); raised || err != nil {
			t.Errorf("%s: QueueInterrupt() = %v, %v while the pin is down", name, raised, err)
		}
		host.Lines[line] = true
		const stuck = "virtiopci: the interrupt pin stays up after repeated reads of the ISR status (events so far: QUEUE)"
		if _, err := transport.QueueInterrupt(t.Context(), 0); err == nil || err.Error() != stuck {
			t.Errorf("%s: QueueInterrupt() = %v, want %s", name, err, stuck)
		}
		*status = 0
		const nothing = "virtiopci: the interrupt pin is up while the ISR status is 0 (events so far: QUEUE)"
		if _, err := transport.QueueInterrupt(t.Context(), 0); err == nil || err.Error() != nothing {
			t.Errorf("%s: QueueInterrupt() = %v, want %s", name, err, nothing)
		}
	}
}
