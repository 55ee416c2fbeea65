package virtionet

import (
	"encoding/json"
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/hotplug"
	"github.com/qgraph/qgraph/libqos/base/qom"
	"github.com/qgraph/qgraph/libqos/board/rootport"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtiopci"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtionet"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// primary is the ID of the primary device.
const primary = "primary"

// failover plugs in a primary device, for which the tested one stands by. It is there once a driver
// of the standby device has accepted STANDBY (virtio 1.3, section 5.1.3 "Feature bits"; QEMU
// 11.1, docs/system/virtio-net-failover.rst, "Usage").
func failover(t *run.T, standby *virtiopci.Function) {
	monitor := t.QEMU().QMP()
	events := monitor.Subscribe("FAILOVER_NEGOTIATED")
	defer events.Close()
	hw := standby.Virtio()
	nic, err := virtionet.Open(t.Context(), hw, hw.ModernT(t), virtio.FeaturesOf(virtionet.FeatureMAC))
	t.Must(err)
	mac, err := nic.MAC(t.Context())
	t.Must(err)
	t.Must(nic.Close(t.Context()))
	id := virtionet.PCIDriver.Name()
	t.Must(hotplug.Add(t.Context(), monitor, hotplug.Device{Driver: id, ID: primary, Props: []hotplug.Prop{
		hotplug.String("failover_pair_id", id), hotplug.String("mac", mac.String()), hotplug.String("bus", rootport.PlugPort),
	}}))
	shown := func(when string, want bool) {
		t.Helper()
		there, err := qom.Plugged(monitor, primary).Bool(t.Context(), "realized")
		if absent := (*qmp.Error)(nil); !errors.As(err, &absent) {
			t.Must(err)
		}
		if there != want {
			t.Errorf("the primary device is plugged in %s: %v, want %v", when, there, want)
		}
	}
	shown("at first", false)
	t.Step("a driver that does not know", func() {
		standsBy(t, hw, virtio.FeaturesOf(virtionet.FeatureMAC))
		shown("after a driver without STANDBY", false)
	})
	t.Step("a driver that knows", func() {
		standsBy(t, hw, virtio.FeaturesOf(virtionet.FeatureMAC, virtionet.FeatureStandby))
		e, err := events.WaitEvent(t.Context(), "FAILOVER_NEGOTIATED", nil)
		t.Must(err)
		var data struct {
			Device string `json:"device-id"`
		}
		t.Must(json.Unmarshal(e.Data, &data))
		if data.Device != id {
			t.Errorf("FAILOVER_NEGOTIATED names the device %q, want %q", data.Device, id)
		}
		shown("after a driver with STANDBY", true)
	})
}

// standsBy starts the standby device with those features, all of which it must offer, and closes it.
func standsBy(t *run.T, hw *virtio.Hardware, features virtio.Features) {
	t.Helper()
	dev, err := hw.Open(t.Context(), hw.ModernT(t))
	t.Must(err)
	offered, err := dev.Offered(t.Context())
	t.Must(err)
	if !offered.Has(virtionet.FeatureStandby) {
		t.Fatalf("%v: STANDBY is not offered", dev)
	}
	t.Must(dev.Negotiate(t.Context(), features))
	t.Must(dev.Start(t.Context()))
	t.Must(dev.Close(t.Context()))
}
