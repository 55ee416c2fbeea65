package vhostuser

import "fmt"

// Device describes the device that a back end plays.
type Device struct {
	// Features are the virtio features that it offers, and FeatureLogAll if it
	// can log. FeatureProtocol is offered too if Protocol is not 0.
	Features Features
	// Tolerated are features that it does not offer, and accepts all the same from a
	// front end that sets them.
	Tolerated Features
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

// check refuses a device that a session cannot play.
func (d *Device) check() error {
	if more := d.Protocol &^ supported(); more != 0 {
		return fmt.Errorf("vhostuser: a device with the protocol features %v, which are not implemented", more)
	}
	if len(d.Config) > maxConfig {
		return fmt.Errorf("vhostuser: a device with a configuration space of %d bytes, want at most %d", len(d.Config), maxConfig)
	}
	return nil
}

// offered returns the features for GET_FEATURES.
func (d *Device) offered() Features {
	if d.Protocol != 0 {
		return d.Features | FeatureProtocol
	}
	return d.Features
}
