// Package vhostuser is the back end of vhost-user devices: the process, outside of
// QEMU, that works on a device's virtqueues. It follows QEMU's documentation,
// docs/interop/vhost-user.
//
// A [Server] plays the device that a [Device] describes. It accepts QEMU's
// connection, learns guest memory and the rings, and hands out their chains: to the
// handler of a queue, or to the test.
//
//	server, err := vhostuser.New(vhostuser.Device{
//		Features: vhostuser.FeatureVersion1,
//		Protocol: vhostuser.MQ | vhostuser.Config,
//		Config:   make([]byte, 8),
//		Queues:   []vhostuser.Handler{nil, echo},
//	})
//	server.Listen(listener)
//	session, err := server.Session(ctx)     // QEMU has connected
//	chain, err := session.Queue(0).Next(ctx)
//	err = chain.Write([]byte("hello"))
//	err = chain.Use()
//
// It can break the protocol: a [Hook] changes or drops the reply to a chosen message.
// What it receives is checked: a message that the documentation does not allow, or a
// ring outside of the shared memory, ends the connection, and [Session.Err] names the
// message.
//
// It does not implement postcopy migration, IOMMUs, crypto sessions, notification
// pages, shared objects, the migration of a back end's state, or in-flight tracking of
// packed rings.
package vhostuser
