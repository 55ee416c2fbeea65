package virtioserial

import "testing"

// TestQueuesOf compares the queues of a port with the names in the model.
func TestQueuesOf(t *testing.T) {
	queues := Model().Queues
	for _, tc := range []struct {
		port              uint32
		receive, transmit string
	}{
		{0, "receiveq(port 0)", "transmitq(port 0)"},
		{1, "receiveq(port 1)", "transmitq(port 1)"},
		{Ports - 1, "receiveq(port 30)", "transmitq(port 30)"},
	} {
		receive, transmit := queuesOf(tc.port)
		if queues[receive].Name != tc.receive || queues[transmit].Name != tc.transmit {
			t.Errorf("queuesOf(%d) = %s, %s; want %s, %s", tc.port, queues[receive].Name, queues[transmit].Name, tc.receive, tc.transmit)
		}
	}
	if got := queues[controlReceiveQueue].Name + ", " + queues[controlTransmitQueue].Name; got != "control receiveq, control transmitq" {
		t.Errorf("control queues are %s", got)
	}
}
