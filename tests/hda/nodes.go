package hda

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/sound/hda"
)

// nodes checks the tree of a codec's nodes, and the controls of each (the specification, chapter 7 "Codec Features and
// Requirements").
func nodes(t *run.T, c *hda.Codec) {
	t.Must(c.Reset(t.Context()))
	group, widgets, err := c.Tree(t.Context())
	t.Must(err)
	t.Step("identity", func() {
		const red, version = 0x1af4, 0x00100101
		if v := get(t, c, hda.RootNode, hda.VendorID); v>>16 != red {
			t.Errorf("vendor = %#x, want %#x", v>>16, red)
		}
		if v := get(t, c, hda.RootNode, hda.RevisionID); v != version {
			t.Errorf("revision = %#x, want %#x", v, version)
		}
		if v := do(t, c, hda.Long(c.Address, group, hda.GetSubsystem, 0)); v>>16 != red {
			t.Errorf("subsystem = %#x, want one of vendor %#x", v, red)
		}
	})
	t.Step("tree", func() { tree(t, group, widgets) })
	for _, w := range widgets {
		name := map[hda.WidgetType]string{hda.AudioOutput: "output", hda.AudioInput: "input", hda.PinComplex: "pin"}[w.Type()]
		t.Step(fmt.Sprintf("%s, node %d", name, w.Node), func() {
			switch w.Type() {
			case hda.AudioOutput, hda.AudioInput:
				converter(t, c, w)
			case hda.PinComplex:
				pin(t, c, w)
			}
			amplifiers(t, c, w)
		})
	}
}

// do returns the answer to a verb.
func do(t *run.T, c *hda.Codec, v hda.Verb) uint32 {
	t.Helper()
	got, err := c.Immediate(t.Context(), v)
	t.Must(err)
	return got
}

// get returns a parameter.
func get(t *run.T, c *hda.Codec, n hda.Node, p hda.ParameterID) uint32 {
	t.Helper()
	return do(t, c, hda.Parameter(c.Address, n, p))
}

// tree checks that connections lead to other nodes of the group, that each pin of an output has a converter, and
// each converter of an input a pin.
func tree(t *run.T, group hda.Node, widgets []hda.Widget) {
	kinds := map[hda.Node]hda.WidgetType{}
	converters := 0
	for _, w := range widgets {
		kinds[w.Node] = w.Type()
		if w.Node == group || w.Node == hda.RootNode {
			t.Errorf("node %d is a widget of group %d", w.Node, group)
		}
		if w.Type() != hda.PinComplex {
			converters++
		}
		if w.Caps&hda.CapStereo == 0 {
			t.Errorf("capabilities of node %d = %#x, want stereo", w.Node, w.Caps)
		}
	}
	if converters == 0 {
		t.Errorf("widgets %+v, want a converter", widgets)
	}
	for _, w := range widgets {
		if w.Type() == hda.AudioInput && len(w.Connections) == 0 {
			t.Errorf("input %d has no connections", w.Node)
		}
		for _, n := range w.Connections {
			kind, ok := kinds[n]
			if !ok || kind == w.Type() || w.Type() == hda.AudioOutput {
				t.Errorf("node %d of kind %d is connected to node %d of kind %d (a widget: %t)", w.Node, w.Type(), n, kind, ok)
			}
		}
	}
}

