package virtiogpu

import (
	"bytes"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/screen"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiogpu"
)

// screens shows pictures, and compares what the user sees.
func screens(t *run.T, hw *virtio.Hardware) {
	transports := hw.TransportsT(t)
	for _, transport := range transports {
		t.Step(transport.String(), func() { with(t, hw, transport, displays) })
	}
	for _, s := range []struct {
		name  string
		check func(*rig)
	}{
		{"configuration", config},
		{"EDID", edid},
		{"formats", formats},
		{"rectangle", rectangle},
		{"rows from the top", top},
		{"rectangle from elsewhere", elsewhere},
		{"part on a scanout", part},
		{"odd width", odd},
		{"small scanout", small},
		{"two pages", pages},
		{"two scanouts", heads},
		{"scanout off", off},
		{"fence", fence},
		{"backing", backing},
		{"end of a resource", unref},
		{"resources", resources},
		{"rectangles outside", outside},
		{"unknown commands", unknown},
		{"too much memory", memory},
		{"lists of memory", lists},
		{"several commands", several},
		{"cursor", cursor},
		{"cursor response", cursorResponse},
		{"reset", func(r *rig) { reset(r, hw, transports[len(transports)-1]) }},
	} {
		t.Step(s.name, func() { with(t, hw, transports[len(transports)-1], s.check) })
	}
}

// displays reads the preferred settings: the first is on.
func displays(r *rig) {
	got, response, err := r.Displays(r.Context())
	r.Must(err)
	if response != virtiogpu.OKDisplayInfo {
		r.Fatalf("%v: display info: response = %v, want %v", r.Device, response, virtiogpu.OKDisplayInfo)
	}
	for i, d := range got {
		want := virtiogpu.Display{}
		if i == 0 {
			want = virtiogpu.Display{Rectangle: virtiogpu.Rectangle{Width: width, Height: height}, Enabled: 1}
		}
		if d != want {
			r.Errorf("%v: scanout %d = %+v, want %+v", r.Device, i, d, want)
		}
	}
}

// config compares the configuration space.
func config(r *rig) {
	space := r.Config()
	if got := virtiogpu.ConfigScanouts.ReadT(r, space); got != scanouts {
		r.Errorf("%v: num_scanouts = %d, want %d", r.Device, got, scanouts)
	}
	if got := virtiogpu.ConfigCapabilitySets.ReadT(r, space); got != 0 {
		r.Errorf("%v: num_capsets = %d, want 0, without three dimensions", r.Device, got)
	}
	virtiogpu.ConfigEventsClear.WriteT(r, space, virtiogpu.DisplayChanged)
	if got := virtiogpu.ConfigEventsRead.ReadT(r, space); got != 0 {
		r.Errorf("%v: events_read = %v after they were cleared, want 0", r.Device, got)
	}
}

// Places in an EDID (VESA E-EDID Standard, release A2, section 3 "Extended Display
// Identification Data (EDID) Structure").
const (
	edidBlock     = 128
	edidTiming    = 54 // the preferred detailed timing
	edidExtension = 126
)

// edid reads the EDID: header, checksums, and the preferred resolution.
func edid(r *rig) {
	r.NeedT(r, virtio.FeaturesOf(virtiogpu.FeatureEDID))
	for scanout := range uint32(scanouts) {
		edidOf(r, scanout)
	}
	if _, response, err := r.EDID(r.Context(), scanouts); err != nil || !response.Failed() {
		r.Errorf("%v: EDID of scanout %d, which the device does not have: response = %v, %v, want an error", r.Device, scanouts, response, err)
	}
}

// edidOf reads the EDID of a scanout.
func edidOf(r *rig, scanout uint32) {
	got, response, err := r.EDID(r.Context(), scanout)
	r.Must(err)
	if response != virtiogpu.OKEDID {
		r.Fatalf("%v: EDID: response = %v, want %v", r.Device, response, virtiogpu.OKEDID)
	}
	if len(got) < edidBlock || !bytes.HasPrefix(got, []byte{0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0}) {
		r.Fatalf("%v: EDID = %x, want a block with the header", r.Device, got)
	}
	blocks := 1 + int(got[edidExtension])
	if len(got) < edidBlock*blocks || len(got)%edidBlock != 0 {
		r.Fatalf("%v: EDID has %d bytes, want %d blocks", r.Device, len(got), blocks)
	}
	if behind := got[edidBlock*blocks:]; !bytes.Equal(behind, make([]byte, len(behind))) {
		r.Errorf("%v: behind the %d blocks of the EDID are % x, want zeros", r.Device, blocks, behind)
	}
	for i := range blocks {
		sum := byte(0)
		for _, b := range got[edidBlock*i:][:edidBlock] {
			sum += b
		}
		if sum != 0 {
			r.Errorf("%v: the bytes of block %d of the EDID sum up to %#x, want 0", r.Device, i, sum)
		}
	}
	d := got[edidTiming:]
	x, y := int(d[2])|int(d[4]>>4)<<8, int(d[5])|int(d[7]>>4)<<8
	if scanout == 0 && (x != width || y != height) {
		r.Errorf("%v: the EDID prefers %dx%d, want %dx%d", r.Device, x, y, width, height)
	}
	if clock := int(d[0]) | int(d[1])<<8; clock == 0 {
		r.Errorf("%v: the pixel clock of the preferred timing is 0", r.Device)
	}
}

