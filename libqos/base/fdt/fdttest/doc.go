// Package fdttest makes device trees for tests of code that reads them.
//
//	tree := fdttest.Tree(t, fdttest.Node{
//		Props:    []fdttest.Prop{fdttest.Cells("#address-cells", 2)},
//		Children: []fdttest.Node{{Name: "soc", Props: []fdttest.Prop{fdttest.Cells("ranges")}}},
//	})
package fdttest
