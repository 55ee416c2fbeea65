package megasas

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/device/storage/megasas"
)

// disk is the backend of the disk behind the controller.
var disk = graph.NewHandle("disk")

// That disk: its device, and sizes in bytes.
const (
	diskID   = "megasas-disk" // of the device
	diskSize = 6 << 20
	sector   = 512
)

// Register adds the tests of the controller.
func Register(g *graph.Graph) {
	attached := graph.After(graph.Option{Flag: "-device", Type: "scsi-hd", ID: diskID, Props: []graph.Prop{
		{Name: "bus", Value: graph.DeviceID(".0")},
		{Name: "drive", Value: graph.Ref(disk)},
	}})
	backend := graph.Define(disk, block.Null(diskSize))
	graph.Test(g, "megasas-tests/dcmd/pd-get-info/fuzz", megasas.Driver, fuzz, backend, attached, graph.Known(deviations()...))
	graph.Pair(g, "megasas-tests/migrate", megasas.Driver, migrate, backend, attached, graph.Known(deviations()...))
}

// Lengths of data, in bytes (mfireg.h: struct mfi_ctrl_info, the beginning of
// struct mfi_pd_list, struct mfi_pd_details).
const (
	infoSize = 0x800
	listSize = 1024
	pdSize   = 512
)

// fuzz initialises the firmware, asks for its devices, and then sends commands
// that no driver sends.
func fuzz(t *run.T, c *megasas.Controller) {
	ctx := t.Context()
	if s := megasas.ScratchPad.ReadT(t, c.Regs) & megasas.State; s != megasas.StateReady {
		t.Errorf("firmware state after power-on = %#x, want %#x", s, megasas.StateReady)
	}
	t.Must(c.Init(ctx))
	if s := megasas.ScratchPad.ReadT(t, c.Regs) & megasas.State; s != megasas.StateOperational {
		t.Errorf("firmware state after initialisation = %#x, want %#x", s, megasas.StateOperational)
	}
	t.Step("interrupt", func() { interrupt(t, c) })
	t.Step("controller info", func() { controllerInfo(t, c) })
	id := deviceList(t, c)
	t.Step("device info", func() { deviceInfo(t, c, id) })
	t.Step("malformed commands", func() { malformed(t, c, id) })
	t.Step("device info after malformed commands", func() { deviceInfo(t, c, id) })
	t.Step("buffers of every size", func() { bytesOf(t, c, id) })
	t.Step("ids of no device", func() { absentDevices(t, c, id) })
	t.Step("disk that is gone", func() { gone(t, c, id) })
	t.Must(c.Close(ctx))
}

// interrupt checks that a completion interrupts until it is acknowledged.
func interrupt(t *run.T, c *megasas.Controller) {
	ctx := t.Context()
	line, err := c.PCI.INTx(ctx)
	t.Must(err)
	const context = 0x51d5
	f := megasas.Command{Opcode: megasas.ControllerGetInfo}.Frame(0) // fails without data
	binary.LittleEndian.PutUint32(f[megasas.FrameContext:], context)
	status, err := c.Post(ctx, f)
	t.Must(err)
	if status == megasas.OK {
		t.Error("a command without data succeeded, want an error")
	}
	if !line.Raised() {
		t.Error("interrupt line not raised by a completion")
	}
	if s := megasas.OutboundStatus.ReadT(t, c.Regs); s&megasas.ReplyInterrupt == 0 {
		t.Errorf("outbound status after a completion = %#x, want %#x set", s, megasas.ReplyInterrupt)
	}
	t.Must(c.Reply(ctx, context))
	if line.Raised() {
		t.Error("interrupt line still raised after the completion is acknowledged")
	}
}

// controllerInfo requests the controller's description and compares the fields
// known from elsewhere: its PCI identity, the limits of the scratch pad, the
// number of disks.
func controllerInfo(t *run.T, c *megasas.Controller) {
	b, err := c.Direct(t.Context(), megasas.Command{Opcode: megasas.ControllerGetInfo, Length: infoSize})
	t.Must(err)
	const (
		ids         = 0
		product     = 1344 // text, zero-terminated
		maxCommands = 1464
		disks       = 1480
	)
	id := megasas.PCIModel().ID
	le := binary.LittleEndian
	for i, want := range []uint16{id.Vendor, id.Device, id.SubsystemVendor, id.Subsystem} {
		if got := le.Uint16(b[ids+2*i:]); got != want {
			t.Errorf("controller info: PCI identity, word %d, is %#x, want %#x", i, got, want)
		}
	}
	if b[product] < ' ' || b[product] > '~' {
		t.Errorf("controller info: product name % x, want text", b[product:product+8])
	}
	limits := megasas.ScratchPad.ReadT(t, c.Regs)
	if got := le.Uint16(b[maxCommands:]); got == 0 || megasas.Firmware(got) < limits&megasas.MaxCommands {
		t.Errorf("controller info: %d commands at a time, want %d as in the scratch pad", got, limits&megasas.MaxCommands)
	}
	if got := le.Uint16(b[disks:]); got != 1 {
		t.Errorf("controller info: %d disks, want 1", got)
	}
}

