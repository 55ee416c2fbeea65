package stm32

import (
	"context"

	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/device/misc/stm32"
	"github.com/qgraph/qgraph/libqos/device/storage/spinor"
)

// spiChip is the model of the chip on the bus.
const spiChip = "w25q256"

// spiSettings are the bits of SPI_CR1 that can be written while the interface is not enabled, as the master of the bus.
const spiSettings = stm32.SPICPHA | stm32.SPICPOL | stm32.SPIMSTR | stm32.SPIBR | stm32.SPILSBFIRST | stm32.SPIRXONLY |
	stm32.SPIDFF | stm32.SPICRCEN | stm32.SPIBIDIOE | stm32.SPIBIDIMODE

// spiEnables are the bits of SPI_CR2.
const spiEnables = stm32.SPIRXDMAEN | stm32.SPITXDMAEN | stm32.SPISSOE | stm32.SPIERRIE | stm32.SPIRXNEIE | stm32.SPITXEIE

// spi checks the registers, frames from a flash chip, and the interrupts (RM0033, chapter "Serial peripheral interface (SPI)").
func spi(t *run.T, s *stm32.SPI) {
	line, err := s.Interrupt(t.Context(), 0)
	t.Must(err)
	w := spiWatch{t, s, line, spinor.Named(spiChip).ID}
	t.Step("after the start", w.afterReset)
	t.Step("status after the start", func() { reg.ExpectT(t, s.Regs, "SPI_SR", stm32.SPIStatus, stm32.SPIStatusReset) })
	t.Step("written", w.written)
	t.Step("reserved bits", func() {
		stm32.SPIControl2.WriteT(t, s.Regs, ^stm32.SPIEnables(0))
		reg.ExpectBitsT(t, s.Regs, "reserved bits of SPI_CR2", stm32.SPIControl2, ^stm32.SPIEnables(0xff)|1<<3, 0)
		stm32.SPIControl2.WriteT(t, s.Regs, 0)
	})
	t.Step("polynomial of the CRC", func() {
		reg.KeepsT(t, s.Regs, "SPI_CRCPR", stm32.SPIPolynomial, 0x1021)
		stm32.SPIPolynomial.WriteT(t, s.Regs, stm32.SPIPolynomialReset)
	})
	if s.Audio {
		t.Step("I2S", func() {
			keeps(t, s.Regs, register{"SPI_I2SCFGR", stm32.AudioConfig, stm32.AudioConfigBits &^ (1 << 10)}) // I2SE enables it
			keeps(t, s.Regs, register{"SPI_I2SPR", stm32.AudioPrescale, stm32.AudioPrescaleBits})
		})
	}
	t.Step("flags of a frame", w.flags)
	t.Step("received frames", w.received)
	t.Step("frames of 16 bits", w.words)
	t.Step("least significant bit first", w.mirrored)
	t.Step("overrun", w.overrun)
	t.Step("CRC", w.crc)
	t.Step("not enabled", w.notEnabled)
	t.Step("receive interrupt", w.receiveInterrupt)
	t.Step("transmit interrupt", w.transmitInterrupt)
	t.Step("another reset", func() {
		w.opens(stm32.SPIDFF)
		stm32.SPIControl2.WriteT(t, s.Regs, stm32.SPISSOE)
		t.Must(t.QEMU().SystemReset(t.Context()))
		w.afterReset()
	})
}

// spiWatch is the interface with its interrupt watched.
type spiWatch struct {
	t    *run.T
	s    *stm32.SPI
	line guest.Line
	id   []byte // of the chip
}

func (w spiWatch) afterReset() {
	w.t.Helper()
	reg.ExpectT(w.t, w.s.Regs, "SPI_CR1 after a reset", stm32.SPIControl1, 0)
	reg.ExpectT(w.t, w.s.Regs, "SPI_CR2 after a reset", stm32.SPIControl2, 0)
	reg.ExpectT(w.t, w.s.Regs, "SPI_CRCPR after a reset", stm32.SPIPolynomial, stm32.SPIPolynomialReset)
	reg.ExpectT(w.t, w.s.Regs, "SPI_RXCRCR after a reset", stm32.SPIReceiveCRC, 0)
	reg.ExpectT(w.t, w.s.Regs, "SPI_TXCRCR after a reset", stm32.SPISendCRC, 0)
	if w.s.Audio {
		reg.ExpectT(w.t, w.s.Regs, "SPI_I2SCFGR after a reset", stm32.AudioConfig, 0)
		reg.ExpectT(w.t, w.s.Regs, "SPI_I2SPR after a reset", stm32.AudioPrescale, stm32.AudioPrescaleReset)
	}
	w.line.ExpectT(w.t, "after a reset", false)
}