// converter checks the format, the stream and the channel of a converter, and the formats that it has (the specification,
// sections 7.3.3.8 "Converter Format" and 7.3.3.11 "Converter Stream, Channel").
func converter(t *run.T, c *hda.Codec, w hda.Widget) {
	const bits16, kHz44, kHz48, pcm = 1 << 17, 1 << 5, 1 << 6, 1 << 0
	if v := get(t, c, w.Node, hda.PCMSizes); v&(bits16|kHz48) != bits16|kHz48 {
		t.Errorf("sizes and rates = %#x, want 16 bits at 48 kHz", v)
	}
	if v := get(t, c, w.Node, hda.StreamFormats); v&pcm == 0 {
		t.Errorf("formats = %#x, want PCM", v)
	}
	for _, f := range []uint16{hda.Format44kHz16Stereo, hda.Format48kHz16Stereo} {
		do(t, c, hda.Short(c.Address, w.Node, hda.SetFormat, f))
		if got := do(t, c, hda.Short(c.Address, w.Node, hda.GetFormat, 0)); got != uint32(f) {
			t.Errorf("format = %#x, want %#x", got, f)
		}
	}
	for _, v := range []uint8{0x50, 0xa0, 0xf0, 0x10, 0} {
		do(t, c, hda.Long(c.Address, w.Node, hda.SetStream, v))
		if got := do(t, c, hda.Long(c.Address, w.Node, hda.GetStream, 0)); got != uint32(v) {
			t.Errorf("stream and channel = %#x, want %#x", got, v)
		}
	}
}

// pin checks the control of a pin, in the directions that it has (the specification, sections 7.3.3.13 "Pin Widget Control" and
// 7.3.4.9 "Pin Capabilities").
func pin(t *run.T, c *hda.Codec, w hda.Widget) {
	const (
		capOut, capIn = 1 << 4, 1 << 5
		out, in       = 1 << 6, 1 << 5
		noConnection  = 1 // bits 31:30 of the defaults
	)
	caps := get(t, c, w.Node, hda.PinCaps)
	if caps&(capOut|capIn) == 0 {
		t.Errorf("capabilities of the pin = %#x, want a direction", caps)
	}
	var enable uint8
	if caps&capOut != 0 {
		enable |= out
	}
	if caps&capIn != 0 {
		enable |= in
	}
	t.Step("control", func() {
		for _, v := range []uint8{0, enable} {
			do(t, c, hda.Long(c.Address, w.Node, hda.SetPinControl, v))
			if got := do(t, c, hda.Long(c.Address, w.Node, hda.GetPinControl, 0)); got&uint32(enable) != uint32(v) {
				t.Errorf("control of the pin = %#x, want %#x", got, v)
			}
		}
	})
	if d := do(t, c, hda.Long(c.Address, w.Node, hda.GetDefaults, 0)); d>>30 == noConnection {
		t.Errorf("defaults = %#x: nothing is connected", d)
	}
}

// amplifiers checks gain and mute of each side of a widget's amplifiers (the specification, section 7.3.3.7 "Amplifier
// Gain/Mute").
func amplifiers(t *run.T, c *hda.Codec, w hda.Widget) {
	for _, a := range []struct {
		name     string
		has      bool
		caps     hda.ParameterID
		set, get uint16
	}{
		{"output", w.Caps&hda.CapOutAmp != 0, hda.OutputAmplifier, hda.SetOutput, hda.GetOutput},
		{"input", w.Caps&hda.CapInAmp != 0, hda.InputAmplifier, hda.SetInput, 0},
	} {
		if !a.has {
			continue
		}
		t.Step(a.name+" amplifier", func() {
			caps := get(t, c, w.Node, a.caps)
			steps := uint16(caps >> 8 & 0x7f)
			if zero := uint16(caps & 0x7f); zero > steps {
				t.Errorf("capabilities %#x: 0 dB at %d of %d steps", caps, zero, steps)
			}
			gain := func(side uint16) uint16 {
				return uint16(do(t, c, hda.Short(c.Address, w.Node, hda.GetAmplifier, a.get|side)))
			}
			left, right := uint16(0), uint16(0)
			for i, v := range []uint16{steps, steps / 2, hda.Muted | steps/3, 0, hda.Muted, steps} {
				side := []uint16{hda.SetLeft | hda.SetRight, hda.SetLeft, hda.SetRight}[i%3]
				do(t, c, hda.Short(c.Address, w.Node, hda.SetAmplifier, a.set|side|v))
				if side&hda.SetLeft != 0 {
					left = v
				}
				if side&hda.SetRight != 0 {
					right = v
				}
				if l, r := gain(hda.GetLeft), gain(0); l != left || r != right {
					t.Errorf("gain of left and right = %#x, %#x, want %#x, %#x", l, r, left, right)
				}
			}
		})
	}
}
