package virtioscsi

import (
	"context"
	"fmt"
)

// TaskFunction is a task management function (virtio 1.3, section 5.6.6.2 "Device
// Operation: controlq"; SAM-5, section 7 "Task management functions").
type TaskFunction uint32

// Task management functions.
const (
	AbortTask        TaskFunction = 0
	AbortTaskSet     TaskFunction = 1
	ClearACA         TaskFunction = 2
	ClearTaskSet     TaskFunction = 3
	NexusReset       TaskFunction = 4 // I_T_NEXUS_RESET
	LogicalUnitReset TaskFunction = 5
	QueryTask        TaskFunction = 6
	QueryTaskSet     TaskFunction = 7
)

// Task sends a task management function for a unit to the device. tag is the tag
// of the affected task, for functions that affect one.
func (u Unit) Task(ctx context.Context, f TaskFunction, tag uint64) (Response, error) {
	const (
		size     = 24 // type, subtype, lun, id
		subtype  = 4
		lun      = 8
		id       = 16
		typeTask = 0 // VIRTIO_SCSI_T_TMF
	)
	order := u.host.Order()
	request := make([]byte, size)
	order.PutUint32(request, typeTask)
	order.PutUint32(request[subtype:], uint32(f))
	copy(request[lun:], u.lun[:])
	order.PutUint64(request[id:], tag)
	p, err := u.host.exchange(ctx, u.host.Control, request, nil, 1, 0)
	if err != nil {
		return notWritten, fmt.Errorf("virtioscsi: task management function %d of %v: %w", f, u, err)
	}
	return Response(p[0]), nil
}

// Notifications asks which of the events a unit can report, or subscribes to them, and returns
// those that it can (virtio 1.3, section 5.6.6.2 "Device Operation: controlq", asynchronous
// notification).
func (u Unit) Notifications(ctx context.Context, subscribe bool, events uint32) (actual uint32, response Response, err error) {
	const (
		size          = 16 // type, lun, event_requested
		lun           = 4
		requested     = 12
		actualSize    = 4
		typeQuery     = 1 // VIRTIO_SCSI_T_AN_QUERY
		typeSubscribe = 2 // VIRTIO_SCSI_T_AN_SUBSCRIBE
	)
	order := u.host.Order()
	request := make([]byte, size)
	order.PutUint32(request, typeQuery)
	if subscribe {
		order.PutUint32(request, typeSubscribe)
	}
	copy(request[lun:], u.lun[:])
	order.PutUint32(request[requested:], events)
	p, err := u.host.exchange(ctx, u.host.Control, request, nil, actualSize+1, 0)
	if err != nil {
		return 0, notWritten, fmt.Errorf("virtioscsi: asynchronous notifications of %v: %w", u, err)
	}
	return order.Uint32(p), Response(p[actualSize]), nil
}
