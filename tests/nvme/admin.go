package nvme

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
)

// features checks Get and Set Features (sections 5.14 and 5.21).
func features(t *run.T, d *nvme.Device) {
	ctx := t.Context()
	enabled(t, d, func() {
		// The controller allocates the requested number of queues of each kind,
		// less one, up to its maximum (section 5.21.1.7 "Number of Queues").
		const most = nvme.Vectors - 2
		for _, row := range []struct{ set, want uint32 }{
			{2<<16 | 2, most<<16 | most},
			{0xfffe<<16 | 0xfffe, most<<16 | most},
		} {
			got, err := d.SetFeature(ctx, nvme.FeatureQueues, row.set)
			t.Must(err)
			if got != row.want {
				t.Errorf("Set Features, number of queues %#x: allocated %#x, want %#x", row.set, got, row.want)
			}
		}
		for _, row := range []struct {
			name    string
			feature nvme.Feature
			set     uint32
		}{
			{"temperature threshold", nvme.FeatureTemperature, 0x14d},
			{"volatile write cache", nvme.FeatureWriteCache, 0},
			{"volatile write cache", nvme.FeatureWriteCache, 1},
			{"asynchronous event configuration", nvme.FeatureAsyncEvents, 0x02},
		} {
			_, err := d.SetFeature(ctx, row.feature, row.set)
			t.Must(err)
			got, err := d.Feature(ctx, row.feature, nvme.SelectCurrent)
			t.Must(err)
			if got != row.set {
				t.Errorf("%s = %#x, want %#x as set", row.name, got, row.set)
			}
		}
		refused(t, d.Admin, "Get Features of feature 0", nvme.GetFeatures(0, nvme.SelectCurrent, 0), nvme.InvalidField)
		refused(t, d.Admin, "Set Features, 65536 queues", nvme.SetFeatures(nvme.FeatureQueues, 0xffff), nvme.InvalidField)
	})
}

// adminErrors checks that invalid admin commands are refused, and that the
// controller then continues.
func adminErrors(t *run.T, d *nvme.Device) {
	enabled(t, d, func() {
		withBuffer(t, d, nvme.IdentifySize, nvme.Layout{}, func(b *nvme.Buffer) {
			for _, row := range []struct {
				name string
				cmd  nvme.Command
				want nvme.Code
			}{
				{"an unknown opcode", nvme.Command{Opcode: 0x7f}, nvme.InvalidOpcode},
				{"a vendor's opcode", nvme.Command{Opcode: 0xff}, nvme.InvalidOpcode},
				{"Identify with an unknown CNS", nvme.Identify(0xff, namespace).With(b), nvme.InvalidField},
				{"Identify of namespace 0", nvme.Identify(nvme.CNSNamespace, 0).With(b), nvme.InvalidNamespace},
				{"Identify of a namespace above NN", nvme.Identify(nvme.CNSNamespace, 257).With(b), nvme.InvalidNamespace},
				{"a list of namespaces above the last", nvme.Identify(nvme.CNSActiveNamespaces, 0xfffffffe).With(b), nvme.InvalidNamespace},
				{"an unknown log page", nvme.GetLogPage(0x7f, nvme.AllNamespaces, 512, 0).With(b), nvme.InvalidField},
				{"a log page from its end on", nvme.GetLogPage(nvme.LogHealth, nvme.AllNamespaces, 512, 1<<20).With(b), nvme.InvalidField},
			} {
				refused(t, d.Admin, row.name, row.cmd, row.want)
			}
			// Abort of a nonexistent command aborts nothing.
			c, err := d.Admin.Do(t.Context(), nvme.Abort(0, 0x7777))
			t.Must(err)
			if c.Result&1 == 0 {
				t.Errorf("Abort of a nonexistent command: dword 0 is %#x, want bit 0 set", c.Result)
			}
			zero, err := b.Get(t.Context())
			t.Must(err)
			for i, v := range zero {
				if v != 0 {
					t.Fatalf("a refused command wrote %#02x to byte %d of its buffer", v, i)
				}
			}
			sameIdentity(t, d)
		})
	})
}

