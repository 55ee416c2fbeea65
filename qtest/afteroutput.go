package qtest

import "net"

// afterOutput is an end of one of QEMU's channels that yields nothing before the output that QEMU wrote earlier has
// been passed on. So an observer sees a message of QEMU's about a request before the reply to that request.
type afterOutput struct {
	*net.UnixConn
	drain func()
}

// Read reads, then passes on QEMU's output.
func (c afterOutput) Read(b []byte) (int, error) {
	n, err := c.UnixConn.Read(b)
	c.drain()
	return n, err
}
