package hdgeo

import (
	"fmt"
	"strconv"

	"github.com/qgraph/qgraph/graph"
	"github.com/qgraph/qgraph/graph/run"
	"github.com/qgraph/qgraph/libqos/device/firmware/tableloader"
)

// geometry is one of a disk, with the code of its translation in the memory of the clock.
type geometry struct {
	cylinders, heads, sectors int
	translation               uint8
}

// A disk without properties has as many cylinders of 16 heads and 63 sectors as fit.
func (d drive) guessed() geometry { return geometry{d.sectors / 16 / 63, 16, 63, noTranslation} }

// drive is a disk of the IDE controller: its channel and its place there, its size, its
// properties, and the geometry that they mean.
type drive struct {
	channel, unit int
	sectors       int
	props         []graph.Prop
	want          geometry
}

// Register adds the tests.
func Register(g *graph.Graph) {
	plain := drive{sectors: 5*16*63 + 7}
	plain.want = plain.guessed()
	other := drive{unit: 1, sectors: 3 * 16 * 63}
	other.want = other.guessed()
	user := func(channel, unit int, want geometry, more ...graph.Prop) drive {
		return drive{channel, unit, want.cylinders * want.heads * want.sectors, append(chs("", want), more...), want}
	}
	translated := func(channel, unit int, name string, code uint8) drive {
		return user(channel, unit, geometry{20 + unit, 11, 13, code}, graph.P("bios-chs-trans", name))
	}
	for name, drives := range map[string][]drive{
		"none":             nil,
		"device/mbr/blank": {plain, other},
		"device/user/chs":  {user(0, 0, geometry{300, 11, 13, noTranslation}), user(0, 1, geometry{2, 5, 17, noTranslation})},
		"device/user/chst": {translated(0, 0, "lba", lba), translated(0, 1, "rechs", rechs), translated(1, 0, "none", noTranslation), translated(1, 1, "large", large)},
	} {
		options := make([]graph.TestOption, 0, 2*len(drives))
		for i, d := range drives {
			options = append(options, d.options(i)...)
		}
		graph.Test(g, "hd-geo-tests/ide/"+name, tableloader.PC, func(t *run.T, s *tableloader.Source) { check(t, s, drives) }, options...)
	}
	override(g)
}

// options are those of QEMU for a disk, the n-th.
func (d drive) options(n int) []graph.TestOption {
	id := fmt.Sprint("disk", n)
	return []graph.TestOption{graph.After(blockdev(id, d.sectors), graph.Option{Flag: "-device", Type: "ide-hd", Props: append([]graph.Prop{
		graph.P("drive", id), graph.P("bus", fmt.Sprint("ide.", d.channel)), graph.P("unit", strconv.Itoa(d.unit)),
	}, d.props...)})}
}

// blockdev is a back end of that many sectors.
func blockdev(id string, sectors int) graph.Option {
	return graph.Option{Flag: "-blockdev", Type: "null-co", ID: id, Props: []graph.Prop{
		graph.P("read-zeroes", "on"), {Name: "size", Value: graph.Int(int64(sectors) * sectorSize)},
	}}
}

// chs are the properties of a geometry; those of a logical one have a prefix.
func chs(prefix string, g geometry) []graph.Prop {
	return []graph.Prop{
		{Name: prefix + "cyls", Value: graph.Int(int64(g.cylinders))},
		{Name: prefix + "heads", Value: graph.Int(int64(g.heads))},
		{Name: prefix + "secs", Value: graph.Int(int64(g.sectors))},
	}
}
