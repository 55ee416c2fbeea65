package virtioinput

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
	"github.com/qgraph/qgraph/libqos/bus/virtio"
)

// Device-specific configuration space (virtio 1.3, section 5.8.4 "Device configuration
// layout").
const (
	ConfigSelect    reg.Reg[uint8] = 0 // select, a [Selector]
	ConfigSubSelect reg.Reg[uint8] = 1 // subsel
	ConfigSize      reg.Reg[uint8] = 2 // size of what was selected, in bytes

	configUnion = 8   // offset of the union u
	unionSize   = 128 // in bytes
)

// Selector says which information the configuration space shows.
type Selector uint8

// The selectors.
const (
	Unset      Selector = 0x00 // VIRTIO_INPUT_CFG_UNSET
	Name       Selector = 0x01 // VIRTIO_INPUT_CFG_ID_NAME
	Serial     Selector = 0x02 // VIRTIO_INPUT_CFG_ID_SERIAL
	DeviceIDs  Selector = 0x03 // VIRTIO_INPUT_CFG_ID_DEVIDS
	Properties Selector = 0x10 // VIRTIO_INPUT_CFG_PROP_BITS
	EventCodes Selector = 0x11 // VIRTIO_INPUT_CFG_EV_BITS
	Axis       Selector = 0x12 // VIRTIO_INPUT_CFG_ABS_INFO
)

// Input is an input device with a driver that has opened it.
type Input struct {
	*virtio.Device
	Events *virtio.Queue
	Status *virtio.Queue

	memory uint64            // address of the event buffers
	free   []uint64          // those that the device does not have
	posted map[uint16]uint64 // the others, by head of the chain
}

// Select returns the information that a selector and its sub-selector stand for. It is
// empty if the device does not have it.
func (i *Input) Select(ctx context.Context, s Selector, sub uint8) ([]byte, error) {
	space := i.Config()
	if err := errors.Join(ConfigSelect.Write(ctx, space, uint8(s)), ConfigSubSelect.Write(ctx, space, sub)); err != nil {
		return nil, fmt.Errorf("virtioinput: select %#x, %#x: %w", uint8(s), sub, err)
	}
	size, err := ConfigSize.Read(ctx, space)
	if err == nil && size > unionSize {
		err = fmt.Errorf("%w: size is %d, want at most %d", virtio.ErrDevice, size, unionSize)
	}
	if err != nil {
		return nil, fmt.Errorf("virtioinput: select %#x, %#x: %w", uint8(s), sub, err)
	}
	p := make([]byte, size)
	return p, i.ReadConfig(ctx, configUnion, p)
}

// IDs identify a device, as struct input_id of Linux.
type IDs struct{ Bus, Vendor, Product, Version uint16 }

// BusVirtual is BUS_VIRTUAL.
const BusVirtual = 0x06

// ParseIDs returns the fields of [DeviceIDs].
func ParseIDs(p []byte) (IDs, error) {
	if len(p) != 8 {
		return IDs{}, fmt.Errorf("virtioinput: got %d bytes of IDs, want 8", len(p))
	}
	le := binary.LittleEndian
	return IDs{le.Uint16(p), le.Uint16(p[2:]), le.Uint16(p[4:]), le.Uint16(p[6:])}, nil
}

// Range describes the values of an absolute axis, as struct input_absinfo of Linux.
type Range struct{ Min, Max, Fuzz, Flat, Resolution uint32 }

// ParseRange returns the fields of [Axis].
func ParseRange(p []byte) (Range, error) {
	if len(p) != 20 {
		return Range{}, fmt.Errorf("virtioinput: got %d bytes of an axis, want 20", len(p))
	}
	le := binary.LittleEndian
	return Range{le.Uint32(p), le.Uint32(p[4:]), le.Uint32(p[8:]), le.Uint32(p[12:]), le.Uint32(p[16:])}, nil
}

// Codes returns the numbers of the bits that are set in a bitmap.
func Codes(bitmap []byte) []uint16 {
	var codes []uint16
	for i := range 8 * len(bitmap) {
		if bitmap[i/8]>>(i%8)&1 != 0 {
			codes = append(codes, uint16(i))
		}
	}
	return codes
}
