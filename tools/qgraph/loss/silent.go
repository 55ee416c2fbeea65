package loss

import (
	"regexp"

	"github.com/qgraph/qgraph/libqos/protocol/vmstate"
)

// silence says why the loss of some fields has no effect that a test could see.
type silence struct {
	section string // a regular expression for the whole name of the section, or subsection
	field   string // the same for the field
	why     string
}

// silences are the fields of which that is known.
func silences() []silence {
	const (
		before = "holds what the transfer before has left"
		anew   = "is set anew for each transfer"
	)
	return []silence{
		{"arm_gic", `irq_state\[\d+\]\.level`, "qtest has the inputs of the interrupt controller"},
		{"imx.avic", "pending", "qtest has the inputs of the interrupt controller"},
		{"imx.i2c", "i2cr|i2sr", anew},
		{"imx.i2c", "i2dr_read|i2dr_write", before},
		{"TMP105", "buf", before},
		{"LSM303DLHC_MAG", ".*_lock", "is latched from the registers when a transfer begins"},
		{"rs5c372", "ptr", "is register 15 at the start of each read"},
		{"pl011", "flags", "is computed from the FIFO"},
		{"ac97", `bm_regs\[\d\]\.bd(_valid|\.addr)`, "is read from memory again with the next buffer"},
		{"ohci", `state\.(old_ctl|usb_buf)`, before},
		{"ohci", `state\.(fit|fsmps)`, "the other field has the frame toggle, too"},
		{"ohci", `state\.rhport\[\d\]\.ctrl`, "shows power in any case"},
		{"usb-(ptr|kbd)", `dev\.setup_(buf|index|len)`, before},
		{"tulip", "(rx|tx)_frame|rx_frame_size|tx_frame_len|rx_status", before},
		{"pcie-root-port", ".*", "no access of the test goes through the bridge"},
	}
}

// why returns why no test sees that the field is lost, "" if that is not known.
func (l Loss) why() string {
	for _, v := range l.Values {
		if text := vmstate.Volatile(v.Difference); text != "" {
			return text
		}
	}
	whole := func(pattern, text string) bool { return regexp.MustCompile("^(" + pattern + ")$").MatchString(text) }
	for _, s := range silences() {
		if whole(s.section, l.Section) && whole(s.field, l.Field) {
			return s.why
		}
	}
	return ""
}
