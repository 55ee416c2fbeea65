// Package audio has the host's side of a sound device: the -audiodev backends
// that QEMU is given (QEMU 11.1, qapi/audio.json, "Audiodev").
//
//	graph.ConsumesArg(g, Driver, pci.BusInterface, model, pci.Attach, graph.Needs(audio.Audiodev()))
package audio
