package pmbus_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/qgraph/qgraph/libqos/protocol/pmbus"
)

func TestFormats(t *testing.T) {
	adm1276 := pmbus.Direct{M: 6043, R: -2} // example 3 of its datasheet, and table 7
	current := pmbus.Direct{M: 807, B: 20475, R: -1}
	for _, tc := range []struct {
		name   string
		format pmbus.Format
		word   uint16
		value  float64
		exact  bool // Decode returns exactly value
	}{
		{"direct, rounded up", adm1276, 21151, 350, false},
		{"direct with an offset", current, 2048, 0, false},
		{"direct, negative", pmbus.Direct{M: 1, R: 2}, 0xff9c, -1, true},
		{"direct, tenths", pmbus.Direct{M: 1, R: 1}, 123, 12.3, true},
		{"direct, tens", pmbus.Direct{M: 1, R: -1}, 12, 120, true},
		{"linear zero", pmbus.Linear11{}, 0, 0, true},
		{"linear one", pmbus.Linear11{}, 0xba00, 1, true},
		{"linear 12", pmbus.Linear11{}, 0xd300, 12, true},
		{"linear -12", pmbus.Linear11{}, 0xd500, -12, true},
		{"linear most", pmbus.Linear11{}, 0x7bff, 1023 * 32768, true},
		{"linear least", pmbus.Linear11{}, 0x7c00, -1024 * 32768, true},
		{"linear smallest", pmbus.Linear11{}, 0x8001, 1.0 / 65536, true},
		{"output linear, 12 V", pmbus.Linear16{Exponent: -9}, 0x1800, 12, true},
		{"output linear, volts", pmbus.Linear16{Exponent: 0}, 12, 12, true},
		{"output linear, unsigned", pmbus.Linear16{Exponent: 2}, 0xffff, 262140, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := tc.format.Encode(tc.value)
			if err != nil || got != tc.word {
				t.Errorf("Encode(%g) = %#04x, %v; want %#04x", tc.value, got, err, tc.word)
			}
			if v := tc.format.Decode(tc.word); tc.exact && v != tc.value || math.Abs(v-tc.value) > step(tc.format, tc.word) {
				t.Errorf("Decode(%#04x) = %g, want %g", tc.word, v, tc.value)
			}
		})
	}
}

// step returns the difference between the values of a word and the next one.
func step(f pmbus.Format, word uint16) float64 { return math.Abs(f.Decode(word+1) - f.Decode(word)) }

// TestFormatRoundTrip checks that the value of a word is encoded as that word
// or, in the Linear format, as another one of the same value.
func TestFormatRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	formats := []pmbus.Format{pmbus.Linear11{}}
	for e := -16; e <= 15; e++ {
		formats = append(formats, pmbus.Linear16{Exponent: e})
	}
	for range 50 {
		m := float64(rng.IntN(65535) - 32767)
		if m == 0 {
			m = 1
		}
		formats = append(formats, pmbus.Direct{M: m, B: float64(rng.IntN(65536) - 32768), R: rng.IntN(9) - 4})
	}
	for _, f := range formats {
		for word := range 1 << 16 {
			v := f.Decode(uint16(word))
			back, err := f.Encode(v)
			if err != nil {
				t.Fatalf("%v: Encode(Decode(%#04x)): %v", f, word, err)
			}
			if got := f.Decode(back); got != v {
				t.Fatalf("%v: Decode(%#04x) = %g, Encode of that = %#04x, which is %g", f, word, v, back, got)
			}
		}
	}
}

// TestLinear11Nearest checks that Linear11 is off by at most half a step of its
// mantissa.
func TestLinear11Nearest(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 10000 {
		v := math.Ldexp(rng.Float64()*2-1, rng.IntN(30)-6)
		word, err := pmbus.Linear11{}.Encode(v)
		if err != nil {
			t.Fatal(err)
		}
		if got := (pmbus.Linear11{}).Decode(word); math.Abs(got-v) > math.Max(math.Abs(v)/1023, 1.0/131072) {
			t.Errorf("Encode(%g) = %#04x, which is %g", v, word, got)
		}
	}
}

func TestFormatRange(t *testing.T) {
	for _, tc := range []struct {
		format pmbus.Format
		value  float64
	}{
		{pmbus.Direct{M: 1, R: 3}, 32.768},
		{pmbus.Direct{M: 1, R: 3}, -32.769},
		{pmbus.Linear11{}, 1024 * 32768},
		{pmbus.Linear11{}, -1025 * 32768},
		{pmbus.Linear16{Exponent: -12}, 16},
		{pmbus.Linear16{Exponent: -12}, -1},
	} {
		if got, err := tc.format.Encode(tc.value); !errors.Is(err, pmbus.ErrRange) {
			t.Errorf("%v: Encode(%g) = %#04x, %v; want error %v", tc.format, tc.value, got, err, pmbus.ErrRange)
		}
	}
}

func TestMode(t *testing.T) {
	direct := pmbus.Direct{M: 4062, R: -2}
	for _, tc := range []struct {
		mode pmbus.Mode
		want pmbus.Format
		text string
	}{
		{0x00, pmbus.Linear16{Exponent: 0}, "Linear (exponent 0)"},
		{0x17, pmbus.Linear16{Exponent: -9}, "Linear (exponent -9)"},
		{0x0f, pmbus.Linear16{Exponent: 15}, "Linear (exponent 15)"},
		{0x10, pmbus.Linear16{Exponent: -16}, "Linear (exponent -16)"},
		{0x40, direct, "DIRECT"},
	} {
		got, err := tc.mode.Format(direct)
		if err != nil || got != tc.want {
			t.Errorf("format of %#02x = %v, %v; want %v", uint8(tc.mode), got, err, tc.want)
		}
		if tc.mode.String() != tc.text {
			t.Errorf("%#02x is %q, want %q", uint8(tc.mode), tc.mode, tc.text)
		}
	}
	for e := -16; e <= 15; e++ {
		if got, err := pmbus.LinearMode(e).Format(direct); err != nil || got != (pmbus.Linear16{Exponent: e}) {
			t.Errorf("format of LinearMode(%d) = %v, %v", e, got, err)
		}
	}
	for _, mode := range []pmbus.Mode{pmbus.ModeVID, 0x60, 0xff} {
		if got, err := mode.Format(direct); !errors.Is(err, pmbus.ErrMode) {
			t.Errorf("format of %v = %v, %v; want error %v", mode, got, err, pmbus.ErrMode)
		}
	}
}
