package ipmi

// Device is the identity of a BMC, as properties of QEMU's model.
type Device struct {
	Firmware, Manufacturer, Product, GUID string
}

// Identity returns the identity that the drivers give their BMC.
func Identity() Device {
	return Device{Firmware: "3", Manufacturer: "4660", Product: "22136", GUID: "00112233-4455-6677-8899-aabbccddeeff"}
}
