package sd_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/bus/sd/sdfake"
)

const blocks = 1 << 20 / sd.BlockSize // of the cards here

func identified(t *testing.T, high bool) (*sd.Card, *sdfake.Host) {
	t.Helper()
	host := &sdfake.Host{Card: sdfake.NewCard(sdfake.Pattern(blocks*sd.BlockSize, 1), high)}
	card, err := sd.Identify(t.Context(), host)
	if err != nil {
		t.Fatal(err)
	}
	return card, host
}

func TestIdentify(t *testing.T) {
	for _, high := range []bool{false, true} {
		card, host := identified(t, high)
		want := []string{
			"CMD0 (GO_IDLE_STATE) 0x0 no response",
			"CMD8 (SEND_IF_COND) 0x1aa R7",
			"CMD55 (APP_CMD) 0x0 R1", "ACMD41 (SD_SEND_OP_COND) 0x40ff8000 R3", // not ready
			"CMD55 (APP_CMD) 0x0 R1", "ACMD41 (SD_SEND_OP_COND) 0x40ff8000 R3", // not ready
			"CMD55 (APP_CMD) 0x0 R1", "ACMD41 (SD_SEND_OP_COND) 0x40ff8000 R3",
			"CMD2 (ALL_SEND_CID) 0x0 R2",
			"CMD3 (SEND_RELATIVE_ADDR) 0x0 R6",
			"CMD9 (SEND_CSD) 0x45670000 R2",
			"CMD7 (SELECT/DESELECT_CARD) 0x45670000 R1b",
			"CMD16 (SET_BLOCKLEN) 0x200 R1",
		}
		if diff := cmp.Diff(want, host.Sent); diff != "" {
			t.Errorf("high capacity %v: commands (-want +got):\n%s", high, diff)
		}
		type identity struct {
			HighCapacity bool
			Blocks       uint64
			RCA          uint16
			CID          string
		}
		got := identity{card.HighCapacity(), card.Blocks(), card.RCA, card.CID.String()}
		if diff := cmp.Diff(identity{high, blocks, sdfake.RCA, `"TE" "STER!" 1.2 #0xdeadbeef`}, got); diff != "" {
			t.Errorf("card (-want +got):\n%s", diff)
		}
	}
}

func TestIdentifyFails(t *testing.T) {
	// answer returns an Answer that changes the card's response to one command.
	answer := func(index sd.Index, change func(uint32) uint32) func(sd.Command, sd.Response) sd.Response {
		return func(cmd sd.Command, r sd.Response) sd.Response {
			if cmd.Index == index {
				r.Short = change(r.Short)
			}
			return r
		}
	}
	for _, tc := range []struct {
		name   string
		answer func(sd.Command, sd.Response) sd.Response
		want   error
	}{
		{"another pattern", answer(8, func(v uint32) uint32 { return v ^ 1 }), sd.ErrEcho},
		{"another voltage", answer(8, func(v uint32) uint32 { return v ^ 0x300 }), sd.ErrEcho},
		{"no address", answer(3, func(v uint32) uint32 { return v & 0xffff }), sd.ErrAddr},
	} {
		t.Run(tc.name, func(t *testing.T) {
			card := sdfake.NewCard(make([]byte, 1<<20), false)
			card.Answer = tc.answer
			if _, err := sd.Identify(t.Context(), &sdfake.Host{Card: card}); !errors.Is(err, tc.want) {
				t.Errorf("Identify: %v, want %v", err, tc.want)
			}
		})
	}
	t.Run("never ready", func(t *testing.T) {
		card := sdfake.NewCard(make([]byte, 1<<20), false)
		card.Busy = 1000
		if _, err := sd.Identify(t.Context(), &sdfake.Host{Card: card}); !errors.Is(err, sdfake.ErrNever) {
			t.Errorf("Identify: %v, want %v", err, sdfake.ErrNever)
		}
	})
	for _, tc := range []struct {
		name   string
		answer func(sd.Command, sd.Response) sd.Response
		want   sd.Status
	}{
		{"no APP_CMD", answer(55, func(v uint32) uint32 { return v &^ uint32(sd.AppCommand) }), sd.ReadyForData},
		{"error in R6", answer(3, func(v uint32) uint32 { return v | 1<<14 }),
			sd.IllegalCommand | sd.ReadyForData | sd.Status(sd.Ident)<<9},
		{"error in R1", answer(16, func(v uint32) uint32 { return v | uint32(sd.BlockLenError) }),
			sd.BlockLenError | sd.ReadyForData | sd.Status(sd.Transferring)<<9},
		{"not selected", answer(16, func(uint32) uint32 { return uint32(sd.Standby) << 9 }), sd.Status(sd.Standby) << 9},
	} {
		t.Run(tc.name, func(t *testing.T) {
			card := sdfake.NewCard(make([]byte, 1<<20), false)
			card.Answer = tc.answer
			_, err := sd.Identify(t.Context(), &sdfake.Host{Card: card})
			var got *sd.StatusError
			if !errors.As(err, &got) || got.Status != tc.want {
				t.Errorf("Identify: %v, want status %v", err, tc.want)
			}
		})
	}
}

