package nicsuite

import (
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// Descriptors is the size of the rings for [Interrupts.Migrates]: the frames before the
// migration take the rings to their ends, and those after it wrap around.
const Descriptors = 8

// Migrates moves the machine, by migrate, while frames wait in both rings, a masked cause
// is pending, and counters and filters have values. The port has rings of [Descriptors],
// and start turns its transmitter on. It finds a controller that loses one of them, or its
// place in a ring, on the way.
func (i Interrupts[C]) Migrates(t *run.T, p Port, cause C, start func() error, migrate func() error) {
	t.Helper()
	ctx := t.Context()
	line, err := i.PCI.INTx(ctx)
	t.Must(err)
	second, group := ethernet.MAC{0x06, 0, 0, 0, 0, 2}, ethernet.MAC{0x01, 0, 0x5e, 1, 2, 3}
	t.Must(i.WriteAddress(ctx, 5, second, true))
	t.Must(i.SetMulticast(ctx, group, 0, true))
	_, err = i.ReadStatistics(ctx)
	t.Must(err)
	for n := range byte(5) {
		t.Must(p.TX.Send(ctx, intelnic.Offload{}, p.out(100, n)))
		p.Arrives(t, "a frame before the migration", p.out(100, n))
		p.Delivers(t, "a frame before the migration", p.in(100, n))
	}
	t.Must(p.Peer.Send(ctx, p.in(100, 5)))
	t.Must(i.Machine.Wait(ctx, "a frame in guest memory", p.RX.Pending))
	t.Must(i.StopTX(ctx))
	for n := byte(5); n < 8; n++ {
		t.Must(p.TX.Post(intelnic.Offload{}, p.out(100, n)))
	}
	t.Must(p.TX.Kick(ctx))
	t.Must(i.Mask(ctx))
	i.ICS.WriteT(t, i.Regs, cause)

	t.Must(migrate())

	p.Next(t, "the frame that waits in guest memory", p.in(100, 5))
	t.Step("statistics", func() {
		p.statistics(t, intelnic.Statistics{
			"GPTC": 5, "TPT": 5, "GOTC": 5 * 104, "TOT": 5 * 104, "PTC127": 5,
			"GPRC": 6, "TPR": 6, "GORC": 6 * 104, "TOR": 6 * 104, "PRC127": 6,
		})
	})
	if Quiet(t, i.Machine); line.Raised() {
		t.Error("the cause that was masked raises the pin after the migration")
	}
	i.IMS.WriteT(t, i.Regs, cause)
	if Quiet(t, i.Machine); !line.Raised() {
		t.Error("the cause that was pending does not raise the pin once it is unmasked")
	}
	if got, want := i.ICR.ReadT(t, i.Regs), cause|i.Asserted; got != want {
		t.Errorf("ICR = %v, want %v as before the migration", got, want)
	}
	t.Must(start())
	t.Must(p.TX.Kick(ctx))
	for n := byte(5); n < 8; n++ {
		arrivesAmongAnnouncements(t, p.Peer, p.out(100, n))
	}
	t.Must(p.TX.Reclaim(ctx))
	t.Must(p.TX.Send(ctx, intelnic.Offload{}, p.out(200, 9)))
	arrivesAmongAnnouncements(t, p.Peer, p.out(200, 9))
	for n, dst := range []ethernet.MAC{second, group, p.Address, second} {
		p.Delivers(t, "a frame after the migration", ethersuite.Frame(dst, ethersuite.Host(), 200, byte(n)))
	}
	p.Drops(t, "a frame to no address of the filters", ethersuite.Frame(ethernet.MAC{0x06, 0, 0, 0, 0x40, 3}, ethersuite.Host(), 100, 1))
}

// arrivesAmongAnnouncements checks that the next frame at the far end is want, apart from
// QEMU's own ([ethernet.Peer.ReceiveData]).
func arrivesAmongAnnouncements(t *run.T, peer *ethernet.Peer, want []byte) {
	t.Helper()
	got, err := peer.ReceiveData(t.Context())
	t.Must(err)
	if diff := differ(want, got); diff != "" {
		t.Fatalf("frame sent after the migration mismatch (-want +got):\n%s", diff)
	}
}
