package smbus

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
	"github.com/qgraph/qgraph/qtest"
)

// Transaction is one transaction of a host.
type Transaction struct {
	Protocol Protocol
	Target   i2c.Address
	Read     bool
	Code     uint8   // command of the device; of I2CRead, the byte that is written before
	Data     []byte  // that is written: one byte, two, or a block
	Extra    Command // further bits of Control
}

// Begin clears the status, writes the registers of a transaction and starts it. A block is in the buffer
// of 32 bytes.
func (h *Host) Begin(ctx context.Context, t Transaction) error {
	target := uint8(t.Target) << 1
	if t.Read {
		target |= 1
	}
	write := func(r reg.Reg[uint8], v uint8) error { return r.Write(ctx, h.Regs, v) }
	err := errors.Join(Status.Write(ctx, h.Regs, ^Flags(0)), write(Target, target))
	if t.Protocol == I2CRead {
		err = errors.Join(err, write(Data1, t.Code))
	} else {
		err = errors.Join(err, write(Code, t.Code))
	}
	if t.Protocol == Blocks {
		if !t.Read {
			err = errors.Join(err, write(Data0, uint8(len(t.Data))))
		}
		_, first := Control.Read(ctx, h.Regs)
		err = errors.Join(err, first)
		for _, b := range t.Data {
			err = errors.Join(err, write(Block, b))
		}
	} else {
		for i, r := range []reg.Reg[uint8]{Data0, Data1} {
			if i < len(t.Data) {
				err = errors.Join(err, write(r, t.Data[i]))
			}
		}
	}
	return errors.Join(err, Control.Write(ctx, h.Regs, Start|Command(t.Protocol)<<ProtocolShift|t.Extra))
}

// Finish waits for the end of a transaction, or for one of its bytes, and returns the status.
func (h *Host) Finish(ctx context.Context) (Flags, error) {
	var s Flags
	err := h.wait.Wait(ctx, "the SMBus host to be ready", func(ctx context.Context) (bool, error) {
		var err error
		s, err = Status.Read(ctx, h.Regs)
		return s&Busy == 0 || s&ByteDone != 0, err
	})
	return s, err
}

// Run makes a transaction and returns its error, which is one of package i2c.
func (h *Host) Run(ctx context.Context, t Transaction) error {
	if err := h.Begin(ctx, t); err != nil {
		return err
	}
	s, err := h.Finish(ctx)
	if err != nil {
		return err
	}
	return refused(s)
}

// refused returns the error of a status.
func refused(s Flags) error {
	switch {
	case s&DeviceError != 0:
		return i2c.ErrAddressNACK
	case s&BusError != 0:
		return i2c.ErrArbitration
	case s&Failed != 0:
		return fmt.Errorf("smbus: the transaction failed: %v", s)
	}
	return nil
}

// Transfer makes one transfer that is a transaction of SMBus; see [i2c.Bus]. Others are an
// [i2c.ErrUnsupported]. The host does not tell which byte is not acknowledged: Transfer reports the
// address.
func (h *Host) Transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	phase := i2c.WriteAddress
	if len(write) == 0 {
		phase = i2c.ReadAddress
	}
	err := h.transfer(ctx, addr, write, read)
	if err == nil {
		return nil
	}
	if errors.Is(err, i2c.ErrEmpty) || errors.Is(err, i2c.ErrUnsupported) {
		phase = i2c.Start
	}
	return &i2c.TransferError{Addr: addr, Phase: phase, Err: err}
}

// transfer chooses the transaction by the numbers of bytes to write and to read.
func (h *Host) transfer(ctx context.Context, addr i2c.Address, write, read []byte) error {
	t := Transaction{Target: addr, Read: len(read) > 0}
	switch w, r := len(write), len(read); {
	case w+r == 0:
		return i2c.ErrEmpty
	case w == 0 && r == 1:
		t.Protocol = Bytes
		return h.registers(ctx, t, read)
	case w == 0:
		return i2c.ErrUnsupported
	case r == 0:
		return h.send(ctx, addr, write)
	}
	t.Code = write[0]
	switch w, r := len(write), len(read); {
	case w == 1 && r == 1:
		t.Protocol = ByteData
		return h.registers(ctx, t, read)
	case w == 1 && r == 2:
		t.Protocol = WordData
		return h.registers(ctx, t, read)
	case w == 1 && h.ICH9:
		t.Protocol = I2CRead
		return h.stream(ctx, t, read)
	case w == 1:
		t.Protocol = Blocks
		return h.block(ctx, t, read)
	case w == 3 && r == 2 && h.ICH9:
		t.Protocol, t.Read, t.Data = ProcessCall, false, write[1:]
		return h.registers(ctx, t, read)
	}
	return i2c.ErrUnsupported
}