func TestTransfers(t *testing.T) {
	for _, tc := range []struct {
		name  string
		high  bool
		block uint64
		n     int
		read  string // the command
		write string
	}{
		{"one block", false, 5, 1, "CMD17 (READ_SINGLE_BLOCK) 0xa00 R1", "CMD24 (WRITE_BLOCK) 0xa00 R1"},
		{"two blocks", false, 5, 2, "CMD18 (READ_MULTIPLE_BLOCK) 0xa00 R1", "CMD25 (WRITE_MULTIPLE_BLOCK) 0xa00 R1"},
		{"addresses of blocks", true, 5, 2, "CMD18 (READ_MULTIPLE_BLOCK) 0x5 R1", "CMD25 (WRITE_MULTIPLE_BLOCK) 0x5 R1"},
		{"the last block", true, blocks - 1, 1, "CMD17 (READ_SINGLE_BLOCK) 0x7ff R1", "CMD24 (WRITE_BLOCK) 0x7ff R1"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			card, host := identified(t, tc.high)
			want := bytes.Clone(host.Card.Data())
			at := want[tc.block*sd.BlockSize:][:tc.n*sd.BlockSize]

			host.Sent = nil
			got := make([]byte, len(at))
			if err := card.ReadBlocks(t.Context(), tc.block, got); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, at) {
				t.Errorf("read % x, want % x", got[:8], at[:8])
			}
			if host.Sent[0] != tc.read {
				t.Errorf("read sent %q, want %q", host.Sent[0], tc.read)
			}

			host.Sent = nil
			copy(at, sdfake.Pattern(len(at), 0x1234567))
			if err := card.WriteBlocks(t.Context(), tc.block, at); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(host.Card.Data(), want) {
				t.Error("the card's contents differ from the written blocks")
			}
			if host.Sent[0] != tc.write {
				t.Errorf("write sent %q, want %q", host.Sent[0], tc.write)
			}
		})
	}
}

func TestTransfersRefused(t *testing.T) {
	card, host := identified(t, true)
	host.Sent = nil
	for _, tc := range []struct {
		name  string
		block uint64
		size  int
		want  error
	}{
		{"nothing", 0, 0, sd.ErrSize},
		{"part of a block", 0, 513, sd.ErrSize},
		{"behind the end", blocks, 512, sd.ErrRange},
		{"across the end", blocks - 1, 1024, sd.ErrRange},
		{"around the end of numbers", 1<<64 - 1, 512, sd.ErrRange},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := card.ReadBlocks(t.Context(), tc.block, make([]byte, tc.size)); !errors.Is(err, tc.want) {
				t.Errorf("ReadBlocks: %v, want %v", err, tc.want)
			}
			if err := card.WriteBlocks(t.Context(), tc.block, make([]byte, tc.size)); !errors.Is(err, tc.want) {
				t.Errorf("WriteBlocks: %v, want %v", err, tc.want)
			}
		})
	}
	if host.Sent != nil {
		t.Errorf("sent %q, want nothing", host.Sent)
	}
}

// TestProgrammingError checks that a transfer ends when the card reports that
// it is ready, and that an error reported only then fails the transfer.
func TestProgrammingError(t *testing.T) {
	card, host := identified(t, false)
	polls := 0
	host.Card.Answer = func(cmd sd.Command, r sd.Response) sd.Response {
		if cmd.Index != 13 {
			return r
		}
		if polls++; polls < 3 {
			r.Short = uint32(sd.Programming) << 9
		} else {
			r.Short |= uint32(sd.GeneralError)
		}
		return r
	}
	err := card.WriteBlocks(t.Context(), 0, make([]byte, sd.BlockSize))
	var got *sd.StatusError
	if !errors.As(err, &got) || got.Status.Failure() != sd.GeneralError {
		t.Errorf("WriteBlocks: %v, want %v", err, sd.GeneralError)
	}
	if polls != 3 {
		t.Errorf("the status was read %d times, want 3", polls)
	}
}

func TestSettings(t *testing.T) {
	card, host := identified(t, false)
	host.Sent = nil
	scr, err := card.SCR(t.Context())
	if err != nil || scr != sdfake.SCR() || !scr.FourBit() || scr.Version() != "3.0X" {
		t.Errorf("SCR() = %x, %v (four data lines %v, version %s)", scr, err, scr.FourBit(), scr.Version())
	}
	if err := card.SetBusWidth4(t.Context()); err != nil {
		t.Error(err)
	}
	status, err := card.Status(t.Context())
	if want := sd.ReadyForData | sd.Status(sd.Transferring)<<9; err != nil || status != want {
		t.Errorf("Status() = %v, %v; want %v", status, err, want)
	}
	want := []string{
		"CMD55 (APP_CMD) 0x45670000 R1", "ACMD51 (SEND_SCR) 0x0 R1",
		"CMD55 (APP_CMD) 0x45670000 R1", "ACMD6 (SET_BUS_WIDTH) 0x2 R1",
		"CMD13 (SEND_STATUS) 0x45670000 R1",
	}
	if diff := cmp.Diff(want, host.Sent); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}