// written checks that each bit is kept, beside zeros and beside ones. SSM and SSI stay set: a master whose NSS is low is
// none.
func (w spiWatch) written() {
	const master = stm32.SPISSM | stm32.SPISSI
	for bit := stm32.SPIConfig(1); bit <= stm32.SPIBIDIMODE; bit <<= 1 {
		if bit&spiSettings != 0 {
			reg.KeepsT(w.t, w.s.Regs, "SPI_CR1", stm32.SPIControl1, master|bit)
			reg.KeepsT(w.t, w.s.Regs, "SPI_CR1", stm32.SPIControl1, master|spiSettings&^bit)
		}
	}
	stm32.SPIControl1.WriteT(w.t, w.s.Regs, 0)
	for bit := stm32.SPIEnables(1); bit <= stm32.SPITXEIE; bit <<= 1 {
		if bit&spiEnables != 0 {
			reg.KeepsT(w.t, w.s.Regs, "SPI_CR2", stm32.SPIControl2, bit)
			reg.KeepsT(w.t, w.s.Regs, "SPI_CR2", stm32.SPIControl2, spiEnables&^bit)
		}
	}
	stm32.SPIControl2.WriteT(w.t, w.s.Regs, 0)
}

// opens enables the interface, with empty buffers and no flag of an error.
func (w spiWatch) opens(with stm32.SPIConfig) {
	w.t.Helper()
	stm32.SPIControl1.WriteT(w.t, w.s.Regs, 0)
	stm32.SPIControl2.WriteT(w.t, w.s.Regs, 0)
	stm32.SPIControl1.WriteT(w.t, w.s.Regs, stm32.SPIMaster|with)
	stm32.SPIData.ReadT(w.t, w.s.Regs)
	stm32.SPIStatus.ReadT(w.t, w.s.Regs)
}

// selected calls use with the chip selected.
func (w spiWatch) selected(use func()) {
	w.t.Helper()
	w.t.Must(w.s.Select(w.t.Context(), false)) // after the start it may be selected
	w.t.Must(w.s.Select(w.t.Context(), true))
	use()
	w.t.Must(w.s.Select(w.t.Context(), false))
}

// sends sends a frame and waits for the one that is received meanwhile.
func (w spiWatch) sends(frame uint32) {
	w.t.Helper()
	stm32.SPIData.WriteT(w.t, w.s.Regs, frame)
	w.t.Must(w.s.Machine.Wait(w.t.Context(), "a received frame (SPI_SR.RXNE)", func(ctx context.Context) (bool, error) {
		v, err := stm32.SPIStatus.Read(ctx, w.s.Regs)
		return v&stm32.SPIRXNE != 0, err
	}))
}

// exchanges sends a frame and returns the one that is received meanwhile.
func (w spiWatch) exchanges(frame uint32) uint32 {
	w.t.Helper()
	w.sends(frame)
	return stm32.SPIData.ReadT(w.t, w.s.Regs)
}

// flags checks RXNE and TXE before and after a frame (section "Status flags").
func (w spiWatch) flags() {
	const known = stm32.SPIRXNE | stm32.SPITXE | stm32.SPIBSY
	w.opens(0)
	reg.ExpectBitsT(w.t, w.s.Regs, "SPI_SR before a frame", stm32.SPIStatus, known, stm32.SPITXE)
	w.sends(0)
	reg.ExpectBitsT(w.t, w.s.Regs, "SPI_SR after a frame", stm32.SPIStatus, known, stm32.SPITXE|stm32.SPIRXNE)
	stm32.SPIData.ReadT(w.t, w.s.Regs)
	reg.ExpectBitsT(w.t, w.s.Regs, "SPI_SR with the frame read", stm32.SPIStatus, known, stm32.SPITXE)
}

// received reads the identity of the chip (section "Full-duplex transmit and receive procedure").
func (w spiWatch) received() {
	w.opens(0)
	w.selected(func() {
		w.exchanges(uint32(spinor.ReadIdentification))
		for n, want := range w.id {
			if got := w.exchanges(0); got != uint32(want) {
				w.t.Errorf("byte %d of the identity = %#x, want %#x", n, got, want)
			}
		}
	})
}

// words reads it by frames of 16 bits, whose first byte is in the high half (section "SPI control register 1 (SPI_CR1)", DFF).
func (w spiWatch) words() {
	w.opens(stm32.SPIDFF)
	w.selected(func() {
		if got := w.exchanges(uint32(spinor.ReadIdentification)<<8) & 0xff; got != uint32(w.id[0]) {
			w.t.Errorf("low byte received with the command = %#x, want %#x", got, w.id[0])
		}
		if got, want := w.exchanges(0), uint32(w.id[1])<<8|uint32(w.id[2]); got != want {
			w.t.Errorf("frame of the identity = %#x, want %#x", got, want)
		}
	})
}

