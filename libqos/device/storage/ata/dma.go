package ata

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
)

// Region is a part of memory that a bus master reads or writes (Bus Master IDE, section 1.2
// "Physical Region Descriptor Table").
type Region struct {
	Addr uint64 // even, below 4 GiB
	Size int    // even, 65536 at most; no region crosses a boundary of 64 KiB
}

// regionSize is the size of a descriptor, lastRegion the bit of the table's last one.
const (
	regionSize = 8
	lastRegion = 1 << 31
	maxRegion  = 1 << 16
)

// SetRegions has the bus master use these regions. Call free when the transfer has ended.
func (c *Channel) SetRegions(ctx context.Context, regions ...Region) (free func() error, err error) {
	var table []byte
	for i, r := range regions {
		table = binary.LittleEndian.AppendUint32(table, uint32(r.Addr))
		size := uint32(r.Size) % maxRegion // 0 is 64 KiB
		if i == len(regions)-1 {
			size |= lastRegion
		}
		table = binary.LittleEndian.AppendUint32(table, size)
	}
	m := c.Machine()
	addr, err := m.Alloc.Alloc(uint64(len(table)), maxRegion)
	if err != nil {
		return nil, fmt.Errorf("ata: table of regions: %w", err)
	}
	free = func() error { return m.Alloc.Free(addr) }
	err = errors.Join(m.WriteMemory(ctx, addr, table), MasterTable.Write(ctx, c.Master, uint32(addr)))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("ata: table of regions: %w", err), free())
	}
	return free, nil
}

// Transfer is the end of a transfer by DMA.
type Transfer struct {
	Result
	Master MasterState // before the bus master is stopped
}

// DMA executes a command with the bus master, in the direction that control has, and waits for
// the interrupt, which the bus master forwards when the data is in memory (section 3.1 "Data
// Synchronization"). It stops the bus master.
func (c *Channel) DMA(ctx context.Context, t Task, control MasterControl) (r Transfer, err error) {
	err = errors.Join(
		MasterCommand.Write(ctx, c.Master, control),
		MasterStatus.Write(ctx, c.Master, Interrupted|MasterError),
		c.Issue(ctx, t),
		MasterCommand.Write(ctx, c.Master, control|Start),
	)
	if err != nil {
		return r, err
	}
	err = c.Machine().Wait(ctx, fmt.Sprintf("the end of a transfer of the %s", c), func(ctx context.Context) (bool, error) {
		r.Master, err = MasterStatus.Read(ctx, c.Master)
		return r.Master&Interrupted != 0 || r.Master&Active == 0, err
	})
	if err != nil {
		return r, fmt.Errorf("ata: command %#02x: %w (bus master's status %v)", t.Command, err, r.Master)
	}
	r.Result, err = c.Result(ctx)
	return r, errors.Join(err, c.StopMaster(ctx))
}

// StopMaster stops the bus master and clears its interrupt.
func (c *Channel) StopMaster(ctx context.Context) error {
	return errors.Join(
		MasterCommand.Write(ctx, c.Master, 0),
		MasterStatus.Write(ctx, c.Master, Interrupted|MasterError),
	)
}
