package virtioblk

import (
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/device/virtio/virtioblk"
)

// legacyCache writes the cache mode before anything else, which a transitional device must
// support (section 3.1.2 "Legacy Interface: Device Initialization"). Neither the features nor
// the status may change it afterwards (section 5.2.5.3 "Legacy Interface: Device
// Initialization").
func legacyCache(t *run.T, hw *virtio.Hardware) {
	for _, mode := range []uint8{0, 1} {
		dev, err := hw.Open(t.Context(), hw.LegacyT(t))
		t.Must(err)
		virtioblk.ConfigWriteback.WriteT(t, dev.Config(), mode)
		same := func(when string) {
			t.Helper()
			if got := virtioblk.ConfigWriteback.ReadT(t, dev.Config()); got != mode {
				t.Errorf("%v: writeback %s = %d, want %d as it was written", dev, when, got, mode)
			}
		}
		same("at first")
		for _, f := range []virtio.Features{
			virtio.FeaturesOf(virtioblk.FeatureConfigWCE),
			virtio.FeaturesOf(virtioblk.FeatureFlush),
			{},
			virtio.FeaturesOf(virtioblk.FeatureConfigWCE, virtioblk.FeatureFlush),
		} {
			t.Must(dev.Accept(t.Context(), f))
			same(fmt.Sprintf("with the features %s", f.Format(hw.Model.Names)))
			t.Must(dev.AddStatus(t.Context(), virtio.StatusDriver))
			same(fmt.Sprintf("after a status with the features %s", f.Format(hw.Model.Names)))
		}
		t.Must(dev.Start(t.Context()))
		same("after DRIVER_OK with CONFIG_WCE")
		t.Must(dev.Close(t.Context()))
	}
}
