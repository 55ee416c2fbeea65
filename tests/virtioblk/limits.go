package virtioblk

import (
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/block"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
)

// Properties of the device in the limits test.
const (
	ownQueues   = 2
	mostDiscard = 64                     // sectors
	mostZeroes  = 32                     // sectors
	longSerial  = "20 bytes, all in use" // as long as an id can be
)

// Sectors that the drive in the limits test cannot read, or write.
const (
	unreadable  = 3000
	unwriteable = 3100
)

// limited is the device of the limits test: it has small limits, a long serial number, and a drive
// with sectors that fail.
func limited() graph.TestOption {
	number := func(name string, n int64) graph.Prop { return graph.Prop{Name: name, Value: graph.Int(n)} }
	return graph.DeviceProps(
		number("num-queues", ownQueues), number("max-discard-sectors", mostDiscard), number("max-write-zeroes-sectors", mostZeroes),
		graph.P("serial", longSerial), graph.P("rerror", "report"), graph.P("werror", "report"),
	)
}

// failing is a drive on a host that reports errors of those sectors, and of flushes.
func failing() graph.Backend {
	rule := func(n int, props ...graph.Prop) (all []graph.Prop) {
		for _, p := range append([]graph.Prop{graph.P("event", "none"), graph.P("errno", "5")}, props...) {
			all = append(all, graph.Prop{Name: fmt.Sprintf("inject-error.%d.%s", n, p.Name), Value: p.Value})
		}
		return all
	}
	b := graph.Backend{
		Kind: graph.Blockdev, Type: "blkdebug", File: driveSize,
		Props: []graph.Prop{
			graph.P("discard", "unmap"), graph.P("image.driver", "file"), {Name: "image.filename", Value: graph.File()},
		},
	}
	b.Props = append(b.Props, rule(0, graph.P("iotype", "read"), graph.Prop{Name: "sector", Value: graph.Int(unreadable)})...)
	b.Props = append(b.Props, rule(1, graph.P("iotype", "write"), graph.Prop{Name: "sector", Value: graph.Int(unwriteable)})...)
	b.Props = append(b.Props, rule(2, graph.P("iotype", "flush"))...)
	return b
}

// limits uses a device with two queues, small limits and a drive that fails (section 5.2.6.2 "Device
// Requirements: Device Operation"). It finds a device that mixes up queues, takes the wrong
// number for its limit, cuts the id, or reports an error of its drive as success.
func limits(t *run.T, f *virtiopci.Function) {
	file := openFile(t, block.Drive)
	file.serial = longSerial
	modern := f.Virtio().ModernT(t)
	t.Step("queues", func() { twoQueues(t, f.Virtio(), file) })
	for _, s := range []struct {
		name  string
		check func(*rig)
	}{
		{"id of 20 bytes", func(r *rig) { r.id(longSerial) }}, {"longest ranges", longest}, {"errors of the drive", driveErrors},
	} {
		t.Step(s.name, func() {
			with(t, f.Virtio(), modern, file, cached(virtioblk.FeatureDiscard, virtioblk.FeatureWriteZeroes), s.check)
		})
	}
}

// cached returns the features with FLUSH: without it each write flushes the drive, which fails.
func cached(features ...virtio.Feature) virtio.Features {
	return virtio.FeaturesOf(features...).With(virtioblk.FeatureFlush)
}

// twoQueues writes by one queue and reads by the other.
func twoQueues(t *run.T, hw *virtio.Hardware, file *drive) {
	t.Helper()
	disks, err := virtioblk.OpenQueues(t.Context(), hw, hw.ModernT(t), cached(virtioblk.FeatureMQ))
	t.Must(err)
	if len(disks) != ownQueues {
		t.Fatalf("%v: num_queues = %d, want %d", disks[0].Device, len(disks), ownQueues)
	}
	rigs := make([]*rig, len(disks))
	for i, disk := range disks {
		rigs[i] = &rig{T: t, disk: disk, file: file, what: fmt.Sprintf("%v, queue %d", disk.Device, i)}
	}
	for i, r := range rigs {
		at := uint64(100 + 10*i)
		r.write(at, 3)
		rigs[ownQueues-1-i].read(at, 3)
	}
	t.Must(disks[0].Close(t.Context()))
	t.Must(file.Check())
}

// longest discards and clears as many sectors as the device takes at once, and one more.
func longest(r *rig) {
	r.need(virtioblk.FeatureDiscard, virtioblk.FeatureWriteZeroes)
	const sector = 512
	for _, x := range []struct {
		kind virtioblk.RequestType
		most uint32
	}{{virtioblk.WriteZeroes, mostZeroes}, {virtioblk.Discard, mostDiscard}} {
		r.write(sector, int(x.most)+1)
		r.do(r.ranges(x.kind, virtioblk.Segment{Sector: sector, Sectors: x.most + 1}), virtioblk.IOError)
		r.read(sector, int(x.most)+1)
		r.do(r.ranges(x.kind, virtioblk.Segment{Sector: sector, Sectors: x.most}), virtioblk.OK)
		if x.kind == virtioblk.WriteZeroes {
			r.file.Zero(sector, int(x.most))
		} else {
			r.file.Put(sector, r.do(virtioblk.Read(sector, int(x.most)), virtioblk.OK).Data)
		}
		r.read(sector, int(x.most)+1)
	}
	most := map[string][2]uint64{
		"max_discard_sectors":      {field(r, virtioblk.ConfigMaxDiscardSectors), mostDiscard},
		"max_write_zeroes_sectors": {field(r, virtioblk.ConfigMaxWriteZeroesSectors), mostZeroes},
	}
	for name, x := range most {
		if x[0] != x[1] {
			r.Errorf("%s: %s = %d, want %d", r.what, name, x[0], x[1])
		}
	}
}

// driveErrors has a read, a write and a flush fail on the drive. The device goes on.
func driveErrors(r *rig) {
	r.need(virtioblk.FeatureFlush)
	r.do(virtioblk.Read(unreadable, 1), virtioblk.IOError)
	r.do(virtioblk.Read(unreadable-2, 4), virtioblk.IOError)
	r.do(virtioblk.Write(unwriteable, make([]byte, virtioblk.SectorSize)), virtioblk.IOError)
	r.do(virtioblk.Request{Type: virtioblk.Flush}, virtioblk.IOError)
	r.read(unwriteable, 1)
	r.read(unreadable+8, 1)
	r.do(virtioblk.Write(unreadable, r.file.Data(unreadable, 1)), virtioblk.OK)
}
