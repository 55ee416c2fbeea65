package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/tools/build/nodes"
	"github.com/qgraph/qgraph/tools/qgraph/faulty"
	"github.com/qgraph/qgraph/tools/run/results"
	"github.com/qgraph/qgraph/tools/run/transcript"
)

// TestCovers asks for the known deviation that hides a fault. The test has two: of the steps
// "UIE" and "byte 0x0f of RAM".
func TestCovers(t *testing.T) {
	found, err := selected(nodes.New(), []string{"x86_64/pc/.*/rtc-tests/reset"})
	if err != nil {
		t.Fatal(err)
	}
	c := found[0]
	c.known = []string{"rtc-uie-over-reset", "rtc-reset-clears-ram"}
	with := func(uie, ram string) *results.Result {
		return &results.Result{Class: results.Known, Deviations: []results.Deviation{
			{Name: "rtc-uie-over-reset", Steps: []string{"UIE"}, Messages: []string{uie}},
			{Name: "rtc-reset-clears-ram", Steps: []string{"byte 0x0f of RAM"}, Messages: strings.Split(ram, "\n")},
		}}
	}
	k := newCovers(c, with("bit 4 at line 1", "is 0x00 after 1.5s\nis 0x00, too"), with("bit 4 at line 2", "is 0x00 after 32ms\nis 0x00, too"))
	entries, err := transcript.Read(strings.NewReader(`0.0 > inb 0
0.0 * step: UIE
0.0 > inb 1
0.0 * step: UIE / again
0.0 > inb 2
0.0 * step over, back in: UIE
0.0 * step over
0.0 > inb 3
0.0 * step: flags
0.0 > inb 4
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name    string
		result  *results.Result
		moments []int
		want    faulty.Cover
	}{
		{"in a known step", with("bit 4", "is 0x00 after 2µs\nis 0x00, too"), []int{1}, faulty.Cover{Deviation: "rtc-uie-over-reset", Step: "UIE"}},
		{"in a step of a known step", with("bit 4", "is 0x00 after 2µs\nis 0x00, too"), []int{1, 2}, faulty.Cover{Deviation: "rtc-uie-over-reset", Step: "UIE"}},
		{"behind a known step", with("bit 4", "is 0x00 after 2µs\nis 0x00, too"), []int{1, 3}, faulty.Cover{}},
		{"in another step, too", with("bit 4", "is 0x00 after 2µs\nis 0x00, too"), []int{4, 1}, faulty.Cover{}},
		{"before all steps", with("bit 4", "is 0x00 after 2µs\nis 0x00, too"), []int{0}, faulty.Cover{}},
		{"after the test", with("bit 4", "is 0x00 after 2µs\nis 0x00, too"), []int{5}, faulty.Cover{}},
		{"another message", with("bit 4", "is 0x00 after 1s\nis 0x80"), []int{4}, faulty.Cover{Deviation: "rtc-reset-clears-ram", Step: "byte 0x0f of RAM", Message: "is 0x80"}},
		{"a message less", with("bit 4", "is 0x00 after 1s"), []int{4}, faulty.Cover{Deviation: "rtc-reset-clears-ram", Step: "byte 0x0f of RAM", Message: "a failure is missing"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, ok := k.byMessage(tc.result)
			if !ok {
				got, ok = k.byPlace(entries, tc.moments)
			}
			if tc.want.Deviation != "" {
				tc.want.Test = "rtc-tests/reset"
			}
			if diff := cmp.Diff(tc.want, got); diff != "" || ok != (tc.want.Deviation != "") {
				t.Errorf("found %t; cover mismatch (-want +got):\n%s", ok, diff)
			}
		})
	}
	c.known = slices.DeleteFunc(c.known, func(name string) bool { return name == "rtc-uie-over-reset" })
	if got, ok := newCovers(c, with("", ""), with("", "")).at("UIE"); ok {
		t.Errorf("a deviation that this QEMU does not have hides a fault: %v", got)
	}
}
