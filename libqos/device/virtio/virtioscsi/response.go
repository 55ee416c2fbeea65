package virtioscsi

import "fmt"

// Response is a device's result of a request, in addition to the status of the logical
// unit (virtio 1.3, sections 5.6.6.1 "Device Operation: Request Queues" and 5.6.6.2
// "Device Operation: controlq"). It is an error, for use with errors.Is.
type Response uint8

// Responses.
const (
	OK                Response = 0 // VIRTIO_SCSI_S_OK, VIRTIO_SCSI_S_FUNCTION_COMPLETE
	Overrun           Response = 1
	Aborted           Response = 2
	BadTarget         Response = 3
	Reset             Response = 4
	Busy              Response = 5
	TransportFailure  Response = 6
	TargetFailure     Response = 7
	NexusFailure      Response = 8
	Failure           Response = 9
	FunctionSucceeded Response = 10
	FunctionRejected  Response = 11
	IncorrectLUN      Response = 12
	notWritten        Response = 0xff // the driver's initial value
)

// String returns the specification's name of the response.
func (r Response) String() string {
	switch r {
	case OK:
		return "OK"
	case Overrun:
		return "OVERRUN"
	case Aborted:
		return "ABORTED"
	case BadTarget:
		return "BAD_TARGET"
	case Reset:
		return "RESET"
	case Busy:
		return "BUSY"
	case TransportFailure:
		return "TRANSPORT_FAILURE"
	case TargetFailure:
		return "TARGET_FAILURE"
	case NexusFailure:
		return "NEXUS_FAILURE"
	case Failure:
		return "FAILURE"
	case FunctionSucceeded:
		return "FUNCTION_SUCCEEDED"
	case FunctionRejected:
		return "FUNCTION_REJECTED"
	case IncorrectLUN:
		return "INCORRECT_LUN"
	case notWritten:
		return "not written"
	}
	return fmt.Sprintf("response %d", uint8(r))
}

// Error returns the specification's name of the response.
func (r Response) Error() string { return r.String() }
