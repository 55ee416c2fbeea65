// Package qom reads and sets properties of QEMU's objects. They are a device's
// surroundings outside of the guest, such as the temperature at a sensor (QEMU
// 11.1, QEMU QMP Reference Manual, "QEMU Object Model (QOM)").
//
//	sensor := qom.Plugged(q.QMP(), "tmp105")        // -device tmp105,id=tmp105
//	err := sensor.SetInt(ctx, "temperature", 25000) // in units of 0.001 °C
package qom
