// Package adlib tests an AdLib card: both timers of its synthesizer, and the frequency of a tone in a
// file of the host (see libqos/device/sound/opl2 for the manuals). Typical path:
//
//	x86_64/isapc → isabus-bridge → isa-bus → adlib → adlib-tests/timers
package adlib
