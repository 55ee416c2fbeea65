package pl181

import (
	"context"
	"encoding/binary"
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/pl181"
	"github.com/qgraph/qgraph/tests/suite/cardsuite"
)

// The commands that these tests send by hand.
const (
	silent     pl181.CommandBits = pl181.CommandEnable                             // CMD0
	conditions pl181.CommandBits = pl181.CommandEnable | pl181.CommandResponse | 8 // CMD8
	pattern                      = 0x1aa                                           // of CMD8: 2.7 to 3.6 V
)

// commands sends commands to an empty slot, and to a card.
func commands(t *run.T, h *pl181.Host) {
	t.Must(h.Start(t.Context()))
	t.Step("not enabled", func() {
		pl181.Command.WriteT(t, h.Regs, conditions&^pl181.CommandEnable)
		flags(t, h, "of a command that is not enabled", 0)
	})
	t.Step("end of a command without a response", func() {
		send(t, h, silent, 0)
		flags(t, h, "of CMD0", pl181.CmdSent)
	})
	t.Step("flags of data", func() {
		pl181.Clear.WriteT(t, h.Regs, pl181.Static)
		send(t, h, silent, 0)
		reg.ExpectBitsT(t, h.Regs, "MCIStatus of CMD0", pl181.State, pl181.Static&^ofCommands, 0)
		pl181.Clear.WriteT(t, h.Regs, pl181.Static)
	})
	t.Step("no response", func() {
		send(t, h, conditions, pattern)
		flags(t, h, "of CMD8 to an empty slot", pl181.CmdTimeOut)
		if _, err := h.Command(t.Context(), sd.SendIfCond(1, 0xaa)); !errors.Is(err, sd.ErrNoResponse) {
			t.Errorf("CMD8 to an empty slot: %v, want %v", err, sd.ErrNoResponse)
		}
	})
	t.Step("clear", func() {
		send(t, h, silent, 0)
		send(t, h, conditions, pattern)
		pl181.Clear.WriteT(t, h.Regs, pl181.Static&^pl181.CmdSent)
		flags(t, h, "after all but CmdSent are cleared", pl181.CmdSent)
		send(t, h, conditions, pattern)
		pl181.Clear.WriteT(t, h.Regs, 0)
		flags(t, h, "after a write of zeros", pl181.CmdSent|pl181.CmdTimeOut)
		pl181.Clear.WriteT(t, h.Regs, pl181.CmdSent)
		flags(t, h, "after CmdSent is cleared", pl181.CmdTimeOut)
		pl181.Clear.WriteT(t, h.Regs, pl181.CmdTimeOut)
		flags(t, h, "after both are cleared", 0)
	})
	t.Step("interrupts", func() { interrupts(t, h) })
	cardsuite.Insert(t, cardsuite.Small)
	t.Step("short response", func() {
		t.Must(h.Start(t.Context()))
		send(t, h, silent, 0)
		pl181.Clear.WriteT(t, h.Regs, pl181.Static)
		send(t, h, conditions, pattern)
		flags(t, h, "of CMD8", pl181.CmdRespEnd)
		reg.ExpectT(t, h.Regs, "MCIResponse0 of CMD8", pl181.Response(0), pattern)
		pl181.Clear.WriteT(t, h.Regs, pl181.CmdRespEnd)
		flags(t, h, "of CMD8, cleared", 0)
	})
	t.Step("index of the response", func() { reg.ExpectT(t, h.Regs, "MCIRespCmd of CMD8", pl181.ResponseCmd, 8) })
	t.Step("long response", func() { longResponse(t, h) })
}

// send sends a command.
func send(t *run.T, h *pl181.Host, c pl181.CommandBits, argument uint32) {
	t.Helper()
	pl181.Argument.WriteT(t, h.Regs, argument)
	pl181.Command.WriteT(t, h.Regs, c)
	t.Must(h.Wait(t.Context(), "the end of a command", func(ctx context.Context) (bool, error) {
		v, err := pl181.State.Read(ctx, h.Regs)
		return v&pl181.CmdActive == 0, err
	}))
}

// ofCommands are the static flags of commands.
const ofCommands = pl181.CmdCRCFail | pl181.CmdTimeOut | pl181.CmdRespEnd | pl181.CmdSent

// flags checks the static flags of commands, and that no command is active.
func flags(t *run.T, h *pl181.Host, when string, want pl181.Status) {
	t.Helper()
	reg.ExpectBitsT(t, h.Regs, "MCIStatus "+when, pl181.State, ofCommands|pl181.CmdActive, want)
}

// interrupts checks that each mask lets flags through to its own line alone ("Interrupt mask registers").
func interrupts(t *run.T, h *pl181.Host) {
	pl181.Clear.WriteT(t, h.Regs, pl181.Static)
	lines(t, h, "without a mask", false, false)
	pl181.Mask0.WriteT(t, h.Regs, pl181.CmdSent)
	pl181.Mask1.WriteT(t, h.Regs, pl181.CmdTimeOut)
	lines(t, h, "without a flag", false, false)
	send(t, h, silent, 0)
	lines(t, h, "of CMD0", true, false)
	send(t, h, conditions, pattern)
	lines(t, h, "of both commands", true, true)
	pl181.Clear.WriteT(t, h.Regs, pl181.CmdSent)
	lines(t, h, "after CmdSent is cleared", false, true)
	pl181.Clear.WriteT(t, h.Regs, pl181.CmdTimeOut)
	lines(t, h, "after both are cleared", false, false)

	pl181.Mask0.WriteT(t, h.Regs, 0)
	pl181.Mask1.WriteT(t, h.Regs, 0)
	send(t, h, silent, 0)
	pl181.Mask0.WriteT(t, h.Regs, ofCommands&^pl181.CmdSent)
	lines(t, h, "under the masks of other flags", false, false)
	pl181.Mask1.WriteT(t, h.Regs, pl181.CmdSent)
	lines(t, h, "once the mask is written", false, true)
	pl181.Mask1.WriteT(t, h.Regs, 0)
	lines(t, h, "once the mask is cleared", false, false)
	pl181.Mask0.WriteT(t, h.Regs, 0)
	pl181.Clear.WriteT(t, h.Regs, pl181.Static)
}

// longResponse compares the registers with the card's identification, which the card sends twice and with a CRC.
func longResponse(t *run.T, h *pl181.Host) {
	card := cardsuite.Deselected(t, h)
	send(t, h, pl181.CommandEnable|pl181.CommandResponse|pl181.CommandLong|10, uint32(card.RCA)<<16)
	flags(t, h, "of CMD10", pl181.CmdRespEnd)
	var cid [16]byte
	for n := range 4 {
		binary.BigEndian.PutUint32(cid[4*n:], pl181.Response(n).ReadT(t, h.Regs))
	}
	cardsuite.SameLong(t, sd.SendCID(card.RCA), cid, card.CID, 0) // QEMU shows no end bit
	pl181.Clear.WriteT(t, h.Regs, pl181.Static)
}
