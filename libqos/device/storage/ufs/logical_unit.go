package ufs

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/protocol/scsi"
)

// Well known logical units, as encoded in the LUN field of a UPIU (UFS, section 10.8.5
// "Well Known Logical Unit Defined in UFS").
const (
	ReportLUNsUnit uint8 = 0x81
	DeviceUnit     uint8 = 0xd0
	BootUnit       uint8 = 0xb0
	RPMBUnit       uint8 = 0xc4
)

// LogicalUnit is a logical unit of the device. It is a [scsi.Target].
type LogicalUnit struct {
	Controller *Controller
	Transport  Transport
	LUN        uint8
	Piece      int // maximum bytes of a piece of data, a multiple of four; 0 for 4096
}

var _ scsi.Target = LogicalUnit{}

// Execute executes a SCSI command. Its data in guest memory is split into pieces; see
// [Data].
func (u LogicalUnit) Execute(ctx context.Context, cmd scsi.Command, out []byte) (scsi.Result, error) {
	r, err := u.execute(ctx, cmd, out)
	if err != nil {
		return r, fmt.Errorf("ufs: logical unit %#02x: %w", u.LUN, err)
	}
	return r, nil
}

func (u LogicalUnit) execute(ctx context.Context, cmd scsi.Command, out []byte) (r scsi.Result, err error) {
	request := Request{UPIU: CommandTo(u.LUN, cmd), Direction: cmd.Direction}
	if cmd.Direction == scsi.None {
		return u.send(ctx, request)
	}
	sizes := u.pieces(cmd.Length)
	if cmd.Direction == scsi.ToTarget {
		request.Data, err = u.Controller.NewDataOf(ctx, padded(out, (cmd.Length+3)&^3), sizes...)
	} else {
		request.Data, err = u.Controller.NewData(ctx, sizes...)
	}
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, request.Data.Free()) }()
	if r, err = u.send(ctx, request); err != nil || cmd.Direction == scsi.ToTarget {
		return r, err
	}
	p, err := request.Data.Get(ctx)
	if err != nil {
		return r, err
	}
	r.In = p[:cmd.Length-r.Residual]
	return r, nil
}

// padded returns p, padded with zeros to a size.
func padded(p []byte, size int) []byte {
	if len(p) >= size {
		return p
	}
	return append(append(make([]byte, 0, size), p...), make([]byte, size-len(p))...)
}

// pieces returns the sizes of the pieces for size bytes. The last one is rounded up to
// a multiple that a PRDT can encode.
func (u LogicalUnit) pieces(size int) []int {
	most := u.Piece
	if most == 0 {
		most = 4096
	}
	return Split((size+3)&^3, most)
}

// send sends a COMMAND UPIU and decodes the RESPONSE UPIU.
func (u LogicalUnit) send(ctx context.Context, request Request) (scsi.Result, error) {
	answer, err := do(ctx, u.Transport, request, ResponseUPIU)
	if err != nil {
		return scsi.Result{}, err
	}
	if got := answer.LUN(); got != u.LUN {
		return scsi.Result{}, fmt.Errorf("got a response of logical unit %#02x: %w", got, ErrTag)
	}
	r := scsi.Result{Status: answer.Status()}
	// The response is that of the whole task: it is also "target failure" if the command
	// ends with a status other than GOOD (UFS, section 10.7.2 "RESPONSE UPIU").
	if answer.Response() != TargetSuccess && r.Status == scsi.Good {
		return r, fmt.Errorf("the device rejected the command: got response %#02x", answer.Response())
	}
	if answer.Flags()&ResponseUnderflow != 0 {
		r.Residual = answer.Residual()
	}
	if data := answer.Data(); len(data) > 2 {
		n := int(binary.BigEndian.Uint16(data)) // Sense Data Length
		r.Sense = scsi.Sense(data[2:min(len(data), 2+n)])
	}
	return r, nil
}
