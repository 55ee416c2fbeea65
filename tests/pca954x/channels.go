package pca954x

import (
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/libqos/device/misc/pca954x"
	"github.com/qgraph/qgraph/libqos/device/sensor/tmp105"
)

// connect connects the channels (PCA9548A data sheet, section 6.2 "Control register").
func connect(t *run.T, s *pca954x.Switch) {
	t.Step("after power-up", func() { expect(t, s, 0) })
	t.Step("one channel", func() { one(t, s) })
	t.Step("several channels", func() { several(t, s) })
	t.Step("one address behind several channels", func() { same(t, s) })
	t.Step("several bytes", func() { last(t, s) })
	t.Step("connected by the STOP", func() { stop(t, s) })
	t.Step("reset", func() { reset(t, s) })
}

// answers reports whether a device acknowledges its address.
func answers(t *run.T, s *pca954x.Switch, a i2c.Address) bool {
	t.Helper()
	err := s.Before().Transfer(t.Context(), a, []byte{uint8(tmp105.High)}, nil)
	if err != nil && !errors.Is(err, i2c.ErrAddressNACK) {
		t.Error(err)
	}
	return err == nil
}

// expect checks the register, and which channels are connected.
func expect(t *run.T, s *pca954x.Switch, channels uint8) {
	t.Helper()
	got, err := s.Selected(t.Context())
	t.Must(err)
	if got != channels {
		t.Errorf("the control register = %#02x, want %#02x", got, channels)
	}
	for n := range s.Channels {
		want := channels&(1<<n) != 0
		if answers(t, s, own(n)) != want {
			t.Errorf("channels %#02x: the device behind channel %d answers: %t, want %t", channels, n, !want, want)
		} else if want {
			reg.ExpectT(t, tmp105.New(s.Before(), own(n)), "T_HIGH of that device", tmp105.High, tmp105.DefaultHigh)
		}
	}
	if want := channels != 0; answers(t, s, shared) != want {
		t.Errorf("channels %#02x: a device that each channel has answers: %t, want %t", channels, !want, want)
	}
}

// one connects each channel alone, and none.
func one(t *run.T, s *pca954x.Switch) {
	for n := range s.Channels {
		t.Must(s.Select(t.Context(), 1<<n))
		expect(t, s, 1<<n)
	}
	t.Must(s.Select(t.Context(), 0))
	expect(t, s, 0)
}

// several connects some channels at a time.
func several(t *run.T, s *pca954x.Switch) {
	all := uint8(1<<s.Channels - 1)
	for _, channels := range []uint8{0x05, 0x5a, 0xa5, 0xff, 0x3c} {
		t.Must(s.Select(t.Context(), channels&all))
		expect(t, s, channels&all)
	}
}

// sensor returns the sensor with the shared address behind a channel.
func sensor(s *pca954x.Switch, n int) *i2c.Device { return tmp105.New(s.Channel(n), shared) }

// limit is the value of T_HIGH behind a channel.
func limit(n int) tmp105.Temperature { return tmp105.Temperature(0x10*n+5) << 8 }

// same has devices with one address behind all channels. Each keeps its own value.
func same(t *run.T, s *pca954x.Switch) {
	for n := range s.Channels {
		tmp105.High.WriteT(t, sensor(s, n), limit(n))
	}
	for n := range s.Channels {
		reg.ExpectT(t, sensor(s, n), fmt.Sprintf("T_HIGH behind channel %d", n), tmp105.High, limit(n))
	}
	t.Step("written at once", func() { atOnce(t, s) })
}

// atOnce writes to devices with one address while some channels are connected: it reaches the
// devices of these, and no others.
func atOnce(t *run.T, s *pca954x.Switch) {
	const some, common = 0x06, 0x7f << 8
	t.Must(s.Select(t.Context(), some))
	tmp105.High.WriteT(t, tmp105.New(s.Before(), shared), common)
	for n := range s.Channels {
		want := limit(n)
		if some&(1<<n) != 0 {
			want = common
		}
		reg.ExpectT(t, sensor(s, n), fmt.Sprintf("T_HIGH behind channel %d, after a write through channels %#02x", n, some), tmp105.High, want)
	}
}

// last writes several bytes in a message: the switch keeps the last one.
func last(t *run.T, s *pca954x.Switch) {
	t.Must(s.Write(t.Context(), 0x01, 0x08, 0x04))
	expect(t, s, 0x04)
	t.Must(s.Write(t.Context(), 0x0f, 0x00))
	expect(t, s, 0x00)
}

// stop reads the register in the message that has written it: the channel is connected by the STOP only.
func stop(t *run.T, s *pca954x.Switch) {
	t.Must(s.Select(t.Context(), 0))
	var got [1]byte
	t.Must(s.Before().Transfer(t.Context(), s.Address(), []byte{0x02}, got[:]))
	if got[0] != 0x02 {
		t.Errorf("the control register after a repeated START = %#02x, want 0x02", got[0])
	}
	expect(t, s, 0x02)
}

// reset resets the machine, and with it the switch.
func reset(t *run.T, s *pca954x.Switch) {
	t.Must(s.Select(t.Context(), 0x09))
	expect(t, s, 0x09)
	t.Must(t.Env.QEMU.SystemReset(t.Context()))
	expect(t, s, 0)
}
