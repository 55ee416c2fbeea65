package virtiogpu

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/screen"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiogpu"
)

// rig is a started device.
type rig struct {
	*run.T
	*virtiogpu.GPU
}

// with runs check with the device opened by one of its transports.
func with(t *run.T, hw *virtio.Hardware, transport virtio.Transport, check func(*rig)) {
	t.Helper()
	g, err := virtiogpu.Open(t.Context(), hw, transport)
	t.Must(err)
	check(&rig{t, g})
	t.Must(g.Close(t.Context()))
}

// gets hands the device a command, and compares the response.
func (r *rig) gets(what string, c virtiogpu.Command, fields []byte, want virtiogpu.Response) {
	r.Helper()
	got, _, err := r.Do(r.Context(), c, fields, 0)
	r.Must(err)
	if got != want {
		r.Errorf("%v: %s: response = %v, want %v", r.Device, what, got, want)
	}
}

// does is [rig.gets] for a command that succeeds, or ends the step.
func (r *rig) does(what string, c virtiogpu.Command, fields []byte) {
	r.Helper()
	got, _, err := r.Do(r.Context(), c, fields, 0)
	r.Must(err)
	if got != virtiogpu.OKNoData {
		r.Fatalf("%v: %s: response = %v, want %v", r.Device, what, got, virtiogpu.OKNoData)
	}
}

// fails is [rig.gets] for a command that fails in a way that the specification does not
// name.
func (r *rig) fails(what string, c virtiogpu.Command, fields []byte) {
	r.Helper()
	got, _, err := r.Do(r.Context(), c, fields, 0)
	r.Must(err)
	if !got.Failed() {
		r.Errorf("%v: %s: response = %v, want an error", r.Device, what, got)
	}
}

// picture is a resource with its backing memory, in two pieces that do not adjoin. The
// first ends within a pixel.
type picture struct {
	id            uint32
	order         string // of a pixel's bytes
	width, height uint32
	memory        [2]virtiogpu.Entry
	seed          byte // of the colours
}

// gap is the number of bytes between both pieces.
const gap = 64

// picture creates a resource with backing memory.
func (r *rig) picture(id uint32, f virtiogpu.Format, width, height uint32) *picture {
	r.Helper()
	size := 4 * width * height
	addr, err := r.Machine().Alloc.Alloc(uint64(size)+gap, 8)
	r.Must(err)
	first := 4*width*(height/2) + 4*(width/3) + 2
	p := &picture{id: id, order: f.String(), width: width, height: height, seed: byte(id), memory: [2]virtiogpu.Entry{
		{Addr: addr, Size: first}, {Addr: addr + uint64(first) + gap, Size: size - first},
	}}
	r.does("create", virtiogpu.ResourceCreate2D, virtiogpu.Create(id, f, width, height))
	r.does("attach", virtiogpu.AttachBacking, virtiogpu.Attach(id, p.memory[:]...))
	return p
}

// whole is the rectangle of all of the picture.
func (p *picture) whole() virtiogpu.Rectangle {
	return virtiogpu.Rectangle{Width: p.width, Height: p.height}
}

// colour returns the colour of a pixel: it depends on the place and the seed.
func (p *picture) colour(x, y uint32) (red, green, blue byte) {
	return byte(x*5) + p.seed, byte(y*7) ^ p.seed, byte(x+y*3) + 3*p.seed
}

// paint writes the picture to its backing memory.
func (r *rig) paint(p *picture) {
	r.Helper()
	var b []byte
	for y := range p.height {
		for x := range p.width {
			red, green, blue := p.colour(x, y)
			value := map[rune]byte{'R': red, 'G': green, 'B': blue, 'A': 0xff, 'X': 0}
			for _, channel := range p.order {
				b = append(b, value[channel])
			}
		}
	}
	first := p.memory[0].Size
	r.Must(r.Machine().WriteMemory(r.Context(), p.memory[0].Addr, b[:first]))
	r.Must(r.Machine().WriteMemory(r.Context(), p.memory[1].Addr, b[first:]))
}

// show paints the picture, and shows all of it on a scanout.
func (r *rig) show(p *picture, scanout uint32) {
	r.Helper()
	r.paint(p)
	r.does("transfer", virtiogpu.TransferToHost2D, virtiogpu.Transfer(p.id, p.whole(), 0))
	r.does("scanout", virtiogpu.SetScanout, virtiogpu.Scanout(scanout, p.id, p.whole()))
	r.does("flush", virtiogpu.ResourceFlush, virtiogpu.Flush(p.id, p.whole()))
}

// discard destroys the resource and frees its memory.
func (r *rig) discard(p *picture) {
	r.Helper()
	r.does("unref", virtiogpu.ResourceUnref, virtiogpu.One(p.id))
	r.free(p)
}

// free frees the backing memory.
func (r *rig) free(p *picture) {
	r.Helper()
	r.Must(r.Machine().Alloc.Free(p.memory[0].Addr))
}

// sees compares each pixel of a screen with a part of a picture.
func (r *rig) sees(what string, scanout int, p *picture, part virtiogpu.Rectangle) {
	r.Helper()
	got, err := screen.Dump(r.Context(), r.Env, r.Hardware().Name, scanout)
	r.Must(err)
	if got.Width != int(part.Width) || got.Height != int(part.Height) {
		r.Errorf("%v: %s: the screen has %dx%d pixels, want %dx%d", r.Device, what, got.Width, got.Height, part.Width, part.Height)
		return
	}
	wrong, first := differences(got, p, part)
	if wrong > 0 {
		r.Errorf("%v: %s: %d of %d pixels are wrong, the first: %s", r.Device, what, wrong, got.Width*got.Height, first)
	}
}

// differences returns how many pixels of a screen differ from those of a part of a picture
// of the same size, and describes the first one.
func differences(got screen.Image, p *picture, part virtiogpu.Rectangle) (n int, first string) {
	for y := range got.Height {
		for x := range got.Width {
			red, green, blue := got.At(x, y)
			wantRed, wantGreen, wantBlue := p.colour(part.X+uint32(x), part.Y+uint32(y))
			if red == wantRed && green == wantGreen && blue == wantBlue {
				continue
			}
			if n++; n == 1 {
				first = fmt.Sprintf("(%d,%d) is %02x%02x%02x, want %02x%02x%02x", x, y, red, green, blue, wantRed, wantGreen, wantBlue)
			}
		}
	}
	return n, first
}

// hidden checks that the screen does not show a picture.
func (r *rig) hidden(p *picture) {
	r.Helper()
	got, err := screen.Dump(r.Context(), r.Env, r.Hardware().Name, 0)
	r.Must(err)
	if got.Width != int(p.width) || got.Height != int(p.height) {
		return
	}
	if n, _ := differences(got, p, p.whole()); n < got.Width*got.Height/2 {
		r.Errorf("%v: the screen still shows a picture that is off: %d of %d pixels differ", r.Device, n, got.Width*got.Height)
	}
}
