package ufs

import (
	"context"
	"fmt"

	"github.com/qgraph/qgraph/libqos/protocol/scsi"
)

// Request is a UTP transfer request.
type Request struct {
	UPIU        UPIU
	Direction   scsi.Direction // of the data
	Data        *Data          // nil for none
	NoInterrupt bool           // the completion does not set IS.UTRCS
	Room        int            // bytes for the response UPIU; 0 for enough for any
	Near        *Data          // not nil puts Data's PRDT 64 KiB behind its usual place, where that of Near is
}

// Response is the outcome of a request.
type Response struct {
	OCS  OverallStatus
	UPIU UPIU // the device's response
}

// Transport carries requests to the device: a [List] or a [Queue].
type Transport interface {
	// Do makes the controller execute one request and waits for its completion. An
	// overall command status other than success is not an error.
	Do(ctx context.Context, r Request) (Response, error)
}

// OverallStatus is the Overall Command Status of a request (UFSHCI, section 6.1.1 "UTP
// Transfer Request Descriptor"). It is an error, for use with errors.Is.
type OverallStatus uint8

// Values of the Overall Command Status.
const (
	OCSSuccess            OverallStatus = 0x0
	OCSInvalidTable       OverallStatus = 0x1 // INVALID_COMMAND_TABLE_ATTRIBUTES
	OCSInvalidPRDT        OverallStatus = 0x2 // INVALID_PRDT_ATTRIBUTES
	OCSMismatchData       OverallStatus = 0x3 // MISMATCH_DATA_BUFFER_SIZE
	OCSMismatchResponse   OverallStatus = 0x4 // MISMATCH_RESPONSE_UPIU_SIZE
	OCSCommunication      OverallStatus = 0x5 // PEER_COMMUNICATION_FAILURE_WITHIN_HOST_CONTROLLER
	OCSAborted            OverallStatus = 0x6
	OCSFatalError         OverallStatus = 0x7 // HOST_CONTROLLER_FATAL_ERROR
	OCSDeviceFatalError   OverallStatus = 0x8
	OCSInvalidCryptoSetup OverallStatus = 0x9 // INVALID_CRYPTO_CONFIGURATION
	OCSCryptoError        OverallStatus = 0xa // GENERAL_CRYPTO_ERROR
	OCSInvalid            OverallStatus = 0xf // initial value from software: not completed
)

// Error returns the status's name.
func (s OverallStatus) Error() string {
	switch s {
	case OCSSuccess:
		return "SUCCESS"
	case OCSInvalidTable:
		return "INVALID_COMMAND_TABLE_ATTRIBUTES"
	case OCSInvalidPRDT:
		return "INVALID_PRDT_ATTRIBUTES"
	case OCSMismatchData:
		return "MISMATCH_DATA_BUFFER_SIZE"
	case OCSMismatchResponse:
		return "MISMATCH_RESPONSE_UPIU_SIZE"
	case OCSCommunication:
		return "PEER_COMMUNICATION_FAILURE_WITHIN_HOST_CONTROLLER"
	case OCSAborted:
		return "ABORTED"
	case OCSFatalError:
		return "HOST_CONTROLLER_FATAL_ERROR"
	case OCSDeviceFatalError:
		return "DEVICE_FATAL_ERROR"
	case OCSInvalidCryptoSetup:
		return "INVALID_CRYPTO_CONFIGURATION"
	case OCSCryptoError:
		return "GENERAL_CRYPTO_ERROR"
	case OCSInvalid:
		return "INVALID_OCS_VALUE"
	}
	return fmt.Sprintf("overall command status %#02x", uint8(s))
}

// Err returns nil if the controller executed the request, and otherwise its overall
// command status.
func (r Response) Err() error {
	if r.OCS == OCSSuccess {
		return nil
	}
	return r.OCS
}

// do sends a request through a transport. The response must be of transaction want.
func do(ctx context.Context, t Transport, r Request, want Transaction) (UPIU, error) {
	done, err := t.Do(ctx, r)
	if err != nil {
		return nil, err
	}
	if err := done.Err(); err != nil {
		return nil, fmt.Errorf("ufs: %v: %w", r.UPIU.Transaction(), err)
	}
	if got := done.UPIU.Transaction(); got != want {
		return nil, fmt.Errorf("ufs: %v: got a %v UPIU, want %v", r.UPIU.Transaction(), got, want)
	}
	return done.UPIU, nil
}

// Ping sends a NOP OUT UPIU and checks that the response is a NOP IN UPIU.
func Ping(ctx context.Context, t Transport) error {
	_, err := do(ctx, t, Request{UPIU: Nop()}, NopIn)
	return err
}
