package vhostuser

// Device describes the device that a back end plays.
type Device struct {
	// Features are the virtio features that it offers, and FeatureLogAll if it
	// can log. FeatureProtocol is offered too if Protocol is not 0.
	Features Features
	// Protocol are the extensions that it offers. It must not offer others than
	// those that a session implements.
	Protocol ProtocolFeatures
	// Config is the configuration space at first, at most 256 bytes.
	Config []byte
	// Queues are the handlers of its queues. The chains of one without a handler
	// wait for [Queue.Next].
	Queues []Handler
	// QueueNum is the answer to GET_QUEUE_NUM; 0: the number of queues.
	QueueNum uint64
	// MemSlots is the answer to GET_MAX_MEM_SLOTS.
	MemSlots uint64
	// SetConfig is called with each change of the configuration space by the
	// driver, and may refuse it. Nil: each is accepted.
	SetConfig func(offset uint32, data []byte) error
	// Hook sees each message and may break the protocol. It is called in the
	// order of the messages.
	Hook Hook
}

// offered returns the features for GET_FEATURES.
func (d *Device) offered() Features {
	if d.Protocol != 0 {
		return d.Features | FeatureProtocol
	}
	return d.Features
}
