package ipmi

import (
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/libqos/base/guest"
	"github.com/qgraph/qgraph/libqos/bus/i2c"
)

// SSIFDriver is the interface on an SMBus.
var SSIFDriver = graph.NewDriver[*SSIF]("smbus-ipmi")

// SSIFAddress is the usual address of a BMC (section 12.2 "SMBus Physical Interface").
const SSIFAddress i2c.Address = 0x10

// The SMBus commands of the interface for messages of one part (table "SMBus Write Commands").
const (
	ssifWrite = 0x02
	ssifRead  = 0x03
)

// SSIF is an SMBus system interface.
type SSIF struct {
	bus i2c.Bus
}

var _ BMC = (*SSIF)(nil)

// NewSSIF returns the interface on a bus whose controller reads blocks of any size.
func NewSSIF(_ context.Context, bus i2c.Bus) (*SSIF, error) { return &SSIF{bus}, nil }

// Machine returns the interface's machine.
func (s *SSIF) Machine() *guest.Machine { return s.bus.Machine() }

// Request sends a request and returns the data of the response (section 12.3 "SSIF Write
// Commands", 12.4 "SSIF Read Commands").
func (s *SSIF) Request(ctx context.Context, m Message) ([]byte, error) {
	if err := s.Begin(ctx, m); err != nil {
		return nil, err
	}
	return s.End(ctx, m)
}

// Begin sends a request of one part.
func (s *SSIF) Begin(ctx context.Context, m Message) error {
	const header = 2
	n := header + len(m.Data)
	if n > i2c.MaxBlock {
		return fmt.Errorf("ipmi: SSIF: a request of %d bytes, want at most %d", n, i2c.MaxBlock)
	}
	return s.bus.Transfer(ctx, SSIFAddress, append([]byte{ssifWrite, byte(n), m.header(), m.Command}, m.Data...), nil)
}

// End waits for the response, which the BMC does not acknowledge before it is there, and returns
// its data.
func (s *SSIF) End(ctx context.Context, m Message) ([]byte, error) {
	block := make([]byte, 1+i2c.MaxBlock)
	err := s.Machine().Wait(ctx, "a response", func(ctx context.Context) (bool, error) {
		err := s.bus.Transfer(ctx, SSIFAddress, []byte{ssifRead}, block)
		if errors.Is(err, i2c.ErrAddressNACK) {
			return false, nil
		}
		return block[0] != 0, err
	})
	if err != nil {
		return nil, fmt.Errorf("ipmi: SSIF: %w", err)
	}
	n := int(block[0])
	if n < 2 || n > i2c.MaxBlock {
		return nil, fmt.Errorf("ipmi: SSIF: response of %d bytes: %w", n, ErrResponse)
	}
	return m.data(block[1], block[2], block[3:1+n])
}

// Attended reports the state of SMBALERT#, with which the BMC asks for attention. The hosts of PCs
// do not take part in it.
func (s *SSIF) Attended(context.Context) (bool, error) {
	return false, errors.New("ipmi: SSIF: the bus has no alert")
}
