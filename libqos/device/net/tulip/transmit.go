package tulip

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/qgraph/qgraph/libqos/backend/ethernet"
)

// Bits of the transmit descriptor's second word (the manual, section 4.2.3.2
// "Transmit Descriptor 1").
const (
	interruptOnCompletion = 1 << 31
	lastSegment           = 1 << 30
	firstSegment          = 1 << 29
	filterInverse         = 1 << 28 // FT1
	setupPacket           = 1 << 27
	filterHash            = 1 << 22 // FT0
)

// A setup frame has 192 bytes: 16 addresses of 12 bytes, or a filter of hashes and an address.
const (
	perfectEntries = 16
	setupSize      = 192
)

// Fragment is the part of a frame in one transmit descriptor: the content of its two
// buffers, up to 2047 bytes each. In a chain there is only the first.
type Fragment struct{ First, Second []byte }

// Errors of transmission.
var (
	ErrFragment = errors.New("does not fit into a descriptor")
	ErrSent     = errors.New("the controller reports an error")
)

// Transmitter is a list of transmit descriptors.
type Transmitter struct {
	list
	buffers []uint64 // one block for each call of post
	used    []int    // descriptors in use, in order
}

// OpenTX sets up a list of n transmit descriptors and starts the transmit
// process.
func (d *Device) OpenTX(ctx context.Context, n int, f Format) (*Transmitter, error) {
	l, err := d.newList(ctx, n, f)
	if err != nil {
		return nil, fmt.Errorf("tulip: open transmitter: %w", err)
	}
	err = errors.Join(
		CSR4.Write(ctx, d.Regs, uint32(l.base)),
		d.SetMode(ctx, 0, StartTransmit),
	)
	if err != nil {
		return nil, fmt.Errorf("tulip: open transmitter: %w", errors.Join(err, d.Machine.Alloc.Free(l.base)))
	}
	return &Transmitter{list: *l}, nil
}

// Close stops the transmit process and frees all memory.
func (x *Transmitter) Close(ctx context.Context) error {
	return errors.Join(x.d.SetMode(ctx, StartTransmit, 0), x.free(), x.d.Machine.Alloc.Free(x.base))
}

// Send sends a frame, one descriptor per fragment, with an interrupt on completion,
// and waits until the controller has handed back all descriptors.
func (x *Transmitter) Send(ctx context.Context, frame ...Fragment) error {
	if err := x.Post(ctx, true, true, frame...); err != nil {
		return err
	}
	return x.Complete(ctx)
}

// Post hands a frame to the controller, one descriptor per fragment. first and last
// select whether it marks the first and the last segment.
func (x *Transmitter) Post(ctx context.Context, first, last bool, frame ...Fragment) error {
	control := make([]uint32, len(frame))
	if first {
		control[0] |= firstSegment
	}
	if last {
		control[len(frame)-1] |= lastSegment | interruptOnCompletion
	}
	if err := x.post(ctx, control, frame); err != nil {
		return fmt.Errorf("tulip: send: %w", err)
	}
	return CSR1.Write(ctx, x.d.Regs, 1)
}

// Filter sets the addresses that the controller receives, up to 16, with a setup
// frame for perfect filtering (the manual, section 4.2.3.5.1 "Perfect Filtering Setup
// Frame Buffer").
func (x *Transmitter) Filter(ctx context.Context, addresses ...ethernet.MAC) error {
	if len(addresses) == 0 || len(addresses) > perfectEntries {
		return fmt.Errorf("tulip: %d addresses in a setup frame: %w", len(addresses), ErrFragment)
	}
	var b []byte
	for i := range perfectEntries {
		b = appendAddress(b, addresses[min(i, len(addresses)-1)])
	}
	return x.setup(ctx, 0, b)
}

// FilterOthers has the controller receive all addresses but these, up to 16 (section 4.2.3.5.1 with inverse filtering).
func (x *Transmitter) FilterOthers(ctx context.Context, addresses ...ethernet.MAC) error {
	var b []byte
	for i := range perfectEntries {
		b = appendAddress(b, addresses[min(i, len(addresses)-1)])
	}
	return x.setup(ctx, filterInverse, b)
}

// FilterGroups has the controller receive its address, and the groups by their hashes (section 4.2.3.5.3 "Imperfect Filtering
// Setup Frame Buffer").
func (x *Transmitter) FilterGroups(ctx context.Context, address ethernet.MAC, groups ...ethernet.MAC) error {
	const own = 156 // offset of the address in the setup frame
	b := make([]byte, setupSize)
	for _, g := range groups {
		bit := HashBit(g)
		b[bit/16*4+bit%16/8] |= 1 << (bit % 8)
	}
	copy(b[own:], appendAddress(nil, address))
	return x.setup(ctx, filterHash, b)
}

