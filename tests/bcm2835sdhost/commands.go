package bcm2835sdhost

import (
	"context"
	"encoding/binary"
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/bcm2835sdhost"
	"github.com/qgraph/qgraph/tests/suite/cardsuite"
)

// The commands that these tests send by hand.
const (
	silent     = bcm2835sdhost.CommandNew | bcm2835sdhost.CommandNoResponse // CMD0
	conditions = bcm2835sdhost.CommandNew | 8                               // CMD8
	pattern    = 0x1aa                                                      // of CMD8: 2.7 to 3.6 V
)

// commands sends commands to an empty slot, and to a card.
func commands(t *run.T, h *bcm2835sdhost.Host) {
	line(t, h, "after the start", false) // it is watched from now on
	t.Must(h.Start(t.Context()))
	t.Step("state", func() {
		reg.ExpectBitsT(t, h.Regs, "SDEDM with power", bcm2835sdhost.Debug, bcm2835sdhost.DebugState|bcm2835sdhost.DebugLevel,
			bcm2835sdhost.DebugBits(bcm2835sdhost.IdentMode))
	})
	t.Step("not started", func() {
		bcm2835sdhost.Command.WriteT(t, h.Regs, conditions&^bcm2835sdhost.CommandNew)
		outcome(t, h, "CMD8 that is not started", 0, 0)
	})
	t.Step("without a response", func() {
		send(t, h, silent, 0)
		outcome(t, h, "CMD0", 0, 0)
	})
	t.Step("no response", func() {
		send(t, h, conditions, pattern)
		outcome(t, h, "CMD8 to an empty slot", bcm2835sdhost.CommandFail, bcm2835sdhost.NoAnswer)
		if _, err := h.Command(t.Context(), sd.SendIfCond(1, 0xaa)); !errors.Is(err, sd.ErrNoResponse) {
			t.Errorf("CMD8 to an empty slot: %v, want %v", err, sd.ErrNoResponse)
		}
	})
	t.Step("clear", func() {
		send(t, h, conditions, pattern)
		bcm2835sdhost.HostStatus.WriteT(t, h.Regs, bcm2835sdhost.Flags&^bcm2835sdhost.NoAnswer)
		reg.ExpectBitsT(t, h.Regs, "SDHSTS after the other flags are cleared", bcm2835sdhost.HostStatus, bcm2835sdhost.Flags, bcm2835sdhost.NoAnswer)
		bcm2835sdhost.HostStatus.WriteT(t, h.Regs, bcm2835sdhost.NoAnswer)
		reg.ExpectBitsT(t, h.Regs, "SDHSTS after the flag is cleared", bcm2835sdhost.HostStatus, bcm2835sdhost.Flags, 0)
	})
	cardsuite.Insert(t, cardsuite.Small)
	t.Step("short response", func() {
		t.Must(h.Start(t.Context()))
		send(t, h, silent, 0)
		send(t, h, conditions, pattern)
		outcome(t, h, "CMD8", 0, 0)
		reg.ExpectT(t, h.Regs, "SDRSP0 of CMD8", bcm2835sdhost.Response(0), pattern)
	})
	t.Step("pins", func() {
		t.Must(h.Route(t.Context(), bcm2835sdhost.Input))
		send(t, h, conditions, pattern)
		outcome(t, h, "CMD8 without pins", bcm2835sdhost.CommandFail, bcm2835sdhost.NoAnswer)
		bcm2835sdhost.HostStatus.WriteT(t, h.Regs, bcm2835sdhost.NoAnswer)
	})
	t.Step("long response", func() { longResponse(t, h) })
	t.Step("busy", func() { busy(t, h) })
}

