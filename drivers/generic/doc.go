// Package generic has every device model of QEMU that can be plugged in, by a table of
// its needs: bus, backends, other devices, properties. The generic tests run on all of
// them, whatever they are for. A device with a driver of its own is here, too, under the
// same name behind another bus interface:
//
//	x86_64/pc → pci-slot → e1000 → device-tests/plug
//
// A new model is a word in the table. The models and their needs were found by trying
// each of QEMU 11.1's on the machines that have its bus; no model's purpose matters here.
package generic
