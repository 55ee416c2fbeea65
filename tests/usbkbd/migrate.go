package usbkbd

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/usb"
	"github.com/qgraph/qgraph/libqos/protocol/usbhid"
)

// migrate moves the machine while a key is down, and the reports of two more changes
// wait. It finds a keyboard that loses its address, its protocol, the keys that are
// down or a waiting report on the way.
func migrate(t *run.T, bus *usb.Bus, second run.Instance[*usb.Bus]) {
	ctx := t.Context()
	device, err := usbhid.Open(ctx, bus)
	t.Must(err)
	k := &keyboard{Keyboard: device}
	t.Must(k.SetProtocol(ctx, usbhid.BootProtocol))
	t.Must(k.SetIdle(ctx, 0))
	k.goes(t, "a", true, usbhid.Pressed(0, 0x04))
	k.press(t, "z", true)
	k.press(t, "a", false)

	t.Must(t.Env.Migrate(ctx, second.Env, nil))

	k.reports(t, "z pressed before the migration", usbhid.Pressed(0, 0x04, 0x1d))
	k.reports(t, "a released before the migration", usbhid.Pressed(0, 0x1d))
	if protocol, err := k.Protocol(ctx); protocol != usbhid.BootProtocol || err != nil {
		t.Errorf("protocol after the migration = %d, %v, want %d", protocol, err, usbhid.BootProtocol)
	}
	k.silent(t, patience, "after the reports that waited")
	t.Must(k.Close(ctx))
}
