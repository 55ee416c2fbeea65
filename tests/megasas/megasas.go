package megasas

import (
	"encoding/binary"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/base/field"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/base/reg"
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
	graph.Test(g, "megasas-tests/transfers", megasas.Driver, transfers, graph.Define(disk, block.File(diskSize)), attached, graph.Known(deviations()...))
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
	t.Step("masked interrupt", func() { masked(t, c) })
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
	reg.ExpectBitsT(t, c.Regs, "outbound status after a completion", megasas.OutboundStatus, ^megasas.AnyReply, megasas.ReplyInterrupt)
	t.Must(c.Reply(ctx, context))
	if line.Raised() {
		t.Error("interrupt line still raised after the completion is acknowledged")
	}
	reg.ExpectBitsT(t, c.Regs, "outbound status after the acknowledgement", megasas.OutboundStatus, ^megasas.AnyReply, 0)
}

// masked checks that a completion does not interrupt while its interrupt is masked, and keeps its
// reply.
func masked(t *run.T, c *megasas.Controller) {
	line, err := c.PCI.INTx(t.Context())
	t.Must(err)
	const context = 0x51d6
	f := megasas.Command{Opcode: megasas.ControllerGetInfo}.Frame(0)
	binary.LittleEndian.PutUint32(f[megasas.FrameContext:], context)
	reg.KeepsT(t, c.Regs, "outbound mask", megasas.OutboundMask, ^megasas.Outbound(0))
	_, err = c.Post(t.Context(), f)
	t.Must(err)
	if line.Raised() {
		t.Error("interrupt line is raised by a completion that is masked")
	}
	reg.KeepsT(t, c.Regs, "outbound mask", megasas.OutboundMask, ^megasas.ReplyInterrupt)
	t.Step("reply", func() { t.Must(c.Reply(t.Context(), context)) })
}

// controllerInfo requests the controller's description. Its limits are those of the scratch
// pad.
func controllerInfo(t *run.T, c *megasas.Controller) {
	b, err := c.Direct(t.Context(), megasas.Command{Opcode: megasas.ControllerGetInfo, Length: infoSize})
	t.Must(err)
	id := megasas.PCIModel().ID
	limits := megasas.ScratchPad.ReadT(t, c.Regs)
	field.ExpectT(t, "controller info", b, infoFields([4]uint16{id.Vendor, id.Device, id.SubsystemVendor, id.Subsystem},
		uint16(limits&megasas.MaxCommands), uint16(limits&megasas.MaxSG>>16)), field.Range{At: infoTime, Size: 4})
}

// deviceList requests the physical devices, of which there is one, and returns its
// id.
func deviceList(t *run.T, c *megasas.Controller) uint16 {
	b, err := c.Direct(t.Context(), megasas.Command{Opcode: megasas.PDGetList, Length: listSize})
	t.Must(err)
	if n := devices(b); n != 1 {
		t.Fatalf("got %d physical devices, want 1", n)
	}
	field.ExpectT(t, "device list", b, listFields())
	return binary.LittleEndian.Uint16(b[8:])
}

// deviceInfo requests the description of the disk.
func deviceInfo(t *run.T, c *megasas.Controller, id uint16) {
	t.Helper()
	b, err := c.Direct(t.Context(), megasas.Command{Opcode: megasas.PDGetInfo, Mailbox: megasas.Device(id), Length: pdSize})
	t.Must(err)
	field.ExpectT(t, "device info", b, diskFields(id, diskSize/sector))
}

// absentDevices asks for devices by ids that are not in the list.
func absentDevices(t *run.T, c *megasas.Controller, id uint16) {
	for _, other := range []uint16{id ^ 0x0001, id ^ 0x0100, id ^ 0x8000} {
		data, err := c.Machine.AllocZeroed(t.Context(), pdSize, 8)
		t.Must(err)
		status, err := c.Post(t.Context(), megasas.Command{Opcode: megasas.PDGetInfo, Mailbox: megasas.Device(other), Length: pdSize}.Frame(data))
		t.Must(err)
		t.Must(c.Machine.Alloc.Free(data))
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
	field.ExpectT(t, "list without a device", b, []field.Field{field.Little("size", 0, uint32(8))})
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