// Asynchronous events of the type "error" (section 5.2.1 "Command Completion").
const (
	eventInvalidDoorbell = 0x00 // Write to Invalid Doorbell Register
	eventInvalidValue    = 0x01 // Invalid Doorbell Write Value
)

// asyncEvents checks that invalid doorbell writes are reported by asynchronous
// events, once until the log is read, and the number of requests that the
// controller accepts.
func asyncEvents(t *run.T, d *nvme.Device) {
	ctx := t.Context()
	enabled(t, d, func() {
		id, err := d.IdentifyController(ctx)
		t.Must(err)
		limit := int(id.AERL()) + 1
		for range limit {
			_, err := d.Admin.Submit(ctx, nvme.AsyncEventRequest())
			t.Must(err)
		}
		refused(t, d.Admin, "one request too many", nvme.AsyncEventRequest(), nvme.AsyncLimitExceeded)
		caps := d.Capabilities()
		for _, row := range []struct {
			name  string
			ring  func()
			event uint32
		}{
			{"the tail doorbell of a nonexistent queue", func() { caps.TailDoorbell(9).WriteT(t, d.Regs, 1) }, eventInvalidDoorbell},
			{"the head doorbell of a nonexistent queue", func() { caps.HeadDoorbell(9).WriteT(t, d.Regs, 1) }, eventInvalidDoorbell},
			{"a tail beyond the queue", func() { caps.TailDoorbell(0).WriteT(t, d.Regs, uint32(d.Admin.SQ.Size())) }, eventInvalidValue},
			{"a head beyond the queue", func() { caps.HeadDoorbell(0).WriteT(t, d.Regs, 0xffff) }, eventInvalidValue},
		} {
			row.ring()
			c, err := d.Admin.CQ.Next(ctx)
			t.Must(err)
			want := uint32(nvme.LogErrors)<<16 | row.event<<8 // of type 0
			if c.Result != want || c.Err() != nil {
				t.Errorf("%s: event %#x (%v), want %#x", row.name, c.Result, c.Status, want)
			}
			row.ring()
			quiet(t, d)
			if _, found, err := d.Admin.CQ.Take(ctx); found || err != nil {
				t.Errorf("%s, again before the log was read: got another event: %t (%v), want false", row.name, found, err)
			}
			_, err = d.LogPage(ctx, nvme.LogErrors, 64)
			t.Must(err)
		}
		if got := d.Admin.SQ.Outstanding(); got != limit-4 {
			t.Errorf("got %d outstanding requests, want %d", got, limit-4)
		}
	})
}

// health checks that the SMART / Health log counts commands (section 5.14.1.2
// "SMART / Health Information (Log Identifier 02h)").
func health(t *run.T, d *nvme.Device) {
	const reads, writes = 3, 5
	count := func() (read, written uint64) {
		p, err := d.LogPage(t.Context(), nvme.LogHealth, 512)
		t.Must(err)
		if kelvin := uint(p[1]) | uint(p[2])<<8; kelvin < 273 || kelvin > 373 {
			t.Errorf("controller's temperature = %d K", kelvin)
		}
		return little(p[64:80]), little(p[80:96])
	}
	enabled(t, d, func() {
		withQueue(t, d, nvme.QueueSetup{ID: 1, Size: 8}, func(q *nvme.Queue) {
			withBuffer(t, d, blockSize, nvme.Layout{}, func(b *nvme.Buffer) {
				readBefore, writtenBefore := count()
				for range reads {
					_, err := q.Do(t.Context(), nvme.Read(namespace, 0, 1).With(b))
					t.Must(err)
				}
				for range writes {
					_, err := q.Do(t.Context(), nvme.Write(namespace, 0, 1).With(b))
					t.Must(err)
				}
				read, written := count()
				if read-readBefore != reads || written-writtenBefore != writes {
					t.Errorf("health log: %d reads and %d writes, want %d and %d", read-readBefore, written-writtenBefore, reads, writes)
				}
			})
		})
	})
}

// little returns a little-endian number of 128 bits, whose upper 64 bits are zero
// on a test's drive.
func little(p []byte) (v uint64) {
	for i := range 8 {
		v |= uint64(p[i]) << (8 * i)
	}
	return v
}
