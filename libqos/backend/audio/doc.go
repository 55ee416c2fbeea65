// Package audio has the host's side of a sound device: QEMU's -audiodev
// backends (QEMU 11.1, qapi/audio.json, "Audiodev").
//
//	graph.Consumes(g, Driver, pci.BusInterface, model.Attach, graph.Needs(audio.Audiodev))
package audio
