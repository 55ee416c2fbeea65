package sunximmc

import (
	"context"
	"encoding/binary"
	"errors"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/device/storage/sunximmc"
	"github.com/qgraph/qgraph/tests/suite/cardsuite"
)

// The commands that these tests send by hand.
const (
	silent     = sunximmc.CommandStart | sunximmc.CommandInit                               // CMD0
	conditions = sunximmc.CommandStart | sunximmc.CommandResponse | sunximmc.CommandCRC | 8 // CMD8
	pattern    = 0x1aa                                                                      // of CMD8: 2.7 to 3.6 V
	long       = sunximmc.CommandStart | sunximmc.CommandResponse | sunximmc.CommandLong | sunximmc.CommandCRC
)

// commands sends commands to an empty slot, and to a card.
func commands(t *run.T, h *sunximmc.Host) {
	line(t, h, "after the start", false) // it is watched from now on
	t.Must(h.Start(t.Context()))
	t.Step("not started", func() {
		clearFlags(t, h)
		sunximmc.Command.WriteT(t, h.Regs, conditions&^sunximmc.CommandStart)
		flags(t, h, "of CMD8 that is not started", 0)
	})
	t.Step("without a response", func() {
		send(t, h, silent, 0)
		flags(t, h, "of CMD0", sunximmc.CommandDone)
	})
	t.Step("no response", func() {
		send(t, h, conditions, pattern)
		reg.ExpectBitsT(t, h.Regs, "SD_RINTSTS of CMD8 to an empty slot", sunximmc.Raw, sunximmc.All&^sunximmc.NoResponse, sunximmc.ResponseError)
		if _, err := h.Command(t.Context(), sd.SendIfCond(1, 0xaa)); !errors.Is(err, sd.ErrNoResponse) {
			t.Errorf("CMD8 to an empty slot: %v, want %v", err, sd.ErrNoResponse)
		}
	})
	t.Step("response timeout", func() {
		send(t, h, conditions, pattern)
		reg.ExpectBitsT(t, h.Regs, "SD_RINTSTS of CMD8 to an empty slot", sunximmc.Raw, sunximmc.NoResponse, sunximmc.NoResponse)
	})
	t.Step("clear", func() {
		send(t, h, silent, 0)
		sunximmc.Raw.WriteT(t, h.Regs, ^sunximmc.CommandDone)
		flags(t, h, "after the other flags are cleared", sunximmc.CommandDone)
		sunximmc.Raw.WriteT(t, h.Regs, sunximmc.CommandDone)
		flags(t, h, "after the flag is cleared", 0)
	})
	t.Step("interrupt", func() { interrupt(t, h) })
	cardsuite.Insert(t, cardsuite.Small)
	t.Step("short response", func() {
		t.Must(h.Start(t.Context()))
		send(t, h, silent, 0)
		send(t, h, conditions, pattern)
		flags(t, h, "of CMD8", sunximmc.CommandDone)
		reg.ExpectT(t, h.Regs, "SD_RESP0 of CMD8", sunximmc.Response(0), pattern)
	})
	t.Step("long response", func() { longResponse(t, h) })
}

// clearFlags clears all flags.
func clearFlags(t *run.T, h *sunximmc.Host) {
	t.Helper()
	sunximmc.Raw.WriteT(t, h.Regs, ^sunximmc.Flags(0))
}

// send clears the flags and sends a command.
func send(t *run.T, h *sunximmc.Host, c sunximmc.CommandBits, argument uint32) {
	t.Helper()
	clearFlags(t, h)
	sunximmc.Argument.WriteT(t, h.Regs, argument)
	sunximmc.Command.WriteT(t, h.Regs, c)
	t.Must(h.Wait(t.Context(), "the end of a command", func(ctx context.Context) (bool, error) {
		v, err := sunximmc.Raw.Read(ctx, h.Regs)
		return v&(sunximmc.CommandDone|sunximmc.Failures) != 0, err
	}))
	reg.ExpectBitsT(t, h.Regs, "SD_CMD after a command", sunximmc.Command, sunximmc.CommandStart, 0)
}

// flags checks the flags of the card's bus.
func flags(t *run.T, h *sunximmc.Host, when string, want sunximmc.Flags) {
	t.Helper()
	reg.ExpectBitsT(t, h.Regs, "SD_RINTSTS "+when, sunximmc.Raw, sunximmc.All, want)
}

// interrupt checks that the line and SD_MINTSTS follow the mask, and the line the enable bit.
func interrupt(t *run.T, h *sunximmc.Host) {
	send(t, h, silent, 0)
	reg.ExpectT(t, h.Regs, "SD_MINTSTS without a mask", sunximmc.Masked, 0)
	line(t, h, "without a mask", false)
	sunximmc.Mask.WriteT(t, h.Regs, sunximmc.All&^sunximmc.CommandDone)
	send(t, h, silent, 0)
	reg.ExpectT(t, h.Regs, "SD_MINTSTS under the masks of other flags", sunximmc.Masked, 0)
	line(t, h, "under the masks of other flags", false)
	sunximmc.Mask.WriteT(t, h.Regs, sunximmc.CommandDone)
	clearFlags(t, h)
	line(t, h, "without a flag", false)
	send(t, h, silent, 0)
	reg.ExpectT(t, h.Regs, "SD_MINTSTS of CMD0", sunximmc.Masked, sunximmc.CommandDone)
	line(t, h, "of CMD0", true)
	clearFlags(t, h)
	reg.ExpectT(t, h.Regs, "SD_MINTSTS after the flag is cleared", sunximmc.Masked, 0)
	line(t, h, "after the flag is cleared", false)
	sunximmc.Control.WriteT(t, h.Regs, 0)
	send(t, h, silent, 0)
	line(t, h, "while interrupts are disabled", false)
	sunximmc.Control.WriteT(t, h.Regs, sunximmc.ControlInterrupt)
	sunximmc.Mask.WriteT(t, h.Regs, 0)
	clearFlags(t, h)
}

// longResponse compares the registers with the card's identification and its CSD, which the card sends twice and with a CRC.
func longResponse(t *run.T, h *sunximmc.Host) {
	card := cardsuite.Deselected(t, h)
	again(t, h, sd.SendCID(card.RCA), card.CID)
	again(t, h, sd.SendCSD(card.RCA), card.CSD)
}

// again sends a command with a response of 136 bits that the card has answered before.
func again(t *run.T, h *sunximmc.Host, c sd.Command, want [16]byte) {
	t.Helper()
	send(t, h, long|sunximmc.CommandBits(c.Index), c.Argument)
	flags(t, h, "of "+c.String(), sunximmc.CommandDone)
	var got [16]byte
	for n := range 4 {
		binary.BigEndian.PutUint32(got[4*n:], sunximmc.Response(3-n).ReadT(t, h.Regs))
	}
	cardsuite.SameLong(t, c, got, want, 1)
}
