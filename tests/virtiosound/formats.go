package virtiosound

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/audio"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiosound"
)

// coding is a format of samples, whose host gets 16 bits with a sign.
type coding struct {
	format uint8
	name   string
	bits   int // that matter, of the host's 16
	append func(p []byte, sample int16) []byte
}

// codings are the formats of whole bytes (virtio 1.3, section 5.14.6.6.2
// "VIRTIO_SND_R_PCM_INFO").
func codings() []coding {
	le := binary.LittleEndian
	const sign16, sign32 = 1 << 15, 1 << 31 // an unsigned sample has its middle there
	return []coding{
		{3, "S8", 8, func(p []byte, s int16) []byte { return append(p, byte(s>>8)) }},
		{4, "U8", 8, func(p []byte, s int16) []byte { return append(p, byte(s>>8)^0x80) }},
		{5, "S16", 16, func(p []byte, s int16) []byte { return le.AppendUint16(p, uint16(s)) }},
		{6, "U16", 16, func(p []byte, s int16) []byte { return le.AppendUint16(p, uint16(s)^sign16) }},
		{17, "S32", 16, func(p []byte, s int16) []byte { return le.AppendUint32(p, uint32(s)<<16) }},
		{18, "U32", 16, func(p []byte, s int16) []byte { return le.AppendUint32(p, uint32(s)<<16^sign32) }},
		{19, "FLOAT", 16, func(p []byte, s int16) []byte { return le.AppendUint32(p, math.Float32bits(float32(s)/sign16)) }},
	}
}

// hertz are the rates by their numbers (the same section).
func hertz() []int {
	return []int{5512, 8000, 11025, 16000, 22050, 32000, 44100, 48000, 64000, 88200, 96000, 176400, 192000, 384000}
}

// formats plays in each format and at each rate that the stream has, and sets such that it
// does not have.
func formats(t *run.T, hw *virtio.Hardware) {
	transports := hw.TransportsT(t)
	step := func(name string, check func(*rig)) {
		t.Step(name, func() { with(t, hw, transports[len(transports)-1], check) })
	}
	var stream virtiosound.Stream
	step("stream", func(r *rig) {
		status, all, err := r.Streams(r.Context(), 0, nStreams)
		r.Must(err)
		if status != virtiosound.OK {
			r.Fatalf("%v: streams: status = %v, want OK", r.Device, status)
		}
		stream = all[0]
	})
	step("formats and rates", func(r *rig) { r.offered(stream) })
	const many = 16 // of which QEMU takes each
	step("channels", func(r *rig) { r.channels(stream, 0, int(stream.Max)) })
	step("more channels", func(r *rig) { r.channels(stream, int(stream.Max)+1, many) })
	step("far too many channels", func(r *rig) { r.channels(stream, max(int(stream.Max), many)+1, 2*many) })
	for _, c := range codings() {
		if stream.Formats>>c.format&1 != 0 {
			step(c.name, func(r *rig) { r.plays(c) })
		}
	}
	for number, rate := range hertz() {
		if stream.Rates>>number&1 != 0 {
			step(fmt.Sprintf("%d Hz", rate), func(r *rig) { r.lasts(uint8(number), rate) })
		}
	}
}

// offered sets each format and rate: the stream takes those that it has said it has.
func (r *rig) offered(s virtiosound.Stream) {
	r.Helper()
	for n := range uint8(64) {
		p := usual()
		p.Format = n
		r.sets(fmt.Sprintf("format %d", n), p, s.Formats>>n&1 != 0)
		p = usual()
		p.Rate = n
		r.sets(fmt.Sprintf("rate %d", n), p, s.Rates>>n&1 != 0)
	}
}

// channels sets each number of channels in a range.
func (r *rig) channels(s virtiosound.Stream, from, to int) {
	r.Helper()
	for n := from; n <= to; n++ {
		p := usual()
		p.Channels = uint8(n)
		r.sets(fmt.Sprintf("%d channels", n), p, n >= int(s.Min) && n <= int(s.Max))
	}
}

// sets sets parameters that a stream has, or has not.
func (r *rig) sets(what string, p virtiosound.Params, offered bool) {
	r.Helper()
	if offered {
		r.does(what, virtiosound.SetParams, p.Fields(), virtiosound.OK)
	} else {
		r.fails(what, virtiosound.SetParams, p.Fields())
	}
}

// plays plays noise in a format: the host has each sample.
func (r *rig) plays(c coding) {
	r.Helper()
	noise := uint32(c.format)
	var want []audio.Frame
	var pieces [][]byte
	for range periods / 2 {
		var piece []byte
		for range period / 4 {
			var f audio.Frame
			for side := range f {
				noise = noise*1664525 + 1013904223
				f[side] = int16(noise>>16) &^ int16(1<<(16-c.bits)-1)
				piece = c.append(piece, f[side])
			}
			want = append(want, f)
		}
		pieces = append(pieces, piece)
	}
	p := usual()
	p.Format, p.Period, p.Buffer = c.format, uint32(len(pieces[0])), uint32(len(pieces)*len(pieces[0]))
	r.passes(p, pieces)
	r.heard(want)
}

// lasts plays at a rate: it takes its time.
func (r *rig) lasts(number uint8, rate int) {
	r.Helper()
	const per = 40 * time.Millisecond
	p := usual()
	p.Rate = number
	piece := make([]byte, rate/int(time.Second/per)*4) // whole frames
	p.Period, p.Buffer = uint32(len(piece)), uint32(periods*len(piece))
	pieces := make([][]byte, periods)
	for i := range pieces {
		pieces[i] = piece
	}
	r.took("playback", r.passes(p, pieces), (periods-1)*per)
}

// passes plays pieces with parameters, and returns the time from the end of the first one to
// that of the last one.
func (r *rig) passes(p virtiosound.Params, pieces [][]byte) time.Duration {
	r.Helper()
	ctx := r.Context()
	r.does("parameters", virtiosound.SetParams, p.Fields(), virtiosound.OK)
	r.does("prepare", virtiosound.Prepare, virtiosound.Of(0), virtiosound.OK)
	var messages []virtiosound.Message
	for _, piece := range pieces {
		m, err := r.Play(ctx, 0, piece)
		r.Must(err)
		messages = append(messages, m)
	}
	r.does("start", virtiosound.Start, virtiosound.Of(0), virtiosound.OK)
	var first time.Duration
	for n, m := range messages {
		r.steps()
		status, err := r.Played(ctx, m)
		r.Must(err)
		if status != virtiosound.OK {
			r.Errorf("%v: message %d: status = %v, want OK", r.Device, n, status)
		}
		if n == 0 {
			first = r.now()
		}
	}
	took := r.now() - first
	r.does("stop", virtiosound.Stop, virtiosound.Of(0), virtiosound.OK)
	r.does("release", virtiosound.Release, virtiosound.Of(0), virtiosound.OK)
	return took
}

// steps steps the clock until a message is used, or for longer than any takes. It needs fewer
// looks than a wait.
func (r *rig) steps() {
	r.Helper()
	const step, most = 5 * time.Millisecond, 40
	for range most {
		n, err := r.Transmit.CountUsed(r.Context())
		r.Must(err)
		if n > 0 {
			return
		}
		r.Must(r.Machine().Pass(r.Context(), step))
	}
}
