package sdhci_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/qgraph/qgraph/libqos/bus/sd"
	"github.com/qgraph/qgraph/libqos/bus/sd/sdfake"
	"github.com/qgraph/qgraph/libqos/device/storage/sdhci"
)

// full is a controller with all features.
func full() sdhci.Model {
	const clock = 100 << 8 // MHz
	return sdhci.Model{
		Version: 0x2402,
		Capabilities: clock | sdhci.CapSDMA | sdhci.CapADMA2 | sdhci.CapSystemBus64 |
			sdhci.CapVoltage18 | sdhci.CapVoltage33,
	}
}

func newCard() *sdfake.Card { return sdfake.NewCard(sdfake.Pattern(1<<20, 7), true) }

func identified(t *testing.T, model sdhci.Model) (*fake, *sdhci.Controller, *sd.Card) {
	t.Helper()
	f, c := newFake(t, newCard(), model)
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	card, err := sd.Identify(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return f, c, card
}

func TestStart(t *testing.T) {
	f, c := newFake(t, nil, full())
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	type registers struct {
		Clock         sdhci.Clock
		Power         sdhci.Power
		Timeout       uint8
		Status        sdhci.NormalInt
		Errors        sdhci.ErrorInt
		Signals       sdhci.NormalInt
		SignalledErrs sdhci.ErrorInt
	}
	got := registers{
		sdhci.Clock(f.get16(0x2c)), sdhci.Power(f.regs[0x29]), f.regs[0x2e],
		sdhci.NormalInt(f.get16(0x34)), sdhci.ErrorInt(f.get16(0x36)),
		sdhci.NormalInt(f.get16(0x38)), sdhci.ErrorInt(f.get16(0x3a)),
	}
	want := registers{
		125<<8 | sdhci.InternalClockEnable | sdhci.InternalClockStable | sdhci.SDClockEnable, // 100 MHz / 250
		sdhci.Power33 | sdhci.BusPower, 0xe, sdhci.NormalInts, sdhci.ErrorInts, 0, 0,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("registers (-want +got):\n%s", diff)
	}
	if want := []sdhci.Reset{sdhci.ResetAll}; !slices.Equal(f.resets, want) {
		t.Errorf("got resets %v, want %v", f.resets, want)
	}
}

// The divider is the smallest that keeps the clock within the limit.
func TestStartClock(t *testing.T) {
	const unknown = 0
	for _, tc := range []struct {
		name    string
		version sdhci.Version
		layout  sdhci.Layout
		base    sdhci.Capabilities // MHz
		limit   uint32             // Hz
		want    uint32
	}{
		{"3.00, not divided", 2, sdhci.Standard, 25, 25e6, 1},
		{"3.00, by two", 2, sdhci.Standard, 26, 25e6, 2},
		{"3.00, an even number", 2, sdhci.Standard, 52, 400e3, 130},
		{"3.00, largest field", 2, sdhci.Standard, 255, 400e3, 638},
		{"3.00, too fast to divide", 2, sdhci.Standard, 255, 1e3, 2046},
		{"3.00, unknown base", 2, sdhci.Standard, unknown, 400e3, 2046},
		{"2.00, not divided", 1, sdhci.Standard, 25, 25e6, 1},
		{"2.00, a power of two", 1, sdhci.Standard, 52, 400e3, 256},
		{"2.00, exactly a power of two", 1, sdhci.Standard, 32, 8e6, 4},
		{"2.00, just not", 1, sdhci.Standard, 33, 8e6, 8},
		{"2.00, field of six bits", 1, sdhci.Standard, 64 + 8, 8e6, 1},
		{"2.00, unknown base", 1, sdhci.Standard, unknown, 400e3, 256},
		{"uSDHC, a power of two", 2, sdhci.USDHC, 52, 400e3, 256},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, c := newFake(t, nil, sdhci.Model{Version: tc.version, Layout: tc.layout, Capabilities: tc.base << 8})
			if err := c.StartClock(t.Context(), tc.limit); err != nil {
				t.Fatal(err)
			}
			clock := sdhci.Clock(f.get16(0x2c))
			if got := clock.Divider(); got != tc.want {
				t.Errorf("got divider %d, want %d", got, tc.want)
			}
			if clock&sdhci.SDClockEnable == 0 {
				t.Errorf("Clock Control = %v: no SD clock", clock)
			}
		})
	}
}

