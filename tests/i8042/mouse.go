package i8042

import (
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/device/misc/i8042"
)

const ack = i8042.Acknowledge

// mouse checks the mouse: its commands, its packets and its interrupt ("Mouse").
func mouse(t *run.T, c *i8042.Controller) {
	line, err := c.Line(t.Context(), i8042.Mouse)
	t.Must(err)
	t.Step("commands", func() { mouseCommands(t, c) })
	t.Step("status", func() { mouseStatus(t, c) })
	t.Step("wrap", func() { wrap(t, c) })
	t.Step("remote", func() { remote(t, c) })
	t.Step("stream", func() { stream(t, c) })
	t.Step("large movement", func() { large(t, c) })
	t.Step("wheel", func() { wheel(t, c) })
	t.Step("interrupt", func() { mouseInterrupt(t, c, line) })
}

// mouseInterrupt checks that the interrupt is raised while a byte of the mouse waits.
func mouseInterrupt(t *run.T, c *i8042.Controller, line guest.Line) {
	began(t, c, i8042.MouseIRQ|i8042.KeyboardIRQ)
	mouseAnswers(t, c, "enable", []byte{i8042.Enable}, ack)
	raised(t, line, "without a byte", false)
	input(t, c, moved("x", 1))
	for _, when := range []string{"with a packet", "with two bytes", "with one byte"} {
		raised(t, line, when, true)
		_, err := c.Receive(t.Context(), i8042.Mouse)
		t.Must(err)
	}
	raised(t, line, "after the packet is read", false)
	start(t, c, 0)
	input(t, c, moved("x", 1))
	raised(t, line, "while it is disabled", false)
}

// began resets the mouse.
func began(t *run.T, c *i8042.Controller, m i8042.Mode) {
	t.Helper()
	start(t, c, m)
	mouseAnswers(t, c, "reset", []byte{i8042.Reset}, ack, i8042.SelfTested, 0)
}

// mouseCommands checks the answer to commands ("Mouse Commands").
func mouseCommands(t *run.T, c *i8042.Controller) {
	began(t, c, 0)
	mouseAnswers(t, c, "identify", []byte{i8042.Identify}, ack, 0)
	for _, b := range []byte{
		i8042.MouseDefaults, i8042.Disable, i8042.Enable, i8042.SetRemote, i8042.SetStream, i8042.SetScaling2to1, i8042.ResetScaling1to1,
	} {
		mouseAnswers(t, c, "command", []byte{b}, ack)
	}
	mouseAnswers(t, c, "sample rate", []byte{i8042.SetSampleRate, 40}, ack)
	mouseAnswers(t, c, "resolution", []byte{i8042.SetResolution, 1}, ack)
}

// mouseStatus checks the three bytes of the status ("Status Request"): mode, enable, scaling
// and buttons, the resolution, and the sample rate.
func mouseStatus(t *run.T, c *i8042.Controller) {
	const remoteMode, enabled, scaled, left, right = 1 << 6, 1 << 5, 1 << 4, 1 << 2, 1 << 0
	began(t, c, 0)
	request := []byte{i8042.StatusRequest}
	mouseAnswers(t, c, "status after a reset", request, ack, 0, 2, 100)
	mouseAnswers(t, c, "sample rate", []byte{i8042.SetSampleRate, 40}, ack)
	mouseAnswers(t, c, "resolution", []byte{i8042.SetResolution, 3}, ack)
	mouseAnswers(t, c, "scaling", []byte{i8042.SetScaling2to1}, ack)
	mouseAnswers(t, c, "status", request, ack, scaled, 3, 40)
	mouseAnswers(t, c, "remote", []byte{i8042.SetRemote}, ack)
	mouseAnswers(t, c, "status", request, ack, remoteMode|scaled, 3, 40)
	mouseAnswers(t, c, "stream and enable", []byte{i8042.SetStream}, ack)
	mouseAnswers(t, c, "stream and enable", []byte{i8042.Enable}, ack)
	mouseAnswers(t, c, "status", request, ack, enabled|scaled, 3, 40)
	t.Step("buttons", func() {
		began(t, c, 0)
		mouseAnswers(t, c, "enable", []byte{i8042.Enable}, ack)
		t.Cleanup(func() { input(t, c, button("left", false), button("right", false)) })
		input(t, c, button("left", true))
		receive(t, c, "left button", i8042.Mouse, always|leftButton, 0, 0)
		mouseAnswers(t, c, "status with the left button", request, ack, enabled|left, 2, 100)
		input(t, c, button("left", false), button("right", true))
		receive(t, c, "right button", i8042.Mouse, always|rightButton, 0, 0)
		mouseAnswers(t, c, "status with the right button", request, ack, enabled|right, 2, 100)
	})
}

