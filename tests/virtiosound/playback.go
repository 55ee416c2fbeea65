package virtiosound

import (
	"encoding/binary"
	"path/filepath"
	"slices"
	"time"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiosound"
)

// The host's rate in Hz, and the file that it plays into, in QEMU's working directory.
const (
	hostRate = 48000
	played   = "played.wav"
)

// Register adds the tests.
func Register(g *graph.Graph) {
	graph.Test(g, "virtio-sound-tests/playback", virtiosound.Interface, playback, graph.Known(deviations()...),
		graph.Provide(audio.Audiodev, audio.Wav(played, hostRate)), graph.Requires(graph.SteppedClock), complaints(),
		graph.DeviceProps(graph.Prop{Name: "streams", Value: graph.Int(nStreams)})) // the host's file has no input
	graph.Test(g, "virtio-sound-tests/capture", virtiosound.Interface, capture, graph.Known(statusDeviation()),
		graph.Provide(audio.Audiodev, audio.SilentAt(hostRate)), graph.Requires(graph.SteppedClock), complaints(),
		graph.SlowBeside("x86_64/pc", "x86_64/microvm"))
	graph.Test(g, "virtio-sound-tests/formats", virtiosound.Interface, formats, graph.Known(channelDeviation()),
		graph.Provide(audio.Audiodev, audio.Wav(played, hostRate)), graph.Requires(graph.SteppedClock), complaints(),
		graph.DeviceProps(graph.Prop{Name: "streams", Value: graph.Int(nStreams)}), graph.SlowBeside("x86_64/pc", "x86_64/microvm"))
}

// rig is a started device.
type rig struct {
	*run.T
	*virtiosound.Sound
}

// playback plays, and sends requests that the device must refuse.
func playback(t *run.T, hw *virtio.Hardware) {
	transports := hw.TransportsT(t)
	for _, transport := range transports {
		t.Step(transport.String(), func() {
			with(t, hw, transport, func(r *rig) {
				config(r)
				streams(r)
			})
		})
	}
	for _, s := range []struct {
		name  string
		check func(*rig)
	}{
		{"parameters", parameters},
		{"unknown items", items},
		{"unknown requests", unknown},
		{"life of a stream", life},
		{"sound", sound},
		{"release", release},
		{"message of an unknown stream", stray},
		{"parameters of an unknown stream", func(r *rig) {
			p := usual()
			p.Stream = nStreams
			r.answers(virtiosound.SetParams, p.Fields())
		}},
		{"release of an unknown stream", func(r *rig) { r.answers(virtiosound.Release, virtiosound.Of(nStreams)) }},
	} {
		t.Step(s.name, func() { with(t, hw, transports[len(transports)-1], s.check) })
	}
}

// with runs check with the device opened by one of its transports.
func with(t *run.T, hw *virtio.Hardware, transport virtio.Transport, check func(*rig)) {
	t.Helper()
	s, err := virtiosound.Open(t.Context(), hw, transport)
	t.Must(err)
	check(&rig{t, s})
	t.Must(s.Close(t.Context()))
}

// does hands the device a request and compares the status.
func (r *rig) does(what string, c virtiosound.Code, fields []byte, want virtiosound.Status) {
	r.Helper()
	got, _, err := r.Do(r.Context(), c, fields, 0)
	r.Must(err)
	if got != want {
		r.Errorf("%v: %s: status = %v, want %v", r.Device, what, got, want)
	}
}

// fails hands the device a request that it must refuse.
func (r *rig) fails(what string, c virtiosound.Code, fields []byte) {
	r.Helper()
	got, _, err := r.Do(r.Context(), c, fields, 64)
	r.Must(err)
	if got != virtiosound.BadMessage && got != virtiosound.NotSupported {
		r.Errorf("%v: %s: status = %v, want %v or %v", r.Device, what, got, virtiosound.BadMessage, virtiosound.NotSupported)
	}
}

// nStreams is the number of streams of the device: one to play.
const nStreams = 1

