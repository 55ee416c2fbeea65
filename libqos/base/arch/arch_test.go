package arch_test

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/qgraph/qgraph/libqos/base/arch"
)

func TestAllIsSorted(t *testing.T) {
	all := arch.All()
	byName := func(a, b arch.Architecture) int { return strings.Compare(a.Name, b.Name) }
	if !slices.IsSortedFunc(all, byName) {
		t.Errorf("not sorted by name: %v", all)
	}
	if len(all) != len(slices.CompactFunc(slices.Clone(all), func(a, b arch.Architecture) bool { return a.Name == b.Name })) {
		t.Errorf("a name is there twice: %v", all)
	}
}

func TestByteOrder(t *testing.T) {
	for name, want := range map[string]binary.ByteOrder{"sh4": binary.LittleEndian, "sh4eb": binary.BigEndian, "s390x": binary.BigEndian} {
		if got, err := arch.ByteOrder(name); got != want || err != nil {
			t.Errorf("ByteOrder(%q) = %v, %v, want %v", name, got, err, want)
		}
	}
	if got, err := arch.ByteOrder("vax"); err == nil {
		t.Errorf("ByteOrder(%q) = %v, want an error", "vax", got)
	}
}

func TestNarrower(t *testing.T) {
	for _, a := range arch.All() {
		narrower := arch.Narrower(a.Name)
		if narrower == "" {
			continue
		}
		if order, err := arch.ByteOrder(narrower); order != a.Order || err != nil {
			t.Errorf("%s has the machines of %s, whose byte order is %v, error %v, want %v", a.Name, narrower, order, err, a.Order)
		}
	}
	if got := arch.Narrower("aarch64"); got != "arm" {
		t.Errorf("Narrower(%q) = %q, want %q", "aarch64", got, "arm")
	}
}