// wrap checks that the mouse sends bytes back in wrap mode, except for two.
func wrap(t *run.T, c *i8042.Controller) {
	began(t, c, 0)
	mouseAnswers(t, c, "wrap", []byte{i8042.SetWrap}, ack)
	for _, b := range []byte{0x00, 0x5a, i8042.Enable, i8042.ReadPacket} {
		mouseAnswers(t, c, "in wrap mode", []byte{b}, b)
	}
	mouseAnswers(t, c, "end of wrap mode", []byte{i8042.ResetWrap}, ack)
	mouseAnswers(t, c, "identify after wrap mode", []byte{i8042.Identify}, ack, 0)
	mouseAnswers(t, c, "wrap", []byte{i8042.SetWrap}, ack)
	t.Cleanup(func() { t.Must(errors.Join(c.SendMouse(t.Context(), i8042.ResetWrap), c.Drain(t.Context()))) })
	mouseAnswers(t, c, "reset in wrap mode", []byte{i8042.Reset}, ack, i8042.SelfTested, 0)
	t.Step("reset", func() { mouseAnswers(t, c, "identify after the reset", []byte{i8042.Identify}, ack, 0) })
}

// Bits of the first byte of a packet ("Data Transmission").
const (
	leftButton   = 1 << 0
	rightButton  = 1 << 1
	middleButton = 1 << 2
	always       = 1 << 3
	xNegative    = 1 << 4
	yNegative    = 1 << 5
)

// remote checks that packets come on request alone in remote mode.
func remote(t *run.T, c *i8042.Controller) {
	began(t, c, 0)
	mouseAnswers(t, c, "remote", []byte{i8042.SetRemote}, ack)
	mouseAnswers(t, c, "enable", []byte{i8042.Enable}, ack)
	input(t, c, moved("x", 3), moved("y", -4))
	empty(t, c, "in remote mode")
	mouseAnswers(t, c, "packet", []byte{i8042.ReadPacket}, ack, always, 3, 4)
	mouseAnswers(t, c, "packet without a movement", []byte{i8042.ReadPacket}, ack, always, 0, 0)
}

// stream checks the packets that come with each event. The mouse counts y upwards.
func stream(t *run.T, c *i8042.Controller) {
	began(t, c, 0)
	input(t, c, moved("x", 1))
	empty(t, c, "of a mouse that is not enabled")
	began(t, c, 0)
	mouseAnswers(t, c, "enable", []byte{i8042.Enable}, ack)
	for _, tc := range []struct {
		name   string
		events []event
		want   []byte
	}{
		{"right", []event{moved("x", 5)}, []byte{always, 5, 0}},
		{"left", []event{moved("x", -5)}, []byte{always | xNegative, 0xfb, 0}},
		{"down", []event{moved("y", 7)}, []byte{always | yNegative, 0, 0xf9}},
		{"up", []event{moved("y", -7)}, []byte{always, 0, 7}},
		{"left button", []event{button("left", true)}, []byte{always | leftButton, 0, 0}},
		{"right button too", []event{button("right", true)}, []byte{always | leftButton | rightButton, 0, 0}},
		{"middle button alone", []event{button("left", false), button("right", false), button("middle", true)}, []byte{always | middleButton, 0, 0}},
		{"no button", []event{button("middle", false)}, []byte{always, 0, 0}},
	} {
		input(t, c, tc.events...)
		receive(t, c, tc.name, i8042.Mouse, tc.want...)
	}
	mouseAnswers(t, c, "disable", []byte{i8042.Disable}, ack)
	input(t, c, moved("x", 1))
	empty(t, c, "of a mouse that is disabled")
}

// large checks that of a movement beyond what a packet can say nothing is lost.
func large(t *run.T, c *i8042.Controller) {
	began(t, c, 0)
	mouseAnswers(t, c, "enable", []byte{i8042.Enable}, ack)
	const movement = 300
	input(t, c, moved("x", movement))
	sum := 0
	for sum < movement {
		var packet [3]byte
		for i := range packet {
			b, err := c.Receive(t.Context(), i8042.Mouse)
			t.Must(err)
			packet[i] = b
		}
		if packet[0]&xNegative != 0 || packet[1] == 0 || packet[2] != 0 {
			t.Fatalf("packet % x of a movement to the right, after %d of %d", packet, sum, movement)
		}
		sum += int(packet[1])
	}
	if sum != movement {
		t.Errorf("packets of a movement by %d add up to %d", movement, sum)
	}
	empty(t, c, "after the movement")
}

// wheel checks that three sample rates make the mouse one with a wheel ("Mouse Wheel
// Support": 200, 100, 80), and its packets.
func wheel(t *run.T, c *i8042.Controller) {
	began(t, c, 0)
	for _, rate := range []byte{200, 100, 80} {
		mouseAnswers(t, c, "sample rate", []byte{i8042.SetSampleRate, rate}, ack)
	}
	mouseAnswers(t, c, "identify", []byte{i8042.Identify}, ack, 3)
	mouseAnswers(t, c, "enable", []byte{i8042.Enable}, ack)
	input(t, c, button("wheel-down", true), button("wheel-down", false))
	receive(t, c, "wheel down", i8042.Mouse, always, 0, 0, 1)
	input(t, c, button("wheel-up", true), button("wheel-up", false))
	receive(t, c, "wheel up", i8042.Mouse, always, 0, 0, 0xff)
	input(t, c, moved("x", 2))
	receive(t, c, "movement", i8042.Mouse, always, 2, 0, 0)
	mouseAnswers(t, c, "reset", []byte{i8042.Reset}, ack, i8042.SelfTested, 0)
	mouseAnswers(t, c, "identify after a reset", []byte{i8042.Identify}, ack, 0)
}
