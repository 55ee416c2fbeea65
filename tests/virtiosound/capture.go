package virtiosound

import (
	"bytes"
	"slices"
	"time"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtiosound"
)

// The streams of a device with two of them.
const (
	output = 0
	input  = 1
)

// capture records: the host's microphone is silent.
func capture(t *run.T, hw *virtio.Hardware) {
	transports := hw.TransportsT(t)
	for _, s := range []struct {
		name  string
		check func(*rig)
	}{
		{"streams", directions},
		{"silence", silence},
		{"release", func(r *rig) { empty(r, releaseInput(r)...) }},
		{"status of what was released", func(r *rig) {
			for _, m := range releaseInput(r) {
				_, err := m.Status()
				r.Must(err)
			}
		}},
		{"frames for the input", crossed},
		{"room for frames of the output", func(r *rig) { empty(r, crossedBack(r), crossedBack(r)) }},
		{"status of room for frames of the output", func(r *rig) {
			status, err := crossedBack(r).Status()
			r.Must(err)
			if status == virtiosound.OK {
				r.Errorf("%v: room for frames of the output: status = OK, want an error", r.Device)
			}
		}},
	} {
		t.Step(s.name, func() { with(t, hw, transports[len(transports)-1], s.check) })
	}
}

// directions compares both streams.
func directions(r *rig) {
	status, all, err := r.Streams(r.Context(), 0, 2)
	r.Must(err)
	if status != virtiosound.OK {
		r.Fatalf("%v: streams: status = %v, want OK", r.Device, status)
	}
	if all[output].Direction != virtiosound.Output || all[input].Direction != virtiosound.Input {
		r.Errorf("%v: streams = %+v, want an output and an input", r.Device, all)
	}
	for i := range uint32(2) {
		status, one, err := r.Streams(r.Context(), i, 1)
		r.Must(err)
		if status != virtiosound.OK || len(one) != 1 || one[0] != all[i] {
			r.Errorf("%v: stream %d alone: %v, %+v, want %+v", r.Device, i, status, one, all[i])
		}
	}
}

// prepared sets a stream up.
func (r *rig) prepared(stream uint32) {
	r.Helper()
	p := usual()
	p.Stream = stream
	r.does("parameters", virtiosound.SetParams, p.Fields(), virtiosound.OK)
	r.does("prepare", virtiosound.Prepare, virtiosound.Of(stream), virtiosound.OK)
}

// silence records at the pace of the parameters. Each message is filled.
func silence(r *rig) {
	ctx := r.Context()
	r.prepared(input)
	var messages []virtiosound.Message
	const n = 5 // messages, for which the queue has room
	for range n {
		m, err := r.Record(ctx, input, period)
		r.Must(err)
		messages = append(messages, m)
	}
	r.Must(r.Machine().Pass(ctx, 100*time.Millisecond))
	if n, err := r.Receive.CountUsed(ctx); err != nil || n != 0 {
		r.Errorf("%v: %d messages are used before the stream starts, %v, want none", r.Device, n, err)
	}
	r.does("start", virtiosound.Start, virtiosound.Of(input), virtiosound.OK)
	var first time.Duration
	for n, m := range messages {
		got, err := r.Recorded(ctx, m)
		r.Must(err)
		status, err := got.Status()
		r.Must(err)
		if status != virtiosound.OK {
			r.Errorf("%v: message %d: status = %v, want OK", r.Device, n, status)
		}
		if !bytes.Equal(got.Frames, make([]byte, period)) {
			r.Errorf("%v: message %d: recorded %x, want %d zeros", r.Device, n, got.Frames, period)
		}
		if n == 0 {
			first = r.now()
		}
	}
	r.took("recording", r.now()-first, (n-1)*periodTime)
	r.does("stop", virtiosound.Stop, virtiosound.Of(input), virtiosound.OK)
	r.does("release", virtiosound.Release, virtiosound.Of(input), virtiosound.OK)
}

// now is the virtual time.
func (r *rig) now() time.Duration {
	r.Helper()
	now, err := r.Machine().Clock().ClockStep(r.Context(), 1)
	r.Must(err)
	return now
}

// took compares a time with the one that it should be. QEMU looks at sound each 10 ms.
func (r *rig) took(what string, got, want time.Duration) {
	r.Helper()
	const slack = 20 * time.Millisecond
	if got < want-slack || got > want+slack {
		r.Errorf("%v: %s takes %v, want %v", r.Device, what, got, want)
	}
}

// releaseInput releases a stream with messages under way, and returns them: they are completed
// before the request is.
func releaseInput(r *rig) (released []virtiosound.Recording) {
	r.Helper()
	ctx := r.Context()
	r.prepared(input)
	const n = 3
	var messages []virtiosound.Message
	for range n {
		m, err := r.Record(ctx, input, period)
		r.Must(err)
		messages = append(messages, m)
	}
	r.fails("jacks", virtiosound.JackInfo, virtiosound.Query(0, 1, 24)) // as in [release]
	r.does("release", virtiosound.Release, virtiosound.Of(input), virtiosound.OK)
	got, err := r.Receive.CountUsed(ctx)
	r.Must(err)
	if got != n {
		r.Fatalf("%v: %d of %d messages are used when the stream is released, want all", r.Device, got, n)
	}
	for _, m := range messages {
		got, err := r.Recorded(ctx, m)
		r.Must(err)
		released = append(released, got)
	}
	return released
}

// empty checks messages that record nothing: all are alike, and no frame is written. It allows for a
// status at a wrong place, which is for the next step.
func empty(r *rig, messages ...virtiosound.Recording) {
	r.Helper()
	const status = 8 // bytes
	for n, m := range messages {
		if i := slices.IndexFunc(m.Frames[status:], func(b byte) bool { return b != virtio.Unwritten }); i >= 0 {
			r.Errorf("%v: message %d records nothing, and byte %d of the room for frames is written", r.Device, n, status+i)
		}
		if first := messages[0].Frames[:status]; !bytes.Equal(m.Frames[:status], first) {
			r.Errorf("%v: the room of message %d begins with % x, want % x as in the first one", r.Device, n, m.Frames[:status], first)
		}
	}
}

// crossed plays on the input.
func crossed(r *rig) {
	m, err := r.Play(r.Context(), input, stereo16(frames(0)))
	r.Must(err)
	status, err := r.Played(r.Context(), m)
	r.Must(err)
	if status == virtiosound.OK {
		r.Errorf("%v: frames for the input: status = OK, want an error", r.Device)
	}
}

// crossedBack records from the output.
func crossedBack(r *rig) virtiosound.Recording {
	r.Helper()
	m, err := r.Record(r.Context(), output, period)
	r.Must(err)
	got, err := r.Recorded(r.Context(), m)
	r.Must(err)
	return got
}