// config compares the configuration space.
func config(r *rig) {
	space := r.Config()
	jacks, n, maps := virtiosound.ConfigJacks.ReadT(r, space), virtiosound.ConfigStreams.ReadT(r, space), virtiosound.ConfigChannelMaps.ReadT(r, space)
	if jacks != 0 || n != nStreams || maps != 0 {
		r.Errorf("%v: %d jacks, %d streams, %d channel maps, want 0, %d, 0", r.Device, jacks, n, maps, nStreams)
	}
}

// streams asks for the streams, at once and one by one.
func streams(r *rig) {
	status, all, err := r.Streams(r.Context(), 0, nStreams)
	r.Must(err)
	if status != virtiosound.OK {
		r.Fatalf("%v: streams: status = %v, want OK", r.Device, status)
	}
	for i, s := range all {
		if s.Direction != virtiosound.Output || s.Min < 1 || s.Max < 2 || s.Min > s.Max || s.Padding != [5]byte{} {
			r.Errorf("%v: stream %d = %+v, want an output, stereo, and no padding", r.Device, i, s)
		}
		if s.Formats>>virtiosound.FormatS16&1 == 0 || s.Formats>>virtiosound.Formats != 0 {
			r.Errorf("%v: stream %d: formats %#x, want S16 and no undefined ones", r.Device, i, s.Formats)
		}
		if s.Rates>>virtiosound.Rate48000&1 == 0 || s.Rates>>virtiosound.Rates != 0 {
			r.Errorf("%v: stream %d: rates %#x, want 48000 and no undefined ones", r.Device, i, s.Rates)
		}
		status, one, err := r.Streams(r.Context(), uint32(i), 1)
		r.Must(err)
		if status != virtiosound.OK || len(one) != 1 || one[0] != s {
			r.Errorf("%v: stream %d alone: %v, %+v, want %+v", r.Device, i, status, one, s)
		}
	}
}

// usual are the parameters of what is played: 16 bits, stereo, 48 kHz.
func usual() virtiosound.Params {
	return virtiosound.Params{Buffer: periods * period, Period: period, Channels: 2, Format: virtiosound.FormatS16, Rate: virtiosound.Rate48000}
}

// Size in bytes, duration and number of the pieces that are played.
const (
	period     = 4800
	periodTime = 25 * time.Millisecond
	periods    = 8
)

// parameters sets parameters that a stream has, and such that none has (section
// 5.14.6.6.3 "VIRTIO_SND_R_PCM_SET_PARAMS").
func parameters(r *rig) {
	r.does("parameters", virtiosound.SetParams, usual().Fields(), virtiosound.OK)
	for _, s := range []struct {
		name   string
		change func(*virtiosound.Params)
	}{
		{"unknown format", func(p *virtiosound.Params) { p.Format = virtiosound.Formats }},
		{"format 255", func(p *virtiosound.Params) { p.Format = 255 }},
		{"format that is not offered", func(p *virtiosound.Params) { p.Format = 0 }},
		{"unknown rate", func(p *virtiosound.Params) { p.Rate = virtiosound.Rates }},
		{"rate 255", func(p *virtiosound.Params) { p.Rate = 255 }},
		{"too many channels", func(p *virtiosound.Params) { p.Channels = 255 }},
	} {
		p := usual()
		s.change(&p)
		r.fails(s.name, virtiosound.SetParams, p.Fields())
	}
	r.does("parameters again", virtiosound.SetParams, usual().Fields(), virtiosound.OK)
}

// items asks for items that the device does not have (section 5.14.6.1 "Item Information
// Request").
func items(r *rig) {
	for _, q := range [][]byte{
		virtiosound.Query(nStreams, 1, 32), virtiosound.Query(0, nStreams+1, 32), virtiosound.Query(1<<32-1, 1, 32), virtiosound.Query(1, 1<<32-1, 32),
	} {
		r.fails("streams", virtiosound.StreamInfo, q)
	}
	r.fails("jacks", virtiosound.JackInfo, virtiosound.Query(0, 1, 24))
	r.fails("channel maps", virtiosound.ChannelMapInfo, virtiosound.Query(0, 1, 24))
}

