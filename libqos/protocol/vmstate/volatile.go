package vmstate

import "slices"

// volatileField is a field whose value may differ between two states of one machine with nothing lost.
type volatileField struct {
	section string
	field   string // with the indices around it, without its own
	indices []int  // of elements; nil for all
	why     string
}

const (
	realTime = "counts the host's time, which goes on while the machine is moved"
	computed = "is computed from the registers when a state is loaded; before that it has no value until the guest sets the device up"
)

// timeOfDay are the bytes of the clock chip that move with the time (MC146818A, section "ADDRESS MAP"): time and date, the bit
// UIP of register A, and the flags of register C.
var timeOfDay = []int{0, 2, 4, 6, 7, 8, 9, 10, 12}

// volatileFields has each with the reason; [Volatile] looks it up.
var volatileFields = []volatileField{
	{"e1000e", "core.rx_desc_buf_size", nil, computed},
	{"e1000e", "core.rx_desc_len", nil, computed},
	{"e1000e", "core.rxbuf_sizes", nil, computed},
	{"igb", "core.rx_desc_buf_size", nil, computed},
	{"igb", "core.rx_desc_len", nil, computed},
	{"igb", "core.rxbuf_sizes", nil, computed},
	{"mc146818rtc", "cmos_data", timeOfDay, realTime},
	{"mc146818rtc", "last_update", nil, realTime},
	{"mc146818rtc", "update_timer", nil, realTime},
	{"mc146818rtc", "next_alarm_time", nil, realTime},
	{"pl031", "tick_offset_vmstate", nil, realTime},
	{"pl110", "invalidate", nil, "has the whole screen drawn anew after a state is loaded"},
	{"spapr", "tb.guest_timebase", nil, realTime},
	{"spapr", "tb.time_of_the_day_ns", nil, realTime},
	{"strongarm-rtc", "last_hz", nil, realTime},
	{"strongarm-rtc", "last_rcnr", nil, realTime},
	{"timer", "cpu_clock_offset", nil, realTime},
	{"timer", "cpu_ticks_offset", nil, realTime},
	{"vmclock_page", "page", nil, "has a marker by which the guest sees that it was moved (VMClock ABI, disruption_marker)"},
	{"xlnx-zynmp.rtc", "tick_offset", nil, realTime},
}

// Volatile returns why a difference is no loss: "" for most fields. The reason continues a sentence about the field.
func Volatile(d Difference) string {
	if d.A == Absent || d.B == Absent {
		return ""
	}
	for _, v := range volatileFields {
		if v.section == d.Section && v.field == d.Field && v.covers(d.Index, max(1, d.Bytes)) {
			return v.why
		}
	}
	return ""
}

// covers reports whether count elements from index on are all volatile.
func (v volatileField) covers(index, count int) bool {
	for i := range count {
		if v.indices != nil && !slices.Contains(v.indices, index+i) {
			return false
		}
	}
	return true
}
