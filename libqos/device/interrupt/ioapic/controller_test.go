package ioapic

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAccepted(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []uint8
		fail bool
	}{
		"none":     {text: "ISR\t 3 \r\nIRR\t (none)\r\n\r\n"},
		"some":     {text: "LVTERR\t 0x00010000\r\nISR\t (none)\r\nIRR\t 69 70(level) 255 \r\n", want: []uint8{69, 70, 255}},
		"no line":  {text: "ISR\t (none)\r\n", fail: true},
		"no digit": {text: "IRR\t x\r\n", fail: true},
		"large":    {text: "IRR\t 256\r\n", fail: true},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := accepted(c.text)
			if diff := cmp.Diff(c.want, got); diff != "" || (err != nil) != c.fail {
				t.Errorf("accepted() = %v, %v, want %v, an error: %v", got, err, c.want, c.fail)
			}
		})
	}
}
