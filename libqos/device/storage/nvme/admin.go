package nvme

import (
	"context"
	"fmt"
)

// CreateCQ is a Create I/O Completion Queue command (section 5.3 "Create I/O
// Completion Queue command") for a physically contiguous queue.
type CreateCQ struct {
	ID         uint16
	Entries    int // 2 to 65536
	Address    uint64
	Interrupts bool
	Vector     uint16
}

// Command returns the command.
func (q CreateCQ) Command() Command {
	flags := uint32(1) // PC
	if q.Interrupts {
		flags |= 1 << 1 // IEN
	}
	return Command{
		Opcode: AdminCreateCQ,
		PRP1:   q.Address,
		Words:  [6]uint32{queueWord(q.ID, q.Entries), flags | uint32(q.Vector)<<16},
	}
}

// CreateSQ is a Create I/O Submission Queue command (section 5.4 "Create I/O
// Submission Queue command") for a physically contiguous queue.
type CreateSQ struct {
	ID      uint16
	Entries int // 2 to 65536
	Address uint64
	CQ      uint16
}

// Command returns the command.
func (q CreateSQ) Command() Command {
	const flags = 1 // PC
	return Command{
		Opcode: AdminCreateSQ,
		PRP1:   q.Address,
		Words:  [6]uint32{queueWord(q.ID, q.Entries), flags | uint32(q.CQ)<<16},
	}
}

func queueWord(id uint16, entries int) uint32 { return uint32(id) | uint32(entries-1)<<16 }

// DeleteQueue returns the command that deletes a queue. op is [AdminDeleteSQ] or
// [AdminDeleteCQ] (sections 5.5 "Delete I/O Completion Queue command" and 5.6
// "Delete I/O Submission Queue command").
func DeleteQueue(op Opcode, id uint16) Command {
	return Command{Opcode: op, Words: [6]uint32{uint32(id)}}
}

// Abort returns an Abort command (section 5.1 "Abort command").
func Abort(queue, command uint16) Command {
	return Command{Opcode: AdminAbort, Words: [6]uint32{uint32(queue) | uint32(command)<<16}}
}

// AsyncEventRequest returns an Asynchronous Event Request command (section 5.2
// "Asynchronous Event Request command").
func AsyncEventRequest() Command { return Command{Opcode: AdminAsyncEvent} }

// Feature identifies a feature (section 5.21.1 "Feature Specific Information").
type Feature uint8

// The features.
const (
	FeatureArbitration Feature = 0x01
	FeaturePower       Feature = 0x02 // Power Management
	FeatureTemperature Feature = 0x04 // Temperature Threshold
	FeatureRecovery    Feature = 0x05 // Error Recovery
	FeatureWriteCache  Feature = 0x06 // Volatile Write Cache
	FeatureQueues      Feature = 0x07 // Number of Queues
	FeatureCoalescing  Feature = 0x08 // Interrupt Coalescing
	FeatureVector      Feature = 0x09 // Interrupt Vector Configuration
	FeatureAtomicity   Feature = 0x0a // Write Atomicity Normal
	FeatureAsyncEvents Feature = 0x0b // Asynchronous Event Configuration
	FeatureTimestamp   Feature = 0x0e
)

// Select selects the value that Get Features returns (section 5.14 "Get Features
// command").
type Select uint8

// The values to select from.
const (
	SelectCurrent Select = iota
	SelectDefault
	SelectSaved
	SelectSupported // its capabilities
)

// GetFeatures returns a Get Features command; word is dword 11.
func GetFeatures(f Feature, s Select, word uint32) Command {
	return Command{Opcode: AdminGetFeatures, Words: [6]uint32{uint32(f) | uint32(s)<<8, word}}
}

// SetFeatures returns a Set Features command (section 5.21 "Set Features
// command"); word is dword 11.
func SetFeatures(f Feature, word uint32) Command {
	return Command{Opcode: AdminSetFeatures, Words: [6]uint32{uint32(f), word}}
}

// LogPage identifies a log page (section 5.14.1 "Log Specific Information" in
// section 5.14 "Get Log Page command").
type LogPage uint8

// The log pages.
const (
	LogErrors   LogPage = 0x01 // Error Information
	LogHealth   LogPage = 0x02 // SMART / Health Information
	LogFirmware LogPage = 0x03 // Firmware Slot Information
	LogEffects  LogPage = 0x05 // Commands Supported and Effects
)

// GetLogPage returns a Get Log Page command for size bytes, a multiple of 4, from
// an offset.
func GetLogPage(page LogPage, namespace uint32, size int, offset uint64) Command {
	dwords := uint32(size/4 - 1)
	return Command{
		Opcode:    AdminGetLogPage,
		Namespace: namespace,
		Words:     [6]uint32{uint32(page) | dwords<<16, dwords >> 16, uint32(offset), uint32(offset >> 32)},
	}
}

// fetch executes an admin command that returns size bytes.
func (c *Controller) fetch(ctx context.Context, cmd Command, size int) (p []byte, err error) {
	b, err := c.NewBuffer(ctx, size, Layout{})
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := b.Free(); err == nil {
			err = e
		}
	}()
	if _, err := c.Admin.Do(ctx, cmd.With(b)); err != nil {
		return nil, err
	}
	return b.Get(ctx)
}

// LogPage returns the first size bytes of a log page.
func (c *Controller) LogPage(ctx context.Context, page LogPage, size int) ([]byte, error) {
	p, err := c.fetch(ctx, GetLogPage(page, AllNamespaces, size, 0), size)
	if err != nil {
		return nil, fmt.Errorf("nvme: log page %#02x: %w", uint8(page), err)
	}
	return p, nil
}

// Feature returns the value that Get Features returns for a feature.
func (c *Controller) Feature(ctx context.Context, f Feature, s Select) (uint32, error) {
	done, err := c.Admin.Do(ctx, GetFeatures(f, s, 0))
	if err != nil {
		return 0, fmt.Errorf("nvme: get feature %#02x: %w", uint8(f), err)
	}
	return done.Result, nil
}

// SetFeature sets a feature and returns dword 0 of the completion.
func (c *Controller) SetFeature(ctx context.Context, f Feature, word uint32) (uint32, error) {
	done, err := c.Admin.Do(ctx, SetFeatures(f, word))
	if err != nil {
		return 0, fmt.Errorf("nvme: set feature %#02x to %#x: %w", uint8(f), word, err)
	}
	return done.Result, nil
}
