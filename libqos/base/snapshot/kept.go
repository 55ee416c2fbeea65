package snapshot

// kept is a region whose registers a reset rightly leaves.
type kept struct {
	region   string
	from, to int // offsets in bytes, both included
	why      string
}

// rightlyKept returns the registers that a reset of the machine leaves as they are, by the manual.
func rightlyKept() []kept {
	return []kept{
		{"rtc", 0, 1, "Clock, calendar and RAM run on a battery; RESET does not affect them (MC146818A, section \"RESET\")."},
		{"pl031", 0x00, 0x0f, "Counter, match and load registers have a reset of their own (ARM DDI 0224, PrimeCell Real Time Clock PL031)."},
		{"imx7.snvs", 0x50, 0x57, "The secure real-time counter is in the battery's domain (i.MX 7Dual Reference Manual, SNVS)."},
	}
}

// Why returns why a difference between the states before and after a reset is right, "" if no reason is known.
func (d Difference) Why() string {
	region := Block{Name: d.Block}.region()
	for _, k := range rightlyKept() {
		if k.region == region && k.from <= d.Offset && d.Offset <= k.to {
			return k.why
		}
	}
	return ""
}
