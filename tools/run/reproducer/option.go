package reproducer

import (
	"regexp"
	"slices"
	"strings"
)

// Option is an option of QEMU's command line.
type Option struct {
	Flag     string // without its hyphens; "" for the name of a disk image
	Value    string
	HasValue bool
}

// Args returns the option as arguments.
func (o Option) Args() []string {
	switch {
	case o.Flag == "":
		return []string{o.Value}
	case !o.HasValue:
		return []string{"-" + o.Flag}
	}
	return []string{"-" + o.Flag, o.Value}
}

// Prop returns a property in the option's value: "e1000" of "driver" in e1000,netdev=n; ""
// if it has none. The first property may have no name.
func (o Option) Prop(name, first string) string {
	for i, p := range strings.Split(o.Value, ",") {
		key, value, ok := strings.Cut(p, "=")
		if ok && key == name {
			return value
		}
		if !ok && i == 0 && name == first {
			return p
		}
	}
	return ""
}

// Options returns the options among arguments.
func Options(args []string) []Option {
	var all []Option
	for i := 0; i < len(args); i++ {
		flag, ok := strings.CutPrefix(args[i], "-")
		if !ok || flag == "" {
			all = append(all, Option{Value: args[i], HasValue: true})
			continue
		}
		o := Option{Flag: strings.TrimPrefix(flag, "-")}
		if takesValue(args[i]) && i+1 < len(args) {
			i++
			o.Value, o.HasValue = args[i], true
		}
		all = append(all, o)
	}
	return all
}

// alone are the options without a value.
var alone = []string{
	"S", "s", "async-teardown", "curses", "daemonize", "enable-fips", "enable-kvm", "full-screen", "h", "help", "mem-prealloc",
	"no-acpi", "no-fd-bootchk", "no-hpet", "no-kvm", "no-quit", "no-reboot", "no-shutdown", "no-user-config", "nodefaults",
	"nodefconfig", "nographic", "one-insn-per-tb", "only-migratable", "portrait", "preconfig", "sdl", "semihosting", "singlestep",
	"snapshot", "usb", "version", "win2k-hack", "xen-attach", "xen-domid-restrict",
}

func takesValue(flag string) bool { return !slices.Contains(alone, strings.TrimLeft(flag, "-")) }

// ours are the options that a replay gives itself, or that make QEMU talk to a screen or to
// other programs.
var ours = []string{
	"D", "S", "accel", "curses", "d", "daemonize", "display", "enable-kvm", "full-screen", "gdb", "mon", "monitor", "nographic",
	"no-kvm", "no-quit", "pidfile", "qmp", "qmp-pretty", "qtest", "qtest-log", "s", "sdl", "spice", "trace", "vnc",
}

var (
	acceleratorProp = regexp.MustCompile(`(^|,)accel=[^,]*`)
	screen          = regexp.MustCompile(`^(mon:)?(stdio|pty|vc)\b`)
)

// channels is how the options of a transcript of ours begin their ids that give it the channels.
const channels = "qgraph-"

// Bare returns the options without those that say how to talk to QEMU: the accelerator, the
// channels of qtest and of the monitors, logs and screens. A backend whose other end is a
// descriptor of a test gets none.
func Bare(all []Option) []Option {
	var bare []Option
	for _, o := range all {
		switch {
		case (o.Flag == "chardev" || o.Flag == "object") && strings.HasPrefix(o.Prop("id", ""), channels):
			continue
		case o.Flag == "chardev" && o.Prop("fd", "") != "":
			o.Value = "null,id=" + o.Prop("id", "")
		case o.Flag == "netdev" && (o.Prop("fd", "") != "" || o.Prop("local.type", "") == "fd"):
			o.Value = "hubport,hubid=0,id=" + o.Prop("id", "")
		case slices.Contains(ours, o.Flag), strings.HasPrefix(o.Flag, "fuzz-target"), o.Flag == "" && o.Value == ",":
			continue
		case o.Flag == "M" || o.Flag == "machine":
			if o.Value = strings.TrimPrefix(acceleratorProp.ReplaceAllString(o.Value, ""), ","); o.Value == "" {
				continue
			}
		case (o.Flag == "serial" || o.Flag == "parallel") && screen.MatchString(o.Value):
			o.Value = "null"
		}
		bare = append(bare, o)
	}
	return bare
}