// formats shows a picture in each format.
func formats(r *rig) {
	for _, f := range virtiogpu.Formats() {
		r.Step(f.String(), func() {
			p := r.picture(1, f, 24, 17)
			r.show(p, 0)
			r.sees("picture", 0, p, p.whole())
			r.discard(p)
		})
	}
}

// Size of the picture of which rectangles change, in pixels.
const (
	columns = 36
	rows    = 20
)

// rectangle transfers rectangles of a picture that has changed: in the middle, whole rows, a
// column, a pixel in the corner.
func rectangle(r *rig) {
	transfers(r,
		virtiogpu.Rectangle{X: 5, Y: 8, Width: 11, Height: 7},
		virtiogpu.Rectangle{Y: 3, Width: columns, Height: 5},
		virtiogpu.Rectangle{Width: 1, Height: rows},
		virtiogpu.Rectangle{X: 1, Width: columns - 1, Height: rows},
		virtiogpu.Rectangle{X: columns - 1, Y: rows - 1, Width: 1, Height: 1})
}

// top transfers the first rows of a picture that has changed.
func top(r *rig) {
	transfers(r, virtiogpu.Rectangle{Width: columns, Height: 1}, virtiogpu.Rectangle{Width: columns, Height: rows - 1})
}

// transfers transfers rectangles of a picture that has changed. The rest of the screen stays.
func transfers(r *rig, rectangles ...virtiogpu.Rectangle) {
	p := r.picture(1, virtiogpu.BGRX, columns, rows)
	for _, changed := range rectangles {
		r.show(p, 0)
		before := *p
		p.seed += 100
		r.paint(p)
		offset := uint64(4 * (changed.Y*p.width + changed.X))
		r.does("transfer", virtiogpu.TransferToHost2D, virtiogpu.Transfer(p.id, changed, offset))
		r.does("flush", virtiogpu.ResourceFlush, virtiogpu.Flush(p.id, changed))
		r.changed(changed, p.whole(), before.colour, p.colour)
	}
	r.discard(p)
}

// elsewhere transfers a rectangle whose pixels are not at its place in the memory: the offset
// says where the first one is, and a row of memory is as long as one of the resource (section
// 5.7.6.8 "controlq", VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D).
func elsewhere(r *rig) {
	p := r.picture(1, virtiogpu.BGRX, columns, rows)
	r.show(p, 0)
	const fromX, fromY = 3, 2
	changed := virtiogpu.Rectangle{X: 10, Y: 9, Width: 13, Height: 8}
	r.does("transfer", virtiogpu.TransferToHost2D, virtiogpu.Transfer(p.id, changed, uint64(4*(fromY*p.width+fromX))))
	r.does("flush", virtiogpu.ResourceFlush, virtiogpu.Flush(p.id, changed))
	r.changed(changed, p.whole(), p.colour, func(x, y uint32) (red, green, blue byte) {
		return p.colour(x-changed.X+fromX, y-changed.Y+fromY)
	})
	r.discard(p)
}

// colours returns the colour of a pixel.
type colours func(x, y uint32) (red, green, blue byte)

// changed compares the screen with what was there, but for a rectangle with new colours.
func (r *rig) changed(part, whole virtiogpu.Rectangle, before, after colours) {
	r.Helper()
	got, err := screen.Dump(r.Context(), r.Env, r.Hardware().Name, 0)
	r.Must(err)
	if got.Width != int(whole.Width) || got.Height != int(whole.Height) {
		r.Fatalf("%v: the screen has %dx%d pixels, want %dx%d", r.Device, got.Width, got.Height, whole.Width, whole.Height)
	}
	for y := range whole.Height {
		for x := range whole.Width {
			of := before
			if x >= part.X && x < part.X+part.Width && y >= part.Y && y < part.Y+part.Height {
				of = after
			}
			wantRed, wantGreen, wantBlue := of(x, y)
			if red, green, blue := got.At(int(x), int(y)); red != wantRed || green != wantGreen || blue != wantBlue {
				r.Fatalf("%v: pixel (%d,%d) is %02x%02x%02x, want %02x%02x%02x: only %+v has changed", r.Device, x, y, red, green, blue, wantRed, wantGreen, wantBlue, part)
			}
		}
	}
}