// HashBits is the number of bits of the filter of [Transmitter.FilterGroups].
const HashBits = 512

// HashBit returns the bit of the filter that an address selects: the lower nine bits of its CRC (section 4.2.3.5.3).
func HashBit(a ethernet.MAC) int { return int(^crc32.ChecksumIEEE(a[:]) & (HashBits - 1)) }

// appendAddress appends an address as a setup frame has it: 16 bits in each longword.
func appendAddress(b []byte, a ethernet.MAC) []byte {
	return append(b, a[0], a[1], 0, 0, a[2], a[3], 0, 0, a[4], a[5], 0, 0)
}

// setup sends a setup frame, and waits until the controller has taken it.
func (x *Transmitter) setup(ctx context.Context, filter uint32, b []byte) error {
	err := errors.Join(x.post(ctx, []uint32{setupPacket | filter}, []Fragment{{First: b}}), CSR1.Write(ctx, x.d.Regs, 1))
	if err != nil {
		return fmt.Errorf("tulip: send setup frame: %w", err)
	}
	i := x.used[len(x.used)-1]
	x.used = x.used[:len(x.used)-1]
	if _, err := x.await(ctx, "transmit", i); err != nil {
		return fmt.Errorf("tulip: send setup frame: %w", err)
	}
	addr := x.buffers[len(x.buffers)-1]
	x.buffers = x.buffers[:len(x.buffers)-1]
	return x.d.Machine.Alloc.Free(addr)
}

// post hands fragments to the controller. Their buffers are in one block, separated
// by padding.
func (x *Transmitter) post(ctx context.Context, control []uint32, frame []Fragment) error {
	const between = 0xee
	var block []byte
	var at [][2]int // of the buffers, in the block
	for _, f := range frame {
		switch {
		case len(x.used)+len(at) == x.n || len(f.First) > maxBuffer || len(f.Second) > maxBuffer:
			return fmt.Errorf("%d and %d bytes in descriptor %d: %w", len(f.First), len(f.Second), (x.next+len(at))%x.n, ErrFragment)
		case x.format == Chain && f.Second != nil:
			return fmt.Errorf("two buffers in a chain: %w", ErrFragment)
		}
		first := len(block)
		block = append(append(block, f.First...), between)
		at = append(at, [2]int{first, len(block)})
		block = append(append(block, f.Second...), between)
	}
	base, err := x.d.Machine.Alloc.Alloc(uint64(len(block)), 1)
	if err != nil {
		return err
	}
	x.buffers = append(x.buffers, base)
	if err := x.d.Machine.WriteMemory(ctx, base, block); err != nil {
		return err
	}
	for i, f := range frame {
		x.used = append(x.used, x.next)
		sizes := uint32(len(f.First)) | uint32(len(f.Second))<<size2
		x.fill(control[i]|sizes, base+uint64(at[i][0]), base+uint64(at[i][1]))
	}
	return x.give(ctx)
}

// Complete waits until the controller has handed back all descriptors. If one of them
// has its error summary set, the error wraps [ErrSent].
func (x *Transmitter) Complete(ctx context.Context) error {
	status, err := x.await(ctx, "transmit", x.used...)
	if err != nil {
		return fmt.Errorf("tulip: send: %w", err)
	}
	var errs []error
	for _, i := range x.used {
		if status[i]&errorSummary != 0 {
			errs = append(errs, fmt.Errorf("tulip: got descriptor %d with status %#x: %w", i, status[i], ErrSent))
		}
	}
	x.used = x.used[:0]
	return errors.Join(append(errs, x.free())...)
}

// free frees all buffers.
func (x *Transmitter) free() error {
	var errs []error
	for _, addr := range x.buffers {
		errs = append(errs, x.d.Machine.Alloc.Free(addr))
	}
	x.buffers = nil
	return errors.Join(errs...)
}

// Owned returns the number of posted descriptors that the controller still owns.
func (x *Transmitter) Owned(ctx context.Context) (n int, err error) {
	status, err := x.look(ctx)
	if err != nil {
		return 0, fmt.Errorf("tulip: %w", err)
	}
	for _, i := range x.used {
		if status[i]&own != 0 {
			n++
		}
	}
	return n, nil
}
