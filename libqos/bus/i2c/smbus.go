package i2c

import (
	"context"
	"fmt"
	"slices"
)

// MaxBlock is the largest number of bytes in a block (SMBus 3.2, section 6.5.7
// "Block Write/Read"; SMBus 2.0 and earlier have the same limit).
const MaxBlock = 32

// The protocols of SMBus other than the block protocols are transfers of a
// [Device] already: Write Byte and Write Word are Store, Read Byte and Read Word
// are Load, of little-endian registers (sections 6.5.4 and 6.5.5). Send Byte is
// Write without data (section 6.5.2), Receive Byte is Receive (section 6.5.3).

// CountError means that a block's number of bytes differs from the device's
// datasheet.
type CountError struct {
	Command   uint8
	Want, Got int
}

// Error returns both numbers.
func (e *CountError) Error() string {
	return fmt.Sprintf("i2c: the block of command %#02x has %d bytes, want %d", e.Command, e.Got, e.Want)
}

// ReadBlock reads a block of size bytes, its count first (section 6.5.7). A block
// of another size is a [*CountError], returned together with the received bytes.
// The caller must know the size, as not every controller can change the length of a
// running transfer.
func (d *Device) ReadBlock(ctx context.Context, command uint8, size int) ([]byte, error) {
	p := make([]byte, 1+size)
	if err := d.Read(ctx, command, p); err != nil {
		return nil, err
	}
	if int(p[0]) != size {
		return p[1:], &CountError{command, size, int(p[0])}
	}
	return p[1:], nil
}

// WriteBlock writes p, at most [MaxBlock] bytes, as a block (section 6.5.7).
func (d *Device) WriteBlock(ctx context.Context, command uint8, p []byte) error {
	if len(p) > MaxBlock {
		return fmt.Errorf("i2c: write block of command %#02x: got %d bytes, want at most %d", command, len(p), MaxBlock)
	}
	return d.Write(ctx, command, slices.Concat([]byte{byte(len(p))}, p)...)
}