// unknown sends requests that the specification does not have.
func unknown(r *rig) {
	for _, c := range []virtiosound.Code{0, 3, 0x00ff, 0x0106, 0x0300, 0x8000, 1<<32 - 1} {
		r.fails("unknown request", c, virtiosound.Of(0))
	}
	for _, c := range []virtiosound.Code{virtiosound.Prepare, virtiosound.Start, virtiosound.Stop} {
		r.fails("stream that is not there", c, virtiosound.Of(nStreams))
	}
}

// life takes a stream from one state to the next (section 5.14.6.6.1 "PCM Command
// Lifecycle").
func life(r *rig) {
	for _, s := range []struct {
		name string
		code virtiosound.Code
	}{
		{"prepare", virtiosound.Prepare}, {"prepare again", virtiosound.Prepare}, {"start", virtiosound.Start}, {"stop", virtiosound.Stop},
		{"start again", virtiosound.Start}, {"stop again", virtiosound.Stop}, {"release", virtiosound.Release},
		{"prepare after release", virtiosound.Prepare}, {"release again", virtiosound.Release},
	} {
		if s.code == virtiosound.Prepare {
			r.does("parameters", virtiosound.SetParams, usual().Fields(), virtiosound.OK)
		}
		r.does(s.name, s.code, virtiosound.Of(0), virtiosound.OK)
	}
}

// frames returns the n-th piece of what is played: each sample has another value, and none
// is silent.
func frames(n int) []audio.Frame {
	var piece []audio.Frame
	for i := range period / 4 {
		left := int16(1000 + n*period/4 + i)
		piece = append(piece, audio.Frame{left, -left})
	}
	return piece
}

// stereo16 returns frames as a stream of [usual] parameters has them.
func stereo16(frames []audio.Frame) []byte {
	var p []byte
	for _, f := range frames {
		p = binary.LittleEndian.AppendUint16(p, uint16(f[0]))
		p = binary.LittleEndian.AppendUint16(p, uint16(f[1]))
	}
	return p
}

// sound plays, and looks into the host's file: it has every frame, in its place.
func sound(r *rig) {
	ctx := r.Context()
	r.does("parameters", virtiosound.SetParams, usual().Fields(), virtiosound.OK)
	r.does("prepare", virtiosound.Prepare, virtiosound.Of(0), virtiosound.OK)
	var messages []virtiosound.Message
	var want []audio.Frame
	for n := range periods {
		m, err := r.Play(ctx, 0, stereo16(frames(n)))
		r.Must(err)
		messages = append(messages, m)
		want = append(want, frames(n)...)
	}
	if n, err := r.Transmit.CountUsed(ctx); err != nil || n != 0 {
		r.Errorf("%v: %d messages are used before the stream starts, %v, want none", r.Device, n, err)
	}
	r.does("start", virtiosound.Start, virtiosound.Of(0), virtiosound.OK)
	var first time.Duration
	for n, m := range messages {
		status, err := r.Played(ctx, m)
		r.Must(err)
		if status != virtiosound.OK {
			r.Errorf("%v: message %d: status = %v, want OK", r.Device, n, status)
		}
		if n == 0 {
			first = r.now()
		}
	}
	r.took("playback", r.now()-first, (periods-1)*periodTime)
	r.does("stop", virtiosound.Stop, virtiosound.Of(0), virtiosound.OK)
	r.does("release", virtiosound.Release, virtiosound.Of(0), virtiosound.OK)
	r.heard(want)
}

