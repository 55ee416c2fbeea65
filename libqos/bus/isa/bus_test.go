package isa_test

import (
	"encoding/binary"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/isa"
	"github.com/qgraph/qgraph/qtest"
	"github.com/qgraph/qgraph/qtest/qtestfake"
)

func TestIRQ(t *testing.T) {
	ioapic, first, second := guest.Controller{Path: "/ioapic"}, guest.Controller{Path: "/first"}, guest.Controller{Path: "/second"}
	for n, want := range map[int][2]guest.Wire{
		0:  {ioapic.Line(0), first.Line(0)},
		1:  {ioapic.Line(1), first.Line(1)},
		7:  {ioapic.Line(7), first.Line(7)},
		8:  {ioapic.Line(8), second.Line(0)},
		15: {ioapic.Line(15), second.Line(7)},
	} {
		got := [2]guest.Wire{isa.ByIOAPIC(ioapic)(n), isa.ByPICs(first, second)(n)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("IRQ %d (-want +got):\n%s", n, diff)
		}
	}
}

func TestBus(t *testing.T) {
	memory := qtestfake.NewMemory()
	conn := memory.Start(t)
	m := guest.NewMachine(conn, binary.LittleEndian, guest.RAM{})
	bus := isa.NewBus(m, m.Ports(0, isa.PortCount), isa.ByIOAPIC(guest.Controller{Path: "/ioapic"}))
	ctx := t.Context()
	if err := bus.Ports(0x70, 2).Store(ctx, qtest.Width8, 1, 0xa5); err != nil {
		t.Error(err)
	}
	if err := bus.Ports(0x70, 2).Store(ctx, qtest.Width16, 1, 0); err == nil {
		t.Error("a write behind the device's ports succeeded")
	}
	if _, err := bus.Watch(ctx, 8); err != nil {
		t.Error(err)
	}
	for _, n := range []int{-1, isa.Cascade, isa.IRQs} {
		if _, err := bus.Watch(ctx, n); !errors.Is(err, isa.ErrNoIRQ) {
			t.Errorf("IRQ %d: error %v, want %v", n, err, isa.ErrNoIRQ)
		}
	}
	if err := conn.Sync(ctx); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"outb 0x71 0xa5", "irq_intercept_in /ioapic"}, memory.Requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}