// mirrored sends a command whose bits are in the other order (LSBFIRST).
func (w spiWatch) mirrored() {
	const (
		command = 0xf9 // Read Identification, 9Fh
		want    = 0xf7 // EFh
	)
	w.opens(stm32.SPILSBFIRST)
	w.selected(func() {
		w.exchanges(command)
		if got := w.exchanges(0); got != want {
			w.t.Errorf("first byte of the identity = %#x, want %#x", got, want)
		}
	})
}

// overrun sends two more frames than are read: the first one stays in the buffer (section "Error flags").
func (w spiWatch) overrun() {
	w.opens(0)
	w.selected(func() {
		w.exchanges(uint32(spinor.ReadIdentification))
		w.sends(0)
		w.sends(0)
		w.sends(0)
		reg.ExpectBitsT(w.t, w.s.Regs, "SPI_SR with a second frame", stm32.SPIStatus, stm32.SPIOVR|stm32.SPIRXNE, stm32.SPIOVR|stm32.SPIRXNE)
		reg.ExpectT(w.t, w.s.Regs, "SPI_DR after an overrun", stm32.SPIData, uint32(w.id[0]))
		stm32.SPIStatus.ReadT(w.t, w.s.Regs)
		reg.ExpectBitsT(w.t, w.s.Regs, "SPI_SR with SPI_DR and SPI_SR read", stm32.SPIStatus, stm32.SPIOVR|stm32.SPIRXNE, 0)
	})
}

// crc checks the CRC of what is sent, with the polynomial x² + x + 1 (section "CRC calculation").
func (w spiWatch) crc() {
	w.opens(stm32.SPICRCEN)
	w.exchanges(0x01)
	reg.ExpectT(w.t, w.s.Regs, "SPI_TXCRCR of a byte 01h", stm32.SPISendCRC, 0x07)
	w.exchanges(0x80)
	reg.ExpectT(w.t, w.s.Regs, "SPI_TXCRCR of the bytes 01h and 80h", stm32.SPISendCRC, crc8(0x01, 0x80))
	w.opens(0)
	w.opens(stm32.SPICRCEN)
	reg.ExpectT(w.t, w.s.Regs, "SPI_TXCRCR of no bytes", stm32.SPISendCRC, 0)
}

// crc8 is the CRC of bytes with the polynomial that SPI_CRCPR has after a reset.
func crc8(bytes ...byte) uint32 {
	var v byte
	for _, b := range bytes {
		v ^= b
		for range 8 {
			high := v&0x80 != 0
			v <<= 1
			if high {
				v ^= stm32.SPIPolynomialReset
			}
		}
	}
	return uint32(v)
}

// notEnabled writes a frame while the interface is not enabled.
func (w spiWatch) notEnabled() {
	w.opens(0)
	stm32.SPIControl1.WriteT(w.t, w.s.Regs, stm32.SPIMaster&^stm32.SPISPE)
	w.selected(func() { stm32.SPIData.WriteT(w.t, w.s.Regs, uint32(spinor.WriteEnable)) })
	reg.ExpectBitsT(w.t, w.s.Regs, "SPI_SR of an interface that is not enabled", stm32.SPIStatus, stm32.SPIRXNE, 0)
}

// receiveInterrupt checks that RXNEIE lets RXNE interrupt (section "SPI interrupts").
func (w spiWatch) receiveInterrupt() {
	w.opens(0)
	stm32.SPIControl2.WriteT(w.t, w.s.Regs, stm32.SPIRXNEIE)
	w.line.ExpectT(w.t, "with RXNEIE, before a frame", false)
	w.sends(0)
	w.line.ExpectT(w.t, "with RXNEIE, after a frame", true)
	stm32.SPIControl2.WriteT(w.t, w.s.Regs, 0)
	w.line.ExpectT(w.t, "without RXNEIE", false)
	stm32.SPIControl2.WriteT(w.t, w.s.Regs, stm32.SPIRXNEIE)
	w.line.ExpectT(w.t, "with RXNEIE again", true)
	stm32.SPIData.ReadT(w.t, w.s.Regs)
	w.line.ExpectT(w.t, "with the frame read", false)
	stm32.SPIControl2.WriteT(w.t, w.s.Regs, 0)
}

// transmitInterrupt checks that TXEIE lets TXE interrupt.
func (w spiWatch) transmitInterrupt() {
	w.opens(0)
	w.line.ExpectT(w.t, "without TXEIE", false)
	stm32.SPIControl2.WriteT(w.t, w.s.Regs, stm32.SPITXEIE)
	w.line.ExpectT(w.t, "with TXEIE", true)
	stm32.SPIControl2.WriteT(w.t, w.s.Regs, 0)
	w.line.ExpectT(w.t, "with TXEIE cleared", false)
}
