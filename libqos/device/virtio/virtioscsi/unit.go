package virtioscsi

import (
	"context"
	"fmt"

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
	responseStatus      = 10
	responseResponse    = 11
	responseSense       = 12
)

// Execute executes a SCSI command. If the device fails, the error wraps the
// [Response].
func (u Unit) Execute(ctx context.Context, cmd scsi.Command, out []byte) (scsi.Result, error) {
	r, err := u.execute(ctx, cmd, out)
	if err != nil {
		return r, fmt.Errorf("virtioscsi: %v: %w", u, err)
	}
	return r, nil
}

func (u Unit) execute(ctx context.Context, cmd scsi.Command, out []byte) (r scsi.Result, err error) {
	if len(cmd.CDB) > CDBSize {
		return r, fmt.Errorf("CDB of %d bytes, want at most %d", len(cmd.CDB), CDBSize)
	}
	request := make([]byte, requestSize)
	copy(request[requestLUN:], u.lun[:])
	u.host.Order().PutUint64(request[requestID:], 1)
	copy(request[requestCDB:], cmd.CDB)
	room := 0
	if cmd.Direction == scsi.FromTarget {
		room = cmd.Length
	}
	if cmd.Direction != scsi.ToTarget {
		out = nil
	}
	p, err := u.host.exchange(ctx, u.host.Requests, request, out, responseSize, room)
	if err != nil {
		return r, err
	}
	if response := Response(p[responseResponse]); response != OK {
		return r, response
	}
	order := u.host.Order()
	r.Status = scsi.Status(p[responseStatus])
	r.Residual = int(order.Uint32(p[responseResidual:]))
	sense := order.Uint32(p[responseSenseLength:])
	if sense > SenseSize || r.Residual > cmd.Length {
		return r, fmt.Errorf("got %d bytes of sense data, want at most %d; got a residual of %d bytes, want at most %d", sense, SenseSize, r.Residual, cmd.Length)
	}
	if sense > 0 {
		r.Sense = scsi.Sense(p[responseSense : responseSense+sense])
	}
	if room > 0 && r.Status == scsi.Good {
		r.In = p[responseSize : responseSize+room-r.Residual]
	}
	return r, nil
}