// send sends a command.
func send(t *run.T, h *bcm2835sdhost.Host, c bcm2835sdhost.CommandBits, argument uint32) {
	t.Helper()
	bcm2835sdhost.Argument.WriteT(t, h.Regs, argument)
	bcm2835sdhost.Command.WriteT(t, h.Regs, c)
	t.Must(h.Wait(t.Context(), "the end of a command", func(ctx context.Context) (bool, error) {
		v, err := bcm2835sdhost.Command.Read(ctx, h.Regs)
		return v&bcm2835sdhost.CommandNew == 0, err
	}))
}

// outcome checks whether the last command failed, and the flags that tell why.
func outcome(t *run.T, h *bcm2835sdhost.Host, what string, fail bcm2835sdhost.CommandBits, flags bcm2835sdhost.Status) {
	t.Helper()
	reg.ExpectBitsT(t, h.Regs, "SDCMD of "+what, bcm2835sdhost.Command, bcm2835sdhost.CommandNew|bcm2835sdhost.CommandFail, fail)
	reg.ExpectBitsT(t, h.Regs, "SDHSTS of "+what, bcm2835sdhost.HostStatus, bcm2835sdhost.Flags, flags)
}

// longResponse compares the registers with the card's identification and its CSD, which the card sends twice and with a CRC.
func longResponse(t *run.T, h *bcm2835sdhost.Host) {
	card := cardsuite.Deselected(t, h)
	again(t, h, sd.SendCID(card.RCA), card.CID)
	again(t, h, sd.SendCSD(card.RCA), card.CSD)
}

// again sends a command with a response of 136 bits that the card has answered before.
func again(t *run.T, h *bcm2835sdhost.Host, c sd.Command, want [16]byte) {
	t.Helper()
	send(t, h, bcm2835sdhost.CommandNew|bcm2835sdhost.CommandLong|bcm2835sdhost.CommandBits(c.Index), c.Argument)
	outcome(t, h, c.String(), 0, 0)
	var got [16]byte
	for n := range 4 {
		binary.BigEndian.PutUint32(got[4*n:], bcm2835sdhost.Response(3-n).ReadT(t, h.Regs))
	}
	cardsuite.SameLong(t, c, got, want, 1)
}

// busy checks the interrupt at the end of the card's busy signal.
func busy(t *run.T, h *bcm2835sdhost.Host) {
	t.Must(h.Start(t.Context()))
	card, err := sd.Identify(t.Context(), h)
	t.Must(err)
	// The card answers, with its busy signal, whenever it is selected after it was not.
	reselect := func() {
		_, err = h.Command(t.Context(), sd.Deselect())
		t.Must(err)
		bcm2835sdhost.HostStatus.WriteT(t, h.Regs, bcm2835sdhost.Flags)
		send(t, h, bcm2835sdhost.CommandNew|bcm2835sdhost.CommandBusy|7, uint32(card.RCA)<<16)
	}
	reselect()
	line(t, h, "at the end of busy that is not enabled", false)
	bcm2835sdhost.HostConfig.WriteT(t, h.Regs, bcm2835sdhost.ConfigBusy)
	_, err = h.Command(t.Context(), sd.SendStatus(card.RCA))
	t.Must(err)
	line(t, h, "of a command that is not busy", false)
	reselect()
	reg.ExpectBitsT(t, h.Regs, "SDHSTS at the end of busy", bcm2835sdhost.HostStatus, bcm2835sdhost.Flags, bcm2835sdhost.BusyEnd)
	line(t, h, "at the end of busy", true)
	bcm2835sdhost.HostStatus.WriteT(t, h.Regs, bcm2835sdhost.Flags&^bcm2835sdhost.BusyEnd)
	line(t, h, "after other flags are cleared", true)
	bcm2835sdhost.HostStatus.WriteT(t, h.Regs, bcm2835sdhost.BusyEnd)
	reg.ExpectBitsT(t, h.Regs, "SDHSTS after BUSY_IRPT is cleared", bcm2835sdhost.HostStatus, bcm2835sdhost.Flags, 0)
	line(t, h, "after BUSY_IRPT is cleared", false)
}
