package intelnic

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/base/reg"
)

// Counter is a statistics register (82574 datasheet, section 10.2.7 "Statistics
// Register Descriptions"; 82576 datasheet, chapter 8, "Statistics Register
// Descriptions"). A read clears it, and it stops at all ones.
type Counter struct {
	Name string // the datasheets' mnemonic
	Low  reg.Reg[uint32]
	Wide bool // 64 bits: the upper half follows, and its read clears both
}

// ROC counts oversize frames.
const ROC reg.Reg[uint32] = 0x40ac

// Statistics maps the names of counters to their values since the last read.
// Zeros are omitted.
type Statistics map[string]uint64

// Counters returns the counters of both controllers that frames on a sound
// full-duplex link can change, in the order of their registers.
func Counters() []Counter {
	return []Counter{
		{Name: "MPC", Low: 0x4010},              // missed: no room in the packet buffer
		{Name: "PRC64", Low: 0x405c},            // received, 64 bytes
		{Name: "PRC127", Low: 0x4060},           // 65 to 127
		{Name: "PRC255", Low: 0x4064},           // 128 to 255
		{Name: "PRC511", Low: 0x4068},           // 256 to 511
		{Name: "PRC1023", Low: 0x406c},          // 512 to 1023
		{Name: "PRC1522", Low: 0x4070},          // 1024 to the longest
		{Name: "GPRC", Low: 0x4074},             // good packets received
		{Name: "BPRC", Low: 0x4078},             // broadcast received
		{Name: "MPRC", Low: 0x407c},             // multicast received
		{Name: "GPTC", Low: 0x4080},             // good packets sent
		{Name: "GORC", Low: 0x4088, Wide: true}, // good octets received
		{Name: "GOTC", Low: 0x4090, Wide: true}, // good octets sent
		{Name: "RNBC", Low: 0x40a0},             // no free receive descriptor
		{Name: "RUC", Low: 0x40a4},              // undersize
		{Name: "ROC", Low: ROC},                 // oversize
		{Name: "TOR", Low: 0x40c0, Wide: true},  // total octets received
		{Name: "TOT", Low: 0x40c8, Wide: true},  // total octets sent
		{Name: "TPR", Low: 0x40d0},              // total packets received
		{Name: "TPT", Low: 0x40d4},              // total packets sent
		{Name: "PTC64", Low: 0x40d8},            // sent, 64 bytes
		{Name: "PTC127", Low: 0x40dc},
		{Name: "PTC255", Low: 0x40e0},
		{Name: "PTC511", Low: 0x40e4},
		{Name: "PTC1023", Low: 0x40e8},
		{Name: "PTC1522", Low: 0x40ec},
		{Name: "MPTC", Low: 0x40f0}, // multicast sent
		{Name: "BPTC", Low: 0x40f4}, // broadcast sent
	}
}

// ReadStatistics reads the counters, which clears them.
func (c *Controller) ReadStatistics(ctx context.Context) (Statistics, error) {
	s := Statistics{}
	for _, counter := range Counters() {
		v, err := counter.read(ctx, c.Regs)
		if err != nil {
			return nil, fmt.Errorf("intelnic: statistics %s: %w", counter.Name, err)
		}
		if v != 0 {
			s[counter.Name] = v
		}
	}
	return s, nil
}

// read reads the low half of a wide counter first: the high half clears it.
func (c Counter) read(ctx context.Context, s reg.Space) (uint64, error) {
	low, err := c.Low.Read(ctx, s)
	if err != nil || !c.Wide {
		return uint64(low), err
	}
	high, err := (c.Low + 4).Read(ctx, s)
	return uint64(high)<<32 | uint64(low), err
}
