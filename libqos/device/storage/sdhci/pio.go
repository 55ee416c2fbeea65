package sdhci

import (
	"context"
	"encoding/binary"
)

// pio moves data through the Buffer Data Port (section 3.7.2.1 "Not using DMA").
type pio struct {
	c *Controller
	t transfer
}

func (p *pio) prepare(context.Context) (Mode, error) { return 0, nil }

func (p *pio) move(ctx context.Context) error {
	ready, word := BufferReadReady, p.readWord
	if p.t.write {
		ready, word = BufferWriteReady, p.writeWord
	}
	for block := range p.t.blocks() {
		if _, err := p.c.await(ctx, ready); err != nil {
			return err
		}
		data := p.t.data[block*p.t.blockSize:][:p.t.blockSize]
		for at := 0; at < len(data); at += 4 {
			if err := word(ctx, data[at:min(at+4, len(data))]); err != nil {
				return err
			}
		}
	}
	_, err := p.c.await(ctx, TransferComplete)
	return err
}

// readWord reads up to four bytes; the first one is in bits 7:0 of the port.
func (p *pio) readWord(ctx context.Context, b []byte) error {
	v, err := BufferDataPort.Read(ctx, p.c.Regs)
	var word [4]byte
	binary.LittleEndian.PutUint32(word[:], v)
	copy(b, word[:])
	return err
}

func (p *pio) writeWord(ctx context.Context, b []byte) error {
	var word [4]byte
	copy(word[:], b)
	return BufferDataPort.Write(ctx, p.c.Regs, binary.LittleEndian.Uint32(word[:]))
}

func (p *pio) release() error { return nil }