// deviceList requests the physical devices, of which there is one, and returns its
// id.
func deviceList(t *run.T, c *megasas.Controller) uint16 {
	b, err := c.Direct(t.Context(), megasas.Command{Opcode: megasas.PDGetList, Length: listSize})
	t.Must(err)
	if n := devices(b); n != 1 {
		t.Fatalf("got %d physical devices, want 1", n)
	}
	return binary.LittleEndian.Uint16(b[8:])
}

// deviceInfo requests the description of the disk and compares its id and its size
// (mfireg.h, struct mfi_pd_details). The disk belongs to the firmware, so its INQUIRY
// data report no device to the host (SPC-4, section 6.6 "INQUIRY command", peripheral
// qualifier 3).
func deviceInfo(t *run.T, c *megasas.Controller, id uint16) {
	t.Helper()
	b, err := c.Direct(t.Context(), megasas.Command{Opcode: megasas.PDGetInfo, Mailbox: megasas.Device(id), Length: pdSize})
	t.Must(err)
	const inquiry, hidden = 4, 0x7f
	if got := binary.LittleEndian.Uint16(b); got != id {
		t.Errorf("device info: id %#x, want %#x", got, id)
	}
	if b[inquiry] != hidden {
		t.Errorf("device info: INQUIRY data begin with %#02x, want %#02x", b[inquiry], hidden)
	}
	if got := sectors(b); got != diskSize/sector {
		t.Errorf("device info: %d sectors, want %d", got, diskSize/sector)
	}
}

// sectors returns the size in a device's description.
func sectors(b []byte) uint64 {
	const size = 4 + 96 + 64 + 4 + 4*4 + 4 + 4 + 40 // the fields before
	return binary.LittleEndian.Uint64(b[size:])
}

// absentDevices asks for devices by ids that are not in the list.
func absentDevices(t *run.T, c *megasas.Controller, id uint16) {
	for _, other := range []uint16{id ^ 0x0001, id ^ 0x0100, id ^ 0x8000} {
		_, status := ask(t, c, megasas.Command{Opcode: megasas.PDGetInfo, Mailbox: megasas.Device(other), Length: pdSize})
		if status != megasas.DeviceNotFound {
			t.Errorf("info of device %#04x: %v, want %v", other, status, megasas.DeviceNotFound)
		}
	}
}

// gone unplugs the disk: the firmware then knows no device, by its list and by its
// id.
func gone(t *run.T, c *megasas.Controller, id uint16) {
	ctx := t.Context()
	t.Must(hotplug.Remove(ctx, t.QEMU().QMP(), diskID, nil))
	b, status := ask(t, c, megasas.Command{Opcode: megasas.PDGetList, Length: listSize})
	if n := devices(b); status != megasas.OK || n != 0 {
		t.Errorf("got %d physical devices after the unplug, want 0 (%v)", n, status)
	}
	_, status = ask(t, c, megasas.Command{Opcode: megasas.PDGetInfo, Mailbox: megasas.Device(id), Length: pdSize})
	if status != megasas.DeviceNotFound {
		t.Errorf("info of an unplugged device: %v, want %v", status, megasas.DeviceNotFound)
	}
}

// ask does a command and returns its data and status, with any content of the
// reply queue.
func ask(t *run.T, c *megasas.Controller, cmd megasas.Command) ([]byte, megasas.Status) {
	t.Helper()
	data, err := c.Machine.AllocZeroed(t.Context(), uint64(cmd.Length), 8)
	t.Must(err)
	status, err := c.Post(t.Context(), cmd.Frame(data))
	t.Must(err)
	b := make([]byte, cmd.Length)
	t.Must(c.Machine.ReadMemory(t.Context(), data, b))
	t.Must(c.Machine.Alloc.Free(data))
	return b, status
}

// devices returns the number of devices in a list (mfireg.h, struct mfi_pd_list).
func devices(b []byte) uint32 { return binary.LittleEndian.Uint32(b[4:]) }