// send makes a transfer that writes.
func (h *Host) send(ctx context.Context, addr i2c.Address, write []byte) error {
	t := Transaction{Target: addr, Code: write[0], Data: write[1:]}
	switch n := len(t.Data); {
	case n <= 2:
		t.Protocol = Bytes + Protocol(n)
		return h.Run(ctx, t)
	case n == 1+int(t.Data[0]):
		t.Protocol, t.Data = Blocks, t.Data[1:]
		return h.buffered(ctx, func() error { return h.Run(ctx, t) })
	case h.ICH9 && n <= BufferSize:
		t.Protocol = Blocks
		return h.buffered(ctx, func() error { return h.withoutCount(ctx, t) })
	}
	return i2c.ErrUnsupported
}

// buffered makes a transaction while a block is buffered as a whole, as the PIIX4 always does.
func (h *Host) buffered(ctx context.Context, run func() error) error {
	if !h.ICH9 {
		return run()
	}
	if err := Auxiliary.Write(ctx, h.Regs, Buffer32); err != nil {
		return err
	}
	err := run()
	if off := Auxiliary.Write(ctx, h.Regs, 0); off != nil {
		return off
	}
	return err
}

// withoutCount writes a block without its count (316972, section "Block Read/Write", I2C_EN).
func (h *Host) withoutCount(ctx context.Context, t Transaction) error {
	set := func(v uint32) error { return h.Config.WriteConfig(ctx, h.At, qtest.Width8, h.Enable, v) }
	if err := set(ownSMBus | byI2C); err != nil {
		return err
	}
	err := h.Run(ctx, t)
	if off := set(ownSMBus); off != nil {
		return off
	}
	return err
}

// registers makes a transaction that leaves up to two bytes in the data registers.
func (h *Host) registers(ctx context.Context, t Transaction, read []byte) error {
	if err := h.Run(ctx, t); err != nil {
		return err
	}
	for i, r := range []reg.Reg[uint8]{Data0, Data1} {
		if i == len(read) {
			break
		}
		v, err := r.Read(ctx, h.Regs)
		if err != nil {
			return err
		}
		read[i] = v
	}
	return nil
}

// block makes Block Read. It is the transfer that is asked for if the device's count says so.
func (h *Host) block(ctx context.Context, t Transaction, read []byte) error {
	if err := h.registers(ctx, t, read[:1]); err != nil {
		return err
	}
	if n := 1 + int(read[0]); n != len(read) {
		return fmt.Errorf("%w: the device's block has %d bytes with its count, want %d", i2c.ErrUnsupported, n, len(read))
	}
	if _, err := Control.Read(ctx, h.Regs); err != nil {
		return err
	}
	for i := range read[1:] {
		v, err := Block.Read(ctx, h.Regs)
		if err != nil {
			return err
		}
		read[1+i] = v
	}
	return nil
}

// stream makes I2C Read, of any number of bytes (316972, section "I2C Read").
func (h *Host) stream(ctx context.Context, t Transaction, read []byte) error {
	if err := h.Begin(ctx, t); err != nil {
		return err
	}
	for i := range read {
		s, err := h.Finish(ctx)
		if err == nil {
			err = refused(s)
		}
		if err != nil {
			return err
		}
		if i == len(read)-2 { // the byte after this one is not acknowledged
			err = Control.Write(ctx, h.Regs, LastByte|Command(I2CRead)<<ProtocolShift)
		}
		v, err2 := Block.Read(ctx, h.Regs)
		if err = errors.Join(err, err2, Status.Write(ctx, h.Regs, ByteDone)); err != nil {
			return err
		}
		read[i] = v
	}
	s, err := h.Finish(ctx)
	if err != nil {
		return err
	}
	return refused(s)
}