// heard checks that the host's file has these frames. The last ones may still be in QEMU.
func (r *rig) heard(want []audio.Frame) {
	r.Helper()
	got, err := audio.ReadWav(filepath.Join(r.Env.Dir, played), hostRate)
	r.Must(err)
	const first = 16 // frames, which tell this sound from those before it
	for len(got) >= first && !slices.Equal(got[:first], want[:first]) {
		got = got[1:]
	}
	if len(got) < len(want)/2 {
		r.Fatalf("%v: %s has %d frames from the first one played on, want most of %d", r.Device, played, len(got), len(want))
	}
	for i, f := range want[:min(len(got), len(want))] {
		if got[i] != f {
			r.Fatalf("%v: frame %d of what was played is %v, want %v", r.Device, i, got[i], f)
		}
	}
}

// release releases a stream with messages under way: they are completed before the request
// is (section 5.14.6.6.5 "VIRTIO_SND_R_PCM_RELEASE").
func release(r *rig) {
	ctx := r.Context()
	r.does("parameters", virtiosound.SetParams, usual().Fields(), virtiosound.OK)
	r.does("prepare", virtiosound.Prepare, virtiosound.Of(0), virtiosound.OK)
	var messages []virtiosound.Message
	for n := range 3 {
		m, err := r.Play(ctx, 0, stereo16(frames(n)))
		r.Must(err)
		messages = append(messages, m)
	}
	// The order of notifications is kept within a queue alone. The answer to a request comes
	// when the device has taken all that was notified before it.
	r.fails("jacks", virtiosound.JackInfo, virtiosound.Query(0, 1, 24))
	r.does("release", virtiosound.Release, virtiosound.Of(0), virtiosound.OK)
	n, err := r.Transmit.CountUsed(ctx)
	r.Must(err)
	if n != len(messages) {
		r.Errorf("%v: %d of %d messages are used when the stream is released, want all", r.Device, n, len(messages))
	}
	r.alike(messages...)
}

// alike checks that messages with the same fate have the same status, and returns it. None has a
// latency longer than the buffer, or of parts of frames.
func (r *rig) alike(messages ...virtiosound.Message) virtiosound.Status {
	r.Helper()
	var first virtiosound.Status
	for n, m := range messages {
		got, err := r.Recorded(r.Context(), m)
		r.Must(err)
		status, err := got.Status()
		r.Must(err)
		if n == 0 {
			first = status
		}
		if status != first {
			r.Errorf("%v: message %d: status = %v, want %v as of the first one", r.Device, n, status, first)
		}
		const frame = 4 // bytes
		if latency := got.Latency(); latency > periods*period || latency%frame != 0 {
			r.Errorf("%v: message %d: latency = %d bytes, want whole frames, at most %d bytes", r.Device, n, latency, periods*period)
		}
	}
	return first
}

// stray plays on streams that are not there.
func stray(r *rig) {
	var messages []virtiosound.Message
	for _, stream := range []uint32{nStreams, 1<<32 - 1} {
		m, err := r.Play(r.Context(), stream, stereo16(frames(0)))
		r.Must(err)
		messages = append(messages, m)
	}
	if status := r.alike(messages...); status == virtiosound.OK {
		r.Errorf("%v: messages of streams that are not there: status = OK, want an error", r.Device)
	}
}

// answers checks that the device answers a request, if only with an error. It does not wait
// for ever.
func (r *rig) answers(c virtiosound.Code, fields []byte) {
	r.Helper()
	ctx := r.Context()
	request := append(binary.LittleEndian.AppendUint32(nil, uint32(c)), fields...)
	addr, err := r.Machine().AllocZeroed(ctx, uint64(len(request))+4, 8)
	r.Must(err)
	r.Must(r.Machine().WriteMemory(ctx, addr, request))
	_, err = r.Control.Submit(ctx, virtio.Readable(addr, uint32(len(request))), virtio.Writable(addr+uint64(len(request)), 4))
	r.Must(err)
	r.Must(r.Machine().Pass(ctx, 100*time.Millisecond)) // much longer than any other request takes
	n, err := r.Control.CountUsed(ctx)
	r.Must(err)
	if n != 1 {
		r.Errorf("%v: the device has not answered request %#x", r.Device, uint32(c))
	}
	r.Must(r.Machine().Alloc.Free(addr))
}
