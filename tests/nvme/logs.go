package nvme

import (
	"bytes"
	"encoding/binary"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/storage/nvme"
)

// Asynchronous events of the type SMART / Health Status (section 5.2.1 "Command
// Completion").
const (
	eventTypeHealth  = 1
	eventTemperature = 0x01 // Temperature Threshold
)

// temperatureEvents crosses each temperature threshold. The controller then warns in its
// health log, and reports it by an event if the events' configuration has that warning
// (sections 5.21.1.4 "Temperature Threshold", 5.21.1.11 "Asynchronous Event Configuration"
// and 5.14.1.2 "SMART / Health Information (Log Identifier 02h)").
func temperatureEvents(t *run.T, d *nvme.Device) {
	ctx := t.Context()
	const warning, undershot = 1 << 1, 1 << 20
	enabled(t, d, func() {
		kelvins := func() uint32 {
			p, err := d.LogPage(ctx, nvme.LogHealth, 512)
			t.Must(err)
			return uint32(binary.LittleEndian.Uint16(p[1:]))
		}()
		warned := func(when string, want bool) {
			t.Helper()
			p, err := d.LogPage(ctx, nvme.LogHealth, 512)
			t.Must(err)
			if got := p[0]&warning != 0; got != want {
				t.Errorf("%s: critical warning = %#x, temperature: %t, want %t", when, p[0], got, want)
			}
		}
		set := func(f nvme.Feature, v uint32) {
			t.Helper()
			_, err := d.SetFeature(ctx, f, v)
			t.Must(err)
		}
		request, err := d.Admin.Submit(ctx, nvme.AsyncEventRequest())
		t.Must(err)
		for _, row := range []struct {
			name          string
			normal, cross uint32
		}{
			{"over temperature", kelvins + 20, kelvins},
			{"under temperature", undershot | (kelvins - 20), undershot | kelvins},
		} {
			set(nvme.FeatureAsyncEvents, 0)
			set(nvme.FeatureTemperature, row.cross)
			noEvent(t, d, row.name+", without the event")
			warned(row.name, true)
			set(nvme.FeatureTemperature, row.normal)
			warned(row.name+", over", false)
			set(nvme.FeatureAsyncEvents, warning)
			noEvent(t, d, row.name+", with the event, before the threshold is crossed")
			_, err := d.Admin.Submit(ctx, nvme.SetFeatures(nvme.FeatureTemperature, row.cross))
			t.Must(err)
			both, err := d.Admin.CQ.WaitTake(ctx, 2) // in any order
			t.Must(err)
			t.Must(d.Admin.CQ.Release(ctx))
			c := both[0]
			if c.Command != request {
				c = both[1]
			}
			if want := uint32(nvme.LogHealth)<<16 | eventTemperature<<8 | eventTypeHealth; c.Result != want || c.Err() != nil {
				t.Errorf("%s: event %#x (%v), want %#x", row.name, c.Result, c.Status, want)
			}
			request, err = d.Admin.Submit(ctx, nvme.AsyncEventRequest())
			t.Must(err)
			noEvent(t, d, row.name+", before its log was read")
			set(nvme.FeatureTemperature, row.normal)
			warned(row.name+", over", false)
		}
		set(nvme.FeatureAsyncEvents, 0)
		set(nvme.FeatureTemperature, 343) // the defaults
		set(nvme.FeatureTemperature, undershot)
	})
}

// noEvent checks that no event is reported.
func noEvent(t *run.T, d *nvme.Device, when string) {
	t.Helper()
	quiet(t, d)
	if c, found, err := d.Admin.CQ.Take(t.Context()); found || err != nil {
		t.Errorf("%s: got event %#x (%v), want none", when, c.Result, err)
	}
}

// retainedEvent reads a log without the acknowledgement of its event: RAE of Get Log Page
// (section 5.14 "Get Log Page command"). Events of the type stay masked.
func retainedEvent(t *run.T, d *nvme.Device) {
	ctx := t.Context()
	enabled(t, d, func() {
		invalid := func() { d.Capabilities().TailDoorbell(9).WriteT(t, d.Regs, 1) }
		for range 2 {
			_, err := d.Admin.Submit(ctx, nvme.AsyncEventRequest())
			t.Must(err)
		}
		_, err := d.Feature(ctx, nvme.FeatureAsyncEvents, nvme.SelectCurrent) // behind the requests
		t.Must(err)
		invalid()
		_, err = d.Admin.CQ.Next(ctx)
		t.Must(err)
		withBuffer(t, d, 64, nvme.Layout{}, func(b *nvme.Buffer) {
			const retain = 1 << 15
			read := nvme.GetLogPage(nvme.LogErrors, nvme.AllNamespaces, b.Size(), 0).With(b)
			retained := read
			retained.Words[0] |= retain
			_, err := d.Admin.Do(ctx, retained)
			t.Must(err)
			invalid()
			noEvent(t, d, "after the log was read with RAE")
			id, err := d.Admin.Submit(ctx, read)
			t.Must(err)
			c, err := d.Admin.CQ.Next(ctx)
			t.Must(err)
			if c.Command == id {
				invalid() // the controller did not keep the event that was masked
			}
			_, err = d.Admin.CQ.Next(ctx)
			t.Must(err)
		})
	})
}

