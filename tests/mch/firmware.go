package mch

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/board/mch"
)

// image is the name of a firmware that no processor executes.
const image = "image.bin"

// imageSize is its size, twice what is visible below 1 MiB.
const imageSize = 256 << 10

// content returns the firmware: neighbouring bytes and pages differ.
func content() []byte {
	b := make([]byte, imageSize)
	for i := range b {
		b[i] = byte(i*7 + i>>8)
	}
	return b
}

// withFirmware starts the machine with it.
func withFirmware() []graph.TestOption {
	return []graph.TestOption{
		graph.Prepare(func(dir string) error { return os.WriteFile(filepath.Join(dir, image), content(), 0o600) }),
		graph.Before(graph.Option{Flag: "-bios", Type: image}),
		graph.Requires(graph.SteppedClock), // otherwise a processor would execute it
	}
}

// firmware checks that the firmware ends at 4 GiB, and that its last 128 KiB are below 1 MiB, too
// ("System Address Map", "Compatibility Area").
func firmware(t *run.T, c *mch.Controller) {
	const end, low = 1 << 32, 128 << 10
	for _, place := range []struct {
		name string
		at   uint64
		want []byte
	}{
		{"below 4 GiB", end - imageSize, content()},
		{"below 1 MiB", mib - low, content()[imageSize-low:]},
	} {
		t.Step(place.name, func() {
			got := make([]byte, len(place.want))
			t.Must(c.Machine().ReadMemory(t.Context(), place.at, got))
			if !bytes.Equal(got, place.want) {
				t.Errorf("the %d bytes at %#x are not those of the firmware", len(got), place.at)
			}
		})
	}
}
