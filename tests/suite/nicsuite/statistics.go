package nicsuite

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
	"github.com/qgraph/qgraph/libqos/device/net/intelnic"
	"github.com/qgraph/qgraph/tests/suite/ethersuite"
)

// counted are the frames for the statistics. Each size counter has a size,
// without FCS, well inside its range, sent to one address, to a group and to all.
func counted(p Port) (dst []ethernet.MAC, sizes []int, octets uint64) {
	dst = []ethernet.MAC{p.Address, {0x01, 0, 0x5e, 1, 2, 3}, ethernet.Broadcast()}
	sizes = []int{100, 200, 400, 800, 1400}
	for _, n := range sizes {
		octets += uint64(n+4) * uint64(len(dst))
	}
	return dst, sizes, octets
}

// SendStatistics checks every counter after a known set of frames was sent.
func SendStatistics(t testing.TB, p Port) {
	t.Helper()
	_, err := p.ReadStatistics(t.Context())
	must(t, err)
	dst, sizes, octets := counted(p)
	dst[0] = ethersuite.Host()
	var frames []outgoing
	for _, d := range dst {
		for _, n := range sizes {
			frames = append(frames, plain(frameOf(n), ethersuite.Frame(d, p.Address, n, byte(n))))
		}
	}
	p.sends(t, frames)
	p.statistics(t, intelnic.Statistics{
		"GPTC": 15, "TPT": 15, "MPTC": 5, "BPTC": 5, "GOTC": octets, "TOT": octets,
		"PTC127": 3, "PTC255": 3, "PTC511": 3, "PTC1023": 3, "PTC1522": 3,
	})
}

// ReceiveStatistics checks every counter after a known set of frames was
// received, with RCTL.BAM and MPE set.
func ReceiveStatistics(t testing.TB, p Port) {
	t.Helper()
	_, err := p.ReadStatistics(t.Context())
	must(t, err)
	dst, sizes, octets := counted(p)
	var frames []incoming
	for _, d := range dst {
		for _, n := range sizes {
			frames = append(frames, whole(frameOf(n), ethersuite.Frame(d, ethersuite.Host(), n, byte(n))))
		}
	}
	p.receives(t, frames)
	p.statistics(t, intelnic.Statistics{
		"GPRC": 15, "TPR": 15, "MPRC": 5, "BPRC": 5, "GORC": octets, "TOR": octets,
		"PRC127": 3, "PRC255": 3, "PRC511": 3, "PRC1023": 3, "PRC1522": 3,
	})
}

// statistics checks every counter, and that reading clears them.
func (p Port) statistics(t testing.TB, want intelnic.Statistics) {
	t.Helper()
	got, err := p.ReadStatistics(t.Context())
	must(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statistics mismatch (-want +got):\n%s", diff)
	}
	again, err := p.ReadStatistics(t.Context())
	must(t, err)
	if diff := cmp.Diff(intelnic.Statistics{}, again); diff != "" {
		t.Errorf("statistics after they were read mismatch (-want +got):\n%s", diff)
	}
}