// part shows a part of a picture: the screen has its size.
func part(r *rig) {
	p := r.picture(1, virtiogpu.BGRX, 64, 40)
	r.show(p, 0)
	for _, shown := range []virtiogpu.Rectangle{
		{Y: 9, Width: 64, Height: 21}, {X: 8, Width: 36, Height: 21}, {X: 7, Y: 9, Width: 40, Height: 21}, {X: 32, Y: 24, Width: 32, Height: 16}, p.whole(),
	} {
		r.does("scanout", virtiogpu.SetScanout, virtiogpu.Scanout(0, p.id, shown))
		r.does("flush", virtiogpu.ResourceFlush, virtiogpu.Flush(p.id, shown))
		r.sees(fmt.Sprintf("%+v", shown), 0, p, shown)
	}
	r.discard(p)
}

// odd shows a picture with rows whose size is no multiple of four bytes in the dump.
func odd(r *rig) {
	p := r.picture(1, virtiogpu.BGRX, 33, 20)
	r.show(p, 0)
	defer r.discard(p)
	r.sees("picture", 0, p, p.whole())
}

// small shows a picture of few pixels.
func small(r *rig) {
	p := r.picture(1, virtiogpu.BGRX, 15, 9)
	r.paint(p)
	r.does("transfer", virtiogpu.TransferToHost2D, virtiogpu.Transfer(p.id, p.whole(), 0))
	r.gets("scanout", virtiogpu.SetScanout, virtiogpu.Scanout(0, p.id, p.whole()), virtiogpu.OKNoData)
	r.discard(p)
}

// pages flips between two pictures.
func pages(r *rig) {
	one, two := r.picture(1, virtiogpu.BGRX, 24, 16), r.picture(2, virtiogpu.RGBX, 24, 16)
	r.show(one, 0)
	r.show(two, 0)
	r.sees("second page", 0, two, two.whole())
	r.does("scanout", virtiogpu.SetScanout, virtiogpu.Scanout(0, one.id, one.whole()))
	r.does("flush", virtiogpu.ResourceFlush, virtiogpu.Flush(one.id, one.whole()))
	r.sees("first page", 0, one, one.whole())
	r.discard(two)
	r.sees("first page without the second", 0, one, one.whole())
	r.discard(one)
}

// heads shows a picture on each scanout, and then one on both.
func heads(r *rig) {
	one, two := r.picture(1, virtiogpu.BGRX, 24, 16), r.picture(2, virtiogpu.BGRX, 40, 18)
	r.show(one, 0)
	r.show(two, 1)
	r.sees("first screen", 0, one, one.whole())
	r.sees("second screen", 1, two, two.whole())
	r.does("scanout", virtiogpu.SetScanout, virtiogpu.Scanout(1, one.id, one.whole()))
	r.does("flush", virtiogpu.ResourceFlush, virtiogpu.Flush(one.id, one.whole()))
	r.sees("first screen, mirrored", 0, one, one.whole())
	r.sees("second screen, mirrored", 1, one, one.whole())
	r.gets("scanout that the device does not have", virtiogpu.SetScanout, virtiogpu.Scanout(scanouts, one.id, one.whole()), virtiogpu.InvalidScanoutID)
	r.gets("scanout 2^32-1", virtiogpu.SetScanout, virtiogpu.Scanout(1<<32-1, one.id, one.whole()), virtiogpu.InvalidScanoutID)
	r.does("second scanout off", virtiogpu.SetScanout, virtiogpu.Scanout(1, 0, virtiogpu.Rectangle{}))
	r.sees("first screen at the end", 0, one, one.whole())
	r.discard(one)
	r.discard(two)
}

// off turns the scanout off: the screen shows the picture no longer.
func off(r *rig) {
	p := r.picture(1, virtiogpu.BGRX, 24, 16)
	r.show(p, 0)
	r.does("scanout off", virtiogpu.SetScanout, virtiogpu.Scanout(0, 0, virtiogpu.Rectangle{}))
	r.hidden(p)
	r.show(p, 0)
	r.sees("picture, on again", 0, p, p.whole())
	r.discard(p)
}