func TestIdentify(t *testing.T) {
	for _, quiet := range []bool{false, true} {
		model := full()
		model.NoBusyInterrupt = quiet
		f, _, card := identified(t, model)
		want := []string{
			"CMD0|NO_RESPONSE|0x0 0x0",
			"CMD8|RESPONSE_48|CRC_CHECK|INDEX_CHECK 0x1aa",
			"CMD55|RESPONSE_48|CRC_CHECK|INDEX_CHECK 0x0", "CMD41|RESPONSE_48|0x0 0x40ff8000",
			"CMD55|RESPONSE_48|CRC_CHECK|INDEX_CHECK 0x0", "CMD41|RESPONSE_48|0x0 0x40ff8000",
			"CMD55|RESPONSE_48|CRC_CHECK|INDEX_CHECK 0x0", "CMD41|RESPONSE_48|0x0 0x40ff8000",
			"CMD2|RESPONSE_136|CRC_CHECK 0x0",
			"CMD3|RESPONSE_48|CRC_CHECK|INDEX_CHECK 0x0",
			"CMD9|RESPONSE_136|CRC_CHECK 0x45670000",
			"CMD7|RESPONSE_48_BUSY|CRC_CHECK|INDEX_CHECK 0x45670000",
			"CMD16|RESPONSE_48|CRC_CHECK|INDEX_CHECK 0x200",
		}
		if diff := cmp.Diff(want, f.commands); diff != "" {
			t.Errorf("commands (-want +got):\n%s", diff)
		}
		if card.CID != sdfake.CID() || card.CSD != f.card.CSD() {
			t.Errorf("CID %x, CSD %x; want %x, %x", card.CID, card.CSD, sdfake.CID(), f.card.CSD())
		}
		if got := f.get16(0x30); got != 0 {
			t.Errorf("interrupt status %v is still pending", sdhci.NormalInt(got))
		}
	}
}

func TestTransfers(t *testing.T) {
	for _, dma := range full().Capabilities.DMAs() {
		for _, autoStop := range []bool{false, true} {
			for _, n := range []int{1, 2, 3, 7, 13, 1024 + 1} { // 512 KiB is an SDMA boundary
				t.Run(fmt.Sprintf("%d blocks by %v, auto stop %v", n, dma, autoStop), func(t *testing.T) {
					if n > 1000 && dma == sdhci.PIO {
						n = 20 // too short for a boundary
					}
					f, c, card := identified(t, full())
					c.DMA, c.AutoStop = dma, autoStop
					if scr, err := card.SCR(t.Context()); err != nil || scr != sdfake.SCR() {
						t.Errorf("SCR() = %x, %v; want %x", scr, err, sdfake.SCR())
					}
					want := bytes.Clone(f.card.Data())
					at := want[3*sd.BlockSize:][:n*sd.BlockSize]
					got := make([]byte, len(at))
					if err := card.ReadBlocks(t.Context(), 3, got); err != nil {
						t.Fatal(err)
					}
					if !bytes.Equal(got, at) {
						t.Error("got data other than the card's")
					}
					copy(at, sdfake.Pattern(len(at), 0x01020304))
					if err := card.WriteBlocks(t.Context(), 3, at); err != nil {
						t.Fatal(err)
					}
					if !bytes.Equal(f.card.Data(), want) {
						t.Error("the card holds data other than the written data")
					}
					if stops := 2 * (n / 1025); dma == sdhci.SDMA && f.stopped != stops {
						t.Errorf("SDMA stopped %d times, want %d", f.stopped, stops)
					}
					if status := f.get32(0x30); status != 0 {
						t.Errorf("interrupt status %#x is still pending", status)
					}
					if len(f.resets) != 1 {
						t.Errorf("got resets %v, want one", f.resets)
					}
				})
			}
		}
	}
}

