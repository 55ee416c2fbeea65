package smc91c111

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/net/smc91c111"
	"github.com/qgraph/qgraph/qtest/qmp"
)

// link checks LINK_OK, and the interrupt of its changes (sections 8.6 "Bank 0 - EPH Status Register" and 8.15 "Bank 1 - Control
// Register").
func link(t *run.T, d *smc91c111.Device) {
	backend, err := t.Env.Backend(smc91c111.FarEnd)
	t.Must(err)
	set := func(up bool) {
		t.Helper()
		_, err := qmp.Execute[qmp.Empty](t.Context(), t.QEMU().QMP(), "set_link", qmp.Args{"name": backend.ID, "up": up})
		t.Must(err)
	}
	smc91c111.Control.WriteT(t, d.Regs, smc91c111.ControlAfterReset|smc91c111.TellLink)
	defer smc91c111.Control.WriteT(t, d.Regs, smc91c111.ControlAfterReset)
	set(false)
	defer set(true)
	reg.ExpectBitsT(t, d.Regs, "EPHSR with the link down", smc91c111.LinkStatus, smc91c111.LinkUp, 0)
	reg.ExpectBitsT(t, d.Regs, "IST with the link down", smc91c111.Pending, smc91c111.LinkEvent, smc91c111.LinkEvent)
	smc91c111.Control.WriteT(t, d.Regs, smc91c111.ControlAfterReset)
	reg.ExpectBitsT(t, d.Regs, "IST with LE ENABLE cleared", smc91c111.Pending, smc91c111.LinkEvent, 0)
}

// eeprom checks that RELOAD loads the address, and falls when that is done (section 8.15 "Bank 1 - Control Register").
func eeprom(t *run.T, d *smc91c111.Device) {
	reg.Reg[uint8](smc91c111.IndividualAddress).WriteT(t, d.Regs, ^smc91c111.Own()[0])
	smc91c111.Control.WriteT(t, d.Regs, smc91c111.ControlAfterReset|smc91c111.Reload)
	t.Must(d.Machine.Wait(t.Context(), "the end of RELOAD", func(ctx context.Context) (bool, error) {
		c, err := smc91c111.Control.Read(ctx, d.Regs)
		return c&smc91c111.Reload == 0, err
	}))
	if a, err := d.Address(t.Context()); err != nil || a != smc91c111.Own() {
		t.Errorf("IA after RELOAD = %v (%v), want %v", a, err, smc91c111.Own())
	}
}
