package virtioscsi

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/qgraph/qgraph/libqos/bus/virtio"
	"github.com/qgraph/qgraph/libqos/protocol/scsi"
)

// Unit is a logical unit behind a host. It is a [scsi.Target].
type Unit struct {
	host *Host
	lun  LUN
}

var _ scsi.Target = Unit{}

// Unit returns a target's logical unit, which need not exist.
func (h *Host) Unit(target uint8, lun uint16) Unit { return Unit{h, LUNOf(target, lun)} }

// LUN returns the unit's address.
func (u Unit) LUN() LUN { return u.lun }

// String returns the unit's address and its host.
func (u Unit) String() string { return fmt.Sprintf("%v of %v", u.lun, u.host.Device) }

// Sizes of a request and of its response, and the offsets of the fields of the
// response (struct virtio_scsi_req_cmd).
const (
	requestSize  = 19 + CDBSize
	responseSize = 12 + SenseSize

	requestLUN = 0
	requestID  = 8
	requestCDB = 19

	responseSenseLength = 0
	responseResidual    = 4
	responseQualifier   = 8 // status_qualifier
	responseStatus      = 10
	responseResponse    = 11
	responseSense       = 12
)

// Execute executes a SCSI command. If the device fails, the error wraps the
// [Response].
func (u Unit) Execute(ctx context.Context, cmd scsi.Command, out []byte) (scsi.Result, error) {
	r, err := u.Add(cmd, out)
	if err != nil {
		return scsi.Result{}, err
	}
	if err := u.host.Requests.Kick(ctx); err != nil {
		return scsi.Result{}, u.wrap(errors.Join(err, u.host.Machine().Alloc.Free(r.x.addr)))
	}
	return r.Wait(ctx)
}

func (u Unit) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("virtioscsi: %v: %w", u, err)
}

// Request is a SCSI command in the queue of a host.
type Request struct {
	unit Unit
	cmd  scsi.Command
	x    *exchange
}

// Add adds a SCSI command to the host's queue of requests, which the caller kicks.
func (u Unit) Add(cmd scsi.Command, out []byte) (*Request, error) {
	if len(cmd.CDB) > CDBSize {
		return nil, u.wrap(fmt.Errorf("CDB of %d bytes, want at most %d", len(cmd.CDB), CDBSize))
	}
	room := 0
	if cmd.Direction == scsi.FromTarget {
		room = cmd.Length
	}
	if cmd.Direction != scsi.ToTarget {
		out = nil
	}
	x, err := u.host.add(u.host.Requests, u.request(cmd.CDB), out, responseSize, room)
	if err != nil {
		return nil, u.wrap(err)
	}
	return &Request{u, cmd, x}, nil
}

// BothWays sends a command with data to read and room for data to write, which needs
// [FeatureInOut], and returns the response.
func (u Unit) BothWays(ctx context.Context, cdb, out []byte, room int) (Response, error) {
	p, err := u.host.exchange(ctx, u.host.Requests, u.request(cdb), out, responseSize, room)
	if err != nil {
		return notWritten, u.wrap(err)
	}
	return Response(p[responseResponse]), nil
}

// request returns the request of a command as laid out in memory.
func (u Unit) request(cdb []byte) []byte {
	p := make([]byte, requestSize)
	copy(p[requestLUN:], u.lun[:])
	u.host.Order().PutUint64(p[requestID:], 1)
	copy(p[requestCDB:], cdb)
	return p
}

// Wait waits for the end of a command. Those of a host end in the order in which they were
// added, or it is an error.
func (r *Request) Wait(ctx context.Context) (scsi.Result, error) {
	p, err := r.x.wait(ctx)
	if err != nil {
		return scsi.Result{}, r.unit.wrap(err)
	}
	result, err := r.result(p)
	return result, r.unit.wrap(err)
}

// result parses the bytes that the device wrote.
func (r *Request) result(p []byte) (result scsi.Result, err error) {
	if response := Response(p[responseResponse]); response != OK {
		return result, errors.Join(response, untouched("response", p[responseSense:]))
	}
	order := r.unit.host.Order()
	result.Status = scsi.Status(p[responseStatus])
	result.Residual = int(order.Uint32(p[responseResidual:]))
	sense := order.Uint32(p[responseSenseLength:])
	if sense > SenseSize || result.Residual > r.cmd.Length {
		return result, fmt.Errorf("got %d bytes of sense data, want at most %d; got a residual of %d bytes, want at most %d",
			sense, SenseSize, result.Residual, r.cmd.Length)
	}
	if qualifier := order.Uint16(p[responseQualifier:]); qualifier != 0 && result.Status == scsi.Good {
		return result, fmt.Errorf("got status %v with the qualifier %#x, want none", result.Status, qualifier)
	}
	if sense > 0 {
		result.Sense = scsi.Sense(p[responseSense : responseSense+sense])
	}
	in := p[responseSize:]
	read := max(0, len(in)-result.Residual)
	if r.x.size < uint32(responseSize+read) && result.Status == scsi.Good && !r.x.overcounts {
		return result, fmt.Errorf("%w: it reports %d bytes as written, want at least %d with the data", virtio.ErrDevice, r.x.size, responseSize+read)
	}
	if err := errors.Join(untouched("sense data", p[responseSense+sense:responseSize]), untouched("data", in[read:])); err != nil {
		return result, err
	}
	if read > 0 && result.Status == scsi.Good {
		result.In = in[:read]
	}
	return result, nil
}

// untouched checks the room behind what the device reports as written.
func untouched(what string, behind []byte) error {
	if !bytes.Equal(behind, bytes.Repeat([]byte{byte(notWritten)}, len(behind))) {
		return fmt.Errorf("%w: it wrote % x behind the %s", virtio.ErrDevice, behind, what)
	}
	return nil
}
