// Package qom reads and sets properties of QEMU's objects: what stands outside
// of the guest and acts on a device, such as the temperature that a sensor measures
// (QEMU 11.1, QEMU QMP Reference Manual, "QEMU Object Model (QOM)").
//
//	sensor := qom.Plugged(q.QMP(), "tmp105")        // -device tmp105,id=tmp105
//	err := sensor.SetInt(ctx, "temperature", 25000) // in units of 0.001 °C
package qom
