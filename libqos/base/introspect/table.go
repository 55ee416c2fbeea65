package introspect

import "regexp"

// more are options of info commands that make them tell more.
var more = map[string]string{
	"block":     "-n -v",
	"migrate":   "-a",
	"mtree":     "-f -d -o -D",
	"registers": "-a",
}

// unasked are the commands that are not given, with the reason.
var unasked = map[string]string{
	"info trace-events": "it lists the 6,000 trace points of the program, the same for every machine",
}

// rightly is a refusal that is right.
type rightly struct {
	question string // a regular expression for the whole question
	text     string // a regular expression for a part of QEMU's text
	why      string
}

// legitimate returns the refusals that are right, as QEMU 7.2 to 11.1 word them.
func legitimate() []rightly {
	return []rightly{
		{`(query-|info )balloon`, `^No balloon device has been activated$`, "No balloon is plugged in."},
		{`query-hv-balloon-status-report`, `(no hv-balloon device present|hv-balloon device not enabled in this build)$`, "No balloon is plugged in."},
		{`(query-|info )firmware-log`, `^firmware log buffer not found$`, "No firmware has run."},
		{`(query-|info )vm-generation-id`, `(device not found|is not currently supported)$`, "No device for it is plugged in."},
		{`(x-query-|info )(jit|opcount)`, `only available with accel=tcg$`, "Nothing is translated: the accelerator is another."},
		{`(x-query-|info )(profile|opcount)`, `not compiled`, "The build has no profiler."},
		{`(x-query-|info )virtio`, `^(No virtio devices found|Virtio is disabled)$`, "No virtio device is plugged in."},
		{`(x-query-|info )usb`, `^(USB support not enabled|Support for USB devices not built-in)$`, "The machine has no USB."},
		{`(query-|info )hotpluggable-cpus`, `(does not support hot-plugging CPUs|is not enabled)$`, "The machine's processors cannot be plugged."},
		{`info snapshots`, `^no block device can store vmstate for snapshot$`, "No image can hold a snapshot."},
		{`query-acpi-ospm-status`, `missing ACPI device$`, "The machine has no ACPI."},
		{`query-gic-capabilities`, `^GIC hardware is not available on this target$`, "The architecture has no such interrupt controller."},
		{`query-cpu-definitions`, `not supported on this target$`, "The architecture does not list its processors so."},
		{`query-s390x-cpu-polarization`, `not supported on this target$`, "The query is for s390x."},
		{`query-sev.*`, `^(SEV is not available in this QEMU|SEV launch measurement is not available|KVM not enabled)$`, "The host encrypts no guest."},
		{`query-sgx.*`, `(not compiled in|SGX not available|only supported on PC machines|/dev/sgx_vepc|not enabled in KVM)`, "The host gives no enclaves to a guest."},
		{`qom-get \S+ crash-information`, `^No crash occurred$`, "The guest has not crashed."},
		{`qom-get .*`, `^Property '\S+' is not readable$`, "The property can only be set."},
	}
}

// Why returns why the refusal is right, "" if no reason is known.
func (x Refusal) Why() string {
	for _, l := range legitimate() {
		if matches("^(?:"+l.question+")$", x.Question) && matches(l.text, x.Text) {
			return l.why
		}
	}
	return ""
}

func matches(pattern, text string) bool { return regexp.MustCompile(pattern).MatchString(text) }
