package virtio_test

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"testing"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/bus/virtio/virtiofake"
)

// recorder is a test that records the failure that ended it.
type recorder struct {
	testing.TB
	fatal string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(format string, args ...any) {
	r.fatal = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// ended returns the message of the failure that ended f; empty if f did not
// fail.
func ended(f func(t testing.TB)) string {
	r := &recorder{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(r)
	}()
	<-done
	return r.fatal
}

func TestTransportsT(t *testing.T) {
	_, hw := newFake(t, binary.LittleEndian, virtiofake.Options{})
	if got := ended(func(t testing.TB) { hw.TransportsT(t) }); got != "" {
		t.Errorf("with a transport the test ended: %s", got)
	}
	hw.Transports = nil
	if got, want := ended(func(t testing.TB) { hw.TransportsT(t) }), "fake has no transport"; got != want {
		t.Errorf("without a transport the test ended with %q, want %q", got, want)
	}
}

func TestNeedT(t *testing.T) {
	fake, hw := newFake(t, binary.LittleEndian, virtiofake.Options{Features: virtio.FeaturesOf(5, virtio.FeatureEventIdx)})
	dev, _, err := hw.Start(t.Context(), fake, virtio.FeaturesOf(5, 7))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name string
		need virtio.Features
		want string
	}{
		{"nothing", virtio.Features{}, ""},
		{"negotiated", virtio.FeaturesOf(5), ""},
		{"not offered", virtio.FeaturesOf(5, 7), "fake (modern fake): got only features F_VERSION_1|0x20, want 0x80"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := ended(func(t testing.TB) { dev.NeedT(t, tc.need) }); got != tc.want {
				t.Errorf("the test ended with %q, want %q", got, tc.want)
			}
		})
	}
}
