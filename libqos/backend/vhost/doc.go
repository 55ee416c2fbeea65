// Package vhost has the backends of vhost-user devices that the test itself serves, in
// place of a process of its own: a socket on which a [vhostuser.Server] listens.
//
//	// libqos: what the device needs
//	var Chardev = vhost.Chardev(func() vhostuser.Device { … })
//	// drivers:
//	graph.Consumes(g, gpio.PCIDriver, pci.BusInterface, gpio.PCIModel().Attach,
//		graph.Needs(gpio.Chardev), graph.SharedRAM(graph.RAMMemfd))
//	// tests:
//	server, err := vhost.Attach(t.Env, gpio.Chardev)
//	session, err := server.Session(t.Context())
//
// For network devices there is the [Network]: it passes frames on.
//
//	graph.Test(g, "virtio-net-tests/vhost-user/reconnect", virtionet.Interface, reconnect,
//		vhost.Netdev(vhost.Setup{Props: vhost.Reconnects()})...)
//	network, err := vhost.AttachNetwork(t.Env)
//	err = network.Send(ctx, frame)
package vhost
