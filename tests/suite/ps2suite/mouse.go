package ps2suite

import (
	"errors"

	"github.com/qgraph/qgraph/libqos/device/input/ps2"
)

// Mouse checks a mouse: its commands and its packets. It has a step for each subject.
func (d Device) Mouse() {
	d.t.Step("commands", d.mouseCommands)
	d.t.Step("status", d.mouseStatus)
	d.t.Step("wrap", d.wrap)
	d.t.Step("remote", d.remote)
	d.t.Step("stream", d.stream)
	d.t.Step("large movement", d.large)
	d.t.Step("wheel", d.wheel)
}

// began resets the mouse.
func (d Device) began() {
	d.t.Helper()
	d.ready()
	d.Answers("reset", []byte{ps2.Reset}, ps2.Acknowledge, ps2.SelfTested, 0)
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

// mouseCommands checks the answer to commands ("Mouse Commands").
func (d Device) mouseCommands() {
	d.began()
	d.Answers("identify", []byte{ps2.Identify}, ps2.Acknowledge, 0)
	for _, b := range []byte{
		ps2.MouseDefaults, ps2.Disable, ps2.Enable, ps2.SetRemote, ps2.SetStream, ps2.SetScaling2to1, ps2.ResetScaling1to1,
	} {
		d.Answers("command", []byte{b}, ps2.Acknowledge)
	}
	d.Answers("sample rate", []byte{ps2.SetSampleRate, 40}, ps2.Acknowledge)
	d.Answers("resolution", []byte{ps2.SetResolution, 1}, ps2.Acknowledge)
}

// mouseStatus checks the three bytes of the status ("Status Request"): mode, enable, scaling
// and buttons, the resolution, and the sample rate.
func (d Device) mouseStatus() {
	const remoteMode, enabled, scaled, left, right = 1 << 6, 1 << 5, 1 << 4, 1 << 2, 1 << 0
	d.began()
	request := []byte{ps2.StatusRequest}
	d.Answers("status after a reset", request, ps2.Acknowledge, 0, 2, 100)
	d.Answers("sample rate", []byte{ps2.SetSampleRate, 40}, ps2.Acknowledge)
	d.Answers("resolution", []byte{ps2.SetResolution, 3}, ps2.Acknowledge)
	d.Answers("scaling", []byte{ps2.SetScaling2to1}, ps2.Acknowledge)
	d.Answers("status", request, ps2.Acknowledge, scaled, 3, 40)
	d.Answers("remote", []byte{ps2.SetRemote}, ps2.Acknowledge)
	d.Answers("status", request, ps2.Acknowledge, remoteMode|scaled, 3, 40)
	d.Answers("stream and enable", []byte{ps2.SetStream}, ps2.Acknowledge)
	d.Answers("stream and enable", []byte{ps2.Enable}, ps2.Acknowledge)
	d.Answers("status", request, ps2.Acknowledge, enabled|scaled, 3, 40)
	d.t.Step("buttons", func() {
		d.began()
		d.Answers("enable", []byte{ps2.Enable}, ps2.Acknowledge)
		d.t.Cleanup(func() { d.Input(Button("left", false), Button("right", false)) })
		d.Input(Button("left", true))
		d.Receive("left button", always|leftButton, 0, 0)
		d.Answers("status with the left button", request, ps2.Acknowledge, enabled|left, 2, 100)
		d.Input(Button("left", false), Button("right", true))
		d.Receive("right button", always|rightButton, 0, 0)
		d.Answers("status with the right button", request, ps2.Acknowledge, enabled|right, 2, 100)
	})
}

// wrap checks that the mouse sends bytes back in wrap mode, except for two.
func (d Device) wrap() {
	d.began()
	d.Answers("wrap", []byte{ps2.SetWrap}, ps2.Acknowledge)
	for _, b := range []byte{0x00, 0x5a, ps2.Enable, ps2.ReadPacket} {
		d.Answers("in wrap mode", []byte{b}, b)
	}
	d.Answers("end of wrap mode", []byte{ps2.ResetWrap}, ps2.Acknowledge)
	d.Answers("identify after wrap mode", []byte{ps2.Identify}, ps2.Acknowledge, 0)
	d.Answers("wrap", []byte{ps2.SetWrap}, ps2.Acknowledge)
	d.t.Cleanup(func() { d.t.Must(errors.Join(d.port.Send(d.t.Context(), ps2.ResetWrap), d.port.Ready(d.t.Context()))) })
	d.Answers("reset in wrap mode", []byte{ps2.Reset}, ps2.Acknowledge, ps2.SelfTested, 0)
	d.t.Step("reset", func() { d.Answers("identify after the reset", []byte{ps2.Identify}, ps2.Acknowledge, 0) })
}

// remote checks that packets come on request alone in remote mode.
func (d Device) remote() {
	d.began()
	d.Answers("remote", []byte{ps2.SetRemote}, ps2.Acknowledge)
	d.Answers("enable", []byte{ps2.Enable}, ps2.Acknowledge)
	d.Input(Moved("x", 3), Moved("y", -4))
	d.Empty("in remote mode")
	d.Answers("packet", []byte{ps2.ReadPacket}, ps2.Acknowledge, always, 3, 4)
	d.Answers("packet without a movement", []byte{ps2.ReadPacket}, ps2.Acknowledge, always, 0, 0)
}

// stream checks the packets that come with each event. The mouse counts y upwards.
func (d Device) stream() {
	d.began()
	d.Input(Moved("x", 1))
	d.Empty("of a mouse that is not enabled")
	d.began()
	d.Answers("enable", []byte{ps2.Enable}, ps2.Acknowledge)
	for _, tc := range []struct {
		name   string
		events []Event
		want   []byte
	}{
		{"right", []Event{Moved("x", 5)}, []byte{always, 5, 0}},
		{"left", []Event{Moved("x", -5)}, []byte{always | xNegative, 0xfb, 0}},
		{"down", []Event{Moved("y", 7)}, []byte{always | yNegative, 0, 0xf9}},
		{"up", []Event{Moved("y", -7)}, []byte{always, 0, 7}},
		{"left button", []Event{Button("left", true)}, []byte{always | leftButton, 0, 0}},
		{"right button too", []Event{Button("right", true)}, []byte{always | leftButton | rightButton, 0, 0}},
		{"middle button alone", []Event{Button("left", false), Button("right", false), Button("middle", true)}, []byte{always | middleButton, 0, 0}},
		{"no button", []Event{Button("middle", false)}, []byte{always, 0, 0}},
	} {
		d.Input(tc.events...)
		d.Receive(tc.name, tc.want...)
	}
	d.Answers("disable", []byte{ps2.Disable}, ps2.Acknowledge)
	d.Input(Moved("x", 1))
	d.Empty("of a mouse that is disabled")
}

// large checks that of a movement beyond what a packet can say nothing is lost.
func (d Device) large() {
	d.began()
	d.Answers("enable", []byte{ps2.Enable}, ps2.Acknowledge)
	const movement = 300
	d.Input(Moved("x", movement))
	sum := 0
	for sum < movement {
		var packet [3]byte
		for i := range packet {
			b, err := d.port.Receive(d.t.Context())
			d.t.Must(err)
			packet[i] = b
		}
		if packet[0]&xNegative != 0 || packet[1] == 0 || packet[2] != 0 {
			d.t.Fatalf("packet % x of a movement to the right, after %d of %d", packet, sum, movement)
		}
		sum += int(packet[1])
	}
	if sum != movement {
		d.t.Errorf("packets of a movement by %d add up to %d", movement, sum)
	}
	d.Empty("after the movement")
}

// wheel checks that three sample rates make the mouse one with a wheel ("Mouse Wheel
// Support": 200, 100, 80), and its packets.
func (d Device) wheel() {
	d.began()
	for _, rate := range []byte{200, 100, 80} {
		d.Answers("sample rate", []byte{ps2.SetSampleRate, rate}, ps2.Acknowledge)
	}
	d.Answers("identify", []byte{ps2.Identify}, ps2.Acknowledge, 3)
	d.Answers("enable", []byte{ps2.Enable}, ps2.Acknowledge)
	d.Input(Button("wheel-down", true), Button("wheel-down", false))
	d.Receive("wheel down", always, 0, 0, 1)
	d.Input(Button("wheel-up", true), Button("wheel-up", false))
	d.Receive("wheel up", always, 0, 0, 0xff)
	d.Input(Moved("x", 2))
	d.Receive("movement", always, 2, 0, 0)
	d.Answers("reset", []byte{ps2.Reset}, ps2.Acknowledge, ps2.SelfTested, 0)
	d.Answers("identify after a reset", []byte{ps2.Identify}, ps2.Acknowledge, 0)
}