func TestNoCard(t *testing.T) {
	f, c := newFake(t, nil, full())
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := sd.Identify(t.Context(), c)
	if !errors.Is(err, sdhci.CommandTimeout) {
		t.Errorf("Identify: %v, want %v", err, sdhci.CommandTimeout)
	}
	recovered(t, f)
}

// recovered checks that the controller was reset and has nothing pending.
func recovered(t *testing.T, f *fake) {
	t.Helper()
	if want := []sdhci.Reset{sdhci.ResetAll, sdhci.ResetCMD | sdhci.ResetDAT}; !slices.Equal(f.resets, want) {
		t.Errorf("got resets %v, want %v", f.resets, want)
	}
	if status := f.get32(0x30); status != 0 {
		t.Errorf("interrupt status %#x is still pending", status)
	}
}

func TestTransferErrors(t *testing.T) {
	block := make([]byte, sd.BlockSize)
	blocks := make([]byte, 2*sd.BlockSize)
	t.Run("ADMA", func(t *testing.T) {
		f, c, card := identified(t, full())
		c.DMA, f.invalid = sdhci.ADMA2, true
		err := card.ReadBlocks(t.Context(), 0, block)
		if !errors.Is(err, sdhci.ADMAError) || !strings.Contains(err.Error(), "ST_FDS") {
			t.Errorf("ReadBlocks: %v, want %v in ST_FDS", err, sdhci.ADMAError)
		}
		recovered(t, f)
	})
	t.Run("no answer", func(t *testing.T) {
		for _, dma := range full().Capabilities.DMAs() {
			f, c, _ := identified(t, full())
			c.DMA = dma
			if _, err := c.Read(t.Context(), sd.SendIfCond(1, 1), block, sd.BlockSize); !errors.Is(err, sdhci.CommandTimeout) {
				t.Errorf("Read by %v: %v, want %v", dma, err, sdhci.CommandTimeout)
			}
			recovered(t, f)
		}
	})
	t.Run("stopped in another state", func(t *testing.T) {
		for _, autoStop := range []bool{false, true} {
			f, c, card := identified(t, full())
			c.AutoStop = autoStop
			f.card.Answer = func(cmd sd.Command, r sd.Response) sd.Response {
				if cmd.Index == 12 {
					r.Short = uint32(sd.Transferring) << 9
				}
				return r
			}
			var got *sd.StatusError
			if err := card.ReadBlocks(t.Context(), 0, blocks); !errors.As(err, &got) || got.Command.Index != 12 {
				t.Errorf("ReadBlocks, auto stop %v: %v, want an error of CMD12", autoStop, err)
			}
		}
	})
	t.Run("refused", func(t *testing.T) {
		f, c, _ := identified(t, full())
		sent := len(f.commands)
		for _, tc := range []struct {
			name      string
			p         []byte
			blockSize int
		}{
			{"no blocks", nil, 512},
			{"half a block", block[:256], 512},
			{"no block size", block, 0},
			{"blocks too large", make([]byte, 4096), 4096},
			{"too many blocks", make([]byte, 1<<16), 1},
		} {
			if _, err := c.Write(t.Context(), sd.WriteBlock(0), tc.p, tc.blockSize); err == nil {
				t.Errorf("Write of %s: no error", tc.name)
			}
		}
		c.DMA = 99
		if _, err := c.Write(t.Context(), sd.WriteBlock(0), block, 512); err == nil {
			t.Error("Write by an unknown DMA: no error")
		}
		if len(f.commands) != sent {
			t.Errorf("got commands %v, want none", f.commands[sent:])
		}
	})
}