// logParts reads the parts of each log, at offsets, which must be those of the whole
// (section 5.14 "Get Log Page command", LPO).
func logParts(t *run.T, d *nvme.Device) {
	enabled(t, d, func() {
		for _, row := range []struct {
			name string
			page nvme.LogPage
			size int
		}{
			{"health", nvme.LogHealth, 512}, {"firmware", nvme.LogFirmware, 512}, {"effects", nvme.LogEffects, 4096},
		} {
			whole, err := d.LogPage(t.Context(), row.page, row.size)
			t.Must(err)
			for _, at := range []int{4, 64, 260, row.size - 4} {
				withBuffer(t, d, row.size-at, nvme.Layout{Offset: 8}, func(b *nvme.Buffer) {
					_, err := d.Admin.Do(t.Context(), nvme.GetLogPage(row.page, nvme.AllNamespaces, b.Size(), uint64(at)).With(b))
					t.Must(err)
					got, err := b.Get(t.Context())
					t.Must(err)
					if !bytes.Equal(got, whole[at:]) {
						t.Errorf("%s log from byte %d on differs from the whole", row.name, at)
					}
				})
			}
		}
	})
}

// firmwareLog checks that the slot in use has the revision of Identify Controller (section
// 5.14.1.3 "Firmware Slot Information (Log Identifier 03h)").
func firmwareLog(t *run.T, d *nvme.Device) {
	enabled(t, d, func() {
		id, err := d.IdentifyController(t.Context())
		t.Must(err)
		p, err := d.LogPage(t.Context(), nvme.LogFirmware, 512)
		t.Must(err)
		const slot = 7
		active := int(p[0] & slot)
		if active < 1 {
			t.Fatalf("active firmware slot %d, want 1 to 7", active)
		}
		if got := string(p[8*active:][:8]); got != id.FR() {
			t.Errorf("firmware slot %d has revision %q, want %q as in Identify Controller", active, got, id.FR())
		}
		p[0] = 0
		clear(p[8*active:][:8])
		if !bytes.Equal(p, make([]byte, len(p))) {
			t.Error("firmware log: want zeros besides the active slot")
		}
	})
}

// effectsLog checks which commands the controller says to support, and their effects
// (section 5.14.1.5 "Commands Supported and Effects (Log Identifier 05h)").
func effectsLog(t *run.T, d *nvme.Device) {
	const (
		supported = 1 << 0 // CSUPP
		contents  = 1 << 1 // LBCC: logical block content change
		admin     = 0
		nvm       = 1024
	)
	enabled(t, d, func() {
		p, err := d.LogPage(t.Context(), nvme.LogEffects, 4096)
		t.Must(err)
		effect := func(set int, op nvme.Opcode) uint32 { return binary.LittleEndian.Uint32(p[set+4*int(op):]) }
		for _, op := range []nvme.Opcode{
			nvme.AdminDeleteSQ, nvme.AdminCreateSQ, nvme.AdminGetLogPage, nvme.AdminDeleteCQ, nvme.AdminCreateCQ, nvme.AdminIdentify,
			nvme.AdminAbort, nvme.AdminSetFeatures, nvme.AdminGetFeatures, nvme.AdminAsyncEvent,
		} {
			if got := effect(admin, op); got&supported == 0 || got&contents != 0 {
				t.Errorf("effects of admin command %#02x = %#x, want supported, no change of contents", op, got)
			}
		}
		for op, want := range map[nvme.Opcode]uint32{
			nvme.NVMFlush: supported, nvme.NVMRead: supported, nvme.NVMCompare: supported, // some controllers say that Flush changes contents
			nvme.NVMWrite: supported | contents, nvme.NVMWriteZeroes: supported | contents, nvme.NVMDataset: supported | contents,
		} {
			if got := effect(nvm, op); got&want != want {
				t.Errorf("effects of NVM command %#02x = %#x, want bits %#x", op, got, want)
			}
		}
		for _, op := range []nvme.Opcode{0x03, 0x07, 0x7f} {
			if got := effect(admin, op); got != 0 {
				t.Errorf("effects of admin command %#02x, which does not exist = %#x, want 0", op, got)
			}
		}
	})
}
